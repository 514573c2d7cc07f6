#!/bin/sh
# newcomer.sh: how long it takes from nothing to the first completion in Neovim, by the commands of the README.
#
# What is taken for granted is Go, git, make and a Neovim. Prints a line for each step, in seconds.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
nvim=$("$here/get-nvim.sh")
. "$here/../newcomer.sh"

step 'make install' make -s -C "$home/notes-lsp" install
# "Copy lsp/notes_lsp.lua to ~/.config/nvim/lsp/": the README's own init.lua behind that, word for word.
step 'configure Neovim' sh -c '
	mkdir -p ~/.config/nvim/lsp ~/notes/.obsidian
	cp ~/notes-lsp/editors/nvim/lsp/notes_lsp.lua ~/.config/nvim/lsp/
	sed -n "/^-- init.lua$/,/^\`\`\`$/p" ~/notes-lsp/editors/nvim/README.md | sed "/^\`\`\`$/d" >~/.config/nvim/init.lua'
step 'open a note, type [[쿠, see 쿠버네티스' "$nvim" --clean -l "$here/newcomer.lua" "$here/drive.lua"
took 'Neovim: from nothing to the first completion' "$start"
