#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# snaptun-inject: what goes wrong is said, counted, and loses nothing else.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

UDP4="--from 10.0.0.1:4000 --to 10.0.0.2:5000"

# v0 sends 1 Mbit/s from a queue of ten frames, or of that many bytes
slow_pair() { # slow_pair [BYTES]
	pair
	on a tc qdisc add dev v0 root tbf rate 1mbit burst 2000 \
		limit "${1:-10000}"
}

a_full_ring_says_so() {
	slow_pair
	library_check full
}

a_full_queue_leaves_frames_pending() {
	slow_pair
	library_check slow
}

a_deep_queue_is_not_waited_for() {
	slow_pair 1000000
	library_check deep
}

closing_does_not_hang() {
	slow_pair
	library_check close-full
}

rejected_frames_are_told_apart() {
	pair
	library_check wrong-format
}

errors_of_opening() {
	pair
	ipn a link set v1 down
	library_check open-errors
	on a setpriv --bounding-set=-net_raw --inh-caps=-net_raw \
		"$CHECKER" no-capability v0 v1 >"$TMP/check" 2>&1 ||
		fail "$(cat "$TMP/check")"
}

# The tool, over a slow queue: all comes in the end, in order.
nothing_is_lost_to_a_slow_queue() {
	hosts
	on a tc qdisc add dev a0 root tbf rate 4mbit burst 2000 limit 10000
	receiver b b0 --count 400 --idle 10
	# shellcheck disable=SC2086
	send a udp a0 $UDP4 --count 400 --size 1000 --frames 32
	sent 400
	received 400
}

# What is still pending when the time is up is counted, and the status says so.
pending_frames_are_counted() {
	local status=0
	hosts
	on a tc qdisc add dev a0 root tbf rate 100kbit burst 2000 limit 10000
	# shellcheck disable=SC2086
	inject a udp a0 $UDP4 --count 60 --size 1000 --wait 1 --json \
		>"$TMP/sent" 2>"$TMP/sent.err" || status=$?
	expect_eq "exit status" 2 $status
	expect_range "frames pending" 20 55 "$(totals "$TMP/sent" pending)"
	expect_eq "frames in all" 60 "$(jq '.sent + .pending' "$TMP/sent")"
}

# begin_stream ARGUMENTS...: a0 sends until told, its id is in $stream
begin_stream() {
	local before
	before=$(counter b b0 rx_packets)
	# shellcheck disable=SC2086
	background "$TMP/sent" inject a udp a0 $UDP4 --json "$@"
	stream=$background
	wait_for 20 "frames at b0" has_come $((before + 50))
}

has_come() { # has_come COUNT: at least, to b0
	[ "$(counter b b0 rx_packets)" -gt "$1" ]
}

# ended STATUS TEXT: the stream, soon
ended() {
	local status=0
	wait_end 10 "$stream" || status=$?
	expect_eq "exit status" "$1" $status
	[ -z "$2" ] || expect_match "what it says" "$2" "$(cat "$TMP/sent")"
}

a_signal_ends_it_with_all_counted() {
	local signal
	hosts
	for signal in INT TERM; do
		receiver b b0
		begin_stream --rate 3kpps
		kill -s $signal "$stream"
		ended 0 ''
		kill -s INT "$receiver"
		received "$(totals "$TMP/sent" sent)"
		expect_eq "rejected refused pending" "0 0 0" \
			"$(totals "$TMP/sent" rejected refused pending)"
	done
}

# A signal must not wait for the next frame of a slow stream.
a_signal_ends_a_sleep() {
	local begin before
	hosts
	on a sysctl -qw net.ipv6.conf.a0.disable_ipv6=1
	before=$(counter b b0 rx_packets)
	pcap 0xa1b2c3d4 0x00040002 0 0 262144 1 \
		0 0 16 16 -1 -1 -1 0xb588
	background "$TMP/sent" inject a file a0 "$TMP/f" --times 0 \
		--rate 1bps --json
	stream=$background
	# It has sent the first one, and sleeps for 128 seconds.
	wait_for 20 "a frame" has_come "$before"
	begin=$(now_ms)
	kill -s INT "$stream"
	ended 0 ''
	expect_range "milliseconds" 0 3000 $(($(now_ms) - begin))
}

an_interface_that_goes_down() {
	hosts
	receiver b b0
	begin_stream --rate 3kpps
	ipn a link set a0 down
	ended 1 'interface a0 went down: "ip link set a0 up"'
	kill -s INT "$receiver"
	wait_end 10 "$receiver"
	# On its way down it drops what comes, without a word to the sender.
	expect_range "frames received" 50 "$(totals "$TMP/sent" sent)" \
		"$(totals "$TMP/receiver" received)"
	expect_eq "lost duplicate reordered corrupt" "0 0 0 0" \
		"$(totals "$TMP/receiver" lost duplicate reordered corrupt)"
}

an_interface_that_is_removed() {
	hosts
	receiver b b0
	begin_stream --rate max
	ipn a link del a0
	ended 1 'interface a0 (is gone|went down)'
	expect_eq "rejected refused" "0 0" \
		"$(totals "$TMP/sent" rejected refused)"
	wait_end 10 "$receiver" || true
	expect_match "the receiver says why it ends" 'interface b0: ' \
		"$(cat "$TMP/receiver")"
}

# fails TEXT ARGUMENTS...: exit status 1, and one line with the text
fails() {
	local text=$1 status=0
	shift
	inject a "$@" >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
	expect_eq "exit status of '$*'" 1 $status
	expect_match "'$*' says" "$text" "$(cat "$TMP/err")"
	expect_eq "lines of '$*'" 1 "$(wc -l <"$TMP/err")"
}

silent_hosts() { # that send nothing by themselves
	hosts
	on a sysctl -qw net.ipv6.conf.a0.disable_ipv6=1
	before=$(counter a a0 tx_packets)
}

nothing_was_sent() {
	expect_eq "frames sent" "$before" "$(counter a a0 tx_packets)"
}

bad_command_lines_send_nothing() {
	local scion="scion a0 --from 1-1,10.0.0.1:1"
	silent_hosts
	fails 'file INTERFACE FILE is needed' file a0
	fails 'no interface nothere' hex nothere
	fails 'standard input has no frame' hex a0
	fails '--from and --to are needed' udp a0
	fails 'no option `--nonsense' udp a0 --nonsense
	fails '--rate: `5kbit' udp a0 --rate 5kbit
	fails '--rate needs RATE' udp a0 --rate
	fails '--rate: `recorded' udp a0 --rate recorded
	fails '--count: `-1' udp a0 --count -1
	fails '--from: `10.0.0.1' udp a0 --from 10.0.0.1
	fails '--from: `10.0.0.256:1' udp a0 --from 10.0.0.256:1
	fails '--from: `10.0.0.1:65536' udp a0 --from 10.0.0.1:65536
	fails '--ether: `1:2' udp a0 --ether 1:2
	# shellcheck disable=SC2086
	{
		fails 'both IPv4 or both IPv6' udp a0 $UDP4 --to '[fd00::1]:1'
		fails '--size: at least 32' udp a0 $UDP4 --size 31
		fails '--size: a packet has room' udp a0 $UDP4 --size 65530
		fails 'frame size 100' udp a0 $UDP4 --frame-size 100
		fails 'at least one frame' udp a0 $UDP4 --frames 0
		fails '--to: `10.0.0.1:1' $scion --to 10.0.0.1:1
		fails '--to: `1-1-1,10.0.0.1:1' $scion --to 1-1-1,10.0.0.1:1
		fails '--path: `scionn' $scion --path scionn
		fails '--path: `4:001122' $scion --path 4:001122
	}
	nothing_was_sent
}

# pcap NUMBER...: a file of these 32-bit numbers
pcap() {
	local n
	for n in "$@"; do
		printf '%02x%02x%02x%02x' $((n & 255)) $((n >> 8 & 255)) \
			$((n >> 16 & 255)) $((n >> 24 & 255))
	done | xxd -r -p >"$TMP/f"
}

bad_files_send_nothing() {
	local begin="0xa1b2c3d4 0x00040002 0 0 262144"
	local packet="0 0 16 16 -1 -1 -1 0xb588"
	silent_hosts
	fails '/nothere: No such file' file a0 /nothere
	fails '/dev/null: a regular file' file a0 /dev/null
	pcap
	fails 'too short for pcap' file a0 "$TMP/f"
	pcap 0x12345678 2 3
	fails 'neither pcap nor pcapng' file a0 "$TMP/f"
	# shellcheck disable=SC2086
	{
		pcap $begin
		fails 'ends within its header' file a0 "$TMP/f"
		pcap $begin 1
		fails 'no packets' file a0 "$TMP/f"
		pcap $begin 101 $packet
		fails 'link header of type 101.*Ethernet' file a0 "$TMP/f"
		pcap $begin 1 $packet 0 0 16 16 -1
		fails 'ends within packet 2' file a0 "$TMP/f"
		pcap $begin 1 $packet 0 0
		fails 'ends within packet 2' file a0 "$TMP/f"
		pcap $begin 1 $packet 0 0 16 8 1 2 3 4
		fails 'packet 2 has 16 bytes of 8' file a0 "$TMP/f"
		pcap $begin 1 $packet 0 0 1000000 1000000
		fails 'packet 2 says that it has 1000000' file a0 "$TMP/f"
		pcap 0xa1b2c3d4 0x00040003 0 0 262144 1 $packet
		fails 'version 3' file a0 "$TMP/f"
	}
	pcap 0x0a0d0d0a 28 0x1a2b3c4d 1 -1 -1 24
	fails 'two lengths' file a0 "$TMP/f"
	pcap 0x0a0d0d0a 28 0x1a2b3c4d 1 -1 -1 28 6 32 0 0 0 0 0 32
	fails 'no known interface' file a0 "$TMP/f"
	echo "ffffffffffff02000000000188b501" >"$TMP/hex"
	echo "ffffffffffff02000000000188b5012" >>"$TMP/hex"
	expect_failure "half a byte" inject a hex a0 <"$TMP/hex"
	expect_match "its line" 'line 2: pairs of' "$(cat "$TMP/out")"
	nothing_was_sent
}

# refused_by TEXT FILE ARGUMENTS...: one frame of two is refused, by name
refused_by() {
	local text=$1 status=0
	shift
	inject a file a0 "$@" --json >"$TMP/sent" 2>"$TMP/sent.err" || status=$?
	expect_eq "exit status" 2 $status
	expect_match "what it says" "$text" "$(cat "$TMP/sent.err")"
	expect_eq "sent and refused" "1 1" \
		"$(totals "$TMP/sent" sent refused)"
}

frames_that_do_not_fit_are_refused_by_name() {
	local begin="0xa1b2c3d4 0x00040002 0 0 262144 1"
	local packet="0 0 16 16 -1 -1 -1 0xb588"
	hosts
	# shellcheck disable=SC2086
	pcap $begin 0 0 100 100 -1 -1 -1 0xb588 \
		0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 $packet
	ipn a link set a0 mtu 68
	refused_by 'packet 1 of .* has 100 bytes, interface a0 takes 82' "$TMP/f"
	ipn a link set a0 mtu 1500
	refused_by 'packet 1 of .* has 100 bytes, a frame of the ring has room for 54' \
		"$TMP/f" --frame-size 96
	# shellcheck disable=SC2086
	pcap $begin 0 0 16 17 -1 -1 -1 0xb588 $packet
	refused_by 'packet 1 of .* was cut' "$TMP/f"
	# shellcheck disable=SC2086
	pcap $begin 0 0 12 12 -1 -1 -1 $packet
	inject a file a0 "$TMP/f" --json >"$TMP/sent" 2>"$TMP/sent.err" &&
		fail "expected status 2"
	expect_match "what it says" 'frame 1 was rejected by the kernel: Inv' \
		"$(cat "$TMP/sent.err")"
	expect_eq "sent, rejected, refused" "1 1 0" \
		"$(totals "$TMP/sent" sent rejected refused)"
}

# A link that loses, doubles and reorders; the receiver finds out.
the_receiver_counts_what_is_wrong() {
	local got lost double order corrupt most
	hosts
	need_module sch_netem
	netem a a0 loss 10% duplicate 10%
	receiver b b0 --idle 2
	# shellcheck disable=SC2086
	send a udp a0 $UDP4 --count 500
	wait_end 20 "$receiver" && fail "expected status 2"
	read -r got lost double < <(totals "$TMP/receiver" received lost \
		duplicate)
	expect_range "lost" 10 120 "$lost"
	expect_range "duplicate" 10 120 "$double"
	expect_eq "received and lost" 500 $((got + lost))
	netem a a0 delay 20ms reorder 90% corrupt 20%
	receiver b b0 --idle 2
	# shellcheck disable=SC2086
	send a udp a0 $UDP4 --count 500 --rate 5kpps --size 1000
	wait_end 20 "$receiver" && fail "expected status 2"
	read -r order corrupt most < <(totals "$TMP/receiver" reordered \
		corrupt latency_most_ns)
	expect_range "reordered" 5 500 "$order"
	expect_range "corrupt" 10 250 "$corrupt"
	expect_range "greatest latency in us" 19000 2000000 $((most / 1000))
}

run_tests a_full_ring_says_so a_full_queue_leaves_frames_pending \
	a_deep_queue_is_not_waited_for closing_does_not_hang \
	rejected_frames_are_told_apart errors_of_opening \
	nothing_is_lost_to_a_slow_queue pending_frames_are_counted \
	a_signal_ends_it_with_all_counted a_signal_ends_a_sleep \
	an_interface_that_goes_down an_interface_that_is_removed \
	bad_command_lines_send_nothing bad_files_send_nothing \
	frames_that_do_not_fit_are_refused_by_name \
	the_receiver_counts_what_is_wrong
