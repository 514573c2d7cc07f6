# shellcheck shell=sh disable=SC2034,SC2154 # $here comes from, $nvim goes to, the script that sources this
# Sourced by try.sh and test.sh, which set $here to this folder: a place to play in (see garden.sh), and
# $nvim, the Neovim to run there, which leaves the user's own alone.

repo=$(CDPATH='' cd -- "$here/../.." && pwd)
nvim=$("$here/get-nvim.sh")
. "$here/../garden.sh"
NVIM_LOG_FILE=$work/nvim.log
export NVIM_LOG_FILE
unset NVIM NVIM_APPNAME VIMINIT EXINIT
