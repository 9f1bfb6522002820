#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# AF_PACKET users send and see packets on the device, IP and SCION.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
}

# An ICMP echo request from 192.168.241.1 to .2, and the same in IPv6 (no
# next header): what counts is that it comes out as it went in.
IP4=4500001c000140004001e6e8c0a8f101c0a8f1020800f7fe00000001
IP4=${IP4:0:20}0000${IP4:24}
IP6=6000000000003b40fd000241000000000000000000000001fd000241000000000000000000000002
# A SCION packet: 17 UDP, header of 9 words, 8 bytes of payload, empty path.
SCION=0000000111090008000000000001ff00000001000001ff000000010ac0a8f102c0a8f10100010002000800aa

received() { # received PROTOCOL HEX: by b
	wait_line 10 "$TMP/in" "^$1 $2"
}

listen() {
	background "$TMP/in" helper b packet-recv dev=t0 count=50 idle=15000
	listener=$background
	wait_line 10 "$TMP/in" '^ready'
}

raw_ip_packets_pass() {
	pings a 192.168.241.2
	listen
	# Sum filled in by the kernel's own ping instead where it matters.
	helper a packet-send dev=t0 hex=$IP4 >"$TMP/s1"
	helper a packet-send dev=t0 hex=$IP6 >"$TMP/s2"
	received 0800 $IP4
	received 86dd $IP6
	helper a packet-send dev=t0 hex=$IP4 how=cooked proto=0x0800 >"$TMP/s3"
	wait_for 10 "the second one" twice "^0800 $IP4"
	stop "$listener"
}

twice() {
	[ "$(count_lines "$TMP/in" "$1")" -ge 2 ]
}

malformed_packets_are_refused() {
	local hex
	pings a 192.168.241.2
	listen
	for hex in 45 4500001c 60000000 7500001c00014000 ff $IP6; do
		helper a packet-send dev=t0 hex="${hex%0000000000000002}" \
			>"$TMP/s"
	done
	helper a packet-send dev=t0 hex=$IP4 >"$TMP/s"
	received 0800 $IP4
	expect_eq "packets that arrived" 1 "$(count_lines "$TMP/in" '^[0-9a-f]{4} ')"
	stop "$listener"
}

scion_passes_where_the_payload_admits_it() {
	need_snaptun
	tool a set t0 payload any
	tool b set t0 payload any
	pings a 192.168.241.2
	listen
	helper a packet-send dev=t0 hex=$SCION >"$TMP/s"
	received 88b5 $SCION
	helper a packet-send dev=t0 hex=$SCION how=cooked proto=0x88b5 >"$TMP/s"
	wait_for 10 "the second one" twice "^88b5 $SCION"
	stop "$listener"
}

payload_setting_refuses() {
	need_snaptun
	tool a set t0 payload any
	tool b set t0 payload any
	pings a 192.168.241.2
	tool a set t0 payload ip
	helper a packet-send dev=t0 hex=$SCION >"$TMP/s"
	expect_eq "SCION refused on the way out" 1 \
		"$(drops a t0 tx-payload-refused)"
	tool a set t0 payload any
	tool b set t0 payload ip
	helper a packet-send dev=t0 hex=$SCION >"$TMP/s"
	wait_for 10 "SCION refused on the way in" refused b rx-payload-refused 1
	tool a set t0 payload scion
	expect_failure "IP through a device for SCION" \
		on a ping -n -q -c 1 -W 1 192.168.241.2
	expect_range "IP refused on the way out" 2 10 \
		"$(drops a t0 tx-payload-refused)"
}

refused() { # refused NS REASON COUNT
	[ "$(drops "$1" t0 "$2")" = "$3" ]
}

default_payload_follows_the_wire() {
	need_snaptun
	case $WIRE in
	snap) expect_eq "the payload setting" any "$(tool a show t0 payload)" ;;
	*) expect_eq "the payload setting" ip "$(tool a show t0 payload)" ;;
	esac
}

run_tests raw_ip_packets_pass malformed_packets_are_refused \
	scion_passes_where_the_payload_admits_it payload_setting_refuses \
	default_payload_follows_the_wire
