#!/bin/sh
# get-emacs.sh [PREFIX]: prints the path of an Emacs with Eglot and markdown-mode's neighbours (29 or newer).
#
# Looked at in this order: $EMACS_BIN, PREFIX (by default .cache/emacs below the repository), PATH.
# When none of them will do, a machine with Debian's apt gets one unpacked into PREFIX: the system
# stays as it is and root is not needed. Only the path goes to stdout; everything else goes to stderr.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
prefix=${1:-$repo/.cache/emacs}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac

# usable EMACS: it starts, and has Eglot.
usable() {
	[ -n "$1" ] && [ -x "$1" ] && "$1" --batch -Q --eval "(require 'eglot)" </dev/null >/dev/null 2>&1
}

# An Emacs out of its place has to be told where its files are.
write_wrapper() {
	share=$(ls -d "$prefix"/usr/share/emacs/[0-9]*)
	libexec=$(ls -d "$prefix"/usr/libexec/emacs/*/*)
	dump=$(ls "$libexec"/emacs-*.pdmp)
	cat >"$prefix/emacs" <<END
#!/bin/sh
EMACSDATA=$share/etc EMACSDOC=$share/etc EMACSLOADPATH=$share/lisp EMACSPATH=$libexec
export EMACSDATA EMACSDOC EMACSLOADPATH EMACSPATH
exec "$prefix/usr/bin/emacs-nox" --dump-file="$dump" "\$@"
END
	chmod +x "$prefix/emacs"
}

if [ -n "${EMACS_BIN:-}" ]; then
	usable "$EMACS_BIN" || {
		echo "get-emacs: EMACS_BIN is $EMACS_BIN, which is no Emacs with Eglot." >&2
		exit 1
	}
	echo "$EMACS_BIN"
	exit 0
fi
for emacs in "$prefix/emacs" "$(command -v emacs || true)"; do
	if usable "$emacs"; then
		echo "$emacs"
		exit 0
	fi
done
for suite in stable testing; do
	echo "get-emacs: getting Emacs from Debian $suite into $prefix" >&2
	if sh "$here/../from-debian.sh" "$prefix" "$suite" usr/bin/emacs-nox emacs-nox elpa-markdown-mode elpa-lsp-mode >&2; then
		write_wrapper
		if usable "$prefix/emacs"; then
			echo "$prefix/emacs"
			exit 0
		fi
	fi
	echo "get-emacs: the Emacs of Debian $suite does not work here" >&2
done
echo "get-emacs: There is no Emacs of 29 or newer here, and none could be obtained. Install one, or set EMACS_BIN." >&2
exit 1
