#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The outer source address: that to which the peer sent, as long as it is
# there and the route agrees.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# a has two addresses on a0; b talks to the second.
setup() {
	hosts
	address a a0 10.0.0.11/24 fd00::11/64
	tunnel 10.0.0.1 10.0.0.2
}

b_talks_to() { # b_talks_to ENDPOINT
	tool b set t0 peer "${PUB[0]}" endpoint "$1"
	pings b 192.168.241.1
	expect_eq "the source of a's answers" "$1" "$(endpoint_of b t0 0)"
}

answers_come_from_the_address_asked() {
	b_talks_to 10.0.0.11:10001
	b_talks_to 10.0.0.1:10001
	b_talks_to '[fd00::11]:10001'
	b_talks_to '[fd00::1]:10001'
}

removed_ipv4_source_is_replaced() {
	b_talks_to 10.0.0.11:10001
	ipn a addr del 10.0.0.11/24 dev a0
	pings a 192.168.241.2
	expect_eq "the source after its removal" 10.0.0.1:10001 \
		"$(endpoint_of b t0 0)"
}

removed_ipv6_source_is_replaced() {
	b_talks_to '[fd00::11]:10001'
	ipn a addr del fd00::11/64 dev a0
	pings a 192.168.241.2
	expect_eq "the source after its removal" '[fd00::1]:10001' \
		"$(endpoint_of b t0 0)"
}

# Two wires; b's outer address is behind both.
two_wires() {
	veth a a1 b b1
	address a a1 10.1.0.1/24
	address b b1 10.1.0.2/24
	address b lo 10.99.0.2/32
	ipn a route add 10.99.0.2/32 via 10.0.0.2 metric 100
	on b sysctl -qw net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.b0.rp_filter=0 net.ipv4.conf.b1.rp_filter=0
	tool a set t0 peer "${PUB[1]}" endpoint 10.99.0.2:10002
	pings a 192.168.241.2
	expect_eq "the source on the first wire" 10.0.0.1:10001 \
		"$(endpoint_of b t0 0)"
}

better_route_changes_the_source() {
	two_wires
	ipn a route add 10.99.0.2/32 via 10.1.0.2 metric 50
	pings a 192.168.241.2
	expect_eq "the source on the better route" 10.1.0.1:10001 \
		"$(endpoint_of b t0 0)"
	ipn a route del 10.99.0.2/32 via 10.1.0.2 metric 50
	pings a 192.168.241.2
	expect_eq "the source back on the first route" 10.0.0.1:10001 \
		"$(endpoint_of b t0 0)"
}

lost_interface_changes_the_source() {
	two_wires
	ipn a route add 10.99.0.2/32 via 10.1.0.2 metric 200
	ipn a link set a0 down
	pings a 192.168.241.2
	expect_eq "the source after the first wire went" 10.1.0.1:10001 \
		"$(endpoint_of b t0 0)"
}

run_tests answers_come_from_the_address_asked removed_ipv4_source_is_replaced \
	removed_ipv6_source_is_replaced better_route_changes_the_source \
	lost_interface_changes_the_source
