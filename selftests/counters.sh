#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Counters add up: what went in is what came out and what was dropped, by
# reason, exactly.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# Without IPv6, whose own packets to everybody find no peer.
setup() {
	need_snaptun
	hosts
	tunnel 10.0.0.1 10.0.0.2
	on a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	on b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	pings a 192.168.241.2
	before=$(counter a t0 tx_dropped)
	expect_eq "nothing but that dropped before" "$before" \
		"$(drops a t0 tx-no-peer)"
	expect_eq "dropped on the way in before" 0 "$(counter b t0 rx_dropped)"
}

# drops_of NS DEV PREFIX...: the sum of all reasons that begin so
drops_of() {
	local ns=$1 dev=$2 IFS='|'
	shift 2
	tool "$ns" stats "$dev" |
		awk -v p="^($*)-" '$1 ~ p {n += $2} END {print n + 0}'
}

# Once counters are read twice the same, what was on its way has arrived.
settled() { # settled NS DEV COUNTER VALUE
	[ "$(counter "$1" "$2" "$3")" = "$4" ]
}

packets_sent_are_packets_received() {
	local tx rx
	tx=$(counter a t0 tx_packets)
	rx=$(counter b t0 rx_packets)
	udp a b 192.168.241.2 200 size=900 gap=1000
	udp a b 192.168.241.2 640 size=1200 gso=32 gap=30000
	tx=$((tx + 840))
	rx=$((rx + 840))
	wait_for 5 "packets sent by the link: $tx" settled a t0 tx_packets $tx
	wait_for 5 "packets received by the link: $rx" \
		settled b t0 rx_packets $rx
	expect_eq "dropped on the way out" "$before" "$(counter a t0 tx_dropped)"
	expect_eq "dropped on the way in" 0 "$(counter b t0 rx_dropped)"
}

refused_packets_are_counted_by_reason() {
	local hex=4500001c000140004011e6e8c0a8f1010a5800010001000200080000
	helper a packet-send dev=t0 hex=$hex count=100 >"$TMP/s1"
	helper a packet-send dev=t0 hex=ff00 count=50 >"$TMP/s2"
	expect_eq "without a peer" $((before + 100)) "$(drops a t0 tx-no-peer)"
	expect_eq "of no known kind" 50 "$(drops a t0 tx-malformed)"
	expect_eq "all reasons" $((before + 150)) "$(drops_of a t0 tx)"
	expect_eq "tx_dropped of the link" $((before + 150)) "$(counter a t0 tx_dropped)"
}

# For perf, trace-cmd and bpftrace: each as it happens, with the reason by name.
drops_are_traced() {
	local hex=4500001c000140004011e6e8c0a8f1010a5800010001000200080000
	need_tracing
	trace_on snaptun/snaptun_drop
	helper a packet-send dev=t0 hex=$hex count=3 >"$TMP/s1"
	trace_off snaptun/snaptun_drop
	expect_eq "drops in the trace" 3 "$(count_lines "$TRACING/trace" \
		'snaptun_drop: dev=t0 .* reason=tx-no-peer packets=1$')"
}

every_datagram_is_accounted_for() {
	local rx
	rx=$(counter b t0 rx_packets)
	helper a junk to=10.0.0.2 port=10002 count=2000 >"$TMP/junk"
	wait_for 10 "2000 drops" all_counted b 2000
	expect_eq "rx_dropped of the link" 2000 "$(counter b t0 rx_dropped)"
	expect_eq "packets let in" "$rx" "$(counter b t0 rx_packets)"
}

all_counted() { # all_counted NS NUMBER
	[ "$(drops_of "$1" t0 rx hs)" = "$2" ]
}

# The peer's bytes are those on the wire, handshakes included.  Both are looked
# at while the devices are down, as these send empty packets when they like.
peer_bytes_are_those_on_the_wire() {
	local tap rx tx
	devices down
	capture a a0 10001 "$TMP/cap"
	tap=$background
	read -r _ rx tx < <(tool a show t0 transfer)
	devices up
	pings a 192.168.241.2
	udp a b 192.168.241.2 50 size=700 gap=1000
	devices down
	stop "$tap"
	expect_range "initiations" 1 9 "$(count_lines "$TMP/cap" ' out initiation ')"
	awk '$1 ~ /^[0-9]/ {n[$2] += $4} END {print n["in"], n["out"]}' \
		"$TMP/cap" >"$TMP/wire"
	tool a show t0 transfer | while read -r _ rx2 tx2; do
		echo $((rx2 - rx)) $((tx2 - tx))
	done >"$TMP/counted"
	expect_eq "bytes received and sent" "$(cat "$TMP/wire")" \
		"$(cat "$TMP/counted")"
}

devices() { # devices up|down
	ipn b link set t0 "$1"
	ipn a link set t0 "$1"
}

run_tests packets_sent_are_packets_received \
	refused_packets_are_counted_by_reason drops_are_traced \
	every_datagram_is_accounted_for \
	peer_bytes_are_those_on_the_wire
