#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Install the Debian packages that building and testing need, and only those
# that are missing.  As root, or through sudo.
#
#   setup.sh build|deb|vm|check|debug     default: check (includes build and vm)
#   setup.sh -n GROUP                 only list what is missing
set -euo pipefail

list_only=
[ "${1:-}" = -n ] && { list_only=1; shift; }
group=${1:-check}

# "package" or "package:command", the command standing in for the package so
# that a compiler from another source is good enough.
build="build-essential:gcc make pkg-config:pkg-config libmnl-dev kmod:depmod
	bc bison flex libelf-dev libssl-dev libcurl4-openssl-dev libjson-c-dev
	libnghttp2-dev libnanopb-dev nanopb:protoc-gen-nanopb pahole:pahole"
vm="qemu-system-x86:qemu-system-x86_64 busybox-static cpio:cpio
	xz-utils:xz iproute2 iputils-ping:ping iperf3:iperf3
	wireguard-tools:wg nftables:nft tcpdump:tcpdump ethtool:ethtool
	socat:socat jq:jq util-linux:setpriv ncat:ncat iptables
	debian-archive-keyring"
check="clang:clang llvm:llvm-symbolizer sparse:sparse shellcheck:shellcheck
	python3:python3 python3-yaml python3-jsonschema python3-prometheus-client
	perl:perl git:git dkms:dkms tshark:tshark
	libpcap-dev openssl:openssl curl:curl nghttp2-proxy:nghttpx"
debug="cpp:cpp rsync:rsync"
deb="debhelper dpkg-dev lintian:lintian debootstrap:debootstrap"

case $group in
build) want=$build ;;
deb) want="$build $deb" ;;
vm) want="$build $vm" ;;
check) want="$build $vm $check" ;;
debug) want="$build $vm $check $debug" ;;
*) sed -n '3,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

# ASan, UBSan and libFuzzer come in a package named after clang's version.
clang_rt() {
	local v
	v=$(apt-cache depends clang 2>/dev/null |
		sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
	[ -z "$v" ] || echo "libclang-rt-$v-dev"
}

installed() {
	dpkg-query -W -f '${Status}' "$1" 2>/dev/null |
		grep -q '^install ok installed$'
}

missing_of() {
	local w
	for w in "$@"; do
		installed "${w%%:*}" && continue
		case $w in *:*) command -v "${w#*:}" >/dev/null && continue ;; esac
		echo "${w%%:*}"
	done
}

# shellcheck disable=SC2086
missing=$(missing_of $want)
case $group in
check | debug)
	rt=$(clang_rt)
	[ -z "$rt" ] || installed "$rt" || missing="$missing $rt"
	;;
esac
missing=$(echo $missing)
if [ -z "$missing" ]; then
	exit 0
elif [ -n "$list_only" ]; then
	echo "$missing"
	exit 0
fi

command -v apt-get >/dev/null ||
	{ echo "setup: no apt-get here; install these by hand: $missing" >&2; exit 1; }
as_root=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null ||
		{ echo "setup: as root, please: apt-get install $missing" >&2; exit 1; }
	as_root=(sudo)
fi
apt_get() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq \
		-o Dpkg::Use-Pty=0 "$@" </dev/null
}
echo "setup: installing with apt-get: $missing"
# Package lists that cannot place every package are refreshed once.
# shellcheck disable=SC2086
if ! apt_get install --no-install-recommends --simulate $missing >/dev/null 2>&1; then
	apt_get update
	case $group in
	check | debug)
		rt=$(clang_rt)
		[ -z "$rt" ] || installed "$rt" || missing="$missing $rt"
		;;
	esac
fi
# Lists older than the mirror name files that are gone: refresh, once more.
# shellcheck disable=SC2086
apt_get install -y --no-install-recommends $missing >/dev/null ||
	{ apt_get update && apt_get install -y --no-install-recommends $missing >/dev/null; }
