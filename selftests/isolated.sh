#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A CPU that the administrator has isolated does no work for others.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

ISOLATED=1

setup() {
	[ "$(cat /sys/devices/system/cpu/isolated)" = $ISOLATED ] ||
		skip "CPU $ISOLATED is not isolated (isolcpus=$ISOLATED)"
	need_tracing
	tunnel_hosts
	pings a 192.168.241.2
}

# Jobs that went to another CPU are done by a worker there.
works() { # works CPU: how often there
	grep -cE "\[0*$1\] .*: function crypt_worker" "$TRACING/trace" || true
}

isolated_cpu_gets_no_jobs() {
	trace_on workqueue/workqueue_execute_start
	on b taskset 1 "$HELPER" udp-recv port=7001 count=3200 \
		idle=3000 >"$TMP/udp" &
	wait_listener b udp 7001
	on a taskset 1 "$HELPER" udp-send to=192.168.241.2 port=7001 \
		count=3200 size=1200 gso=16 gap=20000 >"$TMP/sent"
	wait_end 60 $!
	trace_off workqueue/workqueue_execute_start
	note "jobs of other CPUs: $(works 0), $(works 1), $(works 2)"
	expect_eq "jobs for the CPU that is isolated" 0 "$(works $ISOLATED)"
	expect_range "jobs for one that is not" 1 100000 "$(works 2)"
}

run_tests isolated_cpu_gets_no_jobs
