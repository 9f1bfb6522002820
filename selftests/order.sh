#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Work spread over CPUs: flows stay in order and nothing is lost.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# A veth puts packets into the backlog of the CPU that sends: what leaves from
# two CPUs changes places there.
# Nothing may be lost for want of time: SNAPTUN_SLOW is how many times slower
# than usual the machine is (a kernel with run-time checks).
slow=${SNAPTUN_SLOW:-1}

setup() {
	tunnel_hosts
	[ "$slow" = 1 ] ||
		on a sysctl -q net.ipv4.tcp_wmem="4096 65536 131072"
	pings a 192.168.241.2
}

# Segments that came before one that was sent earlier: a lost one shows here as
# well. Retransmissions would count guesses of TCP about a slow machine, too.
out_of_order() {
	on b awk '$1 == "TcpExt:" && !n {n = split($0, name); next}
		$1 == "TcpExt:" {for (i = 2; i <= n; i++)
			if (name[i] == "TCPOFOQueue") print $i}' /proc/net/netstat
}

parallel_flows_stay_in_order() {
	local flow receiver senders=()
	background "$TMP/udp" helper b udp-recv port=7001 idle=$((3000 * slow))
	receiver=$background
	wait_listener b udp 7001
	for flow in 1 2 3 4; do
		background "$TMP/s$flow" helper a udp-send flow=$flow \
			to=192.168.241.2 port=7001 count=1600 gso=16 size=1200 \
			gap=$((20000 * slow))
		senders+=("$background")
	done
	for flow in "${senders[@]}"; do
		wait_end $((60 * slow)) "$flow"
	done
	wait_end $((60 * slow)) "$receiver"
	expect_match "4 flows" \
		'received=6400 lost=0 duplicate=0 reordered=0 corrupt=0' \
		"$(cat "$TMP/udp")"
}

small_and_large_packets_stay_in_order() {
	local receiver
	background "$TMP/udp" helper b udp-recv port=7001 idle=$((3000 * slow)) count=4000
	receiver=$background
	wait_listener b udp 7001
	# Two sizes in turn come from two senders on one CPU each.
	on a taskset 1 "$HELPER" udp-send flow=0 to=192.168.241.2 port=7001 \
		count=2000 size=64 gap=$((700 * slow)) >"$TMP/s0" &
	on a taskset 2 "$HELPER" udp-send flow=1 to=192.168.241.2 port=7001 \
		count=2000 size=1200 gso=20 gap=$((14000 * slow)) >"$TMP/s1"
	wait_end $((60 * slow)) "$receiver"
	expect_match "2 flows" \
		'received=4000 lost=0 duplicate=0 reordered=0 corrupt=0' \
		"$(cat "$TMP/udp")"
}

tcp_stays_in_order() {
	local before
	before=$(out_of_order)
	[ -n "$before" ] || fail "expected a counter TCPOFOQueue"
	tcp a b 192.168.241.2 $((8000000 / slow))
	tcp a b 192.168.241.2 $((1000000 / slow)) 4
	expect_eq "segments out of order" "$before" "$(out_of_order)"
}

run_tests parallel_flows_stay_in_order small_and_large_packets_stay_in_order \
	tcp_stays_in_order
