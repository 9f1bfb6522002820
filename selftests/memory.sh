#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Memory that is kept for later is given back when others need it.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

TRACING=/sys/kernel/tracing

setup() {
	need_snaptun
	tunnel_hosts
}

need_shrinker_trace() {
	[ -d "$TRACING/events" ] || mount -t tracefs none "$TRACING" 2>/dev/null ||
		skip "no tracefs"
	[ -e "$TRACING/events/vmscan/mm_shrink_slab_end/enable" ] ||
		skip "no trace of shrinkers"
}

# Has memory reclaimed, and leaves how many pages came from the module in $pages.
reclaim() {
	echo 1 >"$TRACING/events/vmscan/mm_shrink_slab_end/enable"
	echo >"$TRACING/trace"
	echo 2 >/proc/sys/vm/drop_caches
	echo 0 >"$TRACING/events/vmscan/mm_shrink_slab_end/enable"
	pages=$(awk '/\[snaptun\]/ { sum += $NF } END { print sum + 0 }' \
		"$TRACING/trace")
}

idle_memory_is_given_back() {
	local pages
	need_shrinker_trace
	tcp a b 192.168.241.2 4000000
	reclaim
	note "$pages pages were given back"
	expect_range "pages given back" 24 10000 "$pages"
	reclaim
	expect_eq "pages given back after that" 0 "$pages"
	tcp a b 192.168.241.2 1000000
}

all_memory_goes_with_the_last_device() {
	local pages
	need_shrinker_trace
	tcp a b 192.168.241.2 4000000
	ipn a link del t0
	ipn b link del t0
	reclaim
	expect_eq "pages kept without a device" 0 "$pages"
}

reclaim_without_end() {
	while true; do
		echo 2 >/proc/sys/vm/drop_caches
	done
}

nothing_is_lost_while_memory_is_reclaimed() {
	pings a 192.168.241.2
	background "$TMP/reclaim" reclaim_without_end
	local reclaimer=$background
	udp a b 192.168.241.2 3200 gso=16 size=1200 gap=10000
	expect_match "datagrams" \
		'received=3200 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	tcp a b 192.168.241.2 4000000
	stop "$reclaimer"
}

run_tests idle_memory_is_given_back all_memory_goes_with_the_last_device \
	nothing_is_lost_while_memory_is_reclaimed
