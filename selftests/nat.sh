#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host behind a NAT with short memory stays reachable by keepalives, and is
# found again when the NAT gives it another port.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_command nft
	hosts_behind_nat 2
	dev_add a t0 0 10001
	dev_add b t0 1 10002
	dev_peer a t0 1 192.168.241.2/32 endpoint 10.0.2.2:10002
	dev_peer b t0 0 192.168.241.1/32
	dev_up a t0 192.168.241.1/24
	dev_up b t0 192.168.241.2/24
}

# Longer than the NAT's memory.  Entries that timed out leave no trace to wait
# for: the kernel drops them when it next meets them.
FORGETS_S=3

forgotten_mapping_is_unreachable() {
	pings a 192.168.241.2
	idle_for $FORGETS_S
	no_ping b 192.168.241.1
}

keepalives_hold_the_mapping() {
	local before
	tool a set t0 peer "${PUB[1]}" persistent-keepalive 1
	pings a 192.168.241.2
	before=$(endpoint_of b t0 0)
	expect_match "the NAT's address" '^10\.0\.2\.254:' "$before"
	idle_for $((2 * FORGETS_S))
	pings b 192.168.241.1
	expect_eq "the endpoint after an idle time" "$before" \
		"$(endpoint_of b t0 0)"
}

new_mapping_is_followed() {
	local before
	pings a 192.168.241.2
	before=$(endpoint_of b t0 0)
	idle_for $FORGETS_S
	pings a 192.168.241.2
	[ "$(endpoint_of b t0 0)" != "$before" ] ||
		fail "expected another port than $before after the NAT forgot"
	pings b 192.168.241.1
}

run_tests forgotten_mapping_is_unreachable keepalives_hold_the_mapping \
	new_mapping_is_followed
