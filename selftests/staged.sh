#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# While there is no session the last 128 packets wait.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
}

last_128_of_300_are_sent() {
	local receiver
	need_command nft
	# What b answers is lost until 300 packets are waiting.
	on a nft -f - <<-E
	table inet filter {
		chain in {
			type filter hook input priority 0
			udp dport 10001 drop
		}
	}
	E
	background "$TMP/udp" helper b udp-recv port=7001 count=128 idle=3000
	receiver=$background
	wait_listener b udp 7001
	helper a udp-send to=192.168.241.2 port=7001 count=300 >"$TMP/sender"
	on a nft flush ruleset
	wait_end 30 "$receiver"
	expect_match "the last 128" \
		'received=128 lost=172 duplicate=0 reordered=0' \
		"$(cat "$TMP/udp")"
	if [ "$KIND" = snaptun ]; then
		expect_eq "counted as dropped" 172 "$(drops a t0 tx-no-session)"
		expect_range "tx_dropped" 172 180 "$(counter a t0 tx_dropped)"
	fi
}

packets_before_the_handshake_arrive_in_order() {
	udp a b 192.168.241.2 100 size=1000
	expect_match "100 packets without a session" \
		'received=100 lost=0 duplicate=0 reordered=0' "$seen"
}

run_tests last_128_of_300_are_sent packets_before_the_handshake_arrive_in_order
