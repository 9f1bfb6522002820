#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tests on kernels with run-time checks, which are built and cached first:
# KUnit suites, the whole suite, every allocation failing in turn, leaks; then
# data races under traffic on four processors, and a storm of configuration.
#
#   check.sh [STEP...]      kunit failnth suite races storm; default: all
#
# Environment: DEBUG_TESTS: scripts of selftests/ for "suite", default all;
# STORM_OPERATIONS: for "storm" on each of two kernels, default 100000.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# Namespaces come and go in each test, and each waits for grace periods.
quick="rcupdate.rcu_expedited=1"
logs=$top/build/check-debug
# Code that gives up on an injected failure may say so.
injected='kobject_add_internal failed|could not get directory'
injected+='|unreliable refcount|Call Trace|Could not allocate'

# shellcheck source=selftests/check/steps.sh
. "$top/selftests/check/steps.sh"

step_kunit() {
	local build
	build=$(SNAPTUN_BUILD=$top/build/kunit "$top/selftests/vm/build-module.sh" \
		debug-kasan SNAPTUN_KUNIT=1 | tail -n 1) || return 1
	"$run" -n -k debug-kasan -m 2G -f "$build/snaptun_kunit.ko:/kunit/snaptun_kunit.ko" \
		"$here/kunit.sh"
}

step_failnth() {
	make -s -C "$here" || return 1
	"$run" -k debug-kasan -c $quick -t 3600 \
		-T "$injected" \
		-f "$top/build/debug/failnth:/usr/bin/failnth" \
		"$here/failnth.sh" "$here/kmemleak.sh"
}

# Three scripts to a machine, each of which looks for leaks in the end.
suite_in_vm() { # suite_in_vm OPTIONS SCRIPTS...
	[ $# -gt 1 ] || return 0
	export last_script=$here/kmemleak.sh
	in_vm "-p -k debug-kasan -c $quick -t 3600 $1" 3 "$(nproc)" "${@:2}"
}

chosen_scripts() {
	if [ -n "${DEBUG_TESTS:-}" ]; then
		# shellcheck disable=SC2086
		printf 'selftests/%s\n' $DEBUG_TESTS
	else
		printf '%s\n' selftests/*.sh
	fi
}

# Where time is virtual nothing comes late because the machine is slow, and a day
# is a test.
step_suite() {
	local scripts
	mapfile -t scripts < <(chosen_scripts | grep -xF -f <(tests_of cpus))
	suite_in_vm "-e SNAPTUN_SLOW=16" "${scripts[@]}"
	mapfile -t scripts < <(chosen_scripts | grep -vxF -f <(tests_of cpus))
	suite_in_vm "-i -t 100000 -e SNAPTUN_SLOW=4" "${scripts[@]}"
}

# One sender there cannot bring WireGuard under load, which opens initiations on
# all processors: the flood is for snaptun.
step_races() {
	local scripts
	mapfile -t scripts < <(tests_of main | sed s/interop_wireguard/flood/)
	"$run" -p -k debug-kcsan -s 4 -e SNAPTUN_SLOW=4 -c $quick -t 3600 \
		"${scripts[@]}"
}

step_storm() {
	local kernel
	for kernel in debug-kasan debug-kcsan; do
		"$run" -k $kernel -s 4 -m 2G -c $quick -t 28800 \
			-e SNAPTUN_SLOW=4 \
			-e "SNAPTUN_STORM_OPERATIONS=${STORM_OPERATIONS:-100000}" \
			selftests/storm.sh
	done
}

cd "$top" || exit 1
mkdir -p "$logs"
"$top/selftests/vm/setup.sh" debug </dev/null || exit 1
make -s -C tools || exit 1
[ $# -gt 0 ] || set -- kunit failnth suite races storm
for s in "$@"; do
	run_step "$s"
done
print_total
