#!/bin/sh
# picture.sh [FILE]: makes a picture of Neovim with notes-lsp at work, docs/images/neovim.png by default.
#
# It is a real Neovim in a terminal of tmux, on a copy of the sample garden; picture.lua draws what the terminal
# shows, and Chromium makes a picture of the drawing. Fonts with Hangul and emoji have to be installed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
file=${1:-$repo/docs/images/neovim.png}
for tool in tmux chromium; do
	command -v "$tool" >/dev/null || {
		echo "picture: there is no $tool" >&2
		exit 1
	}
done
. "$here/sandbox.sh"

columns=121 lines=24
terminal=notes-lsp-$$
tm() { tmux -u -L "$terminal" "$@"; }
trap 'tm kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
printf 'set -g default-terminal tmux-256color\nset -as terminal-features ",*:RGB"\nset -g status off\n' >"$work/tmux.conf"
LC_ALL=C.UTF-8 COLORTERM=truecolor tm -f "$work/tmux.conf" new-session -d -x "$columns" -y "$lines" -e COLORTERM=truecolor \
	"cd '$garden' && '$nvim' --clean -u '$here/init-try.lua' -i NONE +'set termguicolors showtabline=0 noruler' +'lua vim.diagnostic.config({ update_in_insert = true })' '할 일.md'"

# until TEXT: waits until the terminal shows TEXT, twenty seconds at most.
until_shown() {
	tries=0
	until tm capture-pane -p | grep -qF -- "$1"; do
		tries=$((tries + 1))
		if [ $tries -gt 400 ]; then
			echo "picture: $1 is not shown:" >&2
			tm capture-pane -p >&2
			exit 1
		fi
		# The terminal says nothing of when it has changed.
		sleep 0.05
	done
}
until_shown 'No note is called'
tm send-keys G o
tm send-keys -l -- '- [ ] 🌱 [['
until_shown '디지털 정원 '
tm send-keys -l -- 'ㅋㅂ'
until_shown '쿠버네티스 클러스터 '
sleep 0.5
tm capture-pane -e -N -p >"$work/screen"
"$nvim" --clean -l "$here/picture.lua" "$columns" <"$work/screen" >"$work/screen.html"
mkdir -p "$(dirname -- "$file")"
size=$(sed -n 's/^<!-- size \(.*\) -->$/\1/p' "$work/screen.html")
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 \
	--force-device-scale-factor=1.2 --window-size="$size" --screenshot="$file" "file://$work/screen.html" >/dev/null 2>&1
echo "$(wc -c <"$file") bytes in $file" >&2
