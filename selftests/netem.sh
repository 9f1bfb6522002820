#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A bad path: lost, doubled, swapped and changed datagrams.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_module sch_netem
	tunnel_hosts
	pings a 192.168.241.2
}

ten_percent_loss() {
	netem a a0 loss 10%
	netem b b0 loss 10%
	tcp a b 192.168.241.2 300000
}

handshake_through_loss() {
	netem a a0 loss 50%
	tool a set t0 private-key <(echo "${KEY[0]}")
	tool b set t0 private-key <(echo "${KEY[1]}")
	# Until the first answer.
	on a ping -n -q -i 0.2 -c 1 -w 60 192.168.241.2 >"$TMP/ping" || true
	expect_match "answers through half the loss" ' [1-9][0-9]* received' \
		"$(cat "$TMP/ping")"
}

swapped_datagrams_all_arrive() {
	netem a a0 delay $((20 * slow))ms reorder 25% 50%
	udp a b 192.168.241.2 500 gap=1000
	expect_eq "received" 500 "$(value received "$seen")"
	expect_range "out of order (the path must do something)" 5 500 \
		"$(value reordered "$seen")"
	expect_eq "doubled" 0 "$(value duplicate "$seen")"
}

doubled_datagrams_arrive_once() {
	netem a a0 duplicate 30%
	udp a b 192.168.241.2 500 gap=1000
	expect_eq "received, doubled, changed" "500 0 0" "$(echo \
		"$(value received "$seen") $(value duplicate "$seen")" \
		"$(value corrupt "$seen")")"
}

changed_datagrams_do_not_arrive() {
	netem a a0 corrupt 5%
	udp a b 192.168.241.2 500 gap=1000 size=1000
	expect_eq "changed" 0 "$(value corrupt "$seen")"
	expect_range "lost" 3 200 "$(value lost "$seen")"
	tcp a b 192.168.241.2 300000
}

run_tests ten_percent_loss handshake_through_loss swapped_datagrams_all_arrive \
	doubled_datagrams_arrive_once changed_datagrams_do_not_arrive
