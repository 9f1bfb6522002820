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
	be_quiet
	agent_hosts
}

# Idle time costs nothing but for what wakes: the kernel's housekeeping does so
# ten times a second, which is a million times a day.
be_quiet() {
	moment=2
	write_if_there /proc/sys/vm/compaction_proactiveness 0
	write_if_there /proc/sys/vm/stat_interval 86400
	write_if_there /proc/sys/kernel/watchdog 0
	write_if_there /sys/kernel/mm/transparent_hugepage/enabled never
}

write_if_there() { # write_if_there FILE WORD: small kernels lack some
	[ ! -e "$1" ] || echo "$2" >"$1"
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

first_address() { # first_address NAME: as the agent finds it
	on a getent ahosts "$1" | sed -n '1s/ .*//p'
}

another_address_of_a_name_is_used() {
	local first
	need_command getent
	address b b0 10.0.0.3/24 fd00::3/64
	printf '10.0.0.3 gateway\nfd00::3 gateway\n' >/etc/hosts
	echo "multi on" >/etc/host.conf	# or one line would be all
	first=$(first_address gateway)
	case $first in
	*:*) ipn b addr del "$first/64" dev b0 ;;
	*) ipn b addr del "$first/24" dev b0 ;;
	esac
	conf
	data_plane gateway:10002 1
	start
	wait_line 300 "$TMP/agent.out" "the data plane gives no answer"
	wait_for 60 "a tunnel to the other address" has_tunnels 1
	expect_eq "the name's first address" "$first" "$(first_address gateway)"
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

# A command that writes a token for an hour.  Python would need a second of a
# processor for each.
token_command() {
	cat >"$TMP/token-command" <<-'END'
	#!/bin/sh
	part() {
		printf '{"%s":%s}' "$@" | base64 -w 0 | tr +/ -_ | tr -d =
	}
	echo "$(part alg '"none"').$(part exp $(($(date +%s) + 3600))).$$"
	END
	chmod +x "$TMP/token-command"
	sed -i "s,^TokenFile.*,TokenCommand = $TMP/token-command," \
		"$TMP/agent.conf"
}

has_registrations() {
	[ "$(asked RegisterSnapTunIdentity)" -ge "$1" ]
}

a_day_of_renewals_costs_nothing() {
	local before started
	conf "Manage = false"
	token_command
	start
	moment=120
	wait_for 8000 "registrations" has_registrations 3
	before=$(kilobytes)
	started=$(now_ms)
	wait_for 80000 "registrations" has_registrations 25
	expect_range "minutes for 22 renewals" 1290 1310 \
		$((($(now_ms) - started) / 60000))
	expect_range "kilobytes more" -9999 100 $(($(kilobytes) - before))
	note "from $before to $(kilobytes) KiB"
	agent wait --timeout 5
	expect_eq "questions for the data plane" 1 \
		"$(asked GetSnapDataPlaneAddress)"
}

run_tests gateway_that_has_moved_is_found \
	another_address_of_a_name_is_used another_control_plane_is_used \
	a_day_of_renewals_costs_nothing
