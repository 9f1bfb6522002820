#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Datagrams that arrive joined are judged one by one, as if they had come so.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# Eight messages that a sent and b has not seen are in $TMP/frames.
record() {
	local tap
	need_command tc
	[ "$KIND" != snaptun ] || tool a set t0 gso off
	on b tc qdisc add dev b0 clsact
	on b tc filter add dev b0 ingress matchall action drop
	capture a a0 10001 "$TMP/cap" save="$TMP/frames"
	tap=$background
	helper a udp-send to=192.168.241.2 port=7001 count=8 size=100 \
		gap=2000 >"$TMP/sender"
	wait_for 10 "the messages" eight_are_recorded
	stop "$tap"
	on b tc qdisc del dev b0 clsact
}

eight_are_recorded() {
	[ "$(count_lines "$TMP/cap" ' out data 1')" -ge 8 ]
}

# replay_joined ARGUMENTS...: what b took is in $seen
replay_joined() {
	local receiver
	background "$TMP/udp" helper b udp-recv port=7001 count=8 \
		idle=$((1000 * slow))
	receiver=$background
	wait_listener b udp 7001
	helper a replay-joined to=10.0.0.2 port=10002 file="$TMP/frames" \
		type=4 "$@" >"$TMP/sent"
	wait_end 20 "$receiver"
	seen=$(cat "$TMP/udp")
}

joined_messages_are_taken() {
	record
	replay_joined
	expect_match "messages as they were" 'received=8 ' "$seen"
}

# In WireGuard's dialect the bytes behind the type have to be zero, in SNAP's
# they are not looked at.
reserved_bytes_in_joined_messages() {
	local taken=8 refused=0
	record
	[ "$WIRE" != wireguard ] || taken=1 refused=7
	replay_joined mangle=2
	expect_match "messages of which seven have a reserved byte set" \
		"received=$taken " "$seen"
	[ "$KIND" != snaptun ] || expect_eq "rx-unknown-type" $refused \
		"$(drops b t0 rx-unknown-type)"
}

# Who can write to the socket can have a forged message joined with true ones.
a_number_too_large_spoils_no_other_message() {
	record
	replay_joined overrun=1
	expect_match "messages of which the first has no true number" \
		'received=7 ' "$seen"
	[ "$KIND" != snaptun ] || expect_eq "rx-session-expired" 1 \
		"$(drops b t0 rx-session-expired)"
}

short_datagrams_are_counted_each() {
	local size sum=0
	need_snaptun
	for size in 16 31; do
		helper a udp-send to=10.0.0.2 port=10002 count=32 size=$size \
			gso=32 >"$TMP/sent"
		sum=$((sum + 32))
		wait_for 10 "$sum short datagrams" short_datagrams $sum
	done
	helper a udp-send to=10.0.0.2 port=10002 count=3 size=31 >"$TMP/sent"
	wait_for 10 "$((sum + 3)) short datagrams" short_datagrams $((sum + 3))
	expect_eq "rx-geometry" 0 "$(drops b t0 rx-geometry)"
}

short_datagrams() {
	[ "$(drops b t0 rx-short)" = "$1" ]
}

run_tests joined_messages_are_taken reserved_bytes_in_joined_messages \
	a_number_too_large_spoils_no_other_message \
	short_datagrams_are_counted_each
