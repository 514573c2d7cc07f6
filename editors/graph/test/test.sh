#!/bin/sh
# test.sh: whether the page's sources are sound and the committed bundle is theirs, and then the page in a
# headless chromium. It needs node_modules and bin/notes-lsp, which make test-graph sees to, and chromium on
# the PATH. The picture of the documentation is taken where PICTURE says.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../../.." && pwd)
cd "$here/.."
if ! CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome); then
	echo "There is no chromium on the PATH to show the page in; install one." >&2
	exit 1
fi
NOTES_LSP=$repo/bin/notes-lsp
export CHROMIUM NOTES_LSP
npm run --silent check
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
node build.mjs "$out"
for file in graph.js graph.css; do
	cmp "$out/$file" "$repo/internal/graph/page/$file" || {
		echo "internal/graph/page/$file is not what editors/graph makes; run make graph-page." >&2
		exit 1
	}
done
npm run --silent test
