#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Four senders each way at once. Some kernels let what runs with softirqs off be
# preempted by more of that: nobody may get into another's packet, or into the
# way that it takes.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

FLOWS="1 2 3 4"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# What is full may drop packets. What was changed on the way is no packet, or is
# not from there.
changed() { # changed NS: what was, by reasons
	tool "$1" stats t0 --all |
		awk '/^(tx-(loop|malformed)|rx-(auth-failed|replayed|malformed|source-refused|payload-refused)):? / && $2 > 0'
}

expect_none_changed() {
	local ns
	for ns in a b; do
		expect_eq "packets of $ns that were changed" "" "$(changed $ns)"
	done
	pings a 192.168.241.2
	pings b 192.168.241.1
}

# Two senders of many large datagrams at a time, two of small ones.
udp_senders() { # udp_senders FROM ADDRESS CPUS
	local flow size
	for flow in $FLOWS; do
		size="size=1200 gso=16"
		[ $((flow % 2)) = 0 ] || size="size=64"
		# shellcheck disable=SC2086
		background "$TMP/s$1$flow" on "$1" taskset "$3" "$HELPER" \
			udp-send to="$2" port=7001 flow="$flow" \
			count=$((4000 / slow)) $size
		senders+=("$background")
	done
}

udp_both_ways() { # udp_both_ways CPUS: of all senders
	local ns pid senders=() receivers=()
	for ns in a b; do
		background "$TMP/udp-$ns" helper $ns udp-recv port=7001 \
			idle=$((4000 * slow))
		receivers+=("$background")
		wait_listener $ns udp 7001
	done
	udp_senders a 192.168.241.2 "$1"
	udp_senders b 192.168.241.1 "$1"
	for pid in "${senders[@]}" "${receivers[@]}"; do
		wait_end 120 "$pid"
	done
	for ns in a b; do
		note "$ns: $(cat "$TMP/udp-$ns")"
		expect_range "datagrams for $ns" 100 100000 \
			"$(value received "$(cat "$TMP/udp-$ns")")"
		expect_match "$ns" 'duplicate=0 .* corrupt=0' \
			"$(cat "$TMP/udp-$ns")"
	done
	expect_none_changed
}

udp_floods_from_all_cpus() {
	udp_both_ways ff
}

# They take turns whenever the scheduler likes, in the middle of sending too.
udp_floods_from_one_cpu() {
	udp_both_ways 1
}

tcp_floods_both_ways() {
	local ns pid bytes=$((2000000 / slow)) senders=() receivers=()
	for ns in a b; do
		background "$TMP/tcp-$ns" helper $ns tcp-recv port=7000 flows=4
		receivers+=("$background")
		wait_listener $ns tcp 7000
	done
	background "$TMP/sa" helper a tcp-send to=192.168.241.2 port=7000 \
		bytes=$bytes flows=4
	senders+=("$background")
	background "$TMP/sb" helper b tcp-send to=fd00:241::1 port=7000 \
		bytes=$bytes flows=4
	senders+=("$background")
	for pid in "${senders[@]}" "${receivers[@]}"; do
		wait_end 120 "$pid"
	done
	for ns in a b; do
		expect_eq "streams for $ns" "bytes=$((4 * bytes)) corrupt=0" \
			"$(cat "$TMP/tcp-$ns")"
	done
	expect_none_changed
}

run_tests udp_floods_from_all_cpus udp_floods_from_one_cpu \
	tcp_floods_both_ways
