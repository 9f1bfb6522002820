# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The other implementations as ends of a tunnel, at a or b.

: "${SNAPTUN_PEERS:=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}/peers}"

: "${SNAPTUN_CRATE:=0.8.6 0.5.2}"

# with_each_crate TEST...: puts into "tests" one test for each version of the
# crate, which is told the version in $crate
with_each_crate() {
	local version t
	tests=()
	for version in $SNAPTUN_CRATE; do
		for t; do
			eval "crate_${version//./_}.$t() { crate=$version; $t; }"
			tests+=("crate_${version//./_}.$t")
		done
	done
}

# foreign FUNCTION...: the device functions for in-tree WireGuard
foreign() {
	local KIND=wireguard TOOL=wg
	"$@"
}

peer_program() { # peer_program NAME
	command -v "$1" || { [ -x "$SNAPTUN_PEERS/$1" ] && echo "$SNAPTUN_PEERS/$1"; }
}

need_peer() { # need_peer NAME
	peer_program "$1" >"$TMP/program" ||
		skip "no $1: selftests/peers/build.sh makes it where cargo and go are"
	need_module tun
	[ -e /dev/net/tun ] || skip "no /dev/net/tun"
}

# peer_start NS NAME ARGUMENTS...: waits until it is ready; its id is in
# $background, what it says in $TMP/peer-NS
peer_start() {
	local ns=$1 name=$2
	shift 2
	need_peer "$name"
	background "$TMP/peer-$ns" on "$ns" "$(peer_program "$name")" "$@"
	wait_line 20 "$TMP/peer-$ns" '^ready'
}

peer_says() { # peer_says SECONDS NS REGEX
	wait_line "$1" "$TMP/peer-$2" "$3"
}

peer_device() { # peer_device NS DEV NUMBER: inner() for a device to come
	wait_for 10 "the device $2" on "$1" test -e "/sys/class/net/$2"
	inner "$@"
}

# A flood of forged initiations at a device, from an address of its own, until
# stop; "loaded" in $TMP/flood when that has put the device under load.
# flood_start FROM_NS TO_ADDRESS PORT KEYNUMBER [BURST GAP]: id in $flood
flood_start() {
	background "$TMP/flood" helper "$1" initiations to="$2" port="$3" \
		key="${PUB[$4]}" count=100000000 burst="${5:-64}" gap="${6:-0}"
	flood=$background
}

# Load that stays for most of the time, and leaves the device time for others:
# it is remembered for a second after the queue was too full.
load_start() { # load_start FROM_NS TO_ADDRESS PORT KEYNUMBER
	flood_start "$@" 2000 500000
	wait_line 60 "$TMP/flood" '^loaded'
}

# Each address family, each direction; 1352 fill the 1400 bytes of SNAP peers.
data_both_ways() {
	pings a 192.168.241.2 -W 10
	pings b 192.168.241.1
	pings a fd00:241::2 -s 1352
	pings b fd00:241::1 -s 1352
	tcp a b 192.168.241.2 500000
	tcp b a fd00:241::1 500000
}
