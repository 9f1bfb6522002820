#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# After 120 seconds the initiator shakes hands again, under traffic, and no
# packet is lost: in each wire mode, and with in-tree WireGuard at either end.
# All at the same time, as it takes 135 seconds.
SNAPTUN_WIRES="together"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

GAP_MS=$((20 * slow))
COUNT=$((135000 / GAP_MS))
senders=() receivers=()

# pair NET AS_A AS_B: device t<NET> at both ends, made by the two functions
pair() {
	local net=$1
	capture b b0 "1020$net" "$TMP/cap$net"
	"$2" dev_add a "t$net" 0 "1010$net" peer "${PUB[1]}" \
		allowed-ips "192.168.$net.2/32" endpoint "10.0.0.2:1020$net"
	"$3" dev_add b "t$net" 1 "1020$net" peer "${PUB[0]}" \
		allowed-ips "192.168.$net.1/32"
	dev_up a "t$net" "192.168.$net.1/24"
	dev_up b "t$net" "192.168.$net.2/24"
	pings a "192.168.$net.2"
}

own() {
	"$@"
}

start() { # start NET: numbered datagrams
	local port=$((7100 + $1))
	background "$TMP/r$1" helper b udp-recv port=$port idle=4000 \
		count=$COUNT
	receivers[$1]=$background
	wait_listener b udp $port
	background "$TMP/s$1" helper a udp-send gap=$((GAP_MS * 1000)) \
		to="192.168.$1.2" port=$port count=$COUNT
	senders[$1]=$background
}

# In-tree WireGuard shakes hands once more after five seconds when it is answered
# before it has set its timer, so the longest time between two counts.
ms_between_handshakes() { # ms_between_handshakes FILE
	awk '/ in initiation / {
		if (nr++ && $1 - last > longest)
			longest = $1 - last
		last = $1
	}
	END {print longest + 0}' "$1"
}

check() { # check NET
	wait_end 180 "${senders[$1]}"
	wait_end 30 "${receivers[$1]}"
	expect_match "datagrams over t$1" \
		"received=$COUNT lost=0 duplicate=0 reordered=0 corrupt=0" \
		"$(cat "$TMP/r$1")"
	expect_range "milliseconds between two handshakes on t$1" 118000 128000 \
		"$(ms_between_handshakes "$TMP/cap$1")"
}

no_packet_is_lost_when_keys_change() {
	local net nets
	hosts
	if [ "$KIND" = wireguard ]; then
		nets="0"
		pair 0 own own
	else
		need_module wireguard
		nets="0 1 2 3"
		WIRE=snap
		pair 0 own own
		WIRE=wireguard
		pair 1 own own
		pair 2 own foreign
		pair 3 foreign own
	fi
	for net in $nets; do
		start "$net"
	done
	for net in $nets; do
		check "$net"
	done
}

run_tests no_packet_is_lost_when_keys_change
