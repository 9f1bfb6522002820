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

# events_in_trace: how often each of the module's, and the first line of each
events_in_trace() {
	local event name
	for event in "$TRACING"/events/snaptun/*/; do
		name=$(basename "$event")
		echo "$name: $(grep -m 1 -o " $name: .*" "$TRACING/trace")"
	done
}

# A handshake, packets and the end of the session, of which each event tells.
life_of_a_session_is_traced() {
	local dev='dev=t0 ifindex=[0-9]+ tunnel=[0-9]+'
	need_tracing
	echo >"$TRACING/trace"
	trace_on snaptun
	devices down
	devices up
	pings a 192.168.241.2
	helper a packet-send dev=t0 hex=ff00 count=1 >"$TMP/s1"
	devices down
	trace_off snaptun
	events_in_trace >"$TMP/events"
	expect_eq "events without a line" "" "$(grep ': $' "$TMP/events")"
	expect_eq "what perf cannot show" "" \
		"$(cat "$TRACING"/events/snaptun/*/format | grep __get_sockaddr)"
	for line in \
		"handshake_send: $dev message=initiation addr=10.0.0.[12]:1000[12]" \
		"handshake_receive: $dev message=response addr=10.0.0.2:10002" \
		"session_begin: $dev index=0x[0-9a-f]{8} by=(us|them)" \
		"session_confirm: $dev index=0x[0-9a-f]{8} by=them" \
		"session_end: $dev index=0x[0-9a-f]{8} by=(us|them)" \
		"batch_send: $dev messages=1 bytes=[0-9]+" \
		"batch_receive: $dev messages=1 bytes=[0-9]+"; do
		grep -qE "snaptun_$line$" "$TRACING/trace" ||
			fail "expected /$line/, seen:" "$(<"$TMP/events")"
	done
}

batches_are_traced() {
	need_tracing
	echo >"$TRACING/trace"
	trace_on snaptun/snaptun_batch_send
	udp a b 192.168.241.2 64 size=1200 gso=32 gap=30000
	trace_off snaptun/snaptun_batch_send
	expect_eq "batches of 32" 2 "$(count_lines "$TRACING/trace" \
		'batch_send: dev=t0 .* messages=32 bytes=4[0-9]{4}$')"
}

# Not a word of it in the log unless somebody asks.
handshakes_are_in_the_log_on_demand() {
	local control=/proc/dynamic_debug/control first
	[ -e $control ] || skip "no dynamic debug"
	first=$(log_lines)
	devices down
	devices up
	pings a 192.168.241.2
	expect_eq "lines" 0 "$(log_of_snaptun "$first" | wc -l)"
	echo "module $KIND file *handshake_watch.c +p" >$control
	devices down
	devices up
	pings a 192.168.241.2
	echo "module $KIND file *handshake_watch.c -p" >$control
	log_of_snaptun "$first" >"$TMP/log"
	grep -qE 't0: tunnel [0-9]+: sent initiation to 10.0.0.2:10002$' "$TMP/log"
	grep -qE 't0: tunnel [0-9]+: received response from 10.0.0.2:10002$' \
		"$TMP/log"
}

log_of_snaptun() { # log_of_snaptun FIRST_LINE
	dmesg | tail -n "+$(($1 + 1))" | grep 't0: tunnel' || true
}

ethtool_tells_the_same_as_stats() {
	need_command ethtool
	helper a packet-send dev=t0 hex=ff00 count=3 >"$TMP/s1"
	on a ethtool -S t0 | awk 'NR > 1 {sub(":", "", $1); print $1, $2}' \
		>"$TMP/ethtool"
	tool a stats t0 --all | awk 'NR > 1 {print $1, $2}' >"$TMP/stats"
	expect_eq "counters" "$(<"$TMP/stats")" "$(<"$TMP/ethtool")"
	expect_eq "of no known kind" "tx-malformed 3" \
		"$(grep tx-malformed "$TMP/ethtool")"
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
	life_of_a_session_is_traced batches_are_traced \
	handshakes_are_in_the_log_on_demand ethtool_tells_the_same_as_stats \
	every_datagram_is_accounted_for \
	peer_bytes_are_those_on_the_wire
