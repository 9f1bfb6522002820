#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine without IPv6: over IPv4 all works, and what is of IPv6 is refused or
# dropped, with a reason.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	[ ! -e /proc/net/if_inet6 ] || skip "this machine has IPv6"
	ns_add a b
	veth a a0 b b0
	address a a0 10.0.0.1/24
	address b b0 10.0.0.2/24
	tunnel 10.0.0.1 10.0.0.2
}

# As in lib/dev.sh, less the addresses that cannot be.
inner() {
	dev_up "$1" "$2" 192.168.241."$3"/24
}

tunnel_works_over_ipv4() {
	local seen
	pings a 192.168.241.2
	seen=$(helper a tcp-load sender="$NS-a" receiver="$NS-b" \
		to=192.168.241.2 ms=1000)
	expect_range "bytes of a stream" 10000 1000000000000 \
		"$(value bytes "$seen")"
	tool b set t0 listen-port 10012
	pings b 192.168.241.1
	ipn a link set t0 down
	ipn a link set t0 up
	pings a 192.168.241.2
}

endpoint_of_ipv6_is_not_reached() {
	need_snaptun
	dev_peer a t0 1 192.168.241.2/32 endpoint '[fd00::2]:10002'
	no_ping a 192.168.241.2
	dev_peer a t0 1 192.168.241.2/32 endpoint 10.0.0.2:10002
	pings a 192.168.241.2 -W 10
}

# The stack makes none, but packet sockets send what they are told.
packets_of_ipv6_are_dropped() {
	local hex
	need_snaptun
	pings a 192.168.241.2
	# An empty packet from fd00::1 to fd00:99::1, which no peer has.
	hex=6000000000003b40
	hex+=fd000000000000000000000000000001
	hex+=fd000099000000000000000000000001
	helper a packet-send dev=t0 hex=$hex proto=0x86dd count=3
	expect_eq "counted by reason" 3 "$(drops a t0 tx-no-peer)"
	# To fd00:241::2, which b has: it comes out there and goes no further.
	hex=6000000000003b40
	hex+=fd000241000000000000000000000001
	hex+=fd000241000000000000000000000002
	helper a packet-send dev=t0 hex=$hex proto=0x86dd count=3
	pings a 192.168.241.2
}

run_tests tunnel_works_over_ipv4 endpoint_of_ipv6_is_not_reached \
	packets_of_ipv6_are_dropped
