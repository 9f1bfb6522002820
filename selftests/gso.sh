#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Batches leave as UDP GSO packets where these are wanted and taken, else one by
# one; the same bytes arrive.
#
# SNAPTUN_STREAM=BYTES: length of the streams that are compared, 4 MB each way
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	tunnel_hosts
	pings a 192.168.241.2
}

# frames_of_256: sends 256 datagrams, 32 with each call, both ends check them;
# leaves in $frames how many packets left for the wire, a GSO packet being one
frames_of_256() {
	local before
	before=$(counter a a0 tx_packets)
	udp a b 192.168.241.2 256 size=1100 gso=32 gap=20000
	expect_match "datagrams" \
		'received=256 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	frames=$(($(counter a a0 tx_packets) - before))
}

expect_batches() {
	local frames
	frames_of_256
	expect_range "frames for 256 datagrams, in batches" 8 32 "$frames"
}

expect_singles() {
	local frames
	frames_of_256
	expect_range "frames for 256 datagrams, one by one" 256 280 "$frames"
}

gso() { # gso: as shown by the tool
	tool a show t0 gso
}

refusals() {
	tool a show t0 --json | jq '.interfaces[0].peers[0].gso_refused'
}

as_configured() {
	expect_eq "gso of a new device" "${SNAPTUN_GSO:-auto}" "$(gso)"
	tool a set t0 gso auto
	expect_batches
	tool a set t0 gso off
	expect_eq "gso after set" off "$(gso)"
	expect_singles
	tcp a b 192.168.241.2 3000000 2
	tool a set t0 gso on
	expect_batches
}

as_ethtool_says() {
	need_command ethtool
	on a ethtool -K t0 tx-udp-segmentation off >"$TMP/ethtool"
	expect_eq "gso after ethtool -K off" off "$(gso)"
	expect_singles
	on a ethtool -K t0 tx-udp-segmentation on >"$TMP/ethtool"
	expect_eq "gso after ethtool -K on" auto "$(gso)"
	expect_batches
}

# A path narrower than a message refuses whole batches.
narrow_path() {
	need_command jq
	tool a set t0 gso auto
	expect_eq "refused at first" 0 "$(refusals)"
	watch_events
	ipn a route add 10.0.0.2/32 dev a0 mtu lock 900
	udp a b 192.168.241.2 256 size=1100 gso=32 gap=20000
	expect_match "datagrams over the narrow path" \
		'received=256 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	expect_range "refused, then left alone" 1 3 "$(refusals)"
	wait_line 10 "$TMP/events" gso-refused
	ipn a route del 10.0.0.2/32 dev a0 mtu lock 900
	wait_for 20 "batches when the path is wide again" batches_again
	kill -INT "$events"
	wait_end 10 "$events"
}

batches_again() {
	local frames
	frames_of_256
	[ "$frames" -le 32 ]
}

what_is_refused_arrives_when_always_on() {
	need_command jq
	tool a set t0 gso on
	ipn a route add 10.0.0.2/32 dev a0 mtu lock 900
	udp a b 192.168.241.2 256 size=1100 gso=32 gap=20000
	expect_match "datagrams over the narrow path" \
		'received=256 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	expect_range "refused each time" 8 32 "$(refusals)"
}

streams_of_many_batches_and_of_none() {
	local state bytes=${SNAPTUN_STREAM:-4000000}
	for state in on off; do
		tool a set t0 gso $state
		tool b set t0 gso $state
		tcp a b 192.168.241.2 "$bytes"
		tcp b a fd00:241::1 "$bytes"
	done
}

run_tests as_configured as_ethtool_says narrow_path \
	streams_of_many_batches_and_of_none what_is_refused_arrives_when_always_on
