#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What was recorded and is sent again does nothing.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
}

# Records a's datagrams while 50 numbered packets go to b; the receiver goes on
# listening for a while.  Leaves its id in $receiver.
record() {
	local tap
	# So that a frame is one message, also of packets that come late in a row.
	[ "$KIND" != snaptun ] || tool a set t0 gso off
	capture a a0 10001 "$TMP/cap" save="$TMP/frames"
	tap=$background
	background "$TMP/udp" helper b udp-recv port=7001 idle=$((3000 * slow))
	receiver=$background
	wait_listener b udp 7001
	helper a udp-send to=192.168.241.2 port=7001 count=50 gap=$((2000 * slow)) \
		>"$TMP/sender"
	wait_line 10 "$TMP/sender" '^sent=50'
	wait_line 10 "$TMP/cap" ' out data '
	stop "$tap"
}

expect_once() {
	wait_end 20 "$receiver"
	expect_match "datagrams" 'received=50 lost=0 duplicate=0' \
		"$(cat "$TMP/udp")"
}

replayed_data_is_dropped() {
	pings a 192.168.241.2
	record
	helper a replay dev=a0 file="$TMP/frames" type=4 times=3 >"$TMP/r1"
	helper a replay dev=a0 file="$TMP/frames" type=4 order=reverse >"$TMP/r2"
	expect_once
	[ "$KIND" != snaptun ] || expect_range "counted replays" 200 220 \
		"$(drops b t0 rx-replayed)"
}

changed_data_is_dropped() {
	pings a 192.168.241.2
	record
	helper a replay dev=a0 file="$TMP/frames" type=4 mangle=24 >"$TMP/r1"
	helper a replay dev=a0 file="$TMP/frames" type=4 mangle=9 >"$TMP/r2"
	expect_once
	[ "$KIND" != snaptun ] || expect_range "counted forgeries" 100 110 \
		"$(drops b t0 rx-auth-failed)"
}

replayed_initiation_gets_no_answer() {
	local tap before
	record
	stop "$receiver"
	capture b b0 10002 "$TMP/answers"
	tap=$background
	before=$(handshake_time b t0 0)
	helper a replay dev=a0 file="$TMP/frames" type=1 times=20 >"$TMP/r1"
	expect_match "the replay" 'frames=1 sent=20' "$(cat "$TMP/r1")"
	wait_for 10 "they arrive" file_has "$TMP/answers" ' in initiation'
	never_for 2 "an answer to a replayed initiation" \
		file_has "$TMP/answers" ' out response'
	stop "$tap"
	expect_eq "the last handshake" "$before" "$(handshake_time b t0 0)"
	pings a 192.168.241.2
}

# A response that comes again, also while a new handshake is under way, must
# not bring a session back: counters would be used twice.
replayed_response_changes_nothing() {
	local tap
	capture b b0 10002 "$TMP/cap" save="$TMP/frames"
	tap=$background
	pings a 192.168.241.2
	stop "$tap"
	expect_eq "recorded responses" 1 "$(count_lines "$TMP/cap" 'out response')"
	background "$TMP/replay" helper b replay dev=b0 file="$TMP/frames" \
		type=2 times=2000
	udp a b 192.168.241.2 500 gap=500
	expect_match "datagrams meanwhile" \
		'received=500 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	wait_end 30 "$background"
	pings b 192.168.241.1
}

run_tests replayed_data_is_dropped changed_data_is_dropped \
	replayed_initiation_gets_no_answer replayed_response_changes_nothing
