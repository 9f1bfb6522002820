#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets that the gateway g0 at b sends into tunnels by itself: those of other
# tunnels, and those that a host c of its AS sends by IP. At a is a client.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

ALL=640		# packets, so many that batches are to be seen

setup() {
	need_snap_wire
	hosts
	gateway
	identity add 0 for 3600
	client 0 6001 6002
	tunnels_wait 6001 6002
}

# between FROM_PORT TO_PORT COUNT [ARGUMENTS...]: from one tunnel to another
between() {
	send a scion t0 --from "1-ff00:0:110,10.0.0.1:$1" \
		--to "1-ff00:0:110,10.0.0.1:$2" --size 1000 --count "${@:3}"
}

at_g0() { # what comes out there, to $TMP/out
	background "$TMP/out" helper b packet-recv dev=g0 proto=0x88b5 \
		count=10000 idle=1000000
	wait_line 10 "$TMP/out" '^ready'
}

nr_out() {
	count_lines "$TMP/out" '^88b5 '
}

nr_out_is() { # nr_out_is NUMBER
	[ "$(nr_out)" = "$1" ]
}

# A message of a batch is no packet of its own on the wire.
batches_since() { # batches_since SENT: packets that b0 had sent before
	note "packets sent by b0: $(($(counter b b0 tx_packets) - $1))"
	expect_range "packets sent by b0" 1 $((ALL / 4)) \
		$(($(counter b b0 tx_packets) - $1))
}

tunnels_reach_each_other() {
	local before
	at_g0
	receiver a t0 --count 20
	between 6001 6002 20 --rate 200pps
	received 20
	before=$(counter b b0 tx_packets)
	receiver a t0 --count $ALL
	between 6002 6001 $ALL
	received $ALL
	batches_since "$before"
	expect_eq "packets that came out of g0" 0 "$(nr_out)"
	expect_eq "packets that g0 counts" $((20 + ALL)) \
		"$(counter b g0 rx_packets)"
}

others_are_not_turned() {
	at_g0
	between 6001 6003 3
	send_scion 10.0.0.1:6001 3
	send a scion t0 --from "1-ff00:0:110,10.0.0.1:6001" \
		--to "1-ff00:0:110,10.0.0.1:6002" --path scion --count 3
	wait_for 10 "packets that come out" nr_out_is 9
}

switched_off_nothing_is_turned() {
	tool b set g0 hairpin off
	at_g0
	between 6001 6002 5
	wait_for 10 "packets that come out" nr_out_is 5
	tool b set g0 hairpin on
	receiver a t0 --count 5
	between 6001 6002 5
	received 5
	expect_eq "packets that came out" 5 "$(nr_out)"
}

another_identity_is_reached_while_it_is_registered() {
	identity add 2 for 3600
	dev_add a t2 2 6005 payload any peer "${PUB[1]}" endpoint 10.0.0.2:10002 \
		persistent-keepalive 1
	ipn a link set t2 up
	wait_for 20 "its tunnel" has 2 tunnels 1
	receiver a t2 --count 5
	between 6001 6005 5
	received 5
	identity prolong 2 expires "$(now_s 2)"
	wait_for 10 "the end" has 2 state expired
	between 6001 6005 5
	wait_for 10 "they are dropped" has_dropped tx-identity-expired 5
}

# c sends to the client's address by way of b, which has it routed into g0.
router() {
	ns_add c
	veth b b1 c c0
	address b b1 10.1.0.2/24
	address c c0 10.1.0.3/24
	ipn c route add default via 10.1.0.2
	ipn b route add 10.0.0.1/32 dev g0 table 7
	ipn b rule add iif b1 lookup 7
	on b sysctl -qw net.ipv4.ip_forward=1
}

sent_by_c() { # sent_by_c PORT [ARGUMENTS...]: of facade-app
	helper c facade-app "${@:2}" at=10.1.0.3 facade=10.0.0.1 \
		facade-port="$1" to=10.0.0.1 to-port=6001 idle=0 >"$TMP/sent"
}

nr_at_t0() {
	counter a t0 rx_packets
}

nr_at_t0_is() { # nr_at_t0_is NUMBER
	[ "$(nr_at_t0)" = "$1" ]
}

routed_packets_lose_their_headers() {
	local before
	router
	background "$TMP/came" helper a packet-recv dev=t0 proto=0x88b5
	wait_line 10 "$TMP/came" '^ready'
	sent_by_c 6001
	wait_line 10 "$TMP/came" '^88b5 000000011112'
	sent_by_c 6001 kind=echo
	wait_for 10 "an echo for another port" has_dropped tx-malformed 1
	sent_by_c 30041
	wait_for 10 "by the port of all hosts" nr_at_t0_is 2
	before=$(counter b b0 tx_packets)
	sent_by_c 6001 count=$ALL gso=32 size=1000 gap=2000
	wait_for 20 "in batches" nr_at_t0_is $((ALL + 2))
	batches_since "$before"
}

what_is_not_for_its_port_is_dropped() {
	router
	sent_by_c 6002
	sent_by_c 6001 to-port=6002 to=10.0.0.1
	wait_for 10 "for another port" has_dropped tx-malformed 2
	sent_by_c 6001 to=10.0.0.9
	wait_for 10 "for another host" has_dropped tx-payload-refused 1
	helper c udp-send to=10.0.0.1 port=6001 count=3 >"$TMP/sent"
	wait_for 10 "no SCION" has_dropped tx-payload-refused 4
	sent_by_c 6009 to-port=6009
	wait_for 10 "without a tunnel" has_dropped tx-no-tunnel 1
	expect_eq "packets at the client" 0 "$(nr_at_t0)"
}

# into_g0 ARGUMENTS...: of vnet-send, a SCION packet of 200 bytes for port 7001, or
# several
into_g0() {
	helper b vnet-send via=packet dev=g0 from=10.1.0.3 to=10.0.0.1 \
		"$@" size="${size:-200}" hex="$(printf %s \
		00000001110900a400000000 0001ff0000000110 0001ff0000000111 \
		0a000001 0a090909 00071b5900a40000)" >"$TMP/put" 2>&1 || true
}

# Whoever sends by a packet socket says what he likes of sums and segments.
lies_of_senders_do_no_harm() {
	local size
	tunnels_add 7001
	tunnels_wait 7001
	into_g0
	into_g0 csum_start=20 csum_offset=6
	wait_for 10 "what is true" nr_at_t0_is 2
	into_g0 csum_start=20 csum_offset=100
	into_g0 csum_start=150 csum_offset=20
	into_g0 gso=1 gso_size=100
	size=1600
	into_g0 gso=3 gso_size=200
	wait_for 10 "fragments of a datagram" no_scion
	receiver a t0 --count 5
	between 6001 6002 5
	received 5
}

no_scion() { # fragments are none
	[ "$(drops b g0 tx-payload-refused)" -ge 2 ]
}

run_tests tunnels_reach_each_other others_are_not_turned \
	switched_off_nothing_is_turned \
	another_identity_is_reached_while_it_is_registered \
	routed_packets_lose_their_headers what_is_not_for_its_port_is_dropped \
	lies_of_senders_do_no_harm
