#!/bin/sh
# test.sh: tests bin/notes-lsp with a real Neovim, on a copy of the sample garden.
#
# The last line is "N passed, N failed"; the exit code is 1 if any failed. NOTES_LSP names another
# server to test, NVIM_BIN another Neovim.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/sandbox.sh"

"$nvim" --clean -l "$here/e2e.lua" "$garden"
