#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One TCP flow through snaptun is not slower than through in-tree WireGuard, in
# the same run.  Only in a machine with virtual time, where the figures do not
# depend on what else its host does.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

flow() { # flow: leaves Mbit/s of one flow from a to b in $mbit
	on b iperf3 --server --one-off --daemon
	wait_listener b tcp 5201
	on a iperf3 --client 192.168.241.2 --time 3 --omit 1 --json >"$TMP/flow" ||
		fail "iperf3: $(jq -r .error "$TMP/flow")"
	mbit=$(jq '.end.sum_received.bits_per_second / 1e6 | floor' "$TMP/flow")
}

one_tcp_flow_is_not_slower_than_wireguard() {
	local wireguard mbit
	need_speed
	need_snaptun
	need_command iperf3 jq wg
	need_module wireguard
	with wireguard wg flow
	wireguard=$mbit
	with snaptun snaptun-ctl flow
	note "one TCP flow, Mbit/s: wireguard $wireguard, snaptun ($WIRE) $mbit"
	[ "$mbit" -ge "$wireguard" ] ||
		fail "expected at least $wireguard Mbit/s, seen $mbit"
}

run_tests one_tcp_flow_is_not_slower_than_wireguard
