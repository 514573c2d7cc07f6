#!/bin/sh
# test.sh: tests bin/notes-lsp with a real Neovim, on a copy of the sample garden.
#
# The last line is "N passed, N failed"; the exit code is 1 if any failed. NOTES_LSP names another
# server to test, NVIM_BIN another Neovim.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/sandbox.sh"

# Telescope, to find notes with.
NOTES_NVIM_PLUGINS=${NOTES_NVIM_PLUGINS:-$repo/.cache/nvim-plugins}
[ -d "$NOTES_NVIM_PLUGINS/usr/share/neovim-telescope" ] ||
	"$here/../from-debian.sh" "$NOTES_NVIM_PLUGINS" unstable - neovim-telescope neovim-plenary || true
export NOTES_NVIM_PLUGINS

"$nvim" --clean -l "$here/e2e.lua" "$garden"
