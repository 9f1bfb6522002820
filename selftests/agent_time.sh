#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The agent in the course of time, which is virtual: when tunnels get no answer it
# asks where the data plane is, and uses another control plane where that is no
# help; a day of renewals costs it nothing.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/agent.sh
. lib/agent.sh

setup() {
	[ -n "${SNAPTUN_VIRTUAL_TIME:-}" ] || skip "only in virtual time"
	agent_hosts
}

# The gateway's port, and another gateway
gateway_is_silent() {
	tool b set t0 listen-port 10009
}

other_gateway() {
	dev_add b t1 2 10003 peer "${PUB[0]}" allowed-ips 192.168.241.1/32
	ipn b link set t1 up
}

gateway_that_has_moved_is_found() {
	conf
	connect
	gateway_is_silent
	data_plane 10.0.0.2:10009 1
	wait_line 300 "$TMP/agent.out" "the data plane gives no answer"
	wait_line 60 "$TMP/agent.out" "data plane 10.0.0.2:10009"
	wait_for 60 "answers by the new way" answers
}

another_control_plane_is_used() {
	modes="good flaky"
	conf
	other_gateway
	echo "10.0.0.2:10003 ${PUB[2]}" >"$TMP/plane/data-plane-flaky"
	connect
	gateway_is_silent
	wait_line 600 "$TMP/agent.out" "registered at .*/flaky/"
	wait_for 60 "the tunnel" has_tunnels 1
	expect_eq "questions for the first" 2 \
		"$(grep -c "^good GetSnapDataPlaneAddress" "$TMP/plane/log")"
}

kilobytes() { # of memory that the agent has
	awk '/^VmRSS/ { print $2 }' "/proc/$agent/status"
}

# registered NUMBER: waits for so many registrations, however long that takes
registered() {
	grep -m "$1" RegisterSnapTunIdentity >/dev/null \
		< <(exec tail -n +1 -f "$TMP/plane/log") ||
		fail "only $(asked RegisterSnapTunIdentity) registrations"
}

a_day_of_renewals_costs_nothing() {
	local before started
	conf "Manage = false"
	sed -i "s,^TokenFile.*,TokenCommand = $plane token 3600 \$\$," \
		"$TMP/agent.conf"
	start
	registered 3
	before=$(kilobytes)
	started=$(now_ms)
	registered 25
	expect_range "minutes for 22 renewals" 1290 1310 \
		$((($(now_ms) - started) / 60000))
	expect_range "kilobytes more" -9999 100 $(($(kilobytes) - before))
	note "from $before to $(kilobytes) KiB"
	agent wait --timeout 5
	expect_eq "questions for the data plane" 1 \
		"$(asked GetSnapDataPlaneAddress)"
}

run_tests gateway_that_has_moved_is_found another_control_plane_is_used \
	a_day_of_renewals_costs_nothing
