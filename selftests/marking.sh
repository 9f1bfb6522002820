#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The DS field outside and inside: ECN by RFC 6040, DSCP not copied, handshake
# messages AF41.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
	pings a 192.168.241.2
}

# outer_of TOS: the DS field of a's datagrams that carry packets with TOS
outer_of() {
	local tap outer
	capture a a0 10001 "$TMP/cap"
	tap=$background
	udp a b "$2" 5 tos="$1" size=500 gap=10000
	stop "$tap"
	outer=$(sed -n 's/.* out data 5[0-9]* ds=\([0-9]*\) .*/\1/p' "$TMP/cap" |
		sort -u)
	expect_eq "the outer DS field for an inner $1 to $2" "$3" "$outer"
	expect_eq "the inner DS field" "$(($1))" "$(value tos "$seen")"
}

ecn_is_copied_out_dscp_is_not() {
	local to
	for to in 192.168.241.2 fd00:241::2; do
		outer_of 0x00 $to 0
		outer_of 0x01 $to 1
		outer_of 0x02 $to 2
		outer_of 0xb8 $to 0
		outer_of 0xba $to 2
	done
}

# Marks what b's wire receives as having met congestion.
congestion() {
	need_command nft
	on b nft -f - <<-E
	table inet mangle {
		chain in {
			type filter hook prerouting priority -150
			udp dport 10002 ip ecn set ce
		}
	}
	E
}

congestion_is_copied_in() {
	congestion
	udp a b 192.168.241.2 5 tos=2 gap=10000
	expect_eq "the DS field of ECT(0) after congestion" 3 "$(value tos "$seen")"
	udp a b fd00:241::2 5 tos=1 gap=10000
	expect_eq "the DS field of ECT(1) after congestion" 3 "$(value tos "$seen")"
}

congestion_drops_what_cannot_carry_it() {
	congestion
	udp a b 192.168.241.2 5 tos=0 gap=10000 &
	wait_for 20 "the datagrams are sent" file_has "$TMP/udp-sender" sent=5
	no_ping a 192.168.241.2
	wait
	expect_match "what arrived" '^received=0 ' "$(cat "$TMP/udp")"
	[ "$KIND" != snaptun ] || expect_range "counted by reason" 5 20 \
		"$(drops b t0 rx-ecn)"
}

handshakes_are_af41() {
	local tap
	capture b b0 10002 "$TMP/cap"
	tap=$background
	tool a set t0 private-key <(echo "${KEY[2]}")
	tool a set t0 private-key <(echo "${KEY[0]}")
	pings a 192.168.241.2
	stop "$tap"
	expect_eq "DS field of the initiation" 136 \
		"$(sed -n 's/.* in initiation .* ds=\([0-9]*\) .*/\1/p' "$TMP/cap" |
			sort -u)"
	expect_eq "DS field of the response" 136 \
		"$(sed -n 's/.* out response .* ds=\([0-9]*\) .*/\1/p' "$TMP/cap" |
			sort -u)"
}

run_tests ecn_is_copied_out_dscp_is_not congestion_is_copied_in \
	congestion_drops_what_cannot_carry_it handshakes_are_af41
