#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets whose headers do not agree with what they contain, as a guest, a packet
# socket or a program in the kernel can make them: each is sent right or dropped
# and counted, and the tunnel goes on.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# A guest's interface at a, which forwards into the tunnel: 10.9.0.1 behind it.
guest() {
	need_module tun
	ipn a tuntap add dev tap0 mode tap vnet_hdr
	ipn a link set tap0 address 02:00:00:00:00:01 up
	address a tap0 10.9.0.254/24
	on a sysctl -qw net.ipv4.ip_forward=1
	tool b set t0 peer "${PUB[0]}" allowed-ips \
		192.168.241.1/32,fd00:241::1/128,10.9.0.0/24
}

# from_guest ARGUMENTS...: of vnet-send; all that is written is taken by the tap
from_guest() {
	helper a vnet-send via=tap dev=tap0 from="${guest:-10.9.0.1}" \
		to=192.168.241.2 "$@" >"$TMP/sent"
	expect_match "frames taken by the tap" 'failed=0' "$(cat "$TMP/sent")"
}

# from_socket ARGUMENTS...: the same by a packet socket on t0 itself
from_socket() {
	helper a vnet-send via=packet dev=t0 from=192.168.241.1 \
		to=192.168.241.2 "$@" >"$TMP/sent"
}

dropped() { # dropped REASON COUNT: packets by a
	[ "$KIND" = snaptun ] || return 0
	expect_eq "$1" "$2" "$(drops a t0 "$1")"
}

malformed() { # malformed COUNT
	dropped tx-malformed "$1"
}

# arrived COUNT COMMAND...: so many of the guest's packets come out at b when it
# has run
arrived() {
	local count=$1
	shift
	need_command ethtool
	on b ethtool -K t0 gro off
	background "$TMP/in" helper b packet-recv dev=t0 proto=0x0800 \
		count=10000 idle=60000
	wait_line 10 "$TMP/in" '^ready'
	"$@"
	wait_for 10 "$count packets" have_arrived "$count"
	stop "$background"
	expect_eq "packets of the guest" "$count" "$(guest_packets)"
}

guest_packets() {
	count_lines "$TMP/in" '^0800 4.{23}(0a09|0800)0001'
}

have_arrived() { # have_arrived COUNT, or more
	[ "$(guest_packets)" -ge "$1" ]
}

# What tap0 gets goes to t0 without being routed, or checked by the IP stack.
mirror() {
	need_command tc
	on a tc qdisc add dev tap0 clsact
	on a tc filter add dev tap0 ingress matchall \
		action mirred egress redirect dev t0
}

# xdp ARGUMENTS...: of the helper, on tap0; the id is in $xdp
xdp() {
	background "$TMP/xdp" helper a xdp dev=tap0 "$@"
	xdp=$background
	wait_line 10 "$TMP/xdp" '^ready'
}

# What tap0 gets goes to t0 by XDP, without any check: the packet begins behind
# the Ethernet header, and where that named its type is now the source address.
redirect() {
	tool b set t0 peer "${PUB[0]}" allowed-ips 192.168.241.1/32,8.0.0.0/8
	xdp head=14 to=t0 "$@"
}

# The type of a GSO packet in the virtio-net header
TCP4=1

# A sum that begins in the Ethernet header that a router has taken off.
sum_that_begins_before_the_packet() {
	guest
	from_guest csum_start=2 csum_offset=16 count=10
	malformed 10
	from_guest csum_start=13 csum_offset=0 count=10
	malformed 20
	pings a 192.168.241.2
}

sum_that_ends_behind_the_packet() {
	local size=64
	from_socket csum_start=20 csum_offset=$((8 + size - 1))
	from_socket csum_start=$((20 + 8 + size)) csum_offset=0
	malformed 0
	expect_match "what the stack itself refuses" 'failed=1' \
		"$(cat "$TMP/sent")"
	guest
	from_guest csum_start=34 csum_offset=$((8 + size - 2))
	malformed 0
	pings a 192.168.241.2
}

# seen_by_b ARGUMENTS...: of vnet-send by a guest; what comes out at b, in hex
seen_by_b() {
	background "$TMP/in" helper b packet-recv dev=t0 proto=0x0800 idle=15000
	wait_line 10 "$TMP/in" '^ready'
	from_guest "$@"
	wait_end 20 "$background"
	seen=$(tail -n 1 "$TMP/in")
}

sums_that_are_left_to_the_device_are_made() {
	local proto size want
	guest
	for proto in udp tcp; do
		for size in 0 1 63 64 1300; do
			seen_by_b proto=$proto size=$size
			want=$seen
			seen_by_b proto=$proto size=$size csum_start=34
			expect_eq "$proto with $size bytes" "$want" "$seen"
		done
	done
	malformed 0
}

sum_that_begins_before_the_packet_by_tc() {
	guest
	mirror
	from_guest csum_start=2 csum_offset=16 count=10
	malformed 10
	arrived 1 from_guest csum_start=34
	pings a 192.168.241.2
}

# A program takes off the header that the sum begins in.
sum_that_begins_before_the_packet_by_xdp() {
	guest
	xdp head=14
	from_guest ethers=2 csum_start=20 csum_offset=16 count=10
	malformed 10
	arrived 1 from_guest ethers=2 csum_start=48
	pings a 192.168.241.2
}

segments_of_a_guest() {
	guest
	arrived 20 from_guest proto=tcp gso=$TCP4 gso_size=1000 size=20000
	arrived 512 from_guest proto=tcp gso=$TCP4 gso_size=100 size=51200
	mirror
	arrived 20 from_guest proto=tcp gso=$TCP4 gso_size=1000 size=20000
	malformed 0
	dropped tx-too-big 0
	dropped tx-too-many 0
	pings a 192.168.241.2
}

too_many_or_too_long_segments_are_dropped() {
	guest
	from_guest proto=tcp gso=$TCP4 gso_size=8 size=60000
	dropped tx-too-many 7500
	mirror
	from_guest proto=tcp gso=$TCP4 gso_size=100 size=51201
	dropped tx-too-many $((7500 + 513))
	from_guest proto=tcp gso=$TCP4 gso_size=5000 size=20000
	dropped tx-too-big 4
	pings a 192.168.241.2
}

# Nobody has looked at these, whose headers do not agree. They would be 13; of
# their headers nothing is believed, so they are counted by all that they have.
unchecked_segments() {
	local guest=8.0.0.1
	local ok=(proto=tcp gso="$TCP4" gso_size=100 size=1300)
	guest
	redirect
	arrived 13 from_guest "${ok[@]}"
	malformed 0
	from_guest "${ok[@]}" doff=4
	malformed 14
	from_guest "${ok[@]}" csum_start=30
	malformed 28
	from_guest "${ok[@]}" csum_start=38
	malformed 42
	stop "$xdp"
	pings a 192.168.241.2
}

have_more_dropped() { # have_more_dropped COUNT: than that many, as malformed
	[ "$KIND" != snaptun ] || [ "$(drops a t0 tx-malformed)" -gt "$1" ]
}

# Of the packet its headers are left, or not even these. The program stays until
# it has seen the packet, which the tap only queues.
unchecked_segments_cut_short() {
	local guest=8.0.0.1 tail before=0
	guest
	for tail in 1300 1301 1319 1320; do
		redirect tail=$tail
		[ "$KIND" != snaptun ] || before=$(drops a t0 tx-malformed)
		from_guest proto=tcp gso=$TCP4 gso_size=100 size=1300
		wait_for 10 "a packet less $tail bytes" have_more_dropped "$before"
		stop "$xdp"
	done
	[ "$KIND" != snaptun ] ||
		expect_range "tx-malformed" 4 8 "$(drops a t0 tx-malformed)"
	pings a 192.168.241.2
}

# Of packets that the stack itself made: their headers are changed on the way.
headers_changed_by_tc() {
	need_command tc
	on a tc qdisc add dev t0 clsact
	on a tc filter add dev t0 egress matchall \
		action pedit munge offset 0 u8 set 0x46
	helper a udp-send to=192.168.241.2 port=7001 count=64 size=1000 gso=32 \
		>"$TMP/sent"
	malformed 64
	helper a udp-send to=192.168.241.2 port=7001 count=10 >"$TMP/sent"
	malformed 64
	on a tc qdisc del dev t0 clsact
	pings a 192.168.241.2
	udp a b 192.168.241.2 64 size=1000 gso=32
	expect_match "datagrams" 'received=64 lost=0' "$seen"
}

run_tests sum_that_begins_before_the_packet sum_that_ends_behind_the_packet \
	sum_that_begins_before_the_packet_by_tc \
	sum_that_begins_before_the_packet_by_xdp \
	sums_that_are_left_to_the_device_are_made segments_of_a_guest \
	too_many_or_too_long_segments_are_dropped unchecked_segments \
	unchecked_segments_cut_short headers_changed_by_tc
