#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The agent with the kernel: it makes a client, keeps its gateway and tunnels as
# the control plane says, and loses none of them when it dies.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# shellcheck source=selftests/lib/agent.sh
. lib/agent.sh

setup() {
	agent_hosts
	conf
}

device_is_made_and_comes_up() {
	connect
	pings a 192.168.241.2
	expect_match "the tunnel" '^[0-9]+: up, our address there is 10.0.0.1:' \
		"$(tunnels)"
	expect_match "its rights" "^CapEff:[[:space:]]0+1000$" \
		"$(grep ^CapEff "/proc/$agent/status")"
	wait_line 10 "$TMP/agent.out" \
		"the tunnel is up, and our address there is 10.0.0.1:"
}

death_of_the_agent_loses_no_session() {
	local before ids
	connect
	before=$(handshake)
	ids=$(tunnels)
	kill -KILL "$agent"
	wait "$agent" 2>/dev/null || true
	pings a 192.168.241.2
	start
	agent wait --timeout $((60 * slow))
	pings a 192.168.241.2
	expect_eq "the last handshake" "$before" "$(handshake)"
	expect_eq "the tunnels" "$ids" "$(tunnels)"
}

what_it_made_goes_with_it() {
	connect
	kill -TERM "$agent"
	wait_end 20 "$agent"
	expect_failure "a link that is gone" ipn a link show snap0
	conf "Leave = true"
	connect
	kill -TERM "$agent"
	wait_end 20 "$agent"
	pings a 192.168.241.2
}

what_others_made_stays() {
	conf "Leave = true"
	connect
	kill -TERM "$agent"
	wait_end 20 "$agent"
	ipn a link set snap0 alias mine
	conf
	connect
	pings a 192.168.241.2
	kill -TERM "$agent"
	wait_end 20 "$agent"
	ipn a link show snap0 >/dev/null
}

device_that_is_no_client_is_left_alone() {
	ipn a link add snap0 type snaptun
	background "$TMP/agent.out" on a snaptun-agent \
		--socket "$TMP/agent.socket" --config "$TMP/agent.conf" run
	wait_line 60 "$TMP/agent.out" "snap0: .* is no client"
	expect_eq "its key" "(none)" "$(tool a show snap0 private-key)"
}

interface_that_is_removed_comes_back() {
	connect
	ipn a link del snap0
	wait_for 60 "the interface" ipn a link show snap0
	agent wait --timeout $((60 * slow))
	inner a snap0 1
	pings a 192.168.241.2
}

has_policy() { # has_policy POLICY
	[ "$(tool a show snap0 address-policy)" = "$1" ]
}

address_policy_is_that_of_the_file() {
	conf "AddressPolicy = following"
	connect
	expect_eq "the policy" following "$(tool a show snap0 address-policy)"
	conf "AddressPolicy = pinned"
	kill -HUP "$agent"
	wait_for 60 "the policy" has_policy pinned
	ipn a addr del 10.0.0.1/24 dev a0
	ipn a addr add 10.0.0.9/24 dev a0
	wait_line 60 "$TMP/agent.out" "tunnel accept-address snap0 all"
	expect_match "the tunnel" "address-changed" "$(tunnels)"
	on a snaptun-ctl tunnel accept-address snap0 all
	agent wait --timeout $((60 * slow))
	pings a 192.168.241.2
}

gateway_that_moves_is_followed() {
	connect
	dev_add b t1 2 10003 peer "${PUB[0]}" allowed-ips 192.168.241.1/32
	ipn b link set t1 up
	ipn b addr del 192.168.241.2/24 dev t0
	inner b t1 2
	data_plane 10.0.0.2:10003 2
	kill -HUP "$agent"
	wait_line 60 "$TMP/agent.out" "data plane 10.0.0.2:10003"
	wait_for 60 "answers by the new way" answers
}

change_of_address_is_registered() {
	local before
	connect
	before=$(asked GetSnapDataPlaneAddress)
	ipn a addr del 10.0.0.1/24 dev a0
	ipn a addr add 10.0.0.9/24 dev a0
	wait_line 60 "$TMP/agent.out" "our address is now 10.0.0.9"
	wait_line 60 "$TMP/plane/log" \
		"RegisterSnapTunIdentity .* 10.0.0.9$"
	expect_range "questions for the data plane" $((before + 1)) \
		$((before + 2)) "$(asked GetSnapDataPlaneAddress)"
	wait_for 60 "the tunnel with the new address" eval \
		"tunnels | grep 'our address there is 10.0.0.9'"
	pings a 192.168.241.2
}

http_and_tunnels_have_one_address() {
	veth a a1 b b1
	address a a1 10.0.1.1/24
	address b b1 10.0.1.2/24
	data_plane 10.0.1.2:10002 1
	connect
	expect_match "requests" \
		"GetSnapDataPlaneAddress .* 10.0.1.1
.*RegisterSnapTunIdentity .* 10.0.1.1$" "$(tail -n 2 "$TMP/plane/log")"
	expect_match "the tunnel" "our address there is 10.0.1.1:" "$(tunnels)"
	ipn a addr del 10.0.1.1/24 dev a1
	ipn a addr add 10.0.1.9/24 dev a1
	wait_line 60 "$TMP/plane/log" "RegisterSnapTunIdentity .* 10.0.1.9$"
	wait_for 60 "the tunnel with the new address" eval \
		"tunnels | grep 'our address there is 10.0.1.9'"
}

number_and_ports_of_tunnels_are_kept() {
	conf "Tunnels = 3" "Ports = 20001-20003"
	start
	wait_for 60 "ports" eval '[ "$(local_ports | xargs)" = "20001 20002 20003" ]'
	conf "Tunnels = 1" "Ports = 20002-20002"
	kill -HUP "$agent"
	wait_for 60 "one port" eval '[ "$(local_ports)" = 20002 ]'
}

added_ports() { # of tunnels that no application has
	tool a show snap0 --json | jq -r '.interfaces[0].tunnels[] |
		select(.app | not).local_port' | sort | xargs
}

has_added() { # has_added PORTS
	[ "$(added_ports)" = "$1" ]
}

tunnels_of_applications_are_left_alone() {
	local before
	conf "Tunnels = 2" "Ports = 20001-20002"
	start
	wait_for 60 "ports" has_added "20001 20002"
	address a snap0 10.64.0.1/32
	ipn a link set snap0 up
	ipn a route add 10.64.0.2 dev snap0
	tool a set snap0 facade 10.64.0.2
	background "$TMP/app" helper a facade-app at=10.64.0.1 \
		facade=10.64.0.2 port=5001 count=2 gap=600000000
	wait_for 20 "its tunnel" app_has_tunnel
	before=$(tool a show snap0 applications | grep -w 5001 | cut -f 1)
	conf "Tunnels = 1" "Ports = 20002-20002"
	kill -HUP "$agent"
	wait_for 60 "one port" has_added 20002
	conf "Tunnels = 2" "Ports = 20002-20003"
	kill -HUP "$agent"
	wait_for 60 "two ports" has_added "20002 20003"
	expect_eq "the tunnel of the application" "$before" \
		"$(tool a show snap0 applications | grep -w 5001 | cut -f 1)"
}

app_has_tunnel() {
	tool a show snap0 applications | grep -qw 10.64.0.1:5001
}

APP=10.64.0.1
FACADE=10.64.0.2

leads() { # leads FACADE SOURCE
	ipn a route get "$1" 2>/dev/null | grep -qE "dev snap0 (.* )?src $2 "
}

has_facade() { # has_facade ADDRESS:PORT
	[ "$(tool a show snap0 facade)" = "$1" ]
}

facade_is_that_of_the_file() {
	conf "Facade = $FACADE" "Address = $APP"
	connect
	expect_eq "the facade" $FACADE:30042 "$(tool a show snap0 facade)"
	leads $FACADE $APP || fail "$(ipn a route get $FACADE)"
	expect_match "its state" "^  facade: $FACADE:30042, for 0 of 256 sockets$" \
		"$(agent status | grep facade)"
	background "$TMP/app" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=2 gap=600000000
	wait_for 20 "its tunnel" app_has_tunnel
	expect_match "its state" "for 1 of 256 sockets$" \
		"$(agent status | grep facade)"
	conf "Facade = [fd00:64::2]:30043" "Address = fd00:64::1"
	kill -HUP "$agent"
	wait_for 60 "the other facade" has_facade "[fd00:64::2]:30043"
	leads fd00:64::2 fd00:64::1 || fail "$(ipn a route get fd00:64::2)"
	expect_failure "a way to the first" leads $FACADE $APP
	expect_eq "first address" "" "$(ipn a addr show snap0 | grep $APP/)"
	conf
	kill -HUP "$agent"
	wait_for 60 "no facade" has_facade off
	expect_failure "a way to the second" leads fd00:64::2 fd00:64::1
}

facade_of_others_is_left_alone() {
	connect
	ipn a route add $FACADE dev snap0
	tool a set snap0 facade $FACADE
	kill -HUP "$agent"
	wait_for 60 "the second registration" eval \
		'[ "$(grep -c "snap0: registered" "$TMP/agent.out")" = 2 ]'
	agent wait --timeout $((60 * slow))
	has_facade $FACADE:30042 || fail "$(tool a show snap0 facade)"
	ipn a route show | grep -q "^$FACADE dev snap0"
}

facade_comes_back() {
	local address facade
	for facade in $FACADE fd00:64::2; do
		address=${facade%2}1
		conf "Facade = $facade" "Address = $address"
		start
		wait_for 60 "the way" leads "$facade" "$address"
		ipn a link set snap0 down
		ipn a link set snap0 up
		wait_for 60 "the way back" leads "$facade" "$address"
		ipn a link del snap0
		wait_for 60 "the way by another link" leads "$facade" "$address"
		wait_for 60 "the facade" eval \
			'tool a show snap0 facade | grep -q 30042'
		kill -TERM "$agent"
		wait_end 20 "$agent"
	done
}

tells() { # tells REGEX: what is wrong
	agent status | sed -n 's/^    problem: //p' >"$TMP/problems"
	grep -qE "$1" "$TMP/problems"
}

status_tells_what_keeps_applications_out() {
	conf "Facade = $FACADE" "Address = $APP"
	connect
	agent status >"$TMP/status"
	expect_eq "problems" "" "$(grep problem "$TMP/status")"
	ipn a link set snap0 down
	wait_for 20 "the link" tells "^the interface is down: ip link set snap0 up$"
	ipn a link set snap0 up
	address a a0 $FACADE/32
	wait_for 20 "the address" tells "^the facade $FACADE is an address of this"
	ipn a addr del $FACADE/32 dev a0
	ipn a route del $FACADE dev snap0
	wait_for 20 "the way back" leads $FACADE $APP
	ipn a route replace $FACADE via 10.0.0.2
	wait_for 20 "the way" tells "leaves by a0: ip route replace $FACADE dev snap0"
	ipn a route replace $FACADE dev snap0 src $APP
	tool a set snap0 facade-translation off
	wait_for 20 "the setting" tells "facade-translation on$"
	tool a set snap0 facade-translation on flow-limit 1
	background "$TMP/app" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=2 gap=600000000
	wait_for 20 "its tunnel" app_has_tunnel
	wait_for 20 "the limit" tells "than the 1 that have one"
	tool a set snap0 facade off flow-limit 256
	wait_for 20 "the facade" tells "snaptun-ctl set snap0 facade $FACADE:30042$"
}

another_key_has_another_port() {
	local before
	connect
	before=$(local_ports)
	echo "${KEY[3]}" >"$TMP/key"
	tool b set t0 peer "${PUB[0]}" remove
	tool b set t0 peer "${PUB[3]}" allowed-ips 192.168.241.1/32
	kill -HUP "$agent"
	wait_for 60 "the key" eval 'agent status | grep "${PUB[3]}"'
	wait_for 60 "a tunnel" has_tunnels 1
	[ "$before" != "$(local_ports)" ] || fail "the port is still $before"
	pings a 192.168.241.2
}

wait_is_for_a_tunnel() {
	tool b set t0 peer "${PUB[0]}" remove
	start
	expect_failure "a tunnel that nobody answers" agent wait --timeout 3
	tool b set t0 peer "${PUB[0]}" allowed-ips 192.168.241.1/32
	agent wait --timeout $((60 * slow))
}

run_tests device_is_made_and_comes_up \
	death_of_the_agent_loses_no_session what_it_made_goes_with_it \
	what_others_made_stays device_that_is_no_client_is_left_alone \
	interface_that_is_removed_comes_back \
	address_policy_is_that_of_the_file gateway_that_moves_is_followed \
	change_of_address_is_registered http_and_tunnels_have_one_address \
	number_and_ports_of_tunnels_are_kept \
	tunnels_of_applications_are_left_alone facade_is_that_of_the_file \
	facade_of_others_is_left_alone facade_comes_back \
	status_tells_what_keeps_applications_out another_key_has_another_port \
	wait_is_for_a_tunnel
