#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One device, and peers whose endpoints are reached through other peers of it.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# a - r - b: a sees b's outer address through its tunnel to r only.
through_a_peer_of_the_same_device() {
	hosts_routed
	dev_add a t0 0 10001
	dev_add r t0 2 10003
	dev_add b t0 1 10002
	dev_peer a t0 2 192.168.242.2/32,10.0.2.0/24 endpoint 10.0.1.254:10003
	dev_peer a t0 1 192.168.241.2/32 endpoint 10.0.2.2:10002
	dev_peer r t0 0 192.168.242.1/32
	dev_peer b t0 0 192.168.241.1/32
	dev_up a t0 192.168.242.1/24 192.168.241.1/24
	dev_up r t0 192.168.242.2/24
	dev_up b t0 192.168.241.2/24
	ipn a route add 10.0.2.0/24 dev t0 src 192.168.242.1
	pings a 192.168.241.2
	pings b 192.168.241.1
	expect_eq "where b sees a" 192.168.242.1:10001 "$(endpoint_of b t0 0)"
	in_parts_and_as_a_stream b 192.168.241
}

# What does not fit into the tunnel below goes in fragments.
in_parts_and_as_a_stream() { # in_parts_and_as_a_stream NS NETWORK: from a
	pings a "$2.2" -s 1380
	ipn a route change "$2.0/24" dev t0 src "$2.1" mtu 1280
	tcp a "$1" "$2.2" 500000
	tcp "$1" a "$2.1" 500000
}

# t0 of b carries t1, t1 carries t2; at a all is t0.
three_layers_on_one_device() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	dev_add b t1 2 10003
	dev_add b t2 3 10004
	dev_peer b t1 0 192.168.242.1/32
	dev_peer b t2 0 192.168.243.1/32
	dev_up b t1 192.168.242.2/24
	dev_up b t2 192.168.243.2/24
	dev_peer a t0 2 192.168.242.2/32 endpoint 192.168.241.2:10003
	dev_peer a t0 3 192.168.243.2/32 endpoint 192.168.242.2:10004
	address a t0 192.168.242.1/24 192.168.243.1/24
	pings a 192.168.243.2 -W 10
	pings b 192.168.243.1
	expect_eq "where t1 sees a" 192.168.241.1:10001 \
		"$(endpoint_of b t1 0)"
	expect_eq "where t2 sees a" 192.168.242.1:10001 \
		"$(endpoint_of b t2 0)"
	in_parts_and_as_a_stream b 192.168.243
}

# The upper layers are told when the lowest one moves: they need not know.
lower_layer_moves() {
	three_layers_on_one_device
	tool a set t0 listen-port 10009
	ipn a addr del 10.0.0.1/24 dev a0
	address a a0 10.0.0.7/24
	pings a 192.168.243.2 -W 10
	wait_for 20 "b follows" moved_to 10.0.0.7:10009
	pings b 192.168.243.1
}

moved_to() { # moved_to ENDPOINT: of a, as t0 of b sees it
	[ "$(endpoint_of b t0 0)" = "$1" ]
}

run_tests through_a_peer_of_the_same_device three_layers_on_one_device \
	lower_layer_moves
