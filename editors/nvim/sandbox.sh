# shellcheck shell=sh disable=SC2034,SC2154 # $here comes from, $nvim and $garden go to, the script that sources this
# Sourced by try.sh and test.sh, which set $here to this folder: makes a place to play in.
#
# $work is a temporary folder, gone when the script ends. $garden is a copy of the sample garden in it.
# Neovim's own files and settings go below $work too, so the user's Neovim is neither read nor changed;
# nor is a user's configuration of notes-lsp. $nvim is the Neovim to run.

repo=$(CDPATH='' cd -- "$here/../.." && pwd)
server=${NOTES_LSP:-$repo/bin/notes-lsp}
case $server in
/*) ;;
*) server=$PWD/$server ;;
esac
if [ ! -x "$server" ]; then
	echo "There is no $server; run make build first." >&2
	exit 1
fi
nvim=$("$here/get-nvim.sh")

# The real path, since Neovim and the server speak of files by it.
work=$(CDPATH='' cd -- "$(mktemp -d)" && pwd -P)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

mkdir "$work/bin"
ln -s "$server" "$work/bin/notes-lsp"
PATH=$work/bin:$PATH
XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
NVIM_LOG_FILE=$work/nvim.log
export PATH XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME NVIM_LOG_FILE
unset NVIM NVIM_APPNAME VIMINIT EXINIT

garden=$work/garden
cp -R "$repo/testdata/garden" "$garden"
# Notes are listed by when they changed last; these are dated as a gardener would have left them.
find "$garden" -name '*.md' -exec touch -t 202611020900 {} +
for day in 16 17 18; do
	touch -t "202611${day}2100" "$garden/til/2026-11-$day.md"
done
