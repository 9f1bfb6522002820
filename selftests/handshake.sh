#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What people are told of handshakes: state, last error, assigned address,
# events; and clocks that go backwards.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	tunnel_hosts
}

# field NS NAME: of the only peer of t0
field() {
	tool "$1" show t0 "$2" | cut -f 2
}

field_is() { # field_is NS NAME VALUE
	[ "$(field "$1" "$2")" = "$3" ]
}

state_tells_what_is_going_on() {
	field_is a states idle || fail "expected idle: $(field a states)"
	ipn b link set t0 down
	no_ping a 192.168.241.2
	field_is a states handshaking ||
		fail "expected handshaking: $(field a states)"
	ipn b link set t0 up
	wait_for 15 "a session" field_is a states up
}

other_wire_mode_is_named_as_the_error() {
	local other=wireguard
	[ "$WIRE" = snap ] || other=snap
	tool b set t0 wire $other
	no_ping a 192.168.241.2
	wait_for 5 "the last error" \
		field_is a last-errors response-wrong-length
	expect_range "counted responses" 1 3 "$(drops a t0 rx-wrong-mode)"
	expect_eq "handshakes" 0 "$(handshake_time a t0 1)"
}

wrong_psk_is_named_as_the_error() {
	"$TOOL" genpsk >"$TMP/psk"
	tool a set t0 peer "${PUB[1]}" preshared-key "$TMP/psk"
	no_ping a 192.168.241.2
	wait_for 5 "the last error" field_is a last-errors response-invalid
}

missing_route_is_named_as_the_error() {
	tool a set t0 peer "${PUB[1]}" endpoint 203.0.113.9:10002
	no_ping a 192.168.241.2
	wait_for 5 "the last error" field_is a last-errors no-route
}

success_clears_the_error() {
	tool a set t0 peer "${PUB[1]}" endpoint 203.0.113.9:10002
	no_ping a 192.168.241.2
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2 -W 10
	expect_eq "the last error" none "$(field a last-errors)"
}

assigned_address_is_that_of_the_sender() {
	[ "$WIRE" = snap ] || skip "only SNAP tells the observed address"
	watch_events
	pings a 192.168.241.2
	wait_line 5 "$TMP/events" 'address-assigned'
	tool a show t0 | grep -q 'assigned address: 10.0.0.1:10001' ||
		fail "expected 10.0.0.1:10001 in: $(tool a show t0)"
	: >"$TMP/events"
	# another port: the next response reports it
	tool a set t0 listen-port 10009
	ipn a link set t0 down
	ipn a link set t0 up
	pings a 192.168.241.2 -W 10
	wait_line 5 "$TMP/events" 'address-assigned'
	tool a show t0 | grep -q 'assigned address: 10.0.0.1:10009' ||
		fail "expected 10.0.0.1:10009 in: $(tool a show t0)"
	stop "$events"
}

# Nobody answers for 90 seconds, whether somebody keeps sending or not.
silence_is_named_as_the_error() {
	need_snap_wire	# the modes do not differ, and it takes two minutes
	watch_events
	ipn b link set t0 down
	background "$TMP/ping" on a ping -n -q -i 1 192.168.241.2
	wait_for 110 "the last error" field_is a last-errors handshake-timeout
	stop "$background"
	wait_for 110 "an event" file_has "$TMP/events" session-lost
	expect_range "packets dropped that had waited" 1 200 \
		"$(drops a t0 tx-staged-expired)"
	stop "$events"
}

# The other end takes only what is newer than all that it has seen.
clock_set_back_locks_nobody_out() {
	local now
	pings a 192.168.241.2
	now=$(date +%s)
	date -s "@$((now - 86400))" >/dev/null || skip "can't set the clock"
	ipn a link set t0 down
	ipn a link set t0 up
	if ! on a ping -n -q -c 1 -W $((10 * slow)) 192.168.241.2 >"$TMP/ping"; then
		date -s "@$now" >/dev/null
		fail "expected an answer: $(cat "$TMP/ping")"
	fi
	date -s "@$now" >/dev/null
}

run_tests state_tells_what_is_going_on other_wire_mode_is_named_as_the_error \
	wrong_psk_is_named_as_the_error missing_route_is_named_as_the_error \
	success_clears_the_error assigned_address_is_that_of_the_sender \
	clock_set_back_locks_nobody_out silence_is_named_as_the_error
