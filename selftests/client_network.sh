#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A client and what networks do: they lose, double and delay handshakes, and
# give it other addresses.  Its gateway at b is a device of role peer.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snap_wire
	need_command jq nft
	need_module sch_netem
}

# ARP gives up after three seconds, and would lose what we are after.
knows_neighbour() { # knows_neighbour HOST DEV ADDRESS OTHER OTHER_DEV
	ipn "$1" neigh replace "$3" dev "$2" nud permanent \
		lladdr "$(on "$4" cat "/sys/class/net/$5/address")"
}

# Both hosts, the gateway, and all that the client says and hears in $TMP/cap
watched_hosts() {
	hosts
	knows_neighbour a a0 10.0.0.2 b b0
	knows_neighbour b b0 10.0.0.1 a a0
	kernel_gateway 192.168.241.1/32
	capture a a0 6001 "$TMP/cap"
	tap=$background
}

seen() { # seen REGEX: how many such messages
	count_lines "$TMP/cap" "$1"
}

expect_seen() { # expect_seen INITIATIONS RESPONSES
	[ "$(seen ' initiation ') $(seen ' response ')" = "$1 $2" ] ||
		fail "expected $1 initiations and $2 responses, seen:" \
			"$(cat "$TMP/cap")"
}

# Traffic, and then a while without: no handshake more than INITIATIONS.
session_is_left_alone() { # session_is_left_alone INITIATIONS
	address a t0 192.168.241.1/24
	pings a 192.168.241.2 -W 20
	idle_for 60
	[ "$(seen ' initiation ')" = "$1" ] ||
		fail "expected $1 initiations, seen:" "$(cat "$TMP/cap")"
	stop "$tap"
}

# Each way
delay_ms() {
	netem a a0 delay "$1ms"
	netem b b0 delay "$1ms"
}

slow_way() { # slow_way MS
	watched_hosts
	delay_ms "$1"
	client_up 10.0.0.2
	expect_seen 1 1
	session_is_left_alone 1
}

delay_of_50_ms() { slow_way 50; }
delay_of_125_ms() { slow_way 125; }
delay_of_500_ms() { slow_way 500; }

# Answers come a second after the next initiation: to the fourth they may take
# longer, and those that were too late are no harm.  As slow as this, keepalives
# would miss their answers, which come 10 s later by themselves.
delay_of_3000_ms() {
	watched_hosts
	delay_ms 3000
	client_begin 10.0.0.2
	idle_for 32
	is up || fail "expected the tunnel to be up: $(member state)"
	expect_seen 4 4
	expect_eq "answers that came too late" 3 \
		"$(drops a t0 hs-stale-response)"
	delay_ms 1
	session_is_left_alone 4
}

late_answer_does_no_harm() {
	watched_hosts
	netem b b0 delay 4s
	client_begin 10.0.0.2
	wait_line 3 "$TMP/cap" ' out initiation '
	idle_for 0.5
	netem b b0 delay 1ms
	tool a tunnel restart t0 all
	wait_line 3 "$TMP/cap" ' in response '
	wait_for 3 "the tunnel" is up
	idle_for 4
	expect_seen 2 2
	expect_eq "answers that came too late" 1 \
		"$(drops a t0 hs-stale-response)"
	session_is_left_alone 2
}

# The old session leads somewhere or not: nobody knows before the answer.
restarted_tunnel_is_up_when_it_is_answered() {
	watched_hosts
	client_up 10.0.0.2
	wait_for 5 "the carrier" has_carrier
	netem b b0 delay 2s
	tool a tunnel restart t0 all
	expect_eq "the state before the answer" handshaking "$(member state)"
	has_carrier || fail "expected the carrier to stay"
	wait_for 5 "the tunnel" is up
	stop "$tap"
}

has_seen() { # has_seen COUNT REGEX
	[ "$(seen "$2")" -ge "$1" ]
}

everything_comes_twice() {
	watched_hosts
	netem a a0 duplicate 100%
	netem b b0 duplicate 100%
	client_up 10.0.0.2
	idle_for 2
	expect_range "responses" 1 2 "$(seen ' in response ')"
	expect_range "responses that came again" 1 2 \
		"$(drops a t0 hs-stale-response)"
	address a t0 192.168.241.1/24
	pings a 192.168.241.2
	idle_for 60
	expect_range "initiations" 1 2 "$(seen ' out initiation ')"
	is up || fail "expected the tunnel to be up: $(member state)"
	stop "$tap"
}

# lose HOST DEV LENGTH COUNT: the first so many messages of that length, which
# DEV of the host receives
lose() {
	on "$1" nft -f - <<-E
	table netdev lossy$3 {
		chain in {
			type filter hook ingress device $2 priority 0
			udp length $(($3 + 8)) numgen inc mod 1000000 < $4 drop
		}
	}
	E
}

lost_messages_cost_a_retry_each() {
	watched_hosts
	lose b b0 148 2
	lose a a0 112 1
	client_begin 10.0.0.2
	wait_for 20 "the second answer" has_seen 2 ' in response '
	wait_for 5 "the tunnel" is up
	expect_seen 4 2
	session_is_left_alone 4
}

# The gateway may not use the session before it has heard from the client in it.
lost_confirmation_costs_nothing() {
	watched_hosts
	lose b b0 32 1
	client_up 10.0.0.2
	session_is_left_alone 1
}

half_of_everything_is_lost() {
	local initiations
	watched_hosts
	netem a a0 loss 50%
	netem b b0 loss 50%
	client_begin 10.0.0.2
	wait_line 80 "$TMP/cap" ' in response '
	wait_for 5 "the tunnel" is up
	netem a a0 loss 0%
	netem b b0 loss 0%
	initiations=$(seen ' out initiation ')
	note "$initiations initiations"
	session_is_left_alone "$initiations"
}

# This gateway follows whoever has the keys, as WireGuard does.
nat_rebinding_is_followed() {
	hosts_routed
	nat_ports 6001:7001
	kernel_gateway 192.168.241.1/32
	client_up 10.0.2.2
	is_at 10.0.2.254:7001 || fail "at $(member assigned_address)"
	address a t0 192.168.241.1/24
	pings a 192.168.241.2
	nat_ports 6001:7002
	pings a 192.168.241.2
	pings b 192.168.241.1
	expect_eq "where the gateway sees it" 10.0.2.254:7002 \
		"$(endpoint_of b gw0 0)"
	idle_for 140
	expect_eq "the state after the next handshake" address-changed \
		"$(member state)"
	expect_eq "the address" 10.0.2.254:7002 "$(member assigned_address)"
	tool a tunnel accept-address t0 all
	is_at 10.0.2.254:7002 || fail "it is $(member state)"
	pings a 192.168.241.2
}

# A round trip is 2 s, so that what commands take does not count; to the router,
# which has to ask for the new address, it is short.
has_other_address() { # has_other_address COMMAND...
	local start ms
	hosts_routed
	kernel_gateway 192.168.241.1/32
	client_up 10.0.2.2 address-policy following
	capture a a0 6001 "$TMP/cap"
	tap=$background
	netem b b0 delay 2s
	start=$(now_ms)
	"$@"
	wait_line 10 "$TMP/cap" ' in response .* > 10.0.1.3 '
	wait_for 5 "the tunnel at its new address" is_at 10.0.1.3:6001
	ms=$(($(now_ms) - start))
	note "it took $ms ms"
	expect_range "ms until it was back" 2000 \
		$((2000 + 1000 * slow)) $ms
	netem b b0 delay 1ms
	expect_seen 1 1
	session_is_left_alone 1
}

replace_address() {
	ipn a addr del 10.0.1.1/24 dev a0
	ipn a addr add 10.0.1.3/24 dev a0
	ipn a route add default via 10.0.1.254
}

# As renumbering does: for a moment there are both.
add_and_delete_address() {
	ipn a addr add 10.0.1.3/32 dev a0
	ipn a route replace default via 10.0.1.254 src 10.0.1.3
	ipn a addr del 10.0.1.1/24 dev a0
	ipn a route replace 10.0.1.0/24 dev a0 src 10.0.1.3
	ipn a route replace default via 10.0.1.254 src 10.0.1.3
}

address_is_replaced() { has_other_address replace_address; }
address_is_renumbered() { has_other_address add_and_delete_address; }

# Of an address that was pinned, the application has to be told.
address_is_replaced_under_a_pinned_one() {
	hosts_routed
	kernel_gateway 192.168.241.1/32
	client_up 10.0.2.2
	replace_address
	wait_for 5 "the new address" is address-changed
	expect_eq "the new address" 10.0.1.3:6001 "$(member assigned_address)"
	tool a tunnel accept-address t0 all
	is_at 10.0.1.3:6001 || fail "it is $(member state)"
}

gateway_has_an_ipv6_address() {
	watched_hosts
	client_up fd00::2
	is_at '[fd00::1]:6001' || fail "it is at $(member assigned_address)"
	address a t0 fd00:241::1/64
	tool b set gw0 peer "${PUB[0]}" allowed-ips \
		192.168.241.1/32,fd00:241::1/128
	pings a fd00:241::2 -s 1200
	pings b fd00:241::1
	expect_seen 1 1
	session_is_left_alone 1
}

gateway_moves_to_the_other_family() {
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2 address-policy following
	address a t0 192.168.241.1/24
	tool a set t0 gateway "${PUB[1]}" endpoint "[fd00::2]:10002"
	wait_for 10 "the tunnel" is_at '[fd00::1]:6001'
	pings a 192.168.241.2
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	wait_for 10 "the tunnel" is_at 10.0.0.1:6001
	pings a 192.168.241.2
}

run_tests delay_of_50_ms delay_of_125_ms delay_of_500_ms delay_of_3000_ms \
	late_answer_does_no_harm restarted_tunnel_is_up_when_it_is_answered \
	everything_comes_twice \
	lost_messages_cost_a_retry_each lost_confirmation_costs_nothing \
	half_of_everything_is_lost nat_rebinding_is_followed \
	address_is_replaced address_is_renumbered \
	address_is_replaced_under_a_pinned_one \
	gateway_has_an_ipv6_address gateway_moves_to_the_other_family
