#!/bin/sh
# get-nvim.sh [PREFIX]: prints the path of a Neovim that can run notes-lsp (0.11 or newer).
#
# Looked at in this order: $NVIM_BIN, PREFIX (by default .cache/nvim below the repository), PATH.
# When none of them will do, a machine with Debian's apt gets one unpacked into PREFIX: the system
# stays as it is and root is not needed. Anywhere else a sentence says what to install.
# Only the path goes to stdout; everything else goes to stderr.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
prefix=${1:-$repo/.cache/nvim}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac

say() { printf 'get-nvim: %s\n' "$*" >&2; }

give_up() {
	say "$*"
	say "Install Neovim 0.11 or newer (apt, dnf, brew, scoop and winget all name it neovim, but some"
	say "distributions carry an older one), or set NVIM_BIN to the path of one, and run this again."
	exit 1
}

# usable NVIM: it starts, and vim.lsp.config and vim.lsp.enable exist. (No other program exits with 11.)
usable() {
	[ -n "$1" ] && [ -x "$1" ] || return 1
	code=0
	NVIM_LOG_FILE=/dev/null "$1" --headless -u NONE -i NONE -n \
		+'lua os.exit(vim.fn.has("nvim-0.11") == 1 and 11 or 1)' </dev/null >/dev/null 2>&1 || code=$?
	[ "$code" -eq 11 ]
}

if [ -n "${NVIM_BIN:-}" ]; then
	usable "$NVIM_BIN" || give_up "NVIM_BIN is $NVIM_BIN, which is not a Neovim of 0.11 or newer."
	echo "$NVIM_BIN"
	exit 0
fi
for nvim in "$prefix/usr/bin/nvim" "$(command -v nvim || true)"; do
	if usable "$nvim"; then
		echo "$nvim"
		exit 0
	fi
done

for suite in testing unstable; do
	say "getting Neovim from Debian $suite into $prefix"
	if sh "$here/../from-debian.sh" "$prefix" "$suite" usr/bin/nvim neovim >&2; then
		if usable "$prefix/usr/bin/nvim"; then
			echo "$prefix/usr/bin/nvim"
			exit 0
		fi
	fi
	say "the Neovim of Debian $suite does not work here"
done
give_up "There is no Neovim of 0.11 or newer here, and none could be obtained."
