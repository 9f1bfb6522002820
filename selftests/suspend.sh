#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Session keys do not survive a suspend, and clients come back from it at once.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# As far as freezing the tasks, and back after five seconds.
suspend() {
	[ -w /sys/power/state ] || skip "this kernel has no suspend"
	grep -q freeze /sys/power/state || skip "no state 'freeze' on this machine"
	if [ -w /sys/power/pm_test ]; then
		echo freezer >/sys/power/pm_test
	else
		skip "this kernel has no /sys/power/pm_test"
	fi
	echo freeze >/sys/power/state
	echo none >/sys/power/pm_test
}

keys_are_wiped_on_suspend() {
	local tap
	tunnel_hosts
	pings a 192.168.241.2
	capture a a0 10001 "$TMP/cap"
	tap=$background
	suspend
	pings a 192.168.241.2
	stop "$tap"
	expect_match "the first datagram after the suspend" ' out initiation ' \
		"$(grep -m 1 ' out ' "$TMP/cap")"
}

has_answer() {
	file_has "$TMP/cap" ' in response '
}

# No keepalive is due for five minutes, nor is there anything to send.
client_comes_back_at_once() {
	local tap start keepalive=300
	need_command jq
	hosts
	kernel_gateway 192.168.241.1/32
	client_up 10.0.0.2
	capture a a0 6001 "$TMP/cap"
	tap=$background
	suspend
	start=$(now_ms)
	wait_for 5 "a handshake after the suspend" has_answer
	note "it took $(($(now_ms) - start)) ms"
	is up || fail "expected the tunnel to be up: $(member state)"
	stop "$tap"
	expect_match "the first datagram after the suspend" ' out initiation ' \
		"$(grep -m 1 ' out ' "$TMP/cap")"
}

run_tests keys_are_wiped_on_suspend client_comes_back_at_once
