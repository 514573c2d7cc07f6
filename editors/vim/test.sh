#!/bin/sh
# test.sh: tests bin/notes-lsp with a real Vim and ALE, on a copy of the sample garden, by the README beside
# this.
#
# The last line is "N passed, N failed"; the exit code is 1 if any failed. VIM_BIN names another Vim. Where
# there is no Vim with channels, or no ALE, it says so and passes, but fails where CI=true.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)

skip() {
	echo "skipped: $*"
	[ "${CI:-}" != true ] || exit 1
	exit 0
}
vim=${VIM_BIN:-vim}
command -v "$vim" >/dev/null && "$vim" --version | grep -q '+channel' || skip "there is no Vim with +channel"
command -v script >/dev/null || skip "there is no script(1) to run Vim in a terminal"
ale=$repo/.cache/ale
[ -d "$ale/usr/share/vim-ale" ] || "$here/../from-debian.sh" "$ale" stable - vim-ale || skip "there is no ALE"
. "$here/../garden.sh"

mkdir -p "$work/vim"
cp -R "$here/ale_linters" "$work/vim/"
sed -n '/^" \.vimrc$/,/^```$/p' "$here/README.md" | sed '/^```$/,$d' >"$work/vimrc"
ALE=$ale/usr/share/vim-ale RC=$work/vimrc HOME_VIM=$work/vim GARDEN=$garden OUT=$work/out
export ALE RC HOME_VIM GARDEN OUT
LC_ALL=C.UTF-8 TERM=xterm script -qec "'$vim' -Nu NONE -i NONE -n -S '$here/e2e.vim'" /dev/null </dev/null >"$work/screen" 2>&1 || true
cat "$OUT" 2>/dev/null || {
	echo "FAIL Vim did not get to its end:"
	tail -c 2000 "$work/screen"
	exit 1
}
! grep -q '^FAIL' "$OUT"
