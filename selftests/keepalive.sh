#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who sends empty packets, and when.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
}

# lines_from NAME REGEX: in the capture at b's wire
lines_from() {
	count_lines "$TMP/cap" " $1 $2 "
}

watch_wire() {
	capture b b0 10002 "$TMP/cap"
}

# One packet that gets no answer; the initiator confirms with it, so that no
# keepalive is needed for that.
one_packet() {
	on b sysctl -qw net.ipv4.icmp_echo_ignore_all=1
	! on a ping -n -q -c 1 -W 1 192.168.241.2 >"$TMP/ping" ||
		fail "expected no answer to the ping"
}

keepalive_line() { # keepalive_line in|out
	grep -m 1 " $1 keepalive " "$TMP/cap"
}

millisecond() { # millisecond LINE
	echo "${1%% *}"
}

passive_keepalive_after_ten_seconds() {
	local data answer
	watch_wire
	one_packet
	wait_line 20 "$TMP/cap" ' out keepalive '
	data=$(grep -m 1 ' in data ' "$TMP/cap")
	answer=$(keepalive_line out)
	expect_range "milliseconds from the data to the keepalive" 9900 11000 \
		$(($(millisecond "$answer") - $(millisecond "$data")))
	expect_eq "keepalives sent before" 0 \
		"$(sed "/ in data /q" "$TMP/cap" | grep -c ' out keepalive ')"
}

# An idle tunnel: WireGuard falls silent; a SNAP end answers empty packets,
# and no new handshake starts while they flow.
idle_tunnel() {
	local first
	watch_wire
	one_packet
	wait_line 20 "$TMP/cap" ' out keepalive '
	first=$(lines_from in initiation)
	idle_for 27
	expect_eq "initiations, no more than before" "$first" \
		"$(lines_from in initiation)"
	expect_eq "initiations by the other end" 0 "$(lines_from out initiation)"
	if [ "$WIRE" = snap ]; then
		expect_range "keepalives of the one that was written to" 2 3 \
			"$(lines_from out keepalive)"
		expect_range "answers to empty packets" 1 3 \
			"$(lines_from in keepalive)"
	else
		expect_eq "keepalives of the one that was written to" 1 \
			"$(lines_from out keepalive)"
		expect_eq "answers to empty packets" 0 \
			"$(lines_from in keepalive)"
	fi
}

new_handshake_when_nothing_comes_back() {
	local data next
	need_command nft
	pings a 192.168.241.2
	on b nft -f - <<-E
	table inet filter {
		chain out {
			type filter hook output priority 0
			udp sport 10002 drop
		}
	}
	E
	watch_wire
	one_packet
	wait_line 25 "$TMP/cap" ' in initiation '
	data=$(grep -m 1 ' in data ' "$TMP/cap")
	next=$(grep -m 1 ' in initiation ' "$TMP/cap")
	expect_range "milliseconds from the data to a new handshake" \
		14900 16500 $(($(millisecond "$next") - $(millisecond "$data")))
}

initiations_repeat_each_five_seconds() {
	local first second
	ipn b link set t0 down
	watch_wire
	! on a ping -n -q -c 1 -W 1 192.168.241.2 >"$TMP/ping"
	wait_for 20 "a second initiation" second_initiation
	first=$(grep -m 1 ' in initiation ' "$TMP/cap")
	second=$(grep ' in initiation ' "$TMP/cap" | sed -n 2p)
	expect_range "milliseconds between initiations" 4900 6200 \
		$(($(millisecond "$second") - $(millisecond "$first")))
}

second_initiation() {
	[ "$(lines_from in initiation)" -ge 2 ]
}

persistent_keepalive_starts_and_goes_on() {
	watch_wire
	tool a set t0 peer "${PUB[1]}" persistent-keepalive 1
	wait_for 10 "a handshake without any data" has_handshake b t0 0
	idle_for 6
	expect_range "keepalives in about 6 s" 5 8 "$(lines_from in keepalive)"
	tool a set t0 peer "${PUB[1]}" persistent-keepalive off
	idle_for 2
	: >"$TMP/cap"
	never_for 4 "a keepalive after it was switched off" \
		file_has "$TMP/cap" ' in keepalive '
}

persistent_keepalive_begins_with_the_link() {
	ipn a link set t0 down
	tool a set t0 peer "${PUB[1]}" persistent-keepalive 25
	never_for 1 "a handshake of a device that is down" has_handshake b t0 0
	ipn a link set t0 up
	wait_for 10 "a handshake once it is up" has_handshake b t0 0
}

# A handshake that fails for want of a key is tried again after five seconds.
persistent_keepalive_begins_with_the_key() {
	ipn a link set t0 down
	tool a set t0 private-key /dev/null \
		peer "${PUB[1]}" persistent-keepalive 25
	ipn a link set t0 up
	never_for 1 "a handshake without a key" has_handshake b t0 0
	tool a set t0 private-key <(echo "${KEY[0]}")
	wait_for 2 "a handshake with the key" has_handshake b t0 0
}

packet_that_waits_leaves_with_the_key() {
	tool a set t0 private-key /dev/null
	background "$TMP/waiting" on a ping -n -q -c 1 -W 4 192.168.241.2
	wait_for 4 "a handshake that fails" lacks_key
	tool a set t0 private-key <(echo "${KEY[0]}")
	wait_end 5 "$background" ||
		fail "expected an answer, seen:" "$(cat "$TMP/waiting")"
}

lacks_key() {
	[ "$(drops a t0 hs-no-key)" -ge 1 ]
}

persistent_keepalive_goes_on_with_another_key() {
	tool a set t0 peer "${PUB[1]}" persistent-keepalive 25
	wait_for 10 "a handshake" has_handshake b t0 0
	dev_peer b t0 2 192.168.241.3/32
	tool a set t0 private-key <(echo "${KEY[2]}")
	wait_for 2 "a handshake with the other key" has_handshake b t0 2
}

run_tests passive_keepalive_after_ten_seconds idle_tunnel \
	new_handshake_when_nothing_comes_back \
	initiations_repeat_each_five_seconds \
	persistent_keepalive_starts_and_goes_on \
	persistent_keepalive_begins_with_the_link \
	persistent_keepalive_begins_with_the_key \
	persistent_keepalive_goes_on_with_another_key \
	packet_that_waits_leaves_with_the_key
