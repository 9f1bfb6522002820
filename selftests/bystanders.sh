#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A guest sends without end what is much work to cut: others get their turn
# meanwhile and at once afterwards, as with in-tree WireGuard, which gets the
# same load. In virtual time, where the figures do not depend on the host.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_speed
	need_snaptun
	need_command wg tc
	need_module wireguard tun
}

# The interface of a guest of a, from where frames go into the tunnel: by_router
# as usual, by_mirror as they are.
guest() {
	ipn a tuntap add dev tap0 mode tap vnet_hdr
	ipn a link set tap0 address 02:00:00:00:00:01 up
	tool b set t0 peer "${PUB[0]}" allowed-ips \
		192.168.241.1/32,fd00:241::1/128,10.9.0.0/24
}

by_router() {
	address a tap0 10.9.0.254/24
	on a sysctl -qw net.ipv4.ip_forward=1
}

by_mirror() {
	on a tc qdisc add dev tap0 clsact
	on a tc filter add dev tap0 ingress matchall \
		action mirred egress redirect dev t0
}

# Ten pings; leaves how many were answered in $answers, the longest in $rtt (us).
round_trips() {
	on a ping -n -q -c 10 -i 0.1 -W 5 192.168.241.2 >"$TMP/ping" || true
	answers=$(sed -n 's/.* \([0-9]*\) received.*/\1/p' "$TMP/ping")
	rtt=$(sed -n 's,^rtt .*/\([0-9]*\)\.\([0-9]*\)/[^/]*$,\1\2,p' \
		"$TMP/ping")
	rtt=$((10#${rtt:-0}))
}

# flooded GSO_SIZE HOW: leaves $answers, $rtt, and the longest afterwards in $after
flooded() {
	local flood
	guest
	"$2"
	background "$TMP/flood" helper a vnet-send via=tap dev=tap0 \
		from=10.9.0.1 to=192.168.241.2 count=100000000 \
		proto=tcp gso=1 gso_size="$1" size=60000
	flood=$background
	wait_for 5 "the flood" has_flooded
	round_trips
	stop "$flood"
	after=$answers,$rtt
	round_trips
	expect_eq "answers when the flood is over" 10 "$answers"
	IFS=, read -r answers rtt after <<<"$after,$rtt"
}

has_flooded() {
	[ "$(counter a tap0 rx_packets)" -ge 100 ]
}

# Without WireGuard: with it a machine of 1 GB ran out of memory under this.
others_are_alive_alone() { # others_are_alive_alone HOW
	local answers rtt after
	with snaptun snaptun-ctl flooded 8 "$1"
	note "answers $answers; longest $rtt us; afterwards $after us"
	expect_eq "answers meanwhile" 10 "$answers"
	expect_range "longest round trip" 1 50000 "$rtt"
	expect_range "longest afterwards" 1 50000 "$after"
}

# The queue of the wire, which is full of what the guest sends, loses one ping in
# ten or so, whatever the tunnel: one more or three are no difference.
others_are_alive() { # others_are_alive GSO_SIZE HOW
	local answers rtt after wireguard
	with wireguard wg flooded "$@"
	wireguard=("$answers" "$rtt" "$after")
	with snaptun snaptun-ctl flooded "$@"
	note "answers $answers, wireguard ${wireguard[0]}; longest $rtt us," \
		"wireguard ${wireguard[1]}; afterwards $after us, wireguard" \
		"${wireguard[2]}"
	expect_range "answers meanwhile" $((wireguard[0] - 4)) 10 "$answers"
	expect_range "longest round trip" 1 $((wireguard[1] + 50000)) "$rtt"
	expect_range "longest afterwards" 1 $((wireguard[2] + 50000)) "$after"
}

tiny_segments_leave_others_alive() {
	others_are_alive_alone by_router
}

as_many_segments_as_are_cut_leave_others_alive() {
	others_are_alive 128 by_router
}

common_segments_leave_others_alive() {
	others_are_alive 1300 by_router
}

tiny_segments_by_tc_leave_others_alive() {
	others_are_alive_alone by_mirror
}

as_many_segments_as_are_cut_by_tc_leave_others_alive() {
	others_are_alive 128 by_mirror
}

run_tests tiny_segments_leave_others_alive \
	as_many_segments_as_are_cut_leave_others_alive \
	common_segments_leave_others_alive \
	tiny_segments_by_tc_leave_others_alive \
	as_many_segments_as_are_cut_by_tc_leave_others_alive
