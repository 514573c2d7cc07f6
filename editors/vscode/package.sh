#!/bin/sh
# package.sh [TARGET...]: packages the extension with the server inside, as bin/notes-lsp-TARGET.vsix.
#
# TARGET is one of VS Code's: linux-x64, linux-arm64, linux-armhf, alpine-x64, alpine-arm64, darwin-x64,
# darwin-arm64, win32-x64, win32-arm64; or none, for a package without a server; or all. By default it is
# this platform's.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
cd "$here"

# platform TARGET: sets GOOS, GOARCH and GOARM.
platform() {
	GOARM=
	case $1 in
	linux-* | alpine-*) GOOS=linux ;; # the server is linked statically
	darwin-*) GOOS=darwin ;;
	win32-*) GOOS=windows ;;
	*)
		echo "There is no target $1; see the top of package.sh." >&2
		exit 1
		;;
	esac
	case $1 in
	*-x64) GOARCH=amd64 ;;
	*-arm64) GOARCH=arm64 ;;
	*-armhf) GOARCH=arm GOARM=7 ;;
	esac
}

own() {
	os=$(go env GOHOSTOS) arch=$(go env GOHOSTARCH)
	case $os in windows) os=win32 ;; esac
	case $arch in amd64) arch=x64 ;; arm) arch=armhf ;; esac
	echo "$os-$arch"
}

# pack NAME [vsce's options]
pack() {
	name=$1
	shift
	npx --no-install vsce package --no-dependencies --out "$repo/bin/notes-lsp-$name.vsix" "$@"
}

if [ "${1:-}" = --own ]; then # where this platform's package is
	echo "$repo/bin/notes-lsp-$(own).vsix"
	exit 0
fi
[ $# -gt 0 ] || set -- "$(own)"
[ "$1" != all ] || set -- linux-x64 linux-arm64 linux-armhf alpine-x64 alpine-arm64 darwin-x64 darwin-arm64 win32-x64 win32-arm64 none

mkdir -p "$repo/bin"
cp "$repo/LICENSE" LICENSE
npm run --silent bundle
for target in "$@"; do
	rm -rf server
	if [ "$target" = none ]; then
		pack none
		continue
	fi
	platform "$target"
	server=server/notes-lsp
	[ "$GOOS" != windows ] || server=$server.exe
	(
		cd "$repo"
		export GOOS GOARCH GOARM CGO_ENABLED=0
		go build -trimpath -ldflags "${LDFLAGS:-}" -o "editors/vscode/$server" ./cmd/notes-lsp
	)
	pack "$target" --target "$target"
done
