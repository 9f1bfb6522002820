#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Devices, peers and the module itself go away in the middle of traffic, many
# times.  SNAPTUN_ROUNDS says how often; less often by default where it is slow.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

: "${SNAPTUN_ROUNDS:=$((120 / (slow + 1)))}"
# Senders that do not mind whether the device is there.
traffic() {
	background "$TMP/f1" on a ping -n -q -f 192.168.241.2
	background "$TMP/f2" on b ping -n -q \
		-i "$(printf 0.%03d $((2 * slow)))" -s 3000 192.168.241.1
	background "$TMP/f3" helper a udp-send to=192.168.241.2 port=7009 \
		count=10000000 gso=20 size=1300 gap=$((20000 * slow))
}

setup() {
	hosts
	sink a
	sink b
}

packets_flow() {
	[ "$(counter b t0 rx_packets)" -gt 3 ]
}

device_deletion_under_traffic() {
	local i
	traffic
	for ((i = 0; i < SNAPTUN_ROUNDS; i++)); do
		tunnel 10.0.0.1 10.0.0.2
		wait_for 20 "packets flow" packets_flow
		ipn a link del t0
		ipn b link del t0
	done
}

module_unload_under_traffic() {
	local i
	traffic
	for ((i = 0; i < SNAPTUN_ROUNDS; i++)); do
		tunnel 10.0.0.1 10.0.0.2
		[ $((i % 4)) != 0 ] || wait_for 20 "packets flow" packets_flow
		rmmod "$KIND" || fail "the module does not go"
		modprobe "$KIND" || fail "the module does not come back"
	done
}

peer_removal_under_traffic() {
	local i
	tunnel 10.0.0.1 10.0.0.2
	traffic
	for ((i = 0; i < SNAPTUN_ROUNDS; i++)); do
		tool b set t0 peer "${PUB[0]}" remove
		dev_peer b t0 0 192.168.241.1/32 endpoint 10.0.0.1:10001
		[ $((i % 10)) != 0 ] ||
			wait_for 20 "a session" has_handshake b t0 0
	done
	pings a 192.168.241.2 -W 20
}

link_down_and_up_under_traffic() {
	local i
	tunnel 10.0.0.1 10.0.0.2
	traffic
	for ((i = 0; i < SNAPTUN_ROUNDS; i++)); do
		ipn a link set t0 down
		ipn b link set t0 down
		ipn b link set t0 up
		ipn a link set t0 up
		case $((i % 10)) in
		0) pings a 192.168.241.2 -W 20 ;;
		5) tool a set t0 listen-port $((10010 + i % 2)) ;;
		esac
	done
	pings a 192.168.241.2 -W 20
}

deletion_is_quick_under_traffic() {
	local start
	tunnel 10.0.0.1 10.0.0.2
	traffic
	wait_for 20 "packets flow" packets_flow
	start=$(now_ms)
	ipn a link del t0
	expect_range "milliseconds for the deletion" 0 $((3000 * slow)) \
		$(($(now_ms) - start))
}

cpu_goes_and_comes_under_traffic() {
	local i cpu=/sys/devices/system/cpu/cpu1/online
	[ -w $cpu ] || skip "no second CPU that can go"
	tunnel 10.0.0.1 10.0.0.2
	traffic
	wait_for 20 "packets flow" packets_flow
	for ((i = 0; i < 5; i++)); do
		echo 0 >$cpu
		pings a 192.168.241.2 -W 20
		echo 1 >$cpu
		pings b 192.168.241.1 -W 20
	done
}

run_tests device_deletion_under_traffic module_unload_under_traffic \
	peer_removal_under_traffic link_down_and_up_under_traffic \
	deletion_is_quick_under_traffic \
	cpu_goes_and_comes_under_traffic
