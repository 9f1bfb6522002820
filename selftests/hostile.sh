#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets whose headers do not agree with what they contain, as a guest, a packet
# socket or a program in the kernel can make them: each is sent right or dropped
# and counted, and the tunnel goes on.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# A guest's interface at a, which forwards into the tunnel: 10.9.0.1 behind it.
guest() {
	need_module tun
	ipn a tuntap add dev tap0 mode tap vnet_hdr
	ipn a link set tap0 address 02:00:00:00:00:01 up
	address a tap0 10.9.0.254/24
	on a sysctl -qw net.ipv4.ip_forward=1
	tool b set t0 peer "${PUB[0]}" allowed-ips \
		192.168.241.1/32,fd00:241::1/128,10.9.0.0/24
}

# from_guest ARGUMENTS...: of vnet-send; all that is written is taken by the tap
from_guest() {
	helper a vnet-send via=tap dev=tap0 from=10.9.0.1 to=192.168.241.2 \
		"$@" >"$TMP/sent"
	expect_match "frames taken by the tap" 'failed=0' "$(cat "$TMP/sent")"
}

# from_socket ARGUMENTS...: the same by a packet socket on t0 itself
from_socket() {
	helper a vnet-send via=packet dev=t0 from=192.168.241.1 \
		to=192.168.241.2 "$@" >"$TMP/sent"
}

malformed() { # malformed COUNT: packets were dropped by a
	[ "$KIND" = snaptun ] || return 0
	expect_eq "tx-malformed" "$1" "$(drops a t0 tx-malformed)"
}

# A sum that begins in the Ethernet header that a router has taken off.
sum_that_begins_before_the_packet() {
	guest
	from_guest csum_start=2 csum_offset=16 count=10
	malformed 10
	from_guest csum_start=13 csum_offset=0 count=10
	malformed 20
	pings a 192.168.241.2
}

sum_that_ends_behind_the_packet() {
	local size=64
	from_socket csum_start=20 csum_offset=$((8 + size - 1))
	from_socket csum_start=$((20 + 8 + size)) csum_offset=0
	malformed 0
	expect_match "what the stack itself refuses" 'failed=1' \
		"$(cat "$TMP/sent")"
	guest
	from_guest csum_start=34 csum_offset=$((8 + size - 2))
	malformed 0
	pings a 192.168.241.2
}

# seen_by_b ARGUMENTS...: of vnet-send by a guest; what comes out at b, in hex
seen_by_b() {
	background "$TMP/in" helper b packet-recv dev=t0 proto=0x0800 idle=15000
	wait_line 10 "$TMP/in" '^ready'
	from_guest "$@"
	wait_end 20 "$background"
	seen=$(tail -n 1 "$TMP/in")
}

sums_that_are_left_to_the_device_are_made() {
	local proto size want
	guest
	for proto in udp tcp; do
		for size in 0 1 63 64 1300; do
			seen_by_b proto=$proto size=$size
			want=$seen
			seen_by_b proto=$proto size=$size csum_start=34
			expect_eq "$proto with $size bytes" "$want" "$seen"
		done
	done
	malformed 0
}

run_tests sum_that_begins_before_the_packet sum_that_ends_behind_the_packet \
	sums_that_are_left_to_the_device_are_made
