#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The facade of a client at a: applications that know nothing of tunnels, only a
# border router at FACADE, talk to b, where the gateway is and each packet is
# turned round.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/facade.sh
. lib/facade.sh

setup() {
	need_snap_wire
}

program_knows_nothing_of_tunnels() {
	begin
	app count=20 size=900
	expect_answers 20
	app count=20 kind=echo
	expect_answers 20
}

addresses_of_both_families_and_of_the_other_one() {
	begin
	app count=5 to=fd00:9::9
	expect_answers 5
	tool a set t0 facade $FACADE6
	app6
	expect_answers 5
	gateway_at fd00::2
	wait_for 20 "the IPv6 address" is_up_at '\[fd00::1\]'
	app6
	expect_answers 5
	tool a set t0 facade $FACADE
	app count=5 size=1000
	expect_answers 5
	app count=5 kind=echo
	expect_answers 5
}

app6() {
	said=$(helper a facade-app at=$APP6 facade=$FACADE6 port=5001 \
		count=5 size=1000 | tail -n 1)
	note "$said"
}

batches_stay_batches() {
	begin
	app count=200 gso=20 size=500 gro=1 gap=20000
	expect_answers 200
	expect_range "batches that came" 1 200 "$(value batches "$said")"
	expect_range "messages of the tunnel" 200 230 "$(flows .tx_packets)"
}

# The first packets wait for the tunnel, which is made for them.
socket_has_a_tunnel_of_its_own() {
	begin
	app port=5001 count=10 gap=10
	expect_answers 10
	expect_eq "the application" $APP:5001 "$(flows .app)"
	expect_eq "its tunnel's state" up "$(flows .state)"
}

socket_that_has_gone_loses_its_tunnel() {
	begin flow-idle 8
	background "$TMP/lasting" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=2 gap=30000000
	wait_for 5 "its tunnel" has_flows 1
	never_for 20 "the tunnel of a socket that is there" has_flows 0
	stop "$background"
	wait_for 15 "the end of the tunnel" has_flows 0
	expect_eq "tunnels" "" "$(flows .id)"
}

address_changes_in_the_middle() {
	begin
	background "$TMP/lasting" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=100 gap=100000
	wait_for 5 "its tunnel" is_up_at 10.0.0.1:
	idle_for 2
	on a sysctl -qw net.ipv4.conf.all.promote_secondaries=1
	ipn a addr add 10.0.0.3/24 dev a0
	ipn a addr del 10.0.0.1/24 dev a0
	wait_for 10 "the other address" is_up_at 10.0.0.3:
	wait "$background" || true
	said=$(tail -n 1 "$TMP/lasting")
	note "$said"
	expect_range "packets that came back" 80 100 "$(value received "$said")"
	expect_eq "packets that were not right" 0 "$(value wrong "$said")"
}

too_big_is_told() {
	begin
	app count=1 size=1392
	expect_answers 1
	app count=1 size=1420
	expect_answers 0
	expect_eq "the answer" "scmp=2/0 value=1392 from=$FACADE" \
		"$(grep scmp "$TMP/app")"
	expect_range "fragments that were counted" 2 10 \
		"$(drops a t0 tx-facade-too-big)"
}

no_tunnel_is_told() {
	begin flow-limit 1
	background "$TMP/lasting" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=2 gap=30000000
	wait_for 5 "its tunnel" has_flows 1
	app port=5002
	expect_answers 0
	expect_eq "the answer" "scmp=1/0 value=0 from=$FACADE" \
		"$(grep scmp "$TMP/app")"
	expect_eq "packets without tunnel" 1 "$(drops a t0 tx-facade-full)"
}

gateway_that_is_silent_is_told() {
	begin
	tool b set gw0 listen-port 10009
	app idle=100000
	expect_eq "the answer" "scmp=1/0 value=0 from=$FACADE" \
		"$(grep scmp "$TMP/app")"
}

tunnels_that_were_added_are_used() {
	begin flow-limit 0
	app port=5001
	expect_answers 0
	tool a tunnel add t0 port 6001 >"$TMP/added"
	app port=5001 count=3
	expect_answers 3
	expect_eq "the tunnel's port" 6001 "$(flows .local_port)"
	app port=5002
	expect_answers 0
	expect_eq "packets without tunnel" 2 "$(drops a t0 tx-facade-full)"
	tool a set t0 flow-limit 1
	expect_eq "tunnels" 6001 "$(flows .local_port)"
}

router_says_under_which_address_one_is_seen() {
	begin
	expect_eq "the answer" mapped=$APP:5001 \
		"$(helper a facade-stun at=$APP facade=$FACADE port=5001)"
	expect_eq "the answer to a wrong one" mapped=none \
		"$(helper a facade-stun at=$APP facade=$FACADE port=5001 spoil=1)"
	expect_eq "tunnels" "" "$(flows .id)"
}

# Of the same AS, straight to the host: the route leads into the device.
host_of_the_same_as_is_reached() {
	begin
	ipn a route add 10.9.9.9 dev t0 src $APP
	said=$(helper a facade-app at=$APP facade=10.9.9.9 facade-port=7 \
		from-any=1 count=5 | tail -n 1)
	expect_answers 5
}

others_are_served_if_allowed() {
	begin
	ns_add c
	veth a a1 c c0
	address a a1 10.65.0.1/24
	address c c0 10.65.0.2/24
	ipn c route add $FACADE via 10.65.0.1
	on a sysctl -qw net.ipv4.ip_forward=1
	said=$(helper c facade-app at=10.65.0.2 facade=$FACADE count=3 |
		tail -n 1)
	expect_answers 0
	expect_eq "packets of others" 3 "$(drops a t0 tx-facade-foreign)"
	tool a set t0 facade-senders any
	said=$(helper c facade-app at=10.65.0.2 facade=$FACADE count=3 |
		tail -n 1)
	expect_answers 3
}

source_is_that_of_the_socket() {
	begin
	address a t0 10.64.0.9/32
	said=$(helper a facade-app at=0.0.0.0 facade=$FACADE count=3 |
		tail -n 1)
	expect_answers 0
	expect_eq "packets with another source" 3 \
		"$(drops a t0 tx-facade-source)"
}

# Whatever else is sent there goes nowhere, least of all to the gateway.
garbage_is_counted() {
	local sent
	begin
	app
	expect_answers 1
	sent=$(flows .tx_packets)
	helper a udp-send to=$FACADE port=30042 count=10 size=40 >"$TMP/junk" ||
		true
	helper a udp-send to=$FACADE port=30043 count=10 size=40 >"$TMP/junk" ||
		true
	expect_eq "packets that are nothing" 20 \
		"$(drops a t0 tx-facade-malformed)"
	expect_range "packets that were sent" "$sent" $((sent + 2)) \
		"$(flows .tx_packets)"
}

# ip4 LENGTH FRAGMENT HEX: from the application to the facade, as hex
ip4() {
	printf '45000%03x0001%04x4011000%s%s%s' "$1" "$2" 0 0a400001 0a400002
	echo "$3"
}

raw() { # raw LENGTH FRAGMENT HEX: such a packet by a packet socket
	helper a packet-send dev=t0 proto=0x0800 hex="$(ip4 "$@")" >"$TMP/raw"
}

# Lengths that lie, and headers that end in the middle: no length of a header
# reaches beyond the packet. UDP is from port 5001 (1389) to 30042 (755a).
lies_are_counted() {
	local udp=1389755a scion
	begin
	app
	expect_answers 1
	raw 20 0 ""				# no UDP header
	raw 28 0 ${udp}00080000			# nothing in it
	raw 28 0 ${udp}ffff0000			# longer than the packet
	raw 28 0 ${udp}00040000			# shorter than itself
	raw 32 0 ${udp}000c000000000001		# four bytes of SCION
	raw 40 0 ${udp}0014000000000001ffff0000ca # no whole common header
	scion=0000000111ff000401000000$(printf '00%.0s' {1..24})
	raw 64 0 ${udp}002c0000"$scion"		# headers longer than it
	expect_range "packets that lied" 6 7 "$(drops a t0 tx-facade-malformed)"
	raw 28 0x2000 ${udp}00080000		# the first fragment of nothing
	raw 28 0x0001 ${udp}00080000		# another
	expect_eq "fragments" 2 "$(drops a t0 tx-facade-too-big)"
	app
	expect_answers 1
}

nat_changes_its_mind() {
	hosts_routed
	nat_ports 6001:7001
	kernel_gateway
	device facade $FACADE flow-limit 0
	gateway_at 10.0.2.2
	tool a tunnel add t0 port 6001 >"$TMP/added"
	turn_round
	background "$TMP/lasting" helper a facade-app at=$APP facade=$FACADE \
		port=5001 count=300 gap=1000000
	wait_for 5 "its tunnel" is_up_at 10.0.2.254:7001
	idle_for 20
	nat_ports 6001:7002
	wait_for 200 "the other address" is_up_at 10.0.2.254:7002
	wait "$background" || true
	said=$(tail -n 1 "$TMP/lasting")
	note "$said"
	expect_range "packets that came back" 280 300 \
		"$(value received "$said")"
	expect_eq "packets that were not right" 0 "$(value wrong "$said")"
}

# Behind a NAT: without one the tunnel itself has that port on this host.
program_that_binds_the_assigned_address() {
	hosts_routed
	nat_ports 6001:7001
	kernel_gateway
	device facade $FACADE facade-translation off
	gateway_at 10.0.2.2
	turn_round
	tool a tunnel add t0 port 6001 >"$TMP/added"
	wait_for 20 "the tunnel" is_up_at 10.0.2.254:7001
	address a t0 10.0.2.254/32
	app at=10.0.2.254 port=7001 count=20 size=900
	expect_answers 20
	app at=10.0.2.254 port=7001 count=20 kind=echo
	expect_answers 20
	app at=10.0.2.254 port=7001 count=200 gso=20 size=500 gro=1 gap=20000
	expect_answers 200
	app at=10.0.2.254 port=7002
	expect_answers 0
	app
	expect_answers 0
	expect_eq "packets without tunnel" 2 "$(drops a t0 tx-no-tunnel)"
	expect_eq "sockets that have a tunnel" 0 "$(nr_flows)"
}

settings_are_checked() {
	begin
	expect_refused "facade-ipv4" a set t0 facade 224.0.0.1
	tool b set gw0 facade $FACADE 2>"$TMP/err" &&
		fail "a peer device has a facade"
	tool a set t0 facade off
	expect_eq "the facade" off "$(tool a show t0 facade)"
	app
	expect_answers 0
}

expect_refused() { # expect_refused REGEX NS ARGUMENTS...
	local regex=$1
	shift
	! tool "$@" 2>"$TMP/err" || fail "not refused: $*"
	file_has "$TMP/err" "$regex" || fail "it says: $(cat "$TMP/err")"
}

device_goes_with_what_waits() {
	begin
	tool b set gw0 listen-port 10009
	background "$TMP/lasting" helper a facade-app at=$APP facade=$FACADE \
		count=300 gap=1000
	wait_for 5 "its tunnel" has_flows 1
	ipn a link set t0 down
	ipn a link set t0 up
	ipn a link del t0
	stop "$background"
}

run_tests program_knows_nothing_of_tunnels \
	addresses_of_both_families_and_of_the_other_one batches_stay_batches \
	socket_has_a_tunnel_of_its_own socket_that_has_gone_loses_its_tunnel \
	address_changes_in_the_middle too_big_is_told no_tunnel_is_told \
	gateway_that_is_silent_is_told tunnels_that_were_added_are_used \
	router_says_under_which_address_one_is_seen \
	host_of_the_same_as_is_reached others_are_served_if_allowed \
	source_is_that_of_the_socket garbage_is_counted settings_are_checked \
	lies_are_counted nat_changes_its_mind \
	program_that_binds_the_assigned_address \
	device_goes_with_what_waits
