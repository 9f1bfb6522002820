#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# After 120 seconds the initiator shakes hands again, under traffic, and no
# packet is lost.  All modes at the same time: it takes 135 seconds.
SNAPTUN_WIRES="together"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

COUNT=13500	# one each 10 ms

both_modes_rekey_without_loss() {
	local wire net=0 modes='wireguard' senders=() receivers=() first=()
	[ "$KIND" = wireguard ] || modes='snap wireguard'
	hosts
	for wire in $modes; do
		WIRE=$wire
		ipn a link add "t$net" type "$KIND"
		ipn b link add "t$net" type "$KIND"
		pair "$net"
		pings a "192.168.$net.2"
		background "$TMP/r$net" helper b udp-recv port=$((7100 + net)) \
			idle=4000 count=$COUNT
		receivers[net]=$background
		wait_listener b udp $((7100 + net))
		first[net]=$(handshake_time a "t$net" 1)
		background "$TMP/s$net" helper a udp-send gap=10000 \
			to="192.168.$net.2" port=$((7100 + net)) count=$COUNT
		senders[net]=$background
		net=$((net + 1))
	done
	while [ $net -gt 0 ]; do
		net=$((net - 1))
		wait_end 170 "${senders[net]}"
		wait_end 30 "${receivers[net]}"
		expect_match "datagrams over t$net" \
			"received=$COUNT lost=0 duplicate=0 reordered=0 corrupt=0" \
			"$(cat "$TMP/r$net")"
		expect_range "seconds to the next handshake on t$net" 118 128 \
			$(($(handshake_time a "t$net" 1) - ${first[net]}))
	done
}

pair() { # pair NET
	local ns
	for ns in a b; do
		[ "$KIND" != snaptun ] || tool $ns set "t$1" wire "$WIRE"
	done
	tool a set "t$1" private-key <(echo "${KEY[0]}") listen-port 1010"$1"
	tool b set "t$1" private-key <(echo "${KEY[1]}") listen-port 1020"$1"
	dev_peer a "t$1" 1 "192.168.$1.2/32" endpoint 10.0.0.2:1020"$1"
	dev_peer b "t$1" 0 "192.168.$1.1/32"
	dev_up a "t$1" "192.168.$1.1/24"
	dev_up b "t$1" "192.168.$1.2/24"
}

run_tests both_modes_rekey_without_loss
