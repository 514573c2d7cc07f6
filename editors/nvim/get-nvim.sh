#!/bin/sh
# get-nvim.sh [PREFIX]: prints the path of a Neovim that can run notes-lsp (0.11 or newer).
#
# Looked at in this order: $NVIM_BIN, PREFIX (by default .cache/nvim below the repository), PATH.
# When none of them will do, a machine with Debian's apt gets one unpacked into PREFIX: the system
# stays as it is and root is not needed. Anywhere else a sentence says what to install.
# Only the path goes to stdout; everything else goes to stderr.
set -eu

repo=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
prefix=${1:-$repo/.cache/nvim}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
stamp=.get-nvim # marks a PREFIX that this script made, and so may replace

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

for tool in apt-get dpkg; do
	command -v "$tool" >/dev/null || give_up "There is no Neovim of 0.11 or newer here, and no $tool to get one with."
done
# The mirror that this machine uses already, so that a proxy or a local mirror keeps working.
# shellcheck disable=SC2016 # apt-get fills in $(REPO_URI)
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/$' || true)
[ -n "$mirror" ] || give_up "There is no Neovim of 0.11 or newer here, and apt knows no Debian mirror to get one from."
for keyring in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp ''; do
	[ -n "$keyring" ] || give_up "Debian's keys are missing; install debian-archive-keyring."
	[ ! -r "$keyring" ] || break
done
if [ -e "$prefix" ] && [ ! -e "$prefix/$stamp" ] && [ -n "$(ls -A "$prefix")" ]; then
	say "$prefix holds something else and is left alone; name another folder."
	exit 1
fi

mkdir -p "$(dirname -- "$prefix")"
new=$prefix.new.$$
work=$(mktemp -d)
trap 'rm -rf "$work" "$new"' EXIT
trap 'exit 1' HUP INT TERM

# An apt of its own. Its package database is empty, so the whole closure comes along, libc too:
# the Neovim of a newer Debian does not run on the libc of an older one.
# Signatures are checked as ever; only the dates of Release files are not, since mirrors of
# testing and unstable are often a few days late. Given with -c, this is read after the machine's
# own settings: its proxy stays, its hooks do not.
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/none"
: >"$work/status"
cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/none";
Dir::Etc::preferences "$work/no-preferences";
Dir::Etc::preferencesparts "$work/none";
Dir::State::status "$work/status";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
#clear APT::Architectures;
APT::Architectures { "$(dpkg --print-architecture)"; };
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END

# fetch SUITE: downloads Neovim, patchelf and all they need from one suite of the mirror.
fetch() {
	echo "deb [signed-by=$keyring] $mirror $1 main" >"$work/sources.list"
	rm -f "$work"/cache/archives/*.deb
	apt-get -c "$work/apt.conf" -qq update >&2 &&
		apt-get -c "$work/apt.conf" -qq --download-only install neovim patchelf >&2
}

# unpack: fills $new from what fetch got and ties the binary to the libraries beside it.
# LD_LIBRARY_PATH would leak into the language server, and starting it by ld.so hides from Neovim
# where its own runtime is; hence patchelf, which itself can run by ld.so.
unpack() {
	rm -rf "$new"
	mkdir -p "$new"
	for deb in "$work"/cache/archives/*.deb; do
		dpkg -x "$deb" "$new" || return 1
	done
	# usr/lib/<this machine's triplet>, whatever that is.
	libc=$(ls "$new"/usr/lib/*/libc.so.6) || return 1
	dir=$(dirname -- "$libc")
	# shellcheck disable=SC2012 # these names are Debian's, and plain
	loader=$(ls "$dir"/ld*.so.? | head -n 1) || return 1
	"$loader" --library-path "$dir" "$new/usr/bin/patchelf" \
		--set-interpreter "$prefix${loader#"$new"}" --force-rpath --set-rpath "$prefix${dir#"$new"}" \
		"$new/usr/bin/nvim" >&2 || return 1
	: >"$new/$stamp"
}

for suite in testing unstable; do
	say "getting Neovim from Debian $suite into $prefix"
	if fetch "$suite" && unpack; then
		rm -rf "$prefix"
		mv "$new" "$prefix"
		if usable "$prefix/usr/bin/nvim"; then
			echo "$prefix/usr/bin/nvim"
			exit 0
		fi
	fi
	say "the Neovim of Debian $suite does not work here"
done
give_up "No Neovim could be obtained."
