#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# snaptun-inject: what is sent arrives whole and in order, over each kind of
# interface.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

UDP4="--from 10.0.0.1:4000 --to 10.0.0.2:5000"
UDP6="--from [fd00::1]:4000 --to [fd00::2]:5000"
SCION="--from 1-ff00:0:110,10.0.0.1:4000 --to 2-65000,[fd00::2]:5000"

# across COUNT FLOWS ARGUMENTS...: from a0 to b0
across() {
	local count=$1 flows=$2 command=$3
	shift 3
	receiver b b0 --count "$count" --idle 10
	send a "$command" a0 --count "$count" --flows "$flows" "$@"
	sent "$count"
	received "$count" "$flows"
}

# shellcheck disable=SC2086
over_veth() {
	local path
	hosts
	across 500 3 udp $UDP4 --size 32 --copy never
	across 500 2 udp $UDP4 --size 1472
	across 500 1 udp $UDP6 --size 1452 --copy never
	for path in empty scion onehop 4:00112233; do
		across 100 2 scion $SCION --size 1001 --path $path
	done
	across 100 7 scion --echo --from 1-ff00:0:110,10.0.0.1:9 \
		--to 1-1,10.0.0.2 --bypass-qdisc --frames 3 --frame-size 512
}

# The stack of the other end finds addresses, lengths and checksums right.
the_kernel_takes_generated_udp() {
	local mac
	hosts
	mac=$(on b cat /sys/class/net/b0/address)
	background "$TMP/udp" helper b udp-recv port=5000 count=20 idle=3000
	receiver=$background
	wait_listener b udp 5000
	# To the helper, which marks its own in another way, each is corrupt.
	# shellcheck disable=SC2086
	send a udp a0 $UDP4 --ether "$mac" --count 10 --size 64
	# shellcheck disable=SC2086
	send a udp a0 $UDP6 --ether "$mac" --count 10 --size 64
	wait_end 20 "$receiver"
	expect_match "datagrams to the socket" 'corrupt=20' "$(cat "$TMP/udp")"
}

over_dummy() {
	local before
	ns_add a
	ipn a link add d0 mtu 9000 type dummy
	on a sysctl -qw net.ipv6.conf.d0.disable_ipv6=1
	ipn a link set d0 up
	before=$(counter a d0 tx_packets)
	# shellcheck disable=SC2086
	send a udp d0 $UDP4 --count 3000 --size 8000 --frame-size 8192
	sent 3000
	expect_eq "packets of the interface" 3000 \
		$(($(counter a d0 tx_packets) - before))
}

over_snaptun() {
	need_snaptun
	tunnel_hosts
	tool a set t0 payload any
	tool b set t0 payload any
	pings a 192.168.241.2
	receiver b t0 --count 300 --idle 10
	# Ends as the tunnel wants them, and a rate that no queue overflows at.
	send a scion t0 --from 1-ff00:0:110,192.168.241.1:4000 \
		--to 1-ff00:0:111,192.168.241.2:5000 --count 300 --flows 3 \
		--size 1200 --path scion --rate 2kpps
	sent 300
	received 300 3
	receiver b t0 --count 100 --idle 10
	send a udp t0 --from 192.168.241.1:4000 --to 192.168.241.2:5000 \
		--count 100 --rate 2kpps --protocol 0x0800
	sent 100
	received 100
}

a_million_frames_in_order() { # fewer where all is slow
	hosts
	# shellcheck disable=SC2086
	across $((1000000 / slow)) 4 udp $UDP4 --size 32
	note "$(totals "$TMP/sent" frames_per_second) frames per second"
}

frames_of_every_size() {
	pair
	ipn a link set v0 mtu 9100
	ipn a link set v1 mtu 9100
	library_check every-size
}

discarded_slots_are_not_sent() {
	pair
	library_check discarded
}

frames_longer_than_the_mtu_are_refused() {
	pair
	library_check mtu
}

the_library_tells_what_happens_to_frames() {
	pair
	library_check event-fd
	library_check timestamps
}

a_frame_may_be_many() {
	pair
	library_check super
}

hex_is_sent_as_it_stands() {
	hosts
	background "$TMP/in" helper b packet-recv dev=b0 proto=0x88b5 count=4 \
		idle=5000
	receiver=$background
	wait_line 10 "$TMP/in" '^ready'
	inject a hex a0 --times 2 <<-E >"$TMP/sent" 2>"$TMP/sent.err"
	# two frames
	ff:ff:ff:ff:ff:ff 02-00-00-00-00-01 88b5 0102
	ffffffffffff02000000000288b5 0304 05 # and a comment
	E
	wait_end 10 "$receiver"
	expect_match "totals" '^4 frames sent' "$(cat "$TMP/sent")"
	expect_eq "frames" "88b5 ffffffffffff02000000000188b50102
88b5 ffffffffffff02000000000288b5030405
88b5 ffffffffffff02000000000188b50102
88b5 ffffffffffff02000000000288b5030405" "$(tail -n +2 "$TMP/in")"
}

u32() { # u32 NUMBER...: little endian, in hexadecimal
	local n
	for n in "$@"; do
		printf '%02x%02x%02x%02x' $((n & 255)) $((n >> 8 & 255)) \
			$((n >> 16 & 255)) $((n >> 24 & 255))
	done
}

frame() { # frame NUMBER: 60 bytes, in hexadecimal
	printf 'ffffffffffff02000000000%x88b5%092d' "$1" 0
}

pcap_file() { # pcap_file FILE NUMBERS...: 200 ms apart
	local file=$1 n t=0
	shift
	{
		u32 0xa1b2c3d4 0x00040002 0 0 262144 1
		for n in "$@"; do
			u32 1700000000 $((t * 200000)) 60 60
			frame "$n"
			t=$((t + 1))
		done
	} | xxd -r -p >"$file"
}

pcapng_file() { # pcapng_file FILE NUMBERS...
	local file=$1 n t=0 ns
	shift
	{
		u32 0x0a0d0d0a 28 0x1a2b3c4d 1 0xffffffff 0xffffffff 28
		# nanoseconds
		u32 1 32 1 0 0x00010009 9 0 32
		for n in "$@"; do
			ns=$((1700000000000000000 + t * 200000000))
			u32 6 92 0 $((ns >> 32)) $((ns & 0xffffffff)) 60 60
			frame "$n"
			u32 92
			t=$((t + 1))
		done
	} | xxd -r -p >"$file"
}

# replayed FILE SECONDS FRAMES ARGUMENTS...: it took that long
replayed() {
	local file=$1 least=$2 count=$3
	shift 3
	background "$TMP/in" helper b packet-recv dev=b0 proto=0x88b5 \
		count="$count" idle=5000
	receiver=$background
	wait_line 10 "$TMP/in" '^ready'
	send a file a0 "$file" "$@"
	sent "$count"
	wait_end 10 "$receiver"
	expect_eq "frames" "$count" "$(($(wc -l <"$TMP/in") - 1))"
	# Later by what else the machine does, but never earlier.
	expect_range "milliseconds" "$least" $((least + 5000)) \
		$(($(totals "$TMP/sent" elapsed_ns) / 1000000))
}

files_are_replayed() {
	hosts
	pcap_file "$TMP/x.pcap" 1 2 3
	pcapng_file "$TMP/x.pcapng" 1 2 3
	local file
	for file in "$TMP/x.pcap" "$TMP/x.pcapng"; do
		replayed "$file" 400 3
		expect_match "the last one" '000000000388b5' \
			"$(tail -n 1 "$TMP/in")"
		replayed "$file" 800 6 --times 2
	done
	replayed "$file" 0 30 --times 10 --rate max
	# 11 intervals of 50 ms, and of 480 bits
	replayed "$file" 550 12 --times 4 --rate 20pps
	replayed "$file" 528 12 --times 4 --rate 10kbps
}

a_rate_that_is_missed_is_named() {
	pair
	inject a udp v0 $UDP4 --count 20000 --rate 1Gpps >"$TMP/sent" \
		2>"$TMP/sent.err"
	expect_match "warning" \
		'the rate was missed: sending took [0-9.]+ s in place of 0.000 s' \
		"$(<"$TMP/sent.err")"
}

one_is_singular() {
	pair
	background "$TMP/in" inject a receive v1 --idle 0.3
	receiver=$background
	wait_line 10 "$TMP/in" '^receiving'
	inject a udp v0 $UDP4 --count 1 >"$TMP/sent"
	expect_match "sender" '^1 frame sent, ' "$(<"$TMP/sent")"
	wait_end 30 "$receiver"
	expect_match "receiver" '1 packet received in 1 flow, ' "$(<"$TMP/in")"
}

run_tests over_veth the_kernel_takes_generated_udp over_dummy over_snaptun \
	a_million_frames_in_order frames_of_every_size \
	discarded_slots_are_not_sent frames_longer_than_the_mtu_are_refused \
	the_library_tells_what_happens_to_frames a_frame_may_be_many \
	hex_is_sent_as_it_stands files_are_replayed \
	a_rate_that_is_missed_is_named one_is_singular
