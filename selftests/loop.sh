#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Routes that lead a tunnel into itself do no harm: what is sent stays bounded
# and comes to rest, and the stack survives.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

sent() { # sent NS DEV...: packets
	local dev sum=0 ns=$1
	shift
	for dev in "$@"; do
		sum=$((sum + $(counter "$ns" "$dev" tx_packets) +
			$(counter "$ns" "$dev" tx_errors) +
			$(counter "$ns" "$dev" tx_dropped)))
	done
	echo $sum
}

at_rest() { # at_rest NS DEV...: nothing is sent while one looks
	local before
	before=$(sent "$@")
	a_moment 0.5
	[ "$(sent "$@")" = "$before" ]
}

over_itself() {
	tunnel_hosts
	pings a 192.168.241.2
	dev_peer a t0 1 0.0.0.0/0
	tool a set t0 peer "${PUB[1]}" endpoint 192.168.241.2:10002
	local before
	before=$(sent a t0)
	! on a ping -n -q -c 20 -i 0.02 -W 1 192.168.241.2 >"$TMP/ping" ||
		fail "expected no answer through a loop"
	wait_for 10 "the device comes to rest" at_rest a t0
	expect_range "packets for 20 pings" 0 400 $(($(sent a t0) - before))
	expect_range "counted loops" 20 400 "$(drops a t0 tx-loop)"
	expect_eq "the last error" no-route "$(last_error a t0 1)"
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2
}

last_error() { # last_error NS DEV KEYNUMBER
	tool "$1" show "$2" last-errors |
		awk -v key="${PUB[$3]}" '$1 == key { print $2 }'
}

# There is no session: what would make one goes nowhere.
handshake_over_itself() {
	hosts
	dev_add a t0 0 10001
	dev_peer a t0 1 0.0.0.0/0 endpoint 192.168.241.2:10002
	dev_up a t0 192.168.241.1/24
	no_ping a 192.168.241.2
	wait_for 5 "the last error" has_error a t0 1 no-route
	expect_range "packets sent" 0 2 "$(counter a t0 tx_packets)"
}

has_error() { # has_error NS DEV KEYNUMBER ERROR
	[ "$(last_error "$1" "$2" "$3")" = "$4" ]
}

# On one device, each endpoint lies behind the other peer.
peers_over_each_other() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	dev_add b t1 2 10003
	dev_peer b t1 0 192.168.244.1/32 endpoint 10.0.0.1:10001
	dev_up b t1 192.168.244.2/24
	dev_peer a t0 2 192.168.244.2/32 endpoint 10.0.0.2:10003
	address a t0 192.168.244.1/24
	pings a 192.168.241.2
	pings a 192.168.244.2
	tool a set t0 peer "${PUB[1]}" endpoint 192.168.244.2:10002
	tool a set t0 peer "${PUB[2]}" endpoint 192.168.241.2:10003
	local before
	before=$(sent a t0)
	! on a ping -n -q -c 5 -i 0.02 -W 1 192.168.241.2 >"$TMP/ping" ||
		fail "expected no answer through a loop"
	wait_for 20 "the device comes to rest" at_rest a t0
	note "packets sent for 5 pings: $(($(sent a t0) - before))"
	expect_range "packets for 5 pings" 0 200 $(($(sent a t0) - before))
	expect_range "counted loops" 5 200 "$(drops a t0 tx-loop)"
	expect_eq "the last error" no-route "$(last_error a t0 1)"
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2
}

# t0 carries t1 and t1 carries t0, with sessions on both.
over_each_other() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	dev_add a t1 2 10003
	dev_add b t1 3 10004
	dev_peer a t1 3 0.0.0.0/0 endpoint 10.0.0.2:10004
	dev_peer b t1 2 0.0.0.0/0 endpoint 10.0.0.1:10003
	dev_up a t1 192.168.244.1/24
	dev_up b t1 192.168.244.2/24
	dev_peer a t0 1 0.0.0.0/0
	dev_peer b t0 0 0.0.0.0/0
	pings a 192.168.241.2
	pings a 192.168.244.2
	tool a set t0 peer "${PUB[1]}" endpoint 192.168.244.2:10002
	tool a set t1 peer "${PUB[3]}" endpoint 192.168.241.2:10004
	local before
	before=$(sent a t0 t1)
	! on a ping -n -q -c 5 -i 0.02 -W 1 192.168.241.2 >"$TMP/ping" ||
		fail "expected no answer through a loop"
	wait_for 20 "the devices come to rest" at_rest a t0 t1
	note "packets sent for 5 pings: $(($(sent a t0 t1) - before))"
	expect_range "packets for 5 pings" 0 5000 \
		$(($(sent a t0 t1) - before))
	ipn a link del t1
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2
}

# A tunnel in a tunnel is no loop.
one_in_the_other() {
	tunnel_hosts
	dev_add a t1 2 10003
	dev_add b t1 3 10004
	dev_peer a t1 3 192.168.244.2/32 endpoint 192.168.241.2:10004
	dev_peer b t1 2 192.168.244.1/32
	dev_up a t1 192.168.244.1/24
	dev_up b t1 192.168.244.2/24
	pings a 192.168.244.2 -s 1300
	tcp a b 192.168.244.2 500000
}

run_tests over_itself handshake_over_itself over_each_other \
	peers_over_each_other one_in_the_other
