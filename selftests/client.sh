#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A client at a, and the public crate snap-tun as its gateway at b, which sends
# SCION packets back as they came.  SNAPTUN_CRATE says which version, default:
# both, and the next generation of what they are made of.
: "${SNAPTUN_WIRES:=snap}" "${SNAPTUN_CRATE:=0.8.6 0.5.2 next}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

crate=""	# the version: with_each_crate
at=10.0.0.2:10002	# where the client looks for the gateway

setup() {
	need_snap_wire
	hosts
}

gateway() { # gateway [ARGUMENTS...]
	peer_start b "snap-peer-$crate" server key="${KEY[1]}" \
		peer="${PUB[0]}" tun=s0 listen="$at" "$@"
	gateway=$background
}

client() { # client [PORT...]
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
	tool a set t0 gateway "${PUB[1]}" endpoint "$at"
	tunnels_add "$@"
	ipn a link set t0 up
	tunnels_wait "$@"
}

watch_wire() { # all messages go to $TMP/cap
	capture a a0 6001 "$TMP/cap"
	tap=$background
}

initiations() {
	count_lines "$TMP/cap" ' (in|out) initiation '
}

scion() { # scion ADDRESS:PORT: five packets from there
	send a scion t0 --from "1-ff00:0:110,$1" \
		--to 1-ff00:0:111,10.9.9.9:7 --size 100 --count 5
}

echoes() { # echoes ADDRESS:PORT: what is sent from there comes back
	receiver a t0 --count 5
	scion "$1"
	received 5
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

# Handshakes in which a client learns that empty messages are not answered
learning() {
	[ "$crate" != next ] && echo 0 || echo 1
}

# Nothing but keepalives for two minutes: the session is renewed once, at 120 s.
idle_tunnels_are_left_alone() {
	local tap
	gateway
	capture a a0 6001 "$TMP/cap"
	tap=$background
	client 6001
	idle_for 110
	expect_eq "initiations" $((1 + $(learning))) \
		"$(count_lines "$TMP/cap" ' (in|out) initiation ')"
	idle_for 60
	expect_range "initiations" 1 $((2 + $(learning))) \
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
	idle_for 90
	wait_for 10 "the end of the attempt" has_state 6001 backoff
	expect_eq "the error" handshake-timeout "$(tunnel_of 6001 last_error)"
}

gateway_is_started_anew() {
	gateway
	client 6001
	stop "$gateway"
	gateway
	peer_says 40 b 'sent response'
	wait_for 20 "the tunnel" has_state 6001 up
	echoes 10.0.0.1:6001
}

gateway_demands_a_cookie() {
	gateway limit=0
	client 6001
	expect_range "handshakes that were asked to prove their address" 1 5 \
		"$(grep -c '^sent cookie' "$TMP/peer-b")"
}

# Who is registered with the control plane from now on
register() { # register [PUBLIC_KEY...]
	printf '%s\n' "$@" >"$TMP/registered.new"
	mv "$TMP/registered.new" "$TMP/registered"
}

registered_client() { # and then it is not any more
	register "${PUB[0]}"
	# Its TUN device would send into the tunnel what groups it is in.
	on b sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	gateway registered="$TMP/registered"
	watch_wire
	client 6001
	echoes 10.0.0.1:6001
	register
}

nothing_comes_back() {
	local before
	before=$(counter a t0 rx_packets)
	scion 10.0.0.1:6001
	idle_for 2
	expect_eq "packets that came back" "$before" "$(counter a t0 rx_packets)"
}

renewed_registration_needs_no_handshake() {
	registered_client
	nothing_comes_back
	peer_says 5 b '^refused '
	register "${PUB[0]}"
	echoes 10.0.0.1:6001
	idle_for 30
	expect_eq "initiations" $((1 + $(learning))) "$(initiations)"
	has_state 6001 up || fail "expected the tunnel to be up"
	stop "$tap"
}

# The gateway calls for a while, but drops the answers, so the client's session
# ends when it would have been renewed.
registration_ends() {
	registered_client
	nothing_comes_back
	idle_for 240
	expect_match "the state" '^(handshaking|backoff)$' \
		"$(tunnel_of 6001 state)"
	expect_eq "the error" handshake-timeout "$(tunnel_of 6001 last_error)"
	register "${PUB[0]}"
	idle_for 20
	wait_for 10 "the tunnel" has_state 6001 up
	echoes 10.0.0.1:6001
	stop "$tap"
}

behind_a_nat() { # behind_a_nat [SETTINGS...]
	at=10.0.2.2:10002
	need_command nft
	ns_remove_all
	hosts_routed
	nat_ports 6001:7001
	gateway
	peer_device b s0 2
	client 6001
	[ $# = 0 ] || tool a set t0 "$@"
	address a t0 192.168.241.1/24
	pings a 192.168.241.2
	echoes 10.0.2.254:7001
	nat_ports 6001:7002
}

# The gateway drops what comes from the new port.  The client misses answers to
# what it sends for 15 s and calls.
nat_rebinding_under_traffic() {
	local start
	behind_a_nat
	start=$(now_ms)
	on a ping -n -q -i 0.5 -c 1 -w 60 192.168.241.2 >"$TMP/ping" ||
		fail "expected an answer in the end: $(cat "$TMP/ping")"
	note "answers again after $(($(now_ms) - start)) ms"
	expect_range "ms without an answer" 14000 17000 $(($(now_ms) - start))
	expect_eq "the state" address-changed "$(tunnel_of 6001 state)"
	scion 10.0.2.254:7001
	expect_eq "packets that wait to be let through" 5 \
		"$(drops a t0 tx-address-changed)"
	pings a 192.168.241.2
	tool a tunnel accept-address t0 all
	echoes 10.0.2.254:7002
}

# The next keepalive is due in 10 s at most.
nat_rebinding_of_an_idle_tunnel() {
	local start
	behind_a_nat address-policy following
	watch_wire
	start=$(now_ms)
	wait_line 40 "$TMP/cap" ' in response '
	wait_for 5 "the tunnel at its new port" is_at 10.0.2.254:7002
	note "back after $(($(now_ms) - start)) ms"
	expect_range "ms without an answer" 14000 27000 $(($(now_ms) - start))
	stop "$tap"
	echoes 10.0.2.254:7002
}

# Each gets the address that the other one had, one after the other.
nat_swaps_two_ports() {
	behind_a_nat address-policy following
	tunnels_add 6002
	nat_ports 6001:7001 6002:7002
	tool a tunnel restart t0 all
	wait_for 10 "the first tunnel" is_of 6001 7001
	wait_for 10 "the second tunnel" is_of 6002 7002
	nat_ports 6001:7002 6002:7001
	tool a tunnel restart t0 all
	wait_for 10 "the first tunnel" is_of 6001 7002
	wait_for 10 "the second tunnel" is_of 6002 7001
	echoes 10.0.2.254:7001
	echoes 10.0.2.254:7002
}

is_of() { # is_of PORT PORT_AT_R
	has_state "$1" up &&
		[ "$(tunnel_of "$1" assigned_address)" = "10.0.2.254:$2" ]
}

gateway_has_an_ipv6_address() {
	at='[fd00::2]:10002'
	gateway
	client 6001
	is_at '[fd00::1]:6001' || fail "at $(member assigned_address)"
	echoes '[fd00::1]:6001'
}

# A gateway with one socket for both families insists on what it reported.
mapped_addresses_stay_as_they_are() {
	gateway listen='[::]:10002'
	client 6001
	is_at '[::ffff:10.0.0.1]:6001' || fail "at $(member assigned_address)"
	echoes '[::ffff:10.0.0.1]:6001'
	scion 10.0.0.1:6001
	expect_eq "packets from somewhere else" 5 "$(drops a t0 tx-no-tunnel)"
}

# The answer comes a second after the next initiation.
gateway_is_far_away() {
	local seen
	watch_wire
	gateway
	netem a a0 delay 3000ms
	netem b b0 delay 3000ms
	client
	tool a tunnel add t0 port 6001 >"$TMP/added"
	idle_for 32
	has_state 6001 up || fail "it is $(tunnel_of 6001 state)"
	seen=$(initiations)
	expect_range "initiations" 1 4 "$seen"
	netem a a0 delay 1ms
	netem b b0 delay 1ms
	echoes 10.0.0.1:6001
	idle_for 60
	expect_range "initiations" "$seen" $((seen + $(learning))) \
		"$(initiations)"
	stop "$tap"
}

with_each_crate packets_go_by_their_tunnel \
	assigned_addresses_are_those_of_the_ports \
	idle_tunnels_are_left_alone who_is_not_registered_is_told \
	gateway_is_started_anew gateway_demands_a_cookie \
	renewed_registration_needs_no_handshake registration_ends \
	nat_rebinding_under_traffic \
	nat_rebinding_of_an_idle_tunnel nat_swaps_two_ports \
	gateway_has_an_ipv6_address \
	mapped_addresses_stay_as_they_are gateway_is_far_away
run_tests "${tests[@]}"
