#!/bin/sh
# extras.sh DIR VERSION: writes what is packed beside the program: completions for shells and the manual, gzipped
# without a time, so that two runs write the same bytes.
set -eu

dir=$1
rm -rf "$dir"
mkdir -p "$dir/completions" "$dir/man"
go build -trimpath -ldflags "-X github.com/notes-lsp/notes-lsp/internal/cli.Version=$2" -o "$dir/program" ./cmd/notes-lsp

"$dir/program" completion bash >"$dir/completions/notes-lsp.bash"
"$dir/program" completion zsh >"$dir/completions/_notes-lsp"
"$dir/program" completion fish >"$dir/completions/notes-lsp.fish"
"$dir/program" completion powershell >"$dir/completions/notes-lsp.ps1"
"$dir/program" man >"$dir/man/notes-lsp.1"
gzip -9n "$dir/man/notes-lsp.1"
rm "$dir/program"
