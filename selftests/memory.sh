#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Memory: what waits has a bound, whatever it consists of, and what is kept for
# later is given back when others need it.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

DEAD=80			# peers

setup() {
	need_snaptun
	tunnel_hosts
}

available_kb() {
	awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo
}

# Peers 192.168.242.1 and on of a, which are not there.
dead_peers() {
	random_keys $DEAD | awk '{
		printf "[Peer]\nPublicKey = %s\n", $0
		printf "Endpoint = 10.0.0.2:%d\n", 11000 + NR
		printf "AllowedIPs = 192.168.242.%d/32\n", NR
	}' >"$TMP/dead"
	tool a addconf t0 "$TMP/dead"
	ipn a route add 192.168.242.0/24 dev t0
}

# Twenty packets of 60 KB for each are more than all together may have; a packet
# for one who does answer waits beside them.
what_waits_for_dead_peers_has_a_bound() {
	local before i taken
	ipn a link set t0 mtu 65000
	dead_peers
	before=$(available_kb)
	for ((i = 1; i <= DEAD; i++)); do
		helper a udp-send to=192.168.242.$i port=7001 count=20 \
			size=60000 >"$TMP/sender"
	done
	taken=$((before - $(available_kb)))
	note "$taken KB wait for $DEAD peers"
	expect_range "KB that wait" 1000 80000 "$taken"
	expect_range "packets dropped" 400 $((DEAD * 20)) \
		"$(drops a t0 tx-no-session)"
	udp a b 192.168.241.2 1 size=100
	expect_match "for one who answers" 'received=1 lost=0' "$seen"
}

need_shrinker_trace() {
	need_tracing
	[ -e "$TRACING/events/vmscan/mm_shrink_slab_end/enable" ] ||
		skip "no trace of shrinkers"
}

# Has memory reclaimed, and leaves how many pages came from the module in $pages.
reclaim() {
	trace_on vmscan/mm_shrink_slab_end
	echo >"$TRACING/trace"
	echo 2 >/proc/sys/vm/drop_caches
	trace_off vmscan/mm_shrink_slab_end
	pages=$(awk '/\[snaptun\]/ { sum += $NF } END { print sum + 0 }' \
		"$TRACING/trace")
}

nothing_is_kept() {
	reclaim
	[ "$pages" = 0 ]
}

# Once the last packets of the stream are through, too.
idle_memory_is_given_back() {
	local pages
	need_shrinker_trace
	tcp a b 192.168.241.2 4000000
	reclaim
	note "$pages pages were given back"
	expect_range "pages given back" $((8 * (1 + $(nproc)))) 10000 "$pages"
	wait_for 10 "nothing is kept" nothing_is_kept
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

# No more at a time than all queues hold, however late anybody comes.
nothing_is_lost_while_memory_is_reclaimed() {
	pings a 192.168.241.2
	background "$TMP/reclaim" reclaim_without_end
	local reclaimer=$background round
	for ((round = 0; round < 20; round++)); do
		udp a b 192.168.241.2 160 gso=16 size=1200
		expect_match "datagrams" \
			'received=160 lost=0 duplicate=0 reordered=0 corrupt=0' \
			"$seen"
	done
	tcp a b 192.168.241.2 4000000
	stop "$reclaimer"
}

run_tests what_waits_for_dead_peers_has_a_bound idle_memory_is_given_back \
	all_memory_goes_with_the_last_device \
	nothing_is_lost_while_memory_is_reclaimed
