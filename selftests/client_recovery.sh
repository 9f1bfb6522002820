#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A client comes back by itself: its gateway at b, a device of role peer, goes
# away and returns, and so do the uplinks of a.  In virtual time.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snap_wire
	need_command jq
}

initiations() {
	count_lines "$TMP/cap" ' out initiation '
}

# 90 s of attempts, pauses of 5, 6.5, 8.5 s and so on: up to 600 s there are six
# attempts with 15 initiations each at most, and no more after that.
it_gives_up_in_the_end() {
	local tap before
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2
	capture a a0 6001 "$TMP/cap"
	tap=$background
	watch_client
	ipn b link set gw0 down
	idle_for 105
	wait_for 15 "the first pause" is backoff
	! has_carrier || fail "expected no carrier"
	idle_for 600
	is failed || fail "expected the end of all attempts: $(member state)"
	before=$(initiations)
	expect_range "initiations in ten minutes" 80 115 "$before"
	wait_line 10 "$TMP/events" ' failed tunnel 1 '
	idle_for 1200
	expect_eq "initiations" "$before" "$(initiations)"
	inner b gw0 2
	tool a tunnel restart t0 all
	wait_for 10 "the tunnel" is up
	wait_for 5 "the carrier" has_carrier
	stop "$tap" "$events"
}

watch_client() {
	background "$TMP/events" tool a monitor t0
	events=$background
	wait_for 10 "the monitor" monitor_listens
}

monitor_listens() {
	tool a set t0 fwmark 1
	tool a set t0 fwmark 0
	file_has "$TMP/events" device-changed
}

# An hour: at most one initiation each 5 s, and in the end one each few minutes.
outage_of_an_hour() {
	local tap before kb
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2 give-up-after never
	capture a a0 6001 "$TMP/cap"
	tap=$background
	ipn b link set gw0 down
	idle_for 600
	kb=$(slab_kb)
	idle_for 3000
	before=$(initiations)
	expect_range "initiations in an hour" 240 720 "$before"
	expect_range "growth of the kernel's memory in KB" -4096 256 \
		"$(($(slab_kb) - kb))"
	inner b gw0 2
	idle_for 181
	wait_for 10 "the tunnel" is up
	stop "$tap"
}

# Two ways from a to b, over r; the one by a0 is preferred while it is there.
two_uplinks() {
	hosts_routed
	veth a a1 r ra1
	address a a1 10.0.3.1/24
	address r ra1 10.0.3.254/24
	ipn a route add default via 10.0.3.254 metric 10
}

uplink_goes() {
	ipn a link set a0 down
}

uplink_returns() {
	ipn a link set a0 up
	ipn a route add default via 10.0.1.254
}

# The round trip is 2 s, so that what commands take does not count.
uplinks_are_swapped() {
	local i start ms worst=0 address
	two_uplinks
	kernel_gateway 192.168.241.1/32
	netem b b0 delay 2s
	client_up 10.0.2.2 address-policy following
	for ((i = 0; i < ${SNAPTUN_SWAPS:-100}; i++)); do
		start=$(now_ms)
		if ((i % 2)); then
			uplink_returns
			address=10.0.1.1
		else
			uplink_goes
			address=10.0.3.1
		fi
		wait_for 10 "the tunnel after swap $i" is_at $address:6001
		ms=$(($(now_ms) - start))
		[ $ms -le $worst ] || worst=$ms
	done
	note "the longest took $worst ms with a round trip of 2000 ms"
	expect_range "ms until it was back, with a round trip of 2000" \
		2000 $((2000 + 1000 * slow)) $worst
}

# What is known of the way is not asked about for each route that comes and goes.
other_routes_do_not_matter() {
	local tap i
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2
	capture a a0 6001 "$TMP/cap"
	tap=$background
	for ((i = 0; i < 50; i++)); do
		ipn a route add 10.7.$i.0/24 via 10.0.0.2
		ipn a route del 10.7.$i.0/24
	done
	idle_for 5
	expect_eq "initiations" 0 "$(initiations)"
	stop "$tap"
}

link_that_was_away() {
	local tap
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2
	capture a a0 6001 "$TMP/cap"
	tap=$background
	ipn b link set b0 down
	ipn b link set b0 up
	wait_line 5 "$TMP/cap" ' out initiation '
	wait_for 10 "the tunnel" is up
	stop "$tap"
}

new_key_new_port() {
	local before
	hosts
	dev_add b gw0 1 10002 peer "${PUB[0]}" peer "${PUB[2]}"
	inner b gw0 2
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}") address-policy following
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tool a tunnel add t0 >"$TMP/added"
	ipn a link set t0 up
	wait_for 20 "the tunnel" is up
	before=$(member local_port)
	tool a set t0 private-key <(echo "${KEY[2]}")
	[ "$before" != "$(member local_port)" ] ||
		fail "expected another port than $before"
	wait_for 20 "the tunnel" is_at_its_port
}

is_at_its_port() {
	is up && [ "$(member assigned_address)" = "10.0.0.1:$(member local_port)" ]
}

# Nothing is lost that waits while the gateway does not answer, but the oldest.
packets_wait_in_a_bounded_queue() {
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2 carrier always payload ip address-policy following
	address a t0 192.168.241.1/24
	ipn b link set gw0 down
	idle_for 200
	! on a ping -n -q -c 200 -i 0.01 -W 1 192.168.241.2 >"$TMP/ping" ||
		fail "expected no answer"
	expect_range "pushed out of the queue" 70 80 \
		"$(drops a t0 tx-no-session)"
	inner b gw0 2
	tool a tunnel restart t0 all
	wait_for 20 "the tunnel" is up
	pings a 192.168.241.2
}

run_tests it_gives_up_in_the_end outage_of_an_hour uplinks_are_swapped \
	other_routes_do_not_matter link_that_was_away new_key_new_port \
	packets_wait_in_a_bounded_queue
