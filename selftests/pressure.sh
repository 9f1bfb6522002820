#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What waits somewhere on its way out is felt by who sent it, and by nobody else;
# as with in-tree WireGuard, which does the same beside.  In virtual time, where
# the figures do not depend on what else the host does.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_speed
	need_snaptun
	need_command wg jq
	need_module wireguard
}

write_to_one_that_is_gone() { # leaves the milliseconds until all was sent in $ms
	local receiver start
	dev_peer a t0 2 192.168.241.3/32 endpoint 10.0.0.2:10003
	background "$TMP/udp" helper b udp-recv port=7001 count=300
	receiver=$background
	wait_listener b udp 7001
	start=$(now_ms)
	helper a udp-send before=192.168.241.3 to=192.168.241.2 port=7001 \
		count=300 size=1000 >"$TMP/sender"
	ms=$(($(now_ms) - start))
	wait_end 10 "$receiver"
	expect_match "to the one that is there" \
		'received=300 lost=0 duplicate=0 reordered=0' "$(cat "$TMP/udp")"
}

# 300 datagrams to a peer that does not answer, then 300 to one that does, out of
# one socket, whose buffer holds fewer.
a_peer_that_is_gone_does_not_block_a_socket() {
	local ms wireguard
	with wireguard wg write_to_one_that_is_gone
	wireguard=$ms
	with snaptun snaptun-ctl write_to_one_that_is_gone
	note "all was sent after $ms ms, wireguard: $wireguard ms"
	expect_range "milliseconds, as wireguard" 0 $((wireguard + 200)) "$ms"
}

# The way from a to b takes 20 Mbit/s from here on, behind one plain queue.
narrow() {
	on a tc qdisc replace dev a0 root handle 1: tbf rate 20mbit \
		burst 32kb limit 8mb
	on a tc qdisc add dev a0 parent 1:1 handle 10: pfifo limit 1000
}

# The same, with a queue for each flow: narrow_and_fair [FQ_CODEL-ARGUMENTS...]
narrow_and_fair() {
	on a tc qdisc replace dev a0 root handle 1: htb default 1
	on a tc class add dev a0 parent 1: classid 1:1 htb rate 20mbit
	on a tc qdisc add dev a0 parent 1:1 handle 10: fq_codel "$@"
}

queue() { # queue FIELD: of the queue in the narrow place
	on a tc -json -statistics qdisc show dev a0 |
		jq ".[] | select(.handle == \"10:\") | .$1"
}

to=192.168.241.2	# b, through the tunnel

load() { # load MS: TCP from a to b, in the background; its line goes to $TMP/load
	background "$TMP/load" "$HELPER" tcp-load sender="$NS-a" \
		receiver="$NS-b" to=$to warm=500 ms="$1"
}

kbit_of_load() { # what the line says, in kbit/s
	awk -v bytes="$(value bytes "$(cat "$TMP/load")")" \
		-v us="$(value us "$(cat "$TMP/load")")" \
		'BEGIN { printf "%d", bytes * 8000 / us }'
}

round_trips() { # in the background, 30 of them
	background "$TMP/ping" on a ping -n -q -i 0.1 -c 30 $to
}

longest_round_trip() { # leaves it in $rtt, in microseconds
	wait_end 10 "$background"
	rtt=$(sed -n 's,^rtt .*/\([0-9]*\)\.\([0-9]*\)/[^/]*$,\1\2,p' \
		"$TMP/ping")
	[ -n "$rtt" ] || fail "no answers:" "$(cat "$TMP/ping")"
	rtt=$((10#$rtt))
}

tcp_flow_behind_a_plain_queue() { # leaves $rtt, and the longest queue in $bytes
	local seen loader
	narrow
	load 4000
	loader=$background
	round_trips
	bytes=0
	while kill -0 "$loader" 2>/dev/null; do
		seen=$(queue backlog)
		[ "$seen" -le "$bytes" ] || bytes=$seen
		a_moment
	done
	longest_round_trip
}

a_tcp_flow_does_not_fill_a_plain_queue() {
	local rtt bytes wireguard_rtt wireguard_bytes
	with wireguard wg tcp_flow_behind_a_plain_queue
	wireguard_rtt=$rtt wireguard_bytes=$bytes
	with snaptun snaptun-ctl tcp_flow_behind_a_plain_queue
	note "queue: $bytes bytes, wireguard: $wireguard_bytes bytes"
	note "round trip: $rtt us, wireguard: $wireguard_rtt us"
	expect_range "bytes" 1 $((wireguard_bytes * 3)) "$bytes"
	expect_range "round trip" 1 $((wireguard_rtt * 3)) "$rtt"
}

datagrams_behind_a_plain_queue() { # leaves how long 5000 took in $ms
	local receiver start
	narrow
	background "$TMP/udp" helper b udp-recv port=7001 count=5000
	receiver=$background
	wait_listener b udp 7001
	start=$(now_ms)
	helper a udp-send to=192.168.241.2 port=7001 count=5000 size=1300 \
		>"$TMP/sender"
	ms=$(($(now_ms) - start))
	wait_end 20 "$receiver"
	expect_match "of the datagrams" 'received=5000 lost=0' "$(cat "$TMP/udp")"
}

# 5000 of 1300 bytes are 2600 ms at 20 Mbit/s, and a socket holds few of them.
a_sender_of_datagrams_waits_for_a_plain_queue() {
	local ms wireguard
	with wireguard wg datagrams_behind_a_plain_queue
	wireguard=$ms
	with snaptun snaptun-ctl datagrams_behind_a_plain_queue
	note "5000 datagrams were sent in $ms ms, wireguard: $wireguard ms"
	expect_range "milliseconds" 2400 $((wireguard * 11 / 10)) "$ms"
}

tcp_beside_datagrams() { # leaves kbit/s of TCP in $kbit
	local flood
	narrow_and_fair
	background "$TMP/flood" helper a udp-send to=192.168.241.2 port=7001 \
		count=1000000 size=1300
	flood=$background
	load 3000
	wait_end 20 "$background"
	kbit=$(kbit_of_load)
	stop "$flood"
}

two_flows_have_half_of_the_way_each() {
	local kbit wireguard
	with wireguard wg tcp_beside_datagrams
	wireguard=$kbit
	with snaptun snaptun-ctl tcp_beside_datagrams
	note "TCP beside datagrams: $kbit kbit/s, wireguard: $wireguard kbit/s"
	expect_range "kbit/s" $((wireguard * 9 / 10)) $((wireguard * 11 / 10)) \
		"$kbit"
}

round_trips_beside_tcp() { # leaves $rtt
	local loader
	narrow_and_fair
	load 3500
	loader=$background
	round_trips
	longest_round_trip
	wait_end 20 "$loader"
}

# And for no longer: that is of up to 64 KB as well where there is no tunnel,
# while in-tree WireGuard has small ones only.
who_pings_waits_for_one_packet_of_tcp() {
	local rtt wireguard plain
	with wireguard wg round_trips_beside_tcp
	wireguard=$rtt
	hosts
	to=10.0.0.2 round_trips_beside_tcp
	plain=$rtt
	ns_remove_all
	: >"$TMP/namespaces"
	with snaptun snaptun-ctl round_trips_beside_tcp
	note "round trip: $rtt us, wireguard: $wireguard us, no tunnel: $plain us"
	expect_range "microseconds" 1 $((plain * 3 / 2)) "$rtt"
}

tcp_counter() { # tcp_counter NS NAME, as in /proc/net/netstat and snmp
	on "$1" cat /proc/net/netstat /proc/net/snmp | awk -v name="$2" '
		$1 != last { split($0, names); last = $1; next }
		{
			for (i = 2; i <= NF; i++)
				if (names[i] == name)
					print $i
			last = ""
		}'
}

marked_tcp() { # leaves what was marked in $marked, and felt of it in $felt
	local n
	for n in a b; do
		on $n sysctl -qw net.ipv4.tcp_ecn=1
	done
	narrow_and_fair ecn target 1ms interval 20ms
	load 3000
	wait_end 20 "$background"
	marked=$(queue ecn_mark)
	felt=$(tcp_counter a TCPDeliveredCE)
	expect_eq "dropped by the queue" 0 "$(queue drops)"
	expect_eq "sent again" 0 "$(tcp_counter a RetransSegs)"
}

what_a_queue_marks_is_felt_inside() {
	local marked felt wireguard
	with wireguard wg marked_tcp
	wireguard="$marked, felt: $felt"
	with snaptun snaptun-ctl marked_tcp
	note "marked: $marked, felt: $felt; wireguard: $wireguard"
	[ "$marked" -gt 0 ] && [ "$felt" -gt 0 ] ||
		fail "expected marks that are felt"
}

paced_tcp() { # leaves kbit/s in $kbit
	on a tc qdisc replace dev a0 root fq
	load 1000
	wait_end 20 "$background"
	kbit=$(kbit_of_load)
}

# fq spaces packets as their sockets say; that of a batch says nothing.
nothing_slows_tcp_down_in_fq() {
	local kbit wireguard
	with wireguard wg paced_tcp
	wireguard=$kbit
	with snaptun snaptun-ctl paced_tcp
	note "through fq: $kbit kbit/s, wireguard: $wireguard kbit/s"
	expect_range "kbit/s" $((wireguard * 9 / 10)) 100000000 "$kbit"
}

# What waits below keeps the module, and frees it when it goes.
module_stays_until_all_has_left() {
	local loader
	tunnel_hosts
	pings a 192.168.241.2
	on a tc qdisc replace dev a0 root tbf rate 10kbit burst 32kb limit 8mb
	load 1000
	loader=$background
	wait_for 20 "packets wait" waits_below
	stop "$loader"
	ipn a link del t0
	ipn b link del t0
	expect_failure "the module goes" rmmod snaptun
	on a tc qdisc del dev a0 root
	wait_for 20 "all has left" rmmod snaptun
	modprobe snaptun
}

waits_below() {
	[ "$(on a tc -json -statistics qdisc show dev a0 | jq '.[0].backlog')" \
		-gt 20000 ]
}

run_tests a_peer_that_is_gone_does_not_block_a_socket \
	a_tcp_flow_does_not_fill_a_plain_queue \
	a_sender_of_datagrams_waits_for_a_plain_queue \
	two_flows_have_half_of_the_way_each \
	who_pings_waits_for_one_packet_of_tcp \
	what_a_queue_marks_is_felt_inside nothing_slows_tcp_down_in_fq \
	module_stays_until_all_has_left
