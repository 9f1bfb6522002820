#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever the devices on the way take over from the stack or do not, the same
# bytes arrive.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_command ethtool
	tunnel_hosts
	pings a 192.168.241.2
}

# features NS DEV NAME on|off...: all must be taken
features() {
	local ns=$1 dev=$2
	shift 2
	on "$ns" ethtool -K "$dev" "$@" >"$TMP/ethtool" 2>&1 ||
		fail "ethtool -K $dev $*: $(cat "$TMP/ethtool")"
}

bytes_arrive() {
	tcp a b 192.168.241.2 600000 2
	tcp b a fd00:241::1 600000
	[ "${1:-}" != singly ] || return 0
	udp a b 192.168.241.2 256 size=1100 gso=32 gap=20000
	expect_match "datagrams in batches" \
		'received=256 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
	udp a b fd00:241::2 100 size=333 gap=1000
	expect_match "single datagrams" \
		'received=100 lost=0 duplicate=0 reordered=0 corrupt=0' "$seen"
}

# UDP counts once what it hands over at once.
handed_over() {
	on b awk '$1 == "Udp:" && $2 ~ /^[0-9]/ { print $2 }' /proc/net/snmp
}

# What is sent as one, or joined on the way, is not cut up on its way to us.
arrives_in_aggregates() {
	local before messages=$((600000 / slow / 1360)) nr
	[ "$KIND" = snaptun ] || return 0
	before=$(handed_over)
	tcp a b 192.168.241.2 600000
	nr=$(($(handed_over) - before))
	note "$messages messages or more were handed over in $nr pieces"
	[ "$nr" -le $((messages / 3)) ] ||
		fail "expected at most $((messages / 3)) pieces, seen $nr"
}

wire_as_it_is() {
	arrives_in_aggregates
	bytes_arrive
}

wire_without_udp_segmentation() {
	features a a0 tx-udp-segmentation off
	features b b0 tx-udp-segmentation off
	bytes_arrive
}

wire_without_any() {
	local ns
	for ns in a b; do
		features $ns ${ns}0 tx-udp-segmentation off tso off gso off \
			gro off sg off tx off
	done
	bytes_arrive
}

# A veth runs GRO only over what comes from one without segmentation of TCP.
wire_that_merges_what_it_receives() {
	local ns
	for ns in a b; do
		features $ns ${ns}0 tx-udp-segmentation off tso off gro on \
			rx-udp-gro-forwarding on
	done
	arrives_in_aggregates
	bytes_arrive
}

wire_that_chains_what_it_receives() {
	local ns
	for ns in a b; do
		features $ns ${ns}0 tx-udp-segmentation off tso off gro on \
			rx-gro-list on
	done
	arrives_in_aggregates
	bytes_arrive
}

device_without_segmentation() {
	features a t0 tso off gso off
	features b t0 tso off gso off
	bytes_arrive
}

# An application's own batches are refused by the stack on such a device.
device_without_gather_and_checksums() {
	features a t0 sg off tx off
	features b t0 sg off tx off gro off
	bytes_arrive singly
}

run_tests wire_as_it_is wire_without_udp_segmentation wire_without_any \
	wire_that_merges_what_it_receives wire_that_chains_what_it_receives \
	device_without_segmentation device_without_gather_and_checksums
