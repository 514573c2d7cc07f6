#!/bin/sh
# check.sh: builds into dist/ all that a release would publish, and publishes nothing. GORELEASER names the program, else
# it is built, which takes minutes; the bills of materials are left out where there is no syft.
set -eu

cd "$(dirname -- "$0")/../.."
goreleaser=${GORELEASER:-go run github.com/goreleaser/goreleaser/v2@v2.16.0}
skip=publish
command -v syft >/dev/null || skip=$skip,sbom
$goreleaser check
$goreleaser release --snapshot --clean --skip="$skip"
