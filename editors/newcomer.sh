# shellcheck shell=sh disable=SC2034,SC2154 # $repo comes from, $start goes to, the script that sources this
# Sourced by the scripts that time a newcomer's way, which set $repo: an empty home to go it in, and step.
#
# There is no cache of Go's or npm's in $home, and no settings or state. Only where and how Go and npm fetch is
# this user's: mirrors, proxies and certificates. The source comes from this checkout, at its last commit, not over the network; modules and packages
# do. The machine's load is told, since the times depend on it.

home=$(CDPATH='' cd -- "$(mktemp -d)" && pwd -P)
trap 'chmod -R u+w "$home"; rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM
path=$home/go/bin:$PATH

now() { date +%s%N; }

# took NAME FROM: prints how long something took that began at FROM.
took() { printf '%-44s %6.1f s\n' "$1" "$(echo "$(now) $2" | awk '{ print ($1 - $2) / 1e9 }')"; }

# step NAME COMMAND...: runs it in the empty home, and prints how long it took.
step() {
	name=$1
	shift
	from=$(now)
	env -i HOME="$home" PATH="$path" LC_ALL=C.UTF-8 TERM=xterm ${GOPROXY:+GOPROXY="$GOPROXY"} ${GOFLAGS:+GOFLAGS="$GOFLAGS"} \
		npm_config_userconfig="${npm_config_userconfig:-$HOME/.npmrc}" ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"} \
		${SSL_CERT_FILE:+SSL_CERT_FILE="$SSL_CERT_FILE"} ${HTTPS_PROXY:+HTTPS_PROXY="$HTTPS_PROXY"} ${https_proxy:+https_proxy="$https_proxy"} "$@"
	took "$name" "$from"
}

[ ! -r /proc/loadavg ] || echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg), processors: $(nproc)"
start=$(now)
step 'git clone' git clone --quiet --no-hardlinks "file://$repo" "$home/notes-lsp"
mkdir "$home/notes"
echo "# 쿠버네티스" >"$home/notes/쿠버네티스.md"
echo "# 오늘" >"$home/notes/오늘.md"
