#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The round trip of one small packet when nothing else happens, in microseconds.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

round_trips() {
	ends
	on a ping -n -c 1000 -i 0.002 192.168.241.2 >"$TMP/ping"
	sed -n 's/.* time=\([0-9.]*\) ms/\1/p' "$TMP/ping" | sort -n >"$TMP/ms"
	expect_eq "answers" 1000 "$(wc -l <"$TMP/ms")"
	result ping-min "$(awk 'NR == 1 { print $1 * 1000 }' "$TMP/ms")"
	result ping-p99 "$(awk 'NR == 990 { print $1 * 1000 }' "$TMP/ms")"
}

bench round_trips none "${IN_KERNEL[@]}"
