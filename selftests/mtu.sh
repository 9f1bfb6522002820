#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every MTU works, whether outer packets fit the wire or are fragmented.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

set_mtu() { # set_mtu MTU: of both tunnel devices
	ipn a link set t0 mtu "$1"
	ipn b link set t0 mtu "$1"
}

# Packets that just fit, and a little less and more than full blocks.
check_mtu() { # check_mtu MTU
	local less
	set_mtu "$1"
	for less in 0 1 15 16 17; do
		pings a 192.168.241.2 -c 1 -M 'do' -s $(($1 - 28 - less))
	done
	pings b 192.168.241.1 -c 1 -M 'do' -s $(($1 - 28))
	if [ "$1" -ge 1280 ]; then
		pings a fd00:241::2 -c 1 -M 'do' -s $(($1 - 48))
	fi
}

# In-tree WireGuard does not open what came in more than 25 fragments.
huge() {
	[ "$KIND" = wireguard ] || echo 65000
}

small_to_huge_over_ethernet_size() {
	local mtu
	tunnel_hosts
	for mtu in 1280 1420 1500 9000 34816 $(huge); do
		check_mtu $mtu
	done
	tcp a b 192.168.241.2 3000000
}

small_to_huge_over_ipv6() {
	local mtu
	hosts
	tunnel fd00::1 fd00::2
	for mtu in 1280 1440 9000 $(huge); do
		check_mtu $mtu
	done
}

jumbo_on_a_jumbo_wire() {
	tunnel_hosts
	ipn a link set a0 mtu 65535
	ipn b link set b0 mtu 65535
	check_mtu 34816
	tcp b a fd00:241::1 6000000
}

limits_are_68_and_the_largest_datagram() {
	local max
	need_snaptun
	tunnel_hosts
	check_mtu 68
	expect_failure "an MTU below 68" ipn a link set t0 mtu 67
	max=$(ipn a -d link show t0 | sed -n 's/.* maxmtu \([0-9]*\).*/\1/p')
	expect_range "the largest MTU" 65400 65535 "$max"
	expect_failure "an MTU above the largest" \
		ipn a link set t0 mtu $((max + 1))
	# The small MTU took the IPv6 addresses away.
	set_mtu "$max"
	inner a t0 1
	inner b t0 2
	check_mtu "$max"
}

default_is_1420() {
	tunnel_hosts
	expect_eq "the default MTU" 1420 "$(on a cat /sys/class/net/t0/mtu)"
}

too_long_is_refused_locally() {
	tunnel_hosts
	pings a 192.168.241.2
	expect_failure "a packet beyond the MTU" \
		on a ping -n -q -c 1 -W 1 -M 'do' -s 1393 192.168.241.2
	pings a 192.168.241.2 -s 1393
}

padding_respects_a_smaller_route_mtu() {
	tunnel_hosts
	ipn a route change 192.168.241.0/24 dev t0 mtu 1299
	pings a 192.168.241.2 -c 1 -M 'do' -s 1271
	pings a 192.168.241.2 -c 1 -s 1269
	pings a 192.168.241.2 -c 1 -s 3000
}

outer_packets_may_be_fragmented_on_the_way() {
	hosts_routed
	tunnel 10.0.1.1 10.0.2.2
	ipn r link set rb mtu 1300
	ipn b link set b0 mtu 1300
	pings a 192.168.241.2 -c 1 -M 'do' -s 1392
	pings b 192.168.241.1 -c 1 -M 'do' -s 1392
	tcp a b 192.168.241.2 1000000
}

run_tests small_to_huge_over_ethernet_size small_to_huge_over_ipv6 \
	jumbo_on_a_jumbo_wire limits_are_68_and_the_largest_datagram \
	default_is_1420 too_long_is_refused_locally \
	padding_respects_a_smaller_route_mtu \
	outer_packets_may_be_fragmented_on_the_way
