#!/bin/sh
# reproducible.sh: builds the committed program twice for a system, in two folders, the second time with an empty cache
# and without git, and fails unless the bytes are the same. GOOS and GOARCH choose the system.
set -eu

repo=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$repo"
version=$(git describe --tags --always)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

build() { # FOLDER OUTPUT
	(cd "$1" && CGO_ENABLED=0 go build -trimpath -buildvcs=false \
		-ldflags "-s -w -X github.com/notes-lsp/notes-lsp/internal/cli.Version=$version" -o "$2" ./cmd/notes-lsp)
}

git clone --quiet --no-hardlinks . "$tmp/clone"
mkdir -p "$tmp/another place/src"
git archive HEAD | tar -x -C "$tmp/another place/src"
build "$tmp/clone" "$tmp/one"
GOCACHE="$tmp/cache" build "$tmp/another place/src" "$tmp/two"
sum=$(sha256sum <"$tmp/one") other=$(sha256sum <"$tmp/two")
if [ "$sum" != "$other" ]; then
	echo "The two builds differ: ${sum%% *} and ${other%% *}." >&2
	exit 1
fi
echo "$version $(go env GOOS)/$(go env GOARCH): ${sum%% *}, twice"
