#!/bin/sh
# from-debian.sh PREFIX SUITE PROGRAM PACKAGE...: unpacks packages of a Debian suite into PREFIX, with all
# that they need. The system stays as it is and root is not needed. For editors that are newer than the
# machine's own.
#
# PROGRAM is the path in PREFIX of the program that is to run there, as in usr/bin/nvim; it is tied to
# the libraries beside it. With - for it the packages come alone, as plugins may. A PREFIX that this script made is replaced, another one is left alone.
# Exits with 1, and a sentence on stderr, where there is no apt, no mirror or no such package.
set -eu

prefix=$1 suite=$2 program=$3
shift 3
stamp=.from-debian # marks a PREFIX that this script made, and so may replace

give_up() {
	printf 'from-debian: %s\n' "$*" >&2
	exit 1
}

for tool in apt-get dpkg; do
	command -v "$tool" >/dev/null || give_up "there is no $tool here."
done
# The mirror that this machine uses already, so that a proxy or a local mirror keeps working.
# shellcheck disable=SC2016 # apt-get fills in $(REPO_URI)
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/$' || true)
[ -n "$mirror" ] || give_up "apt knows no Debian mirror."
for keyring in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp ''; do
	[ -n "$keyring" ] || give_up "Debian's keys are missing; install debian-archive-keyring."
	[ ! -r "$keyring" ] || break
done
if [ -e "$prefix" ] && [ ! -e "$prefix/$stamp" ] && [ -n "$(ls -A "$prefix")" ]; then
	give_up "$prefix holds something else and is left alone; name another folder."
fi

mkdir -p "$(dirname -- "$prefix")"
new=$prefix.new.$$
work=$(mktemp -d)
trap 'rm -rf "$work" "$new"' EXIT
trap 'exit 1' HUP INT TERM

# An apt of its own. Its package database is empty, so the whole closure comes along, libc too:
# an editor of a newer Debian does not run on the libc of an older one.
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
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
apt-get -c "$work/apt.conf" -qq update >&2
if [ "$program" = - ]; then
	(cd "$work/cache/archives" && apt-get -c "$work/apt.conf" -qq download "$@" >&2)
else
	apt-get -c "$work/apt.conf" -qq --download-only install patchelf "$@" >&2
fi

mkdir -p "$new"
# Several at once: most of the time goes into decompressing.
find "$work/cache/archives" -name '*.deb' -print0 |
	xargs -0 -n 1 -P 4 sh -c 'dpkg -x "$2" "$1"' unpack "$new"
if [ "$program" != - ]; then
	# usr/lib/<this machine's triplet>, whatever that is.
	libc=$(ls "$new"/usr/lib/*/libc.so.6)
	dir=$(dirname -- "$libc")
	# shellcheck disable=SC2012 # these names are Debian's, and plain
	loader=$(ls "$dir"/ld*.so.? | head -n 1)
	# LD_LIBRARY_PATH would leak into the language server, and an editor started by ld.so does not find
	# where its own runtime is; hence patchelf, which itself can run by ld.so.
	"$loader" --library-path "$dir" "$new/usr/bin/patchelf" \
		--set-interpreter "$prefix${loader#"$new"}" --force-rpath --set-rpath "$prefix${dir#"$new"}" \
		"$new/$program" >&2
fi
: >"$new/$stamp"
rm -rf "$prefix"
mv "$new" "$prefix"
