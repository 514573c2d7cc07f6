#!/bin/sh
# newcomer.sh: how long it takes from nothing to the first completion, by the commands of the README.
#
# In a home that is empty: no Go cache, no settings, no state. What is taken for granted is Go, git, make and a
# Neovim. The source comes from this checkout, at its last commit, not over the network; Go's modules do come
# over the network. Prints a line for each step, in seconds.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
nvim=$("$here/get-nvim.sh")
home=$(CDPATH='' cd -- "$(mktemp -d)" && pwd -P)
trap 'chmod -R u+w "$home"; rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM

path=$home/go/bin:$PATH
now() { date +%s%N; }
# step NAME COMMAND...: runs it in the empty home, and prints how long it took.
step() {
	name=$1
	shift
	from=$(now)
	env -i HOME="$home" PATH="$path" LC_ALL=C.UTF-8 TERM=xterm ${GOPROXY:+GOPROXY="$GOPROXY"} ${GOFLAGS:+GOFLAGS="$GOFLAGS"} "$@"
	printf '%-44s %6.1f s\n' "$name" "$(echo "$(now) $from" | awk '{ print ($1 - $2) / 1e9 }')"
}

start=$(now)
step 'git clone' git clone --quiet --no-hardlinks "file://$repo" "$home/notes-lsp"
step 'make install' make -s -C "$home/notes-lsp" install
# "Copy lsp/notes_lsp.lua to ~/.config/nvim/lsp/": the README's own init.lua behind that, word for word.
step 'configure Neovim' sh -c '
	mkdir -p ~/.config/nvim/lsp
	cp ~/notes-lsp/editors/nvim/lsp/notes_lsp.lua ~/.config/nvim/lsp/
	sed -n "/^-- init.lua$/,/^\`\`\`$/p" ~/notes-lsp/editors/nvim/README.md | sed "/^\`\`\`$/d" >~/.config/nvim/init.lua
	mkdir -p ~/notes/.obsidian
	echo "# 쿠버네티스" >~/notes/쿠버네티스.md
	echo "# 오늘" >~/notes/오늘.md'
step 'open a note, type [[쿠, see 쿠버네티스' "$nvim" --clean -l "$here/newcomer.lua" "$here/drive.lua"
printf '%-44s %6.1f s\n' 'from nothing to the first completion' "$(echo "$(now) $start" | awk '{ print ($1 - $2) / 1e9 }')"
