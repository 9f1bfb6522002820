#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A client at a, and the public crate snap-tun as its gateway at b, which sends
# SCION packets back as they came.  SNAPTUN_CRATE says which version, default:
# both.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

crate=""	# the version: with_each_crate

setup() {
	need_snap_wire
	hosts
}

gateway() { # gateway [ARGUMENTS...]
	peer_start b "snap-peer-$crate" server key="${KEY[1]}" \
		listen=10.0.0.2:10002 peer="${PUB[0]}" tun=s0 "$@"
	gateway=$background
}

client() { # client [PORT...]
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tunnels_add "$@"
	ipn a link set t0 up
	tunnels_wait "$@"
}

packets_go_by_their_tunnel() {
	local port
	gateway
	client 6001 6002 6003
	receiver a t0 --count 20
	send a scion t0 --from 1-ff00:0:110,10.0.0.1:6002 \
		--to 1-ff00:0:111,10.9.9.9:7 --size 500 --count 20 --rate 1kpps
	sent 20
	received 20
	for port in 6001 6003; do
		expect_range "packets received by the tunnel of port $port" 0 4 \
			"$(tunnel_of $port rx_packets)"
	done
	expect_range "packets received by the tunnel of port 6002" 20 24 \
		"$(tunnel_of 6002 rx_packets)"
	expect_eq "packets without a tunnel" 0 "$(drops a t0 tx-no-tunnel)"
}

assigned_addresses_are_those_of_the_ports() {
	gateway
	client 6001 6002
	expect_eq "the addresses" "10.0.0.1:6001 10.0.0.1:6002" \
		"$(tool a show t0 assigned-addresses | cut -f 2 | paste -sd ' ')"
}

# Nothing but keepalives for two minutes: the session is renewed once, at 120 s.
idle_tunnels_are_left_alone() {
	local tap
	gateway
	capture a a0 6001 "$TMP/cap"
	tap=$background
	client 6001
	idle_for 110
	expect_eq "initiations" 1 \
		"$(count_lines "$TMP/cap" ' (in|out) initiation ')"
	idle_for 60
	expect_range "initiations" 1 2 \
		"$(count_lines "$TMP/cap" ' (in|out) initiation ')"
	stop "$tap"
	has_state 6001 up || fail "expected the tunnel to be up"
}

# The gateway answers nothing at all to somebody who is not registered.
who_is_not_registered_is_told() {
	peer_start b "snap-peer-$crate" server key="${KEY[1]}" \
		listen=10.0.0.2:10002 peer="${PUB[2]}" tun=s0
	client
	tool a tunnel add t0 port 6001 >"$TMP/added"
	wait_for 100 "the end of the attempt" has_state 6001 backoff
	expect_eq "the error" handshake-timeout "$(tunnel_of 6001 last_error)"
}

gateway_is_started_anew() {
	gateway
	client 6001
	stop "$gateway"
	gateway
	peer_says 40 b 'sent response'
	wait_for 20 "the tunnel" has_state 6001 up
	receiver a t0 --count 5
	send a scion t0 --from 1-ff00:0:110,10.0.0.1:6001 \
		--to 1-ff00:0:111,10.9.9.9:7 --size 100 --count 5
	received 5
}

gateway_demands_a_cookie() {
	gateway limit=0
	client 6001
	expect_range "handshakes that were asked to prove their address" 1 5 \
		"$(grep -c '^sent cookie' "$TMP/peer-b")"
}

with_each_crate packets_go_by_their_tunnel \
	assigned_addresses_are_those_of_the_ports \
	idle_tunnels_are_left_alone who_is_not_registered_is_told \
	gateway_is_started_anew gateway_demands_a_cookie
run_tests "${tests[@]}"
