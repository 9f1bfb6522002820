#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the gateway g0 at b says to packets that it does not let out of a tunnel.
# At a is a device of role peer, which sends whatever it is given.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

REFUSALS=vectors/gateway-refusals.json

setup() {
	need_snap_wire
	hosts
	gateway
	identity add 0 for 3600
	address b b0 10.1.0.1/24 fd00:1::1/64
	address a a0 10.1.0.2/24 fd00:1::2/64
	# One of the packets is that long.
	ipn a link set a0 mtu 1600
	ipn b link set b0 mtu 1600
	ipn b link set g0 mtu 1500
}

# t0 at a, with a tunnel to an address of g0; what comes out goes to $TMP/came.
sender() { # sender ADDRESS
	local at=$1
	case $at in *:*) at="[$at]" ;; esac
	dev_add a t0 0 10001 payload any peer "${PUB[1]}" endpoint "$at:10002" \
		allowed-ips 0.0.0.0/0
	came_at_a
}

came_at_a() {
	ipn a link set t0 mtu 1500 up
	background "$TMP/came" helper a packet-recv dev=t0 proto=0x88b5 \
		count=10000 idle=1000000
	wait_line 10 "$TMP/came" '^ready'
}

put() { # put HEX [ARGUMENTS...]: into t0
	local proto=0x88b5
	[ "${1:0:1}" != 4 ] || proto=0x0800
	helper a packet-send dev=t0 proto=$proto hex="$1" "${@:2}" >"$TMP/put"
}

nr_came() {
	count_lines "$TMP/came" '^88b5 '
}

last_came() {
	sed -n '$s/^88b5 //p' "$TMP/came"
}

told() { # what the last answer over IPv4 says: type, code, checksum, value
	last_came | cut -c 73-88
}

nr_came_is() { # nr_came_is NUMBER
	[ "$(nr_came)" = "$1" ]
}

nr_refused() { # packets that g0 refused
	local reason sum=0
	for reason in rx-malformed rx-source-refused rx-path-refused; do
		((sum += $(drops b g0 $reason))) || true
	done
	echo $sum
}

nr_refused_is() { # nr_refused_is NUMBER
	[ "$(nr_refused)" = "$1" ]
}

# Recorded packets as "PACKET ANSWER CASE", by a filter. A device sends what begins
# as SCION or IPv4, and pads it: what is left out is padding where a packet does not
# say how long it is, which is quoted, or where there is some already.
refusals() { # refusals GATEWAY FILTER
	jq -r --arg at "$1" ".cases[] | select(.gateway == \$at and
		(.packet | test(\"^[04]\")) and ((.packet | length % 32 == 0) or
		((.answer // \"\" | test(\"^.{72}0410|^.{120}0410\")) or
		(.case | test(\"padding\")) | not))) | select($2) |
		\"\\(.packet) \\(.answer) \\(.case)\"" $REFUSALS
}

# The sum over addresses, length, protocol and message is right: all ones.
sum_is_right() { # sum_is_right HEX
	local hex=$1 header=$((0x${1:10:2} * 8)) sum=202 i
	((sum += (${#hex} - header) / 2))
	hex=${hex:24}
	((${#hex} % 4 == 0)) || hex+=00
	for ((i = 0; i < ${#hex}; i += 4)); do
		((sum += 0x${hex:i:4}))
	done
	while ((sum > 0xffff)); do
		((sum = (sum & 0xffff) + (sum >> 16)))
	done
	((sum == 0xffff))
}

# The checksums of the recorded answers are wrong.
without_sum() { # without_sum HEX
	local at=$((0x${1:10:2} * 8 + 4))
	echo "${1:0:at}----${1:at+4}"
}

# Within a second there are ten answers and more.
answered_as_recorded() { # answered_as_recorded GATEWAY
	local packet answer name nr=0
	sender "$1"
	while read -r packet answer name; do
		put "$packet"
		((++nr))
		wait_for 5 "an answer to $name" nr_came_is $nr
		expect_eq "$name" "$(without_sum "$answer")" \
			"$(without_sum "$(last_came)")"
		sum_is_right "$(last_came)" || fail "a wrong checksum: $name"
		idle_for 0.1
	done < <(refusals "$1" '.answer and (.ours | not)')
	expect_eq "packets refused" $nr "$(nr_refused)"
	expect_range "packets tried" 4 100 $nr
}

refusals_are_answered_as_recorded() {
	answered_as_recorded 10.1.0.1
}

refusals_are_answered_over_ipv6() {
	answered_as_recorded fd00:1::1
}

errors_are_not_answered() {
	local packet answer name nr=0
	sender 10.1.0.1
	while read -r packet answer name; do
		put "$packet"
		wait_for 5 "$name" nr_refused_is $((++nr))
	done < <(refusals 10.1.0.1 '.ours == "silence"')
	expect_eq "packets tried" 1 $nr
	never_for 1 "an answer" file_has "$TMP/came" '^88b5'
}

# Lengths that do not agree
refuses_more_than_the_reference() {
	local packet answer name nr=0
	sender 10.1.0.1
	while read -r packet answer name; do
		put "$packet"
		wait_for 5 "$name" nr_came_is $((++nr))
		expect_match "$name" ^0410 "$(last_came | cut -c 73-)"
	done < <(refusals 10.1.0.1 '.ours == "malformed"')
	expect_eq "packets malformed" $nr "$(drops b g0 rx-malformed)"
}

refusal() { # refusal CASE: its packet
	jq -r --arg case "$1" \
		'.cases[] | select(.case == $case).packet' $REFUSALS
}

good_packets_pass() {
	sender 10.1.0.1
	turn
	put "$(refusal "a good packet")" count=20
	wait_for 10 "packets that came out" nr_out_is 20
	expect_eq "packets refused" 0 "$(nr_refused)"
	expect_eq "answers" 0 "$(nr_came)"
}

nr_out_is() { # nr_out_is NUMBER: packets out of g0
	[ "$(counter b g0 rx_packets)" = "$1" ]
}

# Ten at once, and one more for each tenth of a second
answers_are_limited() {
	local packet begin
	packet=$(refusal "another IPv4 source")
	sender 10.1.0.1
	begin=$(now_ms)
	put "$packet" count=200
	wait_for 10 "packets refused" nr_refused_is 200
	idle_for 0.2
	expect_range "answers" 10 $((10 + ($(now_ms) - begin) / 100)) \
		"$(nr_came)"
	idle_for 1
	begin=$(nr_came)
	put "$packet"
	wait_for 5 "an answer after a pause" nr_came_is $((begin + 1))
}

answers_are_cut_to_the_mtu() {
	ipn b link set g0 mtu 700
	sender 10.1.0.1
	put "$(refusal "another source, a long packet")"
	wait_for 5 "an answer" nr_came_is 1
	expect_eq "its length" 1400 "$(last_came | tr -d '\n' | wc -c)"
	sum_is_right "$(last_came)" || fail "a wrong checksum"
}

# A UDP packet from 1-ff00:0:132,10.1.0.2:4000, as recorded
strict_wants_the_port_and_the_as() {
	local good
	good=$(refusal "a good packet")
	tool b set g0 isd-as 1-ff00:0:131,1-ff00:0:132 policy strict
	dev_add a t0 0 4000 payload any peer "${PUB[1]}" endpoint 10.1.0.1:10002
	came_at_a
	put "$good"
	wait_for 10 "a packet that came out" nr_out_is 1
	tool b set g0 isd-as 1-ff00:0:131
	put "$good"
	wait_for 5 "an answer" nr_came_is 1
	expect_match "it" '^0421....00000014$' "$(told)"
	tool b set g0 isd-as 1-ff00:0:132
	put "${good/0fa00fa1/0fa20fa1}"
	wait_for 5 "another answer" nr_came_is 2
	expect_match "it" '^0421....00000024$' "$(told)"
	tool b set g0 policy host isd-as off
	put "${good/0fa00fa1/0fa20fa1}"
	wait_for 10 "another packet that came out" nr_out_is 2
}

anything_passes_without_a_policy() {
	sender 10.1.0.1
	tool b set g0 policy off
	put "$(refusal "another IPv4 source")"
	put "$(refusal "an EPIC path")"
	wait_for 10 "packets that came out" nr_out_is 2
	put 00000000
	wait_for 10 "what is none" expect_eq "malformed" 1 \
		"$(drops b g0 rx-malformed)"
	expect_eq "answers" 0 "$(nr_came)"
}

# Its client hears nothing of it, and does not go on. The timer is not exact.
unanswered_tunnel_goes_when_it_is_to() {
	local begin
	tool b set g0 tunnel-idle 200
	sender 10.1.0.1
	on a nft -f - <<-E
	table ip deaf {
	chain in { type filter hook input priority 0;
	udp sport 10002 drop; }; }
	E
	put "$(refusal "a good packet")"
	wait_for 10 "a tunnel" has 0 tunnels 1
	begin=$(now_ms)
	ipn a link set t0 down
	moment=1
	wait_for 300 "the end of it" has 0 tunnels 0
	expect_range "seconds" 195 225 $((($(now_ms) - begin) / 1000))
}

run_tests strict_wants_the_port_and_the_as anything_passes_without_a_policy \
	unanswered_tunnel_goes_when_it_is_to refusals_are_answered_as_recorded \
	refusals_are_answered_over_ipv6 errors_are_not_answered \
	refuses_more_than_the_reference good_packets_pass answers_are_limited \
	answers_are_cut_to_the_mtu
