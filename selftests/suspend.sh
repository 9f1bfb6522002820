#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Session keys do not survive a suspend.
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

run_tests keys_are_wiped_on_suspend
