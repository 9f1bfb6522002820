#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets in a row leave together, and nobody waits for that who waits for an
# answer.  In a machine with virtual time, where a row has no gaps by chance.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	[ -n "${SNAPTUN_VIRTUAL_TIME:-}" ] || skip "only in virtual time"
	need_snaptun
	tunnel_hosts
	pings a 192.168.241.2
}

frames() { # frames: what a sent to the wire until now, a batch counts as one
	counter a a0 tx_packets
}

a_row_leaves_in_batches() {
	local before nr
	before=$(frames)
	udp a b 192.168.241.2 960 size=100
	expect_match "datagrams in a row" \
		'received=960 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	nr=$(($(frames) - before))
	note "960 datagrams left in $nr batches"
	expect_range "batches for 960 datagrams" 15 96 "$nr"
}

packets_with_pauses_leave_one_by_one() {
	local before
	before=$(frames)
	udp a b 192.168.241.2 50 size=1000 gap=500
	expect_match "datagrams with pauses" 'received=50 lost=0' "$seen"
	expect_range "frames for 50 datagrams" 50 55 $(($(frames) - before))
}

a_row_that_ends_is_sent() {
	udp a b 192.168.241.2 20 size=1000
	expect_match "20 datagrams, then nothing" \
		'received=20 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
}

# RTT_MAX is far below what a packet is kept, far above what it takes.
requests_are_not_kept() {
	local rtt_max=150 seen
	on a ping -q -f -c 500 192.168.241.2 >"$TMP/ping"
	expect_match "flood ping" ' 0% packet loss' "$(cat "$TMP/ping")"
	seen=$(sed -n 's,^rtt [^=]*= [^/]*/[^/]*/\([0-9]*\)\.\([0-9]*\)/.*,\1\2,p' \
		"$TMP/ping")
	expect_range "longest round trip in microseconds" 1 $rtt_max $((10#$seen))
}

run_tests a_row_leaves_in_batches packets_with_pauses_leave_one_by_one \
	a_row_that_ends_is_sent requests_are_not_kept
