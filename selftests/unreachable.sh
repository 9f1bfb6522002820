#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who sends into a tunnel that leads nowhere is told so by ICMP.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# c is behind a, which forwards into the tunnel.
setup() {
	tunnel_hosts
	ns_add c
	veth a a1 c c0
	address a a1 10.0.3.1/24 fd00:3::1/64
	address c c0 10.0.3.3/24 fd00:3::3/64
	ipn c route add default via 10.0.3.1
	ipn c route add default via fd00:3::1
	on a sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ipn a route add 10.88.0.0/16 dev t0
	ipn a route add fd00:88::/64 dev t0
}

told() { # told ADDRESS REGEX
	! on c ping -n -c 1 -W 3 "$1" >"$TMP/ping" 2>&1 ||
		fail "expected no answer from $1"
	expect_match "what the sender is told" "$2" "$(cat "$TMP/ping")"
}

no_peer() {
	told 10.88.0.1 'Destination Host Unreachable'
	told fd00:88::1 'Destination unreachable'
	[ "$KIND" != snaptun ] || expect_range "counted by reason" 2 10 \
		"$(drops a t0 tx-no-peer)"
}

no_endpoint() {
	dev_peer a t0 2 10.88.0.0/16,fd00:88::/64
	told 10.88.0.1 'Destination Host Unreachable'
	told fd00:88::1 'Destination unreachable'
	[ "$KIND" != snaptun ] || expect_range "counted by reason" 2 10 \
		"$(drops a t0 tx-no-endpoint)"
}

# By ICMP, or by the errno that in-tree WireGuard has for it.
local_sender_is_told() {
	local to
	for to in 10.88.0.1 fd00:88::1; do
		! on a ping -n -c 1 -W 3 $to >"$TMP/ping" 2>&1 ||
			fail "expected no answer from $to"
		expect_match "what the local sender is told" \
			'nreachable|Required key not available' \
			"$(cat "$TMP/ping")"
	done
}

# What the sender is told comes from an address that it can reach: the error
# about a packet whose source was translated on its way in.
error_goes_back_through_nat() {
	need_command nft
	on a nft -f - <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority 100
			oifname t0 masquerade
		}
	}
	E
	told 10.88.0.1 'Destination Host Unreachable'
}

run_tests no_peer no_endpoint local_sender_is_told \
	error_goes_back_through_nat
