# shellcheck shell=sh disable=SC2034,SC2154 # $repo comes from, $garden goes to, the script that sources this
# Sourced by the scripts that try an editor, which set $repo: makes a place to play in.
#
# $work is a temporary folder, gone when the script ends. $garden is a copy of the sample garden in it.
# notes-lsp is on PATH: $NOTES_LSP, or bin/notes-lsp. Settings and state of editors go below $work too, so
# the user's are neither read nor changed; nor is a user's configuration of notes-lsp.

server=${NOTES_LSP:-$repo/bin/notes-lsp}
case $server in
/*) ;;
*) server=$PWD/$server ;;
esac
if [ ! -x "$server" ]; then
	echo "There is no $server; run make build first." >&2
	exit 1
fi

# The real path, since editors and the server speak of files by it.
work=$(CDPATH='' cd -- "$(mktemp -d)" && pwd -P)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

mkdir "$work/bin"
ln -s "$server" "$work/bin/notes-lsp"
PATH=$work/bin:$PATH
XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
export PATH XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME

garden=$work/garden
cp -R "$repo/testdata/garden" "$garden"
# Notes are listed by when they changed last; these are dated as a gardener would have left them.
find "$garden" -name '*.md' -exec touch -t 202611020900 {} +
for day in 16 17 18; do
	touch -t "202611${day}2100" "$garden/til/2026-11-$day.md"
done
