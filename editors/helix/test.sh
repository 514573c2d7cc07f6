#!/bin/sh
# test.sh: tests bin/notes-lsp with a real Helix in a terminal of tmux, on a copy of the sample garden, by
# the languages.toml beside this.
#
# The last line is "N passed, N failed"; the exit code is 1 if any failed. HX_BIN names another Helix. Where
# none can be had, or no tmux, it says so and passes, but fails where CI=true.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
prefix=$repo/.cache/helix

skip() {
	echo "skipped: $*"
	[ "${CI:-}" != true ] || exit 1
	exit 0
}
command -v tmux >/dev/null || skip "there is no tmux"
hx=${HX_BIN:-}
if [ -z "$hx" ]; then
	hx=$(command -v hx || true)
	if [ -z "$hx" ]; then
		[ -x "$prefix/usr/lib/hx/hx" ] || "$here/../from-debian.sh" "$prefix" testing usr/lib/hx/hx hx || skip "there is no Helix"
		hx=$prefix/usr/lib/hx/hx
		HELIX_RUNTIME=$prefix/usr/lib/hx/runtime
		export HELIX_RUNTIME
	fi
fi
. "$here/../garden.sh"
mkdir -p "$XDG_CONFIG_HOME/helix"
cp "$here/languages.toml" "$XDG_CONFIG_HOME/helix/"
# A terminal can't tell ESC and a key behind it from ALT and the key.
printf '[keys.insert]\nF5 = "normal_mode"\n' >"$XDG_CONFIG_HOME/helix/config.toml"

terminal=notes-lsp-$$
tm() { tmux -u -L "$terminal" "$@"; }
trap 'tm kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
passed=0 failed=0

screen() { tm capture-pane -p; }

# shows NAME TEXT [KEY]: within five seconds the screen shows TEXT. KEY is pressed meanwhile: a picker may
# not draw what it has found before the next key.
shows() {
	tries=0
	until screen | grep -qF -- "$2"; do
		tries=$((tries + 1))
		if [ $tries -gt 100 ]; then
			failed=$((failed + 1))
			printf 'FAIL %s: %s is not on the screen:\n' "$1" "$2"
			screen | sed 's/^/     /'
			return
		fi
		[ -z "${3:-}" ] || press "$3"
		# The terminal says nothing of when it has changed.
		sleep 0.05
	done
	passed=$((passed + 1))
	echo "ok   $1"
}

# press KEYS...: by tmux's names. write TEXT: as it is.
press() { tm send-keys "$@"; }
write() { tm send-keys -l "$1"; }
# go TEXT: selects it.
go() {
	press g g
	write "/$1"
	press Enter
}

start="cd '$garden' && HELIX_RUNTIME='${HELIX_RUNTIME:-}' '$hx' '할 일.md'"
[ -n "${HELIX_RUNTIME:-}" ] || start="cd '$garden' && '$hx' '할 일.md'"
LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -x 160 -y 40 "$start"
shows 'it opens a note' '잡초'
shows 'problems are counted' '● 5'
press Space d
shows 'problems, with their reason' 'No note is called "헬' Down
press C-c
write ':o index.md'
press Enter
shows 'another note' '내 작은 정원'
go '채널#닫기'
press g d
shows 'gd goes to the heading of a link behind an emoji' 'go/채널.md'
write ':o index.md'
press Enter
shows 'back' '내 작은 정원'
press g e o
write '🍞 [[쿠버'
shows 'completion after [[' 'reference'
press Tab Enter F5
shows 'the brackets that Helix closed are not doubled' '🍞 [[쿠버네티스]]'
write 'u'
go '요즘 심은 것'
write ';'
press Space r
shows 'a rename starts from the heading' 'rename-to:'
press C-u
write '새로 심은 것'
press Enter
shows 'rename of a heading' '## 새로 심은 것'
go 'git 되돌리기'
write ';'
press Space r
shows 'a rename of a note starts from its name' 'rename-to:git 되돌리기'
press C-u
write 'git 무르기'
press Enter
shows 'rename of a note' '[[git 무르기]]'
if [ -e "$garden/git 무르기.md" ] && [ ! -e "$garden/git 되돌리기.md" ]; then
	passed=$((passed + 1))
	echo 'ok   and of its file'
else
	failed=$((failed + 1))
	echo 'FAIL and of its file'
fi
press Space S
shows 'symbols of the vault' 'container'
write 'ㅋㅂㄴ'
shows 'found by first consonants' '쿠버네티스 클러스터 ' Down
press C-c
write ':qa!'
press Enter
log=$XDG_CACHE_HOME/helix/helix.log
if grep '\[ERROR\]' "$log" | grep -v StreamClosed; then
	failed=$((failed + 1))
	echo 'FAIL no error in the log'
else
	passed=$((passed + 1))
	echo 'ok   no error in the log'
fi
echo "$("$hx" --version): $passed passed, $failed failed"
[ "$failed" -eq 0 ]
