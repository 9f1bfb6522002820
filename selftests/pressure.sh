#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What waits somewhere on its way out is felt by who sent it, and by nobody else;
# as with in-tree WireGuard, which does the same beside.  In virtual time, where
# the figures do not depend on what else the host does.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_speed
	need_snaptun
	need_command wg
	need_module wireguard
}

write_to_one_that_is_gone() { # leaves the milliseconds until all was sent in $ms
	local receiver start
	dev_peer a t0 2 192.168.241.3/32 endpoint 10.0.0.2:10003
	background "$TMP/udp" helper b udp-recv port=7001 count=300
	receiver=$background
	wait_listener b udp 7001
	start=$(now_ms)
	helper a udp-send before=192.168.241.3 to=192.168.241.2 port=7001 \
		count=300 size=1000 >"$TMP/sender"
	ms=$(($(now_ms) - start))
	wait_end 10 "$receiver"
	expect_match "to the one that is there" \
		'received=300 lost=0 duplicate=0 reordered=0' "$(cat "$TMP/udp")"
}

# 300 datagrams to a peer that does not answer, then 300 to one that does, out of
# one socket, whose buffer holds fewer.
a_peer_that_is_gone_does_not_block_a_socket() {
	local ms wireguard
	with wireguard wg write_to_one_that_is_gone
	wireguard=$ms
	with snaptun snaptun-ctl write_to_one_that_is_gone
	note "all was sent after $ms ms, wireguard: $wireguard ms"
	expect_range "milliseconds, as wireguard" 0 $((wireguard + 200)) "$ms"
}

run_tests a_peer_that_is_gone_does_not_block_a_socket
