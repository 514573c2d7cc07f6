#!/bin/sh
# try.sh [NOTE]: opens the sample garden in a Neovim with notes-lsp, to play with.
# try.sh --tour [FILE]: prints a tour of it, screen by screen, and writes it to FILE too.
#
# The garden is a copy, so nothing that is done to it matters. Without a terminal the tour is what you get.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tour=no file=
if [ "${1:-}" = --tour ]; then
	tour=yes file=${2:-}
elif ! { [ -t 0 ] && [ -t 1 ]; }; then
	tour=yes
fi
. "$here/sandbox.sh"

if [ "$tour" = yes ]; then
	"$nvim" --clean -l "$here/tour.lua" "$garden" ${file:+"$file"} || {
		echo "The tour stopped early; see above for what did not happen." >&2
		exit 1
	}
	exit 0
fi

cd "$garden"
"$nvim" --clean -u "$here/init-try.lua" -i NONE "${1:-index.md}" || {
	echo "Neovim ended with an error; inside it, :checkhealth vim.lsp says more." >&2
	exit 1
}
