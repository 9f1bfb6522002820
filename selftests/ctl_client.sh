#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Clients by snaptun-ctl: their gateway and their tunnels are set, shown,
# watched and looked into. The gateway is a device of role peer on another host.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	need_command jq
	hosts
	dev_add b gw0 1 10002 peer "${PUB[0]}" allowed-ips 192.168.241.1/32
	inner b gw0 2
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
}

set_gateway() {
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002 "$@"
}

# A client that is up, with a tunnel from each of these ports
client() { # client PORT...
	set_gateway
	tunnels_add "$@"
	inner a t0 1
	tunnels_wait "$@"
}

settings_are_set_and_shown() {
	local field value
	for value in address-policy:pinned give-up-after:never carrier:always \
		give-up-after:4000000000 address-policy:following; do
		field=${value%%:*} value=${value#*:}
		tool a set t0 "$field" "$value"
		expect_eq "$field" "$value" "$(tool a show t0 "$field")"
	done
	expect_eq "JSON" "client following 4000000000 always" \
		"$(tool a show t0 --json | jq -r '.interfaces[0] |
		"\(.role) \(.address_policy) \(.give_up_after_s) \(.carrier)"')"
	expect_eq "role" client "$(tool a show t0 role)"
	expect_eq "of a peer" "peer" "$(tool b show gw0 role)"
	expect_eq "of a peer" "(none)" "$(tool b show gw0 carrier)"
	says "Only a device that was created with role client" \
		tool b set gw0 carrier always
}

a_role_never_changes() {
	tool a set t0 role client
	says "role of t0 is client.*ip link add t0 type snaptun role peer" \
		tool a set t0 role peer fwmark 5
	says "role of gw0 is peer, and never changes" \
		tool b set gw0 role client fwmark 5
	expect_eq "mark" "off off" \
		"$(tool a show t0 fwmark) $(tool b show gw0 fwmark)"
}

gateway_is_set_and_shown() {
	expect_eq "gateway" "" "$(tool a show t0 gateway)"
	says "Give the gateway's remote-ipv4" tool a set t0 gateway "${PUB[1]}"
	set_gateway
	expect_eq "gateway" "${PUB[1]}" "$(tool a show t0 gateway)"
	expect_eq "endpoint" "${PUB[1]}	10.0.0.2:10002" \
		"$(tool a show t0 endpoints)"
	expect_eq "keepalive" "${PUB[1]}	10" \
		"$(tool a show t0 persistent-keepalive)"
	tool a set t0 gateway "${PUB[1]}" persistent-keepalive off \
		preshared-key <(echo "${KEY[2]}")
	expect_eq "JSON" "10.0.0.2:10002 ${KEY[2]}" \
		"$(WG_HIDE_KEYS=never tool a show t0 --json | jq -r \
		'.interfaces[0].gateway | "\(.endpoint) \(.preshared_key)"')"
	expect_eq "a gateway in dump" \
		"${PUB[1]}	${KEY[2]}	10.0.0.2:10002	(none)	0	0	0	off" \
		"$(tool a show t0 dump | tail -n +2)"
	says "Only a device that was created with role client" \
		tool b set gw0 gateway "${PUB[2]}" endpoint 10.0.0.1:1
}

tunnels_are_added_and_removed() {
	set_gateway
	expect_eq "what add says" "1	6001" \
		"$(tool a tunnel add t0 port 6001)"
	expect_eq "what add says" "2	any 3	any" \
		"$(tool a tunnel add t0 count 2 | paste -sd ' ')"
	ipn a link set t0 up
	tool a tunnel add t0 port 7000-7002 count 3 --json >"$TMP/json"
	expect_eq "ports of a range" "[7000,7001,7002]" \
		"$(jq -c '[.tunnels[].local_port] | sort' "$TMP/json")"
	expect_eq "tunnels" "1 2 3 4 5 6" \
		"$(tool a show t0 tunnels | paste -sd ' ')"
	tool a tunnel del t0 2
	says "t0 has no tunnel 2: .snaptun-ctl tunnel show t0' lists them" \
		tool a tunnel del t0 2
	expect_eq "ports" "6001 7000 7001 7002" "$(tool a show t0 local-ports |
		sed '/^3/d' | cut -f 2 | sort -n | paste -sd ' ')"
	tool a tunnel del t0 all
	tool a tunnel del t0 all
	expect_eq "tunnels" "" "$(tool a show t0 tunnels)"
}

tunnels_are_added_all_or_none() {
	says "gateway" tool a tunnel add t0
	set_gateway
	ipn a link set t0 up
	says "Unable to add tunnels to t0: .*port" \
		tool a tunnel add t0 port 7000-7002 count 4
	expect_eq "tunnels" "" "$(tool a show t0 tunnels)"
	says "gw0 has peers, no tunnels of its own" tool b tunnel show gw0
	says "Unable to add tunnels to gw0" tool b tunnel add gw0
	says "Unable to access interface t9" tool a tunnel show t9
	says ".0' is not the number of a tunnel" tool a tunnel del t0 0
	says "port: .0' is not .any', a port" tool a tunnel add t0 port 0
	says "count: .1025' is not a number from 1" \
		tool a tunnel add t0 count 1025
}

thousand_tunnels_are_made_in_no_time() {
	local from
	set_gateway persistent-keepalive off
	from=$(now_ms)
	tool a tunnel add t0 count 1024 >"$TMP/added"
	note "1024 tunnels were added in $(($(now_ms) - from)) ms"
	expect_eq "lines" 1024 "$(wc -l <"$TMP/added")"
	expect_eq "tunnels" 1024 "$(tool a show t0 tunnels | wc -l)"
	says "1024" tool a tunnel add t0
	tool a tunnel del t0 all
	expect_eq "tunnels" 0 "$(tool a show t0 tunnels | wc -l)"
}

show_tells_how_tunnels_fare() {
	client 6001 6002
	expect_eq "states" "up up" \
		"$(tool a show t0 states | cut -f 2 | paste -sd ' ')"
	expect_eq "assigned" "10.0.0.1:6001 10.0.0.1:6002" \
		"$(tool a show t0 assigned-addresses | cut -f 2 | paste -sd ' ')"
	tool a show t0 >"$TMP/show"
	for line in "  role: client" "gateway: ${PUB[1]}" \
		"  endpoint: 10.0.0.2:10002" \
		"  persistent keepalive: every 10 seconds" \
		"  give up after: 10 minutes" "tunnel: 1" "tunnel: 2" \
		"  local port: 6002" "  state: up" \
		"  assigned address: 10.0.0.1:6001"; do
		grep -qxF -- "$line" "$TMP/show" ||
			fail "expected '$line' in" "$(cat "$TMP/show")"
	done
	tool a tunnel show t0 >"$TMP/show"
	expect_match "tunnel show" "^1 +6001 +up +10.0.0.1:6001 +-$" \
		"$(sed -n 2p "$TMP/show")"
	expect_eq "lines" 3 "$(wc -l <"$TMP/show")"
	expect_eq "JSON" "t0 client 6001 6002" \
		"$(tool a tunnel show t0 --json | jq -r \
		'"\(.name) \(.role) \(.tunnels[0].local_port) \(.tunnels[1].local_port)"')"
}

a_new_address_is_accepted() {
	local id
	tool a set t0 address-policy pinned
	client 6001
	id=$(tool a show t0 tunnels)
	background "$TMP/events" tool a monitor t0
	background "$TMP/json" tool a monitor t0 --json
	wait_for 10 "the monitors" monitors_listen
	address_changes
	wait_for 20 "the change" has_state 6001 address-changed
	wait_line 10 "$TMP/events" "address-assigned tunnel $id port 6001 .*assigned 10.0.0.9:6001 previous 10.0.0.1:6001"
	wait_line 10 "$TMP/json" address-assigned
	expect_eq "JSON" "10.0.0.1:6001 10.0.0.9:6001" "$(jq -r \
		'select(.event == "address-assigned").tunnel |
		"\(.previous_address) \(.assigned_address)"' "$TMP/json")"
	expect_eq "previous" "$id	10.0.0.1:6001" \
		"$(tool a show t0 previous-addresses)"
	expect_eq "assigned" "$id	10.0.0.9:6001" \
		"$(tool a show t0 assigned-addresses)"
	tool a tunnel accept-address t0 "$id"
	expect_eq "state" up "$(tunnel_of 6001 state)"
}

# a becomes 10.0.0.9, and its tunnels call again.
address_changes() {
	ipn a addr flush dev a0 scope global
	ipn a addr add 10.0.0.9/24 dev a0
	ipn a link set t0 up
	tool a tunnel restart t0 all
}

monitor_tells_of_a_client() {
	background "$TMP/events" tool a monitor t0
	background "$TMP/json" tool a monitor --json
	wait_for 10 "the monitors" monitors_listen
	client 6001
	tool a tunnel del t0 all
	wait_line 10 "$TMP/events" "t0 tunnel-removed tunnel 1 port 6001"
	wait_line 10 "$TMP/json" "tunnel-removed"
	for event in "gateway-set gateway ${PUB[1]} endpoint 10.0.0.2:10002" \
		"tunnel-added tunnel 1 port 6001" \
		"session-established tunnel 1 port 6001 state up" \
		"address-assigned tunnel 1 .*assigned 10.0.0.1:6001"; do
		wait_line 10 "$TMP/events" "t0 ${event//+/[+]}"
	done
	expect_eq "JSON" "10.0.0.2:10002 6001 1 10.0.0.1:6001" "$(jq -rs '
		def of(name): map(select(.event == name))[0];
		"\(of("gateway-set").gateway.endpoint) " +
		"\(of("tunnel-added").tunnel.local_port) " +
		"\(of("session-established").tunnel.id) " +
		"\(of("address-assigned").tunnel.assigned_address)"' \
		"$TMP/json")"
}

# client_conf PORTS...: a file with a tunnel for each
client_conf() {
	local port
	cat <<-END
	[Interface]
	PrivateKey = ${KEY[0]}
	Role = client
	GiveUpAfter = never
	[Gateway]
	PublicKey = ${PUB[1]}
	Endpoint = 10.0.0.2:10002
	END
	for port; do
		printf '[Tunnel]\nLocalPort = %s\n' "$port"
	done
}

handshake_times() { # of the tunnels, by their ports
	tool a show t0 --json | jq -c '.interfaces[0].tunnels |
		map({(.local_port | tostring): .latest_handshake}) | add'
}

syncconf_leaves_alone_what_is_the_same() {
	local before
	client 6001 6002 6003
	before=$(handshake_times)
	tool a syncconf t0 <(client_conf any 6000-6002 6003)
	tool a syncconf t0 <(client_conf 6001 6002 6003)
	expect_eq "handshakes" "$before" "$(handshake_times)"
	expect_eq "numbers" "1 2 3" "$(tool a show t0 tunnels | paste -sd ' ')"
	tool a syncconf t0 <(client_conf 6002 6004)
	expect_eq "ports" "2	6002 4	6004" \
		"$(tool a show t0 local-ports | paste -sd ' ')"
	expect_eq "the handshake of the one that stays" \
		"$(jq '."6002"' <<<"$before")" \
		"$(handshake_times | jq '."6002"')"
	expect_eq "give up after" never "$(tool a show t0 give-up-after)"
	tool a setconf t0 <(client_conf)
	expect_eq "tunnels" "" "$(tool a show t0 tunnels)"
	tool a addconf t0 <(client_conf 6005)
	tool a addconf t0 <(client_conf any)
	expect_eq "tunnels" 2 "$(tool a show t0 tunnels | wc -l)"
}

showconf_is_a_file_for_setconf() {
	tool a setconf t0 <(client_conf 6001 any any)
	tool a showconf t0 >"$TMP/once"
	expect_eq "tunnels of any port" "[Tunnel] LocalPort = any Count = 2" \
		"$(tail -n 3 "$TMP/once" | paste -sd ' ')"
	tool a tunnel del t0 all
	tool a setconf t0 "$TMP/once"
	tool a showconf t0 >"$TMP/twice"
	diff "$TMP/once" "$TMP/twice" || fail "what showconf wrote came back"
	expect_eq "JSON" "client 10.0.0.2:10002 [{\"local_port\":6001},{\"count\":2}]" \
		"$(tool a showconf t0 --json | jq -r \
		'"\(.role) \(.gateway.endpoint) \(.tunnels)"')"
	expect_eq "role of a peer" null \
		"$(tool b showconf gw0 --json | jq .role)"
}

file_of_another_role_is_refused() {
	says "role of gw0 is peer, and never changes" \
		tool b setconf gw0 <(client_conf 6001)
	expect_eq "peers" "${PUB[0]}" "$(tool b show gw0 peers)"
	says ":4: GiveUpAfter is for clients" tool a setconf t0 \
		<(client_conf 6001 | sed 's/^Role.*/FwMark = 1/')
}

up_file() { # up_file MORE-OF-GATEWAY PORTS...
	local more=$1
	shift
	client_conf "$@" | sed "/^Role/a Address = 192.168.241.1/24
		/^Endpoint/a $more"
}

up_makes_a_client() {
	local conf=$TMP/t1.conf
	ipn a link del t0
	up_file "AllowedIPs = 10.77.0.0/16" 6001 >"$conf"
	tool a up "$conf" 2>"$TMP/up" || fail "$(cat "$TMP/up")"
	expect_eq "role" client "$(tool a show t1 role)"
	expect_match "what up shows" "link add dev t1 type snaptun role client" \
		"$(cat "$TMP/up")"
	pings a 192.168.241.2
	expect_match "route" "10.77.0.0/16 dev t1" \
		"$(ipn a route show 10.77.0.0/16)"
	expect_eq "MTU" 1420 "$(on a cat /sys/class/net/t1/mtu)"
	up_file "AllowedIPs = 10.78.0.0/16" 6001 6002 >"$conf"
	tool a reload "$conf" 2>"$TMP/up" || fail "$(cat "$TMP/up")"
	expect_eq "ports" "1	6001 2	6002" \
		"$(tool a show t1 local-ports | paste -sd ' ')"
	expect_match "route" "10.78.0.0/16 dev t1" "$(ipn a route show)"
	expect_eq "route that is gone" "" "$(ipn a route show 10.77.0.0/16)"
	tool a save "$conf" 2>"$TMP/up"
	expect_eq "routes in the file" "AllowedIPs = 10.78.0.0/16" \
		"$(grep Allowed "$conf")"
	tool a strip "$conf" | tool a syncconf t1 /dev/stdin
	tool a down "$conf" 2>"$TMP/up" || fail "$(cat "$TMP/up")"
	expect_eq "links" "" "$(ipn a link show type snaptun)"
	tool a up "$conf" 2>"$TMP/up" || fail "$(cat "$TMP/up")"
	tool a down "$conf" 2>"$TMP/up" || fail "$(cat "$TMP/up")"
}

check_knows_what_a_client_needs() {
	checks 3 "^fault  t0 +there is no gateway: snaptun-ctl set t0 gateway KEY"
	set_gateway
	ipn a link set t0 up
	checks 3 "^fault  t0 +there are no tunnels: snaptun-ctl tunnel add t0"
	expect_eq "words about peers" "" "$(grep peers "$TMP/check")"
	client 6001 6002
	checks 0 "^ok     t0 +2 of 2 tunnels are up"
	ipn a link set a0 down
	checks 5 "gateway .*: no route to its endpoint 10.0.0.2:10002"
}

check_knows_an_absent_gateway() {
	ipn b link set gw0 down
	set_gateway
	tool a tunnel add t0 port 6001 >"$TMP/added"
	inner a t0 1
	wait_for 10 "the tunnel" has_state 6001 handshaking
	checks 7 "gateway .*: 10.0.0.2 says that nothing listens at its endpoint 10.0.0.2:10002"
	expect_match "carrier" "no carrier while no tunnel is up" \
		"$(cat "$TMP/check")"
	tool a tunnel add t0 count 3 >"$TMP/added"
	on b nft -f - <<-E
	table inet wall {
		chain in {
			type filter hook input priority 0
			udp dport 10002 drop
		}
	}
	E
	wait_for 10 "the others" all_are_handshaking
	checks 7 "tunnel 1 and 3 others: handshaking, no answer .*registered.*UDP port 6001"
}

all_are_handshaking() {
	[ "$(tool a show t0 states | grep -c handshaking)" = 4 ]
}

check_knows_an_address_that_changed() {
	tool a set t0 address-policy pinned
	client 6001
	address_changes
	wait_for 20 "the change" has_state 6001 address-changed
	checks 3 "tunnel 1: the gateway sees it at 10.0.0.9:6001, no longer at 10.0.0.1:6001.*snaptun-ctl tunnel accept-address t0 all"
	tool a tunnel accept-address t0 all
	checks 0 "1 of 1 tunnels are up"
}

check_names_drops_of_a_client() {
	client 6001
	helper b udp-send to=10.0.0.1 port=6001 count=1 >"$TMP/sent"
	wait_for 10 "the drop" has_foreign
	checks 0 "^note   t0 +rx-foreign: [0-9]+ packets dropped: "
	expect_eq "findings in JSON" "note" "$(tool a check t0 --json | jq -r \
		'.findings[] | select(.text | test("rx-foreign")).result')"
}

has_foreign() {
	[ "$(drops a t0 rx-foreign)" != 0 ]
}

run_tests settings_are_set_and_shown a_role_never_changes \
	gateway_is_set_and_shown tunnels_are_added_and_removed \
	tunnels_are_added_all_or_none thousand_tunnels_are_made_in_no_time \
	show_tells_how_tunnels_fare a_new_address_is_accepted \
	monitor_tells_of_a_client syncconf_leaves_alone_what_is_the_same \
	showconf_is_a_file_for_setconf file_of_another_role_is_refused \
	up_makes_a_client check_knows_what_a_client_needs \
	check_knows_an_absent_gateway check_knows_an_address_that_changed \
	check_names_drops_of_a_client
