#!/usr/bin/env bash
# A step of GitHub Actions that runs notes-lsp check; action.yml sets NOTES_LSP_*.
set -euo pipefail

bin="$RUNNER_TEMP/notes-lsp"
sarif="$RUNNER_TEMP/notes-lsp.sarif"

# The action is the source of the version that the workflow names: it is built, and
# nothing else is fetched.
(cd "$GITHUB_ACTION_PATH" && CGO_ENABLED=0 go build -trimpath -o "$bin" ./cmd/notes-lsp)

args=(--format "$NOTES_LSP_FORMAT" --output "sarif=$sarif" --fail-on "$NOTES_LSP_FAIL_ON")
if [ -n "$NOTES_LSP_SINCE" ]; then args+=(--since "$NOTES_LSP_SINCE"); fi
if [ -n "$NOTES_LSP_BASELINE" ]; then args+=(--baseline "$NOTES_LSP_BASELINE"); fi
args+=(--)
while IFS= read -r path; do
	if [ -n "$path" ]; then args+=("$path"); fi
done <<<"$NOTES_LSP_PATH"

if [ "$NOTES_LSP_FORMAT" = text ]; then
	echo "::add-matcher::$GITHUB_ACTION_PATH/.github/problem-matcher.json"
fi
rm -f "$sarif"
code=0
"$bin" check "${args[@]}" || code=$?
if [ -f "$sarif" ]; then echo "sarif-file=$sarif" >>"$GITHUB_OUTPUT"; fi
exit "$code"
