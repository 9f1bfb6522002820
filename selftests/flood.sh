#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Strangers get silence; under a flood of initiations they get cookies, and
# those who belong here still get through.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	veth a a1 b b1
	address a a1 10.2.0.1/24
	address b b1 10.2.0.2/24
}

random_datagrams_get_silence() {
	pings a 192.168.241.2
	helper a junk to=10.2.0.2 port=10002 count=3000 >"$TMP/junk"
	expect_eq "answers to random datagrams" \
		"sent=3000 response=0 cookie=0 other=0" "$(cat "$TMP/junk")"
	pings a 192.168.241.2
}

wrong_mac1_gets_silence() {
	helper a initiations to=10.2.0.2 port=10002 key="${PUB[1]}" mac1=bad \
		count=3000 >"$TMP/bad"
	expect_eq "answers to initiations with a wrong mac1" \
		"sent=3000 response=0 cookie=0 other=0" "$(cat "$TMP/bad")"
	pings a 192.168.241.2
}

unknown_sender_gets_silence() {
	local tap
	pings a 192.168.241.2
	capture b b0 10003 "$TMP/cap"
	tap=$background
	dev_add a t1 2 10003
	dev_peer a t1 1 192.168.250.2/32 endpoint 10.0.0.2:10002 \
		persistent-keepalive 1
	dev_up a t1 192.168.250.1/24
	wait_line 10 "$TMP/cap" ' in initiation'
	never_for 3 "an answer to an unknown key" file_has "$TMP/cap" ' out '
	stop "$tap"
}

lone_initiations_get_silence_not_cookies() {
	helper a initiations to=10.2.0.2 port=10002 key="${PUB[1]}" \
		count=20 gap=50000 >"$TMP/few"
	expect_eq "answers to few forged initiations" \
		"sent=20 response=0 cookie=0 other=0" "$(cat "$TMP/few")"
}

flood_is_answered_with_cookies() {
	load_start a 10.2.0.2 10002 1
	stop "$flood"
	note "$(cat "$TMP/flood")"
	expect_eq "responses to forged initiations" 0 \
		"$(value response "$(cat "$TMP/flood")")"
	expect_range "cookie replies" 1 100000000 \
		"$(value cookie "$(cat "$TMP/flood")")"
	pings a 192.168.241.2 -W 10
}

handshake_succeeds_under_a_flood() {
	local tap
	flood_start a 10.2.0.2 10002 1
	capture a a0 10001 "$TMP/cap"
	tap=$background
	background "$TMP/ping" on a ping -n -q -i 0.5 192.168.241.2
	wait_for 40 "a handshake during the flood" has_handshake b t0 0
	kill -0 "$flood" || fail "the flood ended too early: $(cat "$TMP/flood")"
	stop "$flood" "$tap" "$background"
	note "cookie replies to the peer:" \
		"$(count_lines "$TMP/cap" ' in cookie ')"
}

data_goes_on_under_a_flood() {
	pings a 192.168.241.2
	flood_start a 10.2.0.2 10002 1
	udp a b 192.168.241.2 300 gap=10000
	stop "$flood"
	expect_range "datagrams that arrived of 300" 270 300 \
		"$(value received "$seen")"
}

run_tests random_datagrams_get_silence wrong_mac1_gets_silence \
	unknown_sender_gets_silence lone_initiations_get_silence_not_cookies \
	flood_is_answered_with_cookies handshake_succeeds_under_a_flood \
	data_goes_on_under_a_flood
