#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A peer that changes its address or port is followed; forgeries are not.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
	expect_eq "the first endpoint" 10.0.0.1:10001 "$(endpoint_of b t0 0)"
}

port_change_is_followed() {
	tool a set t0 listen-port 10003
	pings a 192.168.241.2
	expect_eq "the endpoint after a new port" 10.0.0.1:10003 \
		"$(endpoint_of b t0 0)"
	pings b 192.168.241.1
}

address_change_is_followed() {
	ipn a addr del 10.0.0.1/24 dev a0
	address a a0 10.0.0.3/24
	pings a 192.168.241.2
	expect_eq "the endpoint after a new address" 10.0.0.3:10001 \
		"$(endpoint_of b t0 0)"
	pings b 192.168.241.1
}

family_change_is_followed() {
	tool a set t0 peer "${PUB[1]}" endpoint '[fd00::2]:10002'
	pings a 192.168.241.2
	expect_eq "the endpoint after a change to IPv6" '[fd00::1]:10001' \
		"$(endpoint_of b t0 0)"
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2
	expect_eq "the endpoint back on IPv4" 10.0.0.1:10001 \
		"$(endpoint_of b t0 0)"
}

link_local_endpoint_works() {
	local ll
	ipn b addr add fe80::b/64 dev b0 nodad
	ipn a addr add fe80::a/64 dev a0 nodad
	tool a set t0 peer "${PUB[1]}" endpoint '[fe80::b%a0]:10002'
	pings a 192.168.241.2
	ll=$(endpoint_of b t0 0)
	expect_match "the link-local endpoint" '^\[fe80:.*%b0\]:10001$' "$ll"
	pings b 192.168.241.1
}

forged_and_replayed_packets_do_not_move_it() {
	local tap
	capture a a0 10001 "$TMP/cap" save="$TMP/frames"
	tap=$background
	pings a 192.168.241.2
	stop "$tap"
	helper a junk to=10.0.0.2 port=10002 count=200 >"$TMP/junk"
	# The authentic packets once more, from another port; then changed.
	helper a replay dev=a0 file="$TMP/frames" type=4 from-port=10009 \
		>"$TMP/replay"
	expect_match "the replay" 'sent=[1-9]' "$(cat "$TMP/replay")"
	helper a replay dev=a0 file="$TMP/frames" type=4 from-port=10009 \
		mangle=20 >"$TMP/replay"
	pings a 192.168.241.2 -c 1
	expect_eq "the endpoint" 10.0.0.1:10001 "$(endpoint_of b t0 0)"
}

run_tests port_change_is_followed address_change_is_followed \
	family_change_is_followed link_local_endpoint_works \
	forged_and_replayed_packets_do_not_move_it
