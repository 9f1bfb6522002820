#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets in a row leave together, and nobody waits for that who waits for an
# answer.  Mostly in a machine with virtual time, where a row has no gaps by chance.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	tunnel_hosts
	pings a 192.168.241.2
}

frames() { # frames: what a sent to the wire until now, a batch counts as one
	counter a a0 tx_packets
}

a_row_leaves_in_batches() {
	local before nr
	need_speed
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
	need_speed
	before=$(frames)
	udp a b 192.168.241.2 50 size=1000 gap=500
	expect_match "datagrams with pauses" 'received=50 lost=0' "$seen"
	expect_range "frames for 50 datagrams" 50 55 $(($(frames) - before))
}

a_row_that_ends_is_sent() {
	need_speed
	udp a b 192.168.241.2 20 size=1000
	expect_match "20 datagrams, then nothing" \
		'received=20 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
}

# Mean and not longest: for one of them the kernel may have other work to do.  Each
# one that is kept takes 200 microseconds more.
requests_are_not_kept() {
	local seen
	need_speed
	on a ping -q -f -c 500 192.168.241.2 >"$TMP/ping"
	expect_match "flood ping" ' 0% packet loss' "$(cat "$TMP/ping")"
	seen=$(sed -n 's,^rtt [^=]*= [^/]*/\([0-9]*\)\.\([0-9]*\)/.*,\1\2,p' \
		"$TMP/ping")
	expect_range "mean round trip in microseconds" 1 50 $((10#$seen))
}

# All that a sends goes into the sink there, and nobody opens it: then packets
# come in a row on the slowest machine.
device_goes_while_packets_wait() {
	local i frames
	sink a
	for ((i = 0; i < 10; i++)); do
		[ $i = 0 ] || tunnel 10.0.0.1 10.0.0.2
		pings a 192.168.241.2
		ipn a route add 10.0.0.2/32 dev sink
		frames=$(counter a sink tx_packets)
		helper a udp-send to=192.168.241.2 port=7001 count=300 \
			size=100 >"$TMP/few"
		expect_range "frames for 300 datagrams" 1 270 \
			$(($(counter a sink tx_packets) - frames))
		background "$TMP/many" helper a udp-send to=192.168.241.2 \
			port=7001 count=100000000 size=100
		wait_for 20 "packets flow" \
			has_sent $(($(counter a t0 tx_packets) + 101))
		ipn a link del t0
		ipn b link del t0
		stop "$background"
		ipn a route del 10.0.0.2/32 dev sink
	done
}

run_tests a_row_leaves_in_batches packets_with_pauses_leave_one_by_one \
	a_row_that_ends_is_sent requests_are_not_kept \
	device_goes_while_packets_wait
