#!/bin/sh
# test.sh [--lsp-mode]: tests bin/notes-lsp with a real Emacs and its Eglot, or with lsp-mode, on a copy of
# the sample garden.
#
# The last line is "N passed, N failed"; the exit code is 1 if any failed. Where no Emacs can be had it
# says so and passes, but fails where CI=true. NOTES_LSP names another server to test, EMACS_BIN another Emacs.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
emacs=$("$here/get-emacs.sh") || {
	[ "${CI:-}" != true ] || exit 1
	echo "skipped: there is no Emacs"
	exit 0
}
. "$here/../garden.sh"

session=e2e.el
[ "${1:-}" != --lsp-mode ] || session=e2e-lsp-mode.el
# What Emacs says beside the results is only worth reading where one failed. -Q reads nothing of the user's.
HOME=$work "$emacs" --batch -Q -l "$here/$session" "$garden" "$here/README.md" 2>"$work/messages" || {
	cat "$work/messages" >&2
	exit 1
}
