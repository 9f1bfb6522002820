#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Work spread over CPUs: flows stay in order and nothing is lost.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# A veth puts packets into the backlog of the CPU that sends: what leaves from
# two CPUs changes places there.
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
		wait_end 60 "$flow"
	done
	wait_end 60 "$receiver"
	expect_match "4 flows" \
		'received=6400 lost=0 duplicate=0 reordered=0 corrupt=0' \
		"$(cat "$TMP/udp")"
}

# Where all is slow, a quarter of the packets come at a quarter of the rate.
small_and_large_packets_stay_in_order() {
	local receiver count=2000 gap=700 gso=20
	[ "$slow" = 1 ] || count=500 gap=2800 gso=5
	background "$TMP/udp" helper b udp-recv port=7001 \
		idle=$((3000 * slow)) count=$((2 * count))
	receiver=$background
	wait_listener b udp 7001
	# Two sizes in turn come from two senders on one CPU each.
	on a taskset 1 "$HELPER" udp-send flow=0 to=192.168.241.2 port=7001 \
		count=$count size=64 gap=$((gap * slow)) >"$TMP/s0" &
	on a taskset 2 "$HELPER" udp-send flow=1 to=192.168.241.2 port=7001 \
		count=$count size=1200 gso=$gso gap=$((14000 * slow)) >"$TMP/s1"
	wait_end 60 "$receiver"
	expect_match "2 flows" \
		"received=$((2 * count)) lost=0 duplicate=0 reordered=0 corrupt=0" \
		"$(cat "$TMP/udp")"
}

# How often each of the first two CPUs looked for packets that had come in: for
# those of a veth, that is the CPU from which they were sent.
nr_polls() {
	awk '$1 == "NET_RX:" {print $2; print $3}' /proc/softirqs
}

# After a hundred packets nearly all is done on the CPU that the task is on.
# Packets that come late come together, and make one poll.
expect_polls() { # expect_polls CPU OTHER
	local sent before after
	sent=$(counter a t0 tx_packets)
	wait_for 10 "packets by CPU $1" has_sent $((sent + 100))
	mapfile -t before < <(nr_polls)
	wait_for 10 "more of them" has_sent $((sent + 300))
	mapfile -t after < <(nr_polls)
	expect_range "polls by the other CPU" 0 \
		$(((after[$1] - before[$1]) / 2)) $((after[$2] - before[$2]))
}

sender_follows_its_task() {
	local receiver sender
	background "$TMP/udp" helper b udp-recv port=7001 count=1000 \
		idle=$((3000 * slow))
	receiver=$background
	wait_listener b udp 7001
	background "$TMP/s0" on a taskset 1 "$HELPER" udp-send \
		to=192.168.241.2 port=7001 count=1000 size=1000 \
		gap=$((5000 * slow))
	sender=$background
	expect_polls 0 1
	taskset -p 2 "$sender" >"$TMP/taskset"
	expect_polls 1 0
	wait_end 60 "$receiver"
	expect_match "the flow" \
		'received=1000 lost=0 duplicate=0 reordered=0 corrupt=0' \
		"$(cat "$TMP/udp")"
}

tcp_stays_in_order() {
	local before
	before=$(out_of_order)
	[ -n "$before" ] || fail "expected a counter TCPOFOQueue"
	tcp a b 192.168.241.2 8000000
	tcp a b 192.168.241.2 1000000 4
	expect_eq "segments out of order" "$before" "$(out_of_order)"
}

# What it was given to do is done elsewhere, though it does not let go. With
# PREEMPT_RT such a task takes the CPU from RCU as well, for which all wait.
cpu_taken_in_real_time_holds_nothing_up() {
	local receiver hog count=$((3200 / slow))
	[ "$(nproc)" -gt 1 ] || skip "no second CPU"
	! grep -q PREEMPT_RT /proc/version || skip "RCU would wait for the task"
	background "$TMP/udp" helper b udp-recv port=7001 count=$count \
		idle=$((3000 * slow))
	receiver=$background
	wait_listener b udp 7001
	taskset -p 1 "$receiver" >"$TMP/taskset"
	sysctl -q kernel.sched_rt_runtime_us=-1
	taskset 2 "$HELPER" real-time command="while ((SECONDS < 60)); do :; done" &
	hog=$!
	on a taskset 1 "$HELPER" udp-send to=192.168.241.2 port=7001 \
		count=$count size=1200 gso=16 gap=$((20000 * slow)) >"$TMP/sent"
	wait_end 60 "$receiver"
	stop "$hog"
	sysctl -q kernel.sched_rt_runtime_us=950000
	expect_match "the flow" \
		"received=$count lost=0 duplicate=0 reordered=0 corrupt=0" \
		"$(cat "$TMP/udp")"
}

run_tests parallel_flows_stay_in_order small_and_large_packets_stay_in_order \
	sender_follows_its_task tcp_stays_in_order \
	cpu_taken_in_real_time_holds_nothing_up
