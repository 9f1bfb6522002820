#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A Geneve header before each message: what is sent has it, what comes without
# it, or with another one, is dropped and counted.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
}

geneve() { # geneve NS VNI: to the other end
	local key=1
	[ "$1" = a ] || key=0
	tool "$1" set t0 peer "${PUB[key]}" encap geneve vni "$2"
}

plain() { # plain NS
	local key=1
	[ "$1" = a ] || key=0
	tool "$1" set t0 peer "${PUB[key]}" encap none
}

# Counts what leaves a for b by what it begins with.
watch_wire() {
	need_command nft
	on a nft -f - <<-E
	table inet wire {
		chain out {
			type filter hook output priority 0
			udp dport 10002 @th,64,64 0x00007a12abcdef00 \
				counter accept comment "with"
			udp dport 10002 counter comment "without"
		}
	}
	E
}

wire_count() { # wire_count with|without
	on a nft list table inet wire |
		sed -n "/comment \"$1\"/s/.*packets \([0-9]*\) .*/\1/p"
}

every_message_has_it() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	geneve a 0xabcdef
	geneve b 0xabcdef
	watch_wire
	pings a 192.168.241.2
	pings b fd00:241::1
	tcp a b 192.168.241.2 3000000 2
	udp a b 192.168.241.2 256 size=1100 gso=32 gap=20000
	expect_match "datagrams in batches" \
		'received=256 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	expect_eq "packets without the header" 0 "$(wire_count without)"
	[ "$(wire_count with)" -gt 10 ] ||
		fail "expected packets with the header, seen $(wire_count with)"
	expect_match "shown" 'encap: geneve vni 11259375' "$(tool a show t0)"
	expect_match "as a file" 'Vni = 11259375' "$(tool a showconf t0)"
}

over_ipv6() {
	hosts
	tunnel fd00::1 fd00::2
	geneve a 1
	geneve b 1
	pings a 192.168.241.2
	tcp b a fd00:241::1 1000000 2
}

other_headers_are_dropped() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	geneve a 7
	geneve b 8
	on a ping -c 2 -i 0.2 -W 1 192.168.241.2 >"$TMP/ping" &&
		fail "expected no answer over different VNIs"
	expect_range "initiations with another VNI" 1 9 \
		"$(drops b t0 rx-encap-mismatch)"
	plain a
	wait_for 30 "an initiation without the header" more_mismatches 1
	geneve a 8
	wait_for 30 "the same VNI" on a ping -c 1 -W 1 192.168.241.2
	plain b
	on a ping -c 2 -i 0.2 -W 1 192.168.241.2 >"$TMP/ping" &&
		fail "expected no answer to what has a header that is not wanted"
	expect_range "data with a header that is not wanted" 2 20 \
		"$(($(drops b t0 rx-encap-mismatch) - mismatches))"
	plain a
	pings a 192.168.241.2
}

more_mismatches() { # more_mismatches NUMBER
	mismatches=$(drops b t0 rx-encap-mismatch)
	[ "$mismatches" -gt "$1" ]
}

send_bytes() { # send_bytes HEX: and 40 bytes behind, from a to b's socket
	printf '%b' "$(sed 's/../\\x&/g' <<<"$1")$(printf '\\x11%.0s' {1..40})" |
		on a socat - UDP:10.0.0.2:10002
}

# Version, options, control flag, protocol, reserved byte.
broken_headers_are_dropped() {
	local hex
	need_command socat
	hosts
	tunnel 10.0.0.1 10.0.0.2
	geneve b 7
	for hex in 40007a1200000700 01007a1200000700 00807a1200000700 \
		0000655800000700 00007a1200000701; do
		send_bytes $hex
	done
	wait_for 10 "drops of 5 broken headers" \
		has_drops b t0 rx-encap-invalid 5
	send_bytes 00007a1200000700
	wait_for 10 "a good header before nonsense" \
		has_drops b t0 rx-unknown-type 1
}

has_drops() { # has_drops NS DEV REASON NUMBER
	[ "$(drops "$1" "$2" "$3")" = "$4" ]
}

# The header is room that a packet of the largest MTU would need.
largest_packet_is_shorter() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	geneve a 7
	geneve b 7
	ipn a link set t0 mtu 65475
	ipn b link set t0 mtu 65475
	pings a 192.168.241.2 -c 1 -s $((65475 - 8 - 28))
	on a ping -c 1 -W 1 -s $((65475 - 28)) 192.168.241.2 >"$TMP/ping" &&
		fail "expected no answer to a packet that does not fit"
	expect_eq "counted as too big" 1 "$(drops a t0 tx-too-big)"
}

run_tests every_message_has_it over_ipv6 other_headers_are_dropped \
	broken_headers_are_dropped largest_packet_is_shorter
