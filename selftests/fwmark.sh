#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The device's mark is on what it sends, and routes by it.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	hosts_routed
	tunnel 10.0.1.1 10.0.2.2
}

# Only marked packets have a route.
route_by_mark() {
	ipn a rule add fwmark 0x77 lookup 100
	ipn a route add 10.0.2.2/32 via 10.0.1.254 table 100
	ipn a route add unreachable 10.0.2.2/32
}

mark_selects_the_route() {
	route_by_mark
	no_ping a 192.168.241.2
	tool a set t0 fwmark 0x77
	expect_eq "the mark shown" 0x77 "$(tool a show t0 fwmark)"
	pings a 192.168.241.2
}

changed_mark_reroutes_at_once() {
	route_by_mark
	tool a set t0 fwmark 0x77
	pings a 192.168.241.2
	tool a set t0 fwmark 0x78
	no_ping a 192.168.241.2
	tool a set t0 fwmark 0x77
	pings a 192.168.241.2
	tool a set t0 fwmark off
	no_ping a 192.168.241.2
}

# The way of "all traffic through the tunnel": what carries no mark goes in.
default_route_without_a_loop() {
	tool a set t0 fwmark 0x77
	dev_peer a t0 1 0.0.0.0/0,::/0
	ipn a route add default dev t0 table 200
	ipn a rule add not fwmark 0x77 lookup 200
	ipn a rule add table main suppress_prefixlength 0
	ipn a -6 route add default dev t0 table 200
	ipn a -6 rule add not fwmark 0x77 lookup 200
	ipn a -6 rule add table main suppress_prefixlength 0
	address b lo 10.50.0.1/32 fd00:50::1/128
	pings a 10.50.0.1
	pings a fd00:50::1
	on a ping -n -q -f -c 300 10.50.0.1 >"$TMP/flood"
	expect_match "a flood over the policy route" ' 0% packet loss' \
		"$(cat "$TMP/flood")"
	expect_range "outer bytes" 1 1000000 "$(counter a a0 tx_bytes)"
}

run_tests mark_selects_the_route changed_mark_reroutes_at_once \
	default_route_without_a_loop
