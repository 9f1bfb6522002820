#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pages that others can see are never written to: files sent by sendfile and
# splice, with packet taps and mirrors on the way, stay what they were.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

SIZE=3000000

setup() {
	tunnel_hosts
	pings a 192.168.241.2
	head -c $SIZE /dev/urandom >"$TMP/file"
	sum=$(sha256sum <"$TMP/file")
}

# A copy of all that the device receives and sends goes to a dummy device.
mirror() { # mirror NS DEV
	need_module act_mirred cls_matchall sch_ingress
	ipn "$1" link add mirror type dummy
	ipn "$1" link set mirror up
	on "$1" tc qdisc add dev "$2" clsact
	on "$1" tc filter add dev "$2" egress matchall \
		action mirred egress mirror dev mirror
	on "$1" tc filter add dev "$2" ingress matchall \
		action mirred egress mirror dev mirror
}

taps=()
tap() { # tap NS DEV: two readers of the same packets
	background "$TMP/tap-$1-$2" on "$1" tcpdump -Z root -n -p -i "$2" -s 65535 \
		-w /dev/null
	taps+=("$background")
	wait_line 10 "$TMP/tap-$1-$2" 'listening on'
}

# send_file FAMILY-ADDRESS SENDER-HOW RECEIVER-HOW
send_file() {
	local receiver
	rm -f "$TMP/received"
	background "$TMP/tcp" helper b tcp-recv port=7000 how="$3" \
		file="$TMP/received"
	receiver=$background
	wait_listener b tcp 7000
	helper a tcp-send to="$1" port=7000 file="$TMP/file" how="$2" \
		>"$TMP/sender" 2>&1 || fail "sender: $(cat "$TMP/sender")"
	wait_end 60 "$receiver"
	expect_eq "the file that was sent, afterwards" "$sum" \
		"$(sha256sum <"$TMP/file")"
	expect_eq "the file that was received" "$sum" \
		"$(sha256sum <"$TMP/received")"
}

every_way() {
	send_file 192.168.241.2 sendfile read
	send_file fd00:241::2 sendfile splice
	send_file 192.168.241.2 splice splice
}

spliced_file_is_unchanged() {
	every_way
}

spliced_file_is_unchanged_with_taps() {
	need_command tcpdump
	tap a t0
	tap a a0
	tap b b0
	tap b t0
	every_way
	stop "${taps[@]}"
}

spliced_file_is_unchanged_with_mirrors() {
	mirror a t0
	mirror b b0
	every_way
	expect_range "mirrored packets" 100 100000000 \
		"$(counter b mirror tx_packets)"
}

# Both: the clone of a clone, and a queue that holds packets.
spliced_file_is_unchanged_with_all() {
	need_command tcpdump
	mirror b b0
	tap b mirror
	mirror a a0
	tap a t0
	netem a t0 delay 1ms
	every_way
	stop "${taps[@]}"
}

run_tests spliced_file_is_unchanged spliced_file_is_unchanged_with_taps \
	spliced_file_is_unchanged_with_mirrors \
	spliced_file_is_unchanged_with_all
