#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The facade of a client by snaptun-ctl: it is set, shown, led to by "up",
# watched and looked into. The gateway is a device of role peer on another host.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

APP=10.64.0.1
FACADE=10.64.0.2

setup() {
	need_snap_wire
	need_command jq
	hosts
	kernel_gateway
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
}

# A client that is up, with a facade and a way to it, and no tunnel yet
client() { # client [SETTINGS...]
	address a t0 $APP/32
	ipn a link set t0 up
	ipn a route add $FACADE dev t0 src $APP
	tool a set t0 facade $FACADE "$@"
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
}

# An application that has sent once and keeps its socket
app_lasts() { # app_lasts PORT
	background "$TMP/app" helper a facade-app at=$APP facade=$FACADE \
		port="$1" count=2 gap=600000000
	wait_for 10 "its tunnel" has_app "$1"
}

has_app() { # has_app PORT
	tool a show t0 applications | grep -q "	$APP:$1	"
}

app_sends() { # app_sends SETTINGS...: and waits for no answer
	helper a facade-app facade=$FACADE idle=1 "$@" >"$TMP/sent" || true
}

settings_are_set_and_shown() {
	local field value
	tool a show t0 >"$TMP/show"
	expect_eq "what is usual" "" "$(grep -E 'facade|flow' "$TMP/show")"
	for value in facade=off facade-senders=local facade-translation=on \
		flow-limit=256 flow-idle=300; do
		expect_eq "${value%%=*}" "${value#*=}" \
			"$(tool a show t0 "${value%%=*}")"
	done
	for value in facade=$FACADE:30042 "facade=[fd00:64::2]:30043" \
		facade-senders=any facade-translation=off flow-limit=0 \
		flow-idle=never flow-limit=1024; do
		field=${value%%=*} value=${value#*=}
		tool a set t0 "$field" "$value"
		expect_eq "$field" "$value" "$(tool a show t0 "$field")"
	done
	expect_eq "JSON" "[fd00:64::2]:30043 any off 1024 0" \
		"$(tool a show t0 --json | jq -r '.interfaces[0] |
		"\(.facade) \(.facade_senders) \(.facade_translation) " +
		"\(.flow_limit) \(.flow_idle_s)"')"
	tool a set t0 facade off
	expect_eq "facade" off "$(tool a show t0 facade)"
	expect_eq "JSON" null \
		"$(tool a show t0 --json | jq '.interfaces[0].facade')"
}

facade_is_for_clients() {
	expect_eq "of a peer" "off (none)" \
		"$(tool b show gw0 facade) $(tool b show gw0 flow-limit)"
	says "Only a device that was created with role client" \
		tool b set gw0 facade $FACADE
	says "No packets can be routed to this facade-ipv4" \
		tool a set t0 facade 127.0.0.1
	says "No packets can be routed to this facade-ipv6" \
		tool a set t0 facade fe80::1
}

file_says_what_facade_there_is() {
	client flow-limit 5
	tool a showconf t0 >"$TMP/conf"
	expect_eq "lines of the file" "Facade = $FACADE:30042 FlowLimit = 5" \
		"$(grep -E '^F' "$TMP/conf" | paste -sd ' ')"
	sed /^Facade/d "$TMP/conf" >"$TMP/less"
	tool a syncconf t0 "$TMP/less"
	expect_eq "facade after syncconf" $FACADE:30042 \
		"$(tool a show t0 facade)"
	tool a setconf t0 "$TMP/less"
	expect_eq "facade after setconf" off "$(tool a show t0 facade)"
	tool a setconf t0 "$TMP/conf"
	expect_eq "facade of the file" $FACADE:30042 "$(tool a show t0 facade)"
}

tunnels_of_applications_are_no_configuration() {
	client
	tool a tunnel add t0 port 6001 >"$TMP/added"
	app_lasts 5001
	expect_eq "tunnels" "1 2" "$(tool a show t0 tunnels | paste -sd ' ')"
	tool a showconf t0 >"$TMP/conf"
	expect_eq "tunnels in a file" "[Tunnel] LocalPort = 6001" \
		"$(sed -n '/Tunnel/,$p' "$TMP/conf" | paste -sd ' ')"
	tool a setconf t0 "$TMP/conf"
	tool a syncconf t0 "$TMP/conf"
	expect_eq "tunnels" "1 2" "$(tool a show t0 tunnels | paste -sd ' ')"
	has_app 5001 || fail "the application has lost its tunnel"
	tool a setconf t0 <(sed /^Facade/d "$TMP/conf")
	expect_eq "tunnels without facade" 1 "$(tool a show t0 tunnels)"
}

flow_show_lists_applications() {
	expect_match "without facade" \
		"^t0 has no facade: snaptun-ctl set t0 facade ADDRESS" \
		"$(tool a flow show)"
	client facade-translation off
	expect_match "without translation" "^t0: .*facade-translation is off$" \
		"$(tool a flow show t0)"
	tool a set t0 facade-translation on
	expect_match "before the first" \
		"^t0: no application has sent anything to $FACADE:30042 lately$" \
		"$(tool a flow show t0)"
	app_lasts 5001
	wait_for 20 "the tunnel" is up
	tool a flow show >"$TMP/flows"
	expect_eq "lines" 3 "$(wc -l <"$TMP/flows")"
	expect_match "what is shown" \
		"^$APP:5001 +1 +up +10.0.0.1:[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$" \
		"$(tail -n 1 "$TMP/flows")"
	expect_eq "JSON" "t0 $FACADE:30042 $APP:5001 1 up number" \
		"$(tool a flow show t0 --json | jq -r '.interfaces[0] |
		"\(.name) \(.facade) \(.flows[0].app) \(.flows[0].id) " +
		"\(.flows[0].state) \(.flows[0].tx_packets | type)"')"
	tool a show t0 >"$TMP/show"
	expect_match "show" "^  application: $APP:5001" \
		"$(grep application "$TMP/show")"
}

flow_show_is_for_clients() {
	says "gw0 has peers, and no facade" tool b flow show gw0
	says "Unable to access interface t9" tool a flow show t9
	expect_match "no client" "^there is no client" "$(tool b flow show)"
	expect_eq "JSON" '{"interfaces":[]}' \
		"$(tool b flow show --json | jq -c .)"
}

monitor_tells_of_applications() {
	background "$TMP/events" tool a monitor t0
	background "$TMP/json" tool a monitor --json
	wait_for 10 "the monitors" monitors_listen
	client
	app_lasts 5001
	tool a set t0 facade off
	wait_line 10 "$TMP/events" "t0 device-changed .* facade $FACADE:30042"
	wait_line 10 "$TMP/events" "t0 flow-begun tunnel 1 .*application $APP:5001"
	wait_line 10 "$TMP/events" "t0 flow-ended tunnel 1 .*application $APP:5001"
	wait_line 10 "$TMP/events" "t0 tunnel-removed tunnel 1"
	wait_line 10 "$TMP/json" tunnel-removed
	expect_eq "JSON" "$APP:5001 $APP:5001" "$(jq -rs '
		def of(name): map(select(.event == name))[0];
		"\(of("flow-begun").tunnel.app) " +
		"\(of("flow-ended").tunnel.app)"' "$TMP/json")"
}

conf() { # conf LINE...: of the interface t1, into a file
	cat >"$TMP/t1.conf" <<-E
	[Interface]
	PrivateKey = ${KEY[0]}
	Role = client
	$(printf '%s\n' "$@")
	[Gateway]
	PublicKey = ${PUB[1]}
	Endpoint = 10.0.0.2:10002
	E
}

quick() { # quick COMMAND: on this file
	tool a "$1" "$TMP/t1.conf" 2>"$TMP/quick" || fail "$(cat "$TMP/quick")"
}

up() { # up LINE...
	ipn a link del t0
	conf "$@"
	quick up
}

leads() { # leads FACADE SOURCE
	expect_match "the way to $1" "^$1 .*dev t1 .*src $2 " \
		"$(ipn a route get "$1")"
}

up_leads_to_the_facade() {
	up "Address = 10.64.9.9/32, $APP/32" "Facade = $FACADE"
	expect_eq "facade" $FACADE:30042 "$(tool a show t1 facade)"
	leads $FACADE 10.64.9.9
	quick down
	expect_eq "route" "" "$(ipn a route show $FACADE)"
	conf "Address = $APP/24" "Facade = $FACADE"
	quick up
	leads $FACADE $APP
	quick save
	expect_eq "facade in the file" "Facade = $FACADE:30042" \
		"$(grep Facade "$TMP/t1.conf")"
}

# By itself the stack takes the address that is most like the destination.
up_leads_to_the_facade_by_the_first_address() {
	up "Address = fd00:99::1/128, fd00:64::3/128" "Facade = [fd00:64::2]:7"
	leads fd00:64::2 fd00:99::1
	conf "Address = fd00:64::3/128, fd00:99::1/128" "Facade = fd00:64::2"
	quick reload
	leads fd00:64::2 fd00:64::3
}

table_off_leads_nowhere() {
	up "Address = $APP/32" "Facade = $FACADE" "Table = off"
	expect_eq "facade" $FACADE:30042 "$(tool a show t1 facade)"
	expect_eq "route" "" "$(ipn a route show $FACADE)"
}

facade_has_the_table_of_all_routes() {
	up "Address = $APP/32" "Facade = $FACADE" "Table = 77"
	expect_match "route" "^$FACADE dev t1 .*src $APP" \
		"$(ipn a route show table 77)"
	conf "Address = $APP/32" "Facade = $FACADE"
	quick reload
	expect_eq "routes of the other table" "" \
		"$(ipn a route show table all | grep "table 77")"
	leads $FACADE $APP
}

reload_changes_the_facade() {
	up "Address = $APP/32" "Facade = $FACADE"
	conf "Address = 10.64.9.9/32, $APP/32" "Facade = 10.64.0.3:7"
	quick reload
	expect_eq "facade" 10.64.0.3:7 "$(tool a show t1 facade)"
	expect_eq "route that is gone" "" "$(ipn a route show $FACADE)"
	leads 10.64.0.3 10.64.9.9
	conf "Address = 10.64.9.9/32"
	quick reload
	expect_eq "facade" off "$(tool a show t1 facade)"
	expect_eq "route that is gone" "" "$(ipn a route show 10.64.0.3)"
	conf "Address = 10.64.9.9/32" "Facade = $FACADE"
	quick reload
	leads $FACADE 10.64.9.9
}

reload_leaves_the_routes_of_others() {
	up "Address = $APP/32"
	ipn a route add $FACADE via 10.0.0.2
	conf "Address = $APP/32" "Facade = $FACADE"
	! tool a reload "$TMP/t1.conf" 2>"$TMP/quick" ||
		fail "it has taken a route over"
	file_has "$TMP/quick" "File exists" || fail "$(cat "$TMP/quick")"
	expect_match "the route" "^$FACADE via 10.0.0.2 dev a0" \
		"$(ipn a route show $FACADE)"
	expect_eq "facade" off "$(tool a show t1 facade)"
	ipn a route del $FACADE
	quick reload
	leads $FACADE $APP
}

facade_may_be_among_the_routes() {
	up "Address = $APP/32" "Facade = $FACADE"
	conf "Address = $APP/32"
	echo "AllowedIPs = $FACADE/32" >>"$TMP/t1.conf"
	quick reload
	leads $FACADE $APP
	conf "Address = $APP/32" "Facade = $FACADE"
	echo "AllowedIPs = $FACADE/32" >>"$TMP/t1.conf"
	quick reload
	leads $FACADE $APP
	conf "Address = $APP/32" "Facade = $FACADE"
	quick reload
	leads $FACADE $APP
	quick down
	echo "AllowedIPs = $FACADE/32" >>"$TMP/t1.conf"
	quick up
	leads $FACADE $APP
}

check_knows_the_way_to_a_facade() {
	client
	checks 0 "^ok     t0 +applications get to its facade $FACADE:30042; .*: 0 of 256$"
	ipn a route del $FACADE dev t0
	checks 5 "^fault  t0 +no route leads to its facade: ip route add $FACADE dev t0$"
	ipn a route add $FACADE via 10.0.0.2
	checks 5 "^fault  t0 +what is sent to its facade leaves by a0: ip route add $FACADE dev t0$"
	address a t0 $FACADE/32
	checks 3 "^fault  t0 +its facade $FACADE is an address of this host"
	ipn a addr del $FACADE/32 dev t0
	ipn a link set t0 down
	checks 3 "^fault  t0 +the link is down"
}

check_knows_what_a_facade_needs() {
	tool a set t0 facade $FACADE
	ipn a link set t0 up
	checks 3 "^fault  t0 +there is no gateway"
	client payload ip
	checks 3 "^fault  t0 +it has a facade, and its payload admits no SCION packets"
	tool a set t0 payload any facade-translation off
	checks 3 "^fault  t0 +there are no tunnels"
	tool a tunnel add t0 port 6001 >"$TMP/added"
	wait_for 20 "the tunnel" is up
	checks 0 "^note   t0 +its facade does not translate"
}

check_knows_when_no_tunnel_is_left() {
	client flow-limit 1
	app_lasts 5001
	wait_for 20 "the tunnel" is up
	checks 3 "^fault  t0 +no more sockets .* than the 1 that have one: snaptun-ctl set t0 flow-limit"
	app_sends at=$APP port=5002
	checks 3 "^note   t0 +tx-facade-full: 1 packets dropped: set INTERFACE flow-limit"
	tool a set t0 flow-limit 0
	tool a tunnel add t0 port 6001 >"$TMP/added"
	app_lasts 5003
	wait_for 20 "the tunnel" is up
	checks 3 "^fault  t0 +no socket .* flow-limit 0 .*: snaptun-ctl tunnel add t0"
}

check_names_drops_at_the_facade() {
	client
	app_sends at=0.0.0.0 port=5001
	app_sends at=$APP port=5002 size=1420
	helper a udp-send to=$FACADE port=30042 count=1 size=40 >"$TMP/sent" ||
		true
	wait_for 10 "the drop" has_drop tx-facade-source
	checks 0 "^note   t0 +tx-facade-source: 1 packets dropped: let applications bind"
	checks 0 "^note   t0 +tx-facade-too-big: [0-9]+ packets dropped: longer than the MTU"
	checks 0 "^note   t0 +tx-facade-malformed: [0-9]+ packets dropped: no SCION"
}

has_drop() { # has_drop REASON
	[ "$(drops a t0 "$1")" != 0 ]
}

check_names_answers_to_another_address() {
	client
	app_lasts 5001
	wait_for 20 "the tunnel" is up
	send b scion gw0 --from 1-ff00:0:111,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:1 --count 1
	wait_for 10 "the drop" has_drop rx-facade-mismatch
	checks 0 "^note   t0 +rx-facade-mismatch: 1 packets dropped: not for the address of its tunnel"
}

check_names_other_hosts_at_the_facade() {
	client
	ns_add c
	veth a a1 c c0
	address a a1 10.65.0.1/24
	address c c0 10.65.0.2/24
	ipn c route add $FACADE via 10.65.0.1
	on a sysctl -qw net.ipv4.ip_forward=1
	helper c facade-app at=10.65.0.2 facade=$FACADE idle=1 >"$TMP/sent" ||
		true
	wait_for 10 "the drop" has_drop tx-facade-foreign
	checks 0 "^note   t0 +tx-facade-foreign: 1 packets dropped: set INTERFACE facade-senders any"
}

run_tests settings_are_set_and_shown facade_is_for_clients \
	file_says_what_facade_there_is \
	tunnels_of_applications_are_no_configuration \
	flow_show_lists_applications flow_show_is_for_clients \
	monitor_tells_of_applications up_leads_to_the_facade \
	up_leads_to_the_facade_by_the_first_address table_off_leads_nowhere \
	facade_has_the_table_of_all_routes reload_changes_the_facade \
	reload_leaves_the_routes_of_others \
	facade_may_be_among_the_routes check_knows_the_way_to_a_facade \
	check_knows_what_a_facade_needs check_knows_when_no_tunnel_is_left \
	check_names_drops_at_the_facade check_names_answers_to_another_address \
	check_names_other_hosts_at_the_facade
