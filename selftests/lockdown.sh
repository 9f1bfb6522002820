#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel that is locked down tells nobody the keys of sessions. Nothing undoes
# that, so that this has to be the last script of a machine.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/keylog.sh
. lib/keylog.sh

LOCKDOWN=/sys/kernel/security/lockdown

setup() {
	[ -n "${SNAPTUN_LOCK_DOWN:-}" ] ||
		skip "SNAPTUN_LOCK_DOWN does not say that it may be locked down"
	need_snaptun
	[ -e $LOCKDOWN ] ||
		mount -t securityfs security /sys/kernel/security
	[ -w $LOCKDOWN ] || skip "this kernel cannot be locked down"
	tunnel_hosts
}

a_locked_down_kernel_tells_no_keys() {
	log_keys a
	restart
	expect_told 1 a
	echo integrity >$LOCKDOWN
	restart
	restart
	expect_eq "sessions told" 1 "$(nr_of a)"
	expect_failure "switching it on" tool b set t0 keylog on
	expect_match "why" "locked down" "$(<"$TMP/out")"
	tool a set t0 keylog off
}

run_tests a_locked_down_kernel_tells_no_keys
