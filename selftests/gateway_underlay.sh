#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The underlay of the gateway g0 at b: two routers at c. At a is a client.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

ALL=640			# packets, so many that batches are to be seen
ROUTER=10.1.0.3		# one at port 30001, another at 30002
ROUTER6=fd00:1::3

setup() {
	need_snap_wire
	hosts
	ns_add c
	veth b b1 c c0
	address b b1 10.1.0.2/24 fd00:1::2/64
	address c c0 $ROUTER/24 $ROUTER6/64
	gateway
	identity add 0 for 3600
	client 0 6001
	tunnels_wait 6001
}

underlay() { # underlay SETTINGS...
	tool b underlay set g0 "$@"
}

# The path leaves by interface 7, in the direction that it was made or against it.
via_7() { # via_7 COUNT [against]
	local hops=000000000007000000000000000000030000000000000000 info=01
	[ "${2:-}" != against ] ||
		hops=000000070000000000000000000000000003000000000000 info=00
	send a scion t0 --from 1-ff00:0:110,10.0.0.1:6001 \
		--to 1-ff00:0:111,10.9.9.9:7 --size 1000 --count "$1" \
		--path "1:00002000${info}00000000000000$hops"
}

# One that sends back to the client what it gets, by way of the gateway
router() { # router PORT: its id is in $router
	background "$TMP/router-$1" helper c scion-turn port="$1"
	router=$background
	wait_line 10 "$TMP/router-$1" '^ready'
}

turned() { # turned PORT COUNT: by a router that was stopped
	expect_eq "packets at the router of port $1" "$2" \
		"$(value turned "$(tail -n 1 "$TMP/router-$1")")"
}

at_g0() { # what comes out there, to $TMP/out
	background "$TMP/out" helper b packet-recv dev=g0 proto=0x88b5 \
		count=10000 idle=1000000
	wait_line 10 "$TMP/out" '^ready'
}

nr_out_is() { # nr_out_is NUMBER
	[ "$(count_lines "$TMP/out" '^88b5 ')" = "$1" ]
}

packets_go_to_the_router_of_their_interface() {
	local first
	at_g0
	underlay 7=$ROUTER:30001 $ROUTER:30002
	router 30001
	first=$router
	router 30002
	receiver a t0 --count 60
	via_7 20
	via_7 20 against
	send a scion t0 --from 1-ff00:0:110,10.0.0.1:6001 \
		--to 1-ff00:0:111,10.9.9.9:7 --path scion --count 20
	received 60 3
	stop "$first" "$router"
	turned 30001 40
	turned 30002 20
	expect_eq "packets that came out of g0" 0 \
		"$(count_lines "$TMP/out" '^88b5 ')"
}

# all_leave LEAST MOST: as so many packets; what came back would part them
all_leave() {
	local before
	before=$(counter b b1 tx_packets)
	via_7 $ALL
	wait_for 20 "datagrams at the router" came_to_c $ALL
	note "packets sent by b1: $(($(counter b b1 tx_packets) - before))"
	expect_range "packets sent by b1" "$1" "$2" \
		$(($(counter b b1 tx_packets) - before))
}

datagrams() { # that sockets of c were given
	on c awk '/^Udp: [0-9]/ { print $2 }' /proc/net/snmp
}

came_to_c() { # came_to_c NUMBER: since the last time
	[ $(($(datagrams) - came)) -ge "$1" ] && came=$(datagrams)
}

batches_stay_together() {
	local came=0
	underlay $ROUTER:30001
	background "$TMP/sink" helper c udp-recv port=30001 idle=600000
	wait_listener c udp 30001
	all_leave 1 $((ALL / 4))
	tool b set g0 gso off
	all_leave $ALL $((ALL + 10))
}

underlay_may_be_ipv6() {
	underlay "[$ROUTER6]:30001"
	router 30001
	receiver a t0 --count 40
	via_7 40
	received 40
}

unknown_interfaces_are_dropped() {
	underlay 8=$ROUTER:30001
	via_7 5
	wait_for 10 "they are dropped" has_dropped rx-no-router 5
	underlay 7=10.7.0.1:30001
	via_7 5
	wait_for 10 "there is no way" has_dropped rx-no-router 10
}

what_has_no_path_comes_out_as_ever() {
	underlay $ROUTER:30001
	at_g0
	send_scion 10.0.0.1:6001 5
	wait_for 10 "what has no path" nr_out_is 5
	via_7 5
	underlay off
	via_7 5
	wait_for 10 "all without an underlay" nr_out_is 10
	tool b underlay show g0 | grep -q "no underlay" ||
		fail "$(tool b underlay show g0)"
}

from_c() { # from_c PORT [ARGUMENTS...]: a packet for the client to the underlay
	helper c facade-app "${@:2}" at=$ROUTER port="$1" facade=10.1.0.2 \
		facade-port=5555 to=10.0.0.1 to-port=6001 idle=0 >"$TMP/sent"
}

nr_at_t0_is() { # nr_at_t0_is NUMBER
	[ "$(counter a t0 rx_packets)" = "$1" ]
}

routers_and_nobody_else_send_to_clients() {
	local before
	underlay 7=$ROUTER:30001 $ROUTER:30002 port 5555
	from_c 30001 count=3
	from_c 30002 count=4
	wait_for 10 "packets of routers" nr_at_t0_is 7
	before=$(counter b b0 tx_packets)
	from_c 30001 count=$ALL gso=32 size=1000 gap=2000
	wait_for 20 "packets in batches" nr_at_t0_is $((ALL + 7))
	expect_range "packets sent by b0" 1 $((ALL / 4)) \
		$(($(counter b b0 tx_packets) - before))
	from_c 30003
	wait_for 10 "from elsewhere" has_dropped tx-not-from-router 1
	from_c 30001 to-port=6009
	wait_for 10 "for nobody" has_dropped tx-no-tunnel 1
	helper c udp-send to=10.1.0.2 port=5555 from-port=30001 count=2 \
		>"$TMP/sent"
	wait_for 10 "no SCION" expect_more_drops 2
	expect_eq "packets at the client" $((ALL + 7)) \
		"$(counter a t0 rx_packets)"
}

expect_more_drops() { # expect_more_drops NUMBER: of what is no SCION
	[ $(($(drops b g0 tx-no-tunnel) + $(drops b g0 tx-malformed))) -ge \
		$(($1 + 1)) ]
}

is_open() {
	has_listener b udp 5555
}

sockets_are_open_while_they_are_of_use() {
	ipn b link set g0 down
	underlay $ROUTER:30001 port 5555
	expect_failure "the device is down" is_open
	ipn b link set g0 up
	is_open || fail "no socket"
	background "$TMP/other" helper b udp-recv port=5556 idle=60000
	wait_listener b udp 5556
	says 'port of the underlay' tool b underlay set g0 $ROUTER:30001 port 5556
	is_open || fail "the socket is gone"
	expect_eq "the router" "$ROUTER:30001" "$(tool b underlay show g0)"
	underlay off
	expect_failure "no underlay" is_open
	tool b underlay set g0 $ROUTER:30001
	ipn b link del g0
}

topology_is_read() {
	cat >"$TMP/topology.json" <<-E
	{"border_routers": {
	 "br1": {"internal_addr": "$ROUTER:30001", "interfaces": {"7": {}}},
	 "br2": {"internal_addr": "$ROUTER:30002", "interfaces": {"8": {}}}}}
	E
	tool b underlay load g0 "$TMP/topology.json" port 5555
	expect_eq "routers" "7=$ROUTER:30001 8=$ROUTER:30002" \
		"$(tool b underlay show g0 | paste -sd ' ')"
	expect_eq "as JSON" "5555 7 $ROUTER:30001" \
		"$(tool b underlay show g0 --json |
			jq -r '"\(.port) \(.routers[0] | "\(.interface) \(.address)")"')"
	router 30001
	receiver a t0 --count 5
	via_7 5
	received 5
}

run_tests packets_go_to_the_router_of_their_interface \
	batches_stay_together underlay_may_be_ipv6 \
	unknown_interfaces_are_dropped what_has_no_path_comes_out_as_ever \
	routers_and_nobody_else_send_to_clients \
	sockets_are_open_while_they_are_of_use topology_is_read
