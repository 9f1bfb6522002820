#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What arrives waits in a queue of the device's own: nobody else's sockets count
# against it, it is bounded, and what does not fit is counted.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# then_finish COMMAND...: what a test leaves behind for the whole machine goes
then_finish() {
	local status=$?
	set +eE
	"$@"
	(exit $status)
	finish_test
}

# How much memory all UDP sockets of the machine may use is a setting of the
# whole machine.  It is lowered, so that little fills it.
somebody_fills_sockets() {
	udp_mem=$(sysctl -n net.ipv4.udp_mem)
	trap 'then_finish sysctl -qw net.ipv4.udp_mem="$udp_mem"' EXIT
	sysctl -qw net.ipv4.udp_mem='256 512 1024'
	ns_add c
	background "$TMP/hoard" helper c udp-hoard sockets=100
	wait_line 20 "$TMP/hoard" hoarding
	note "$(grep -h UDP: /proc/net/sockstat)"
}

speed() { # speed: leaves Mbit/s of TCP from a to b in $mbit
	local seen
	seen=$(helper a tcp-load sender="$NS-a" receiver="$NS-b" \
		to=192.168.241.2 ms=500)
	mbit=$(awk -v b="$(value bytes "$seen")" -v us="$(value us "$seen")" \
		'BEGIN { printf "%d", b * 8 / us }')
}

full_sockets_of_others_do_not_stop_it() {
	local before mbit udp_mem
	speed
	before=$mbit
	somebody_fills_sockets
	speed
	note "TCP through $KIND, Mbit/s: $before, while others hoard $mbit"
	need_speed	# else the host may have been busy, all came in any case
	[ "$((mbit * 2))" -ge "$before" ] ||
		fail "expected at least half of $before Mbit/s, seen $mbit"
}

# hold_up COUNT SIZE COMMAND: so many datagrams arrive at b while its NAPI cannot
# run, and the command finds them in the queue.  The NAPI is a thread then, which
# gets nothing of the only processor until the sender, softirqs and the command
# have nothing to do.
holder=b	# where t0 is, whose sockets are at b
hold_up() {
	[ -n "${SNAPTUN_VIRTUAL_TIME:-}" ] || skip "needs a machine of one CPU"
	need_snaptun
	sysctl -qw kernel.sched_rt_runtime_us=-1
	helper a real-time pid="$(grep -lx ksoftirqd/0 /proc/[0-9]*/comm |
		cut -d / -f 3)"
	on "$holder" sh -c 'echo 1 >/sys/class/net/t0/threaded'
	arrived=$1
	helper a real-time command="
		$HELPER udp-send to=10.0.0.2 port=10002 count=$1 size=$2
		$3" >"$TMP/held" 2>&1 || fail "$(cat "$TMP/held")"
	expect_match "the sender" "sent=$1 failed=0" "$(cat "$TMP/held")"
}

# all_counted NS: each datagram that arrived was looked at, or did not fit
all_counted() {
	[ "$(($(drops "$1" t0 rx-unknown-type) +
		$(drops "$1" t0 rx-socket-full)))" = "$arrived" ]
}

# fits SIZE: leaves in $fits how many datagrams of that size fit into the queue
fits() {
	local before seen
	before=$(drops b t0 rx-socket-full)
	seen=$(drops b t0 rx-unknown-type)
	hold_up 8000 "$1" :
	arrived=$((seen + before + 8000))
	wait_for 20 "all are counted" all_counted b
	fits=$((8000 - $(drops b t0 rx-socket-full) + before))
	note "datagrams of $1 bytes that fit: $fits"
}

queue_is_bounded_by_memory() {
	local fits fits_large arrived
	fits 1400
	expect_range "datagrams of 1400 bytes" 1500 5000 $fits
	expect_eq "overruns of the link" "$(drops b t0 rx-socket-full)" \
		"$(counter b t0 rx_over_errors)"
	[ $fits -lt 8000 ] || fail "expected that not all fit"
	fits_large=$fits
	fits 100
	[ "$fits" -gt $((fits_large * 3 / 2)) ] ||
		fail "expected that more of the small ones fit"
	pings a 192.168.241.2
}

leave_group() {
	rmdir "$TMP/cgroup/opener"
	umount "$TMP/cgroup"
}

queue_is_not_charged_to_who_opened_it() {
	local group=$TMP/cgroup/opener
	mkdir "$TMP/cgroup"
	mount -t cgroup2 none "$TMP/cgroup" 2>/dev/null ||
		skip "no control groups here"
	trap 'then_finish leave_group' EXIT
	echo +memory >"$TMP/cgroup/cgroup.subtree_control" 2>/dev/null ||
		skip "no control group of memory here"
	mkdir "$group"
	ipn b link set t0 down
	bash -c "echo \$\$ >$group/cgroup.procs
		exec ip -n $NS-b link set t0 up"
	hold_up 3000 1400 "cat $group/memory.stat"
	expect_eq "memory of sockets that the opener pays for" "sock 0" \
		"$(grep '^sock ' "$TMP/held")"
	wait_for 20 "all are counted" all_counted b
}

port_changes_while_datagrams_wait() {
	hold_up 3000 1400 \
		"nsenter --net=/run/netns/$NS-b $TOOL set t0 listen-port 10012"
	wait_for 20 "all are counted" all_counted b
	pings b 192.168.241.1
}

device_goes_down_while_datagrams_wait() {
	hold_up 3000 1400 "ip -n $NS-b link set t0 down"
	inner b t0 2
	pings b 192.168.241.1
	hold_up 3000 1400 "ip -n $NS-b link del t0"
}

namespace_of_the_sockets_goes_while_datagrams_wait() {
	ns_add c
	ipn b link set t0 netns "$NS-c"
	inner c t0 2
	pings c 192.168.241.1
	holder=c
	hold_up 3000 1400 "ip netns del $NS-b"
	wait_for 20 "all are counted" all_counted c
}

module_goes_while_datagrams_wait() {
	hold_up 3000 1400 "rmmod $KIND"
	modprobe "$KIND"
}

firewall_is_heeded() {
	need_command nft
	on b nft add table ip f
	on b nft add chain ip f in '{ type filter hook input priority 0; }'
	on b nft add rule ip f in udp dport 10002 drop
	no_ping a 192.168.241.2
	on b nft delete table ip f
	pings a 192.168.241.2
}

ipsec_policy_is_heeded() {
	ipn b xfrm policy add dir in src 10.0.0.1/32 dst 10.0.0.2/32 proto udp \
		dport 10002 action block || skip "no IPsec here"
	no_ping a 192.168.241.2
	ipn b xfrm policy flush
	pings a 192.168.241.2
}

run_tests full_sockets_of_others_do_not_stop_it queue_is_bounded_by_memory \
	queue_is_not_charged_to_who_opened_it port_changes_while_datagrams_wait \
	device_goes_down_while_datagrams_wait \
	namespace_of_the_sockets_goes_while_datagrams_wait \
	module_goes_while_datagrams_wait firewall_is_heeded \
	ipsec_policy_is_heeded
