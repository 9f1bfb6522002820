#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# As many tunnels as a client can have, to the public crate snap-tun as their
# gateway at b: what they take of memory, and of time until all are up.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

TUNNELS=1024

setup() {
	need_snap_wire
	need_peer snap-peer-0.8.6
	hosts
}

states() { # states STATE: how many tunnels have it
	tool a show t0 states | awk -F '\t' -v s="$1" '$2 == s' | wc -l
}

are_up() {
	[ "$(states up)" = $TUNNELS ]
}

each() { # each BEFORE AFTER: bytes for one tunnel
	echo $((($2 - $1) / TUNNELS))
}

client_file() {
	local n
	printf '[Interface]\nRole = client\n'
	for ((n = 0; n < TUNNELS; n++)); do
		printf '[Tunnel]\nLocalPort = %d\n' $((20000 + n))
	done
}

# Nothing is shared between their handshakes but the processor: what exceeds the
# time of the key agreements, ours and the gateway's, must stay below 5 s.
a_thousand_tunnels_are_up_in_seconds() {
	local empty down up since ms
	peer_start b snap-peer-0.8.6 server key="${KEY[1]}" \
		listen=10.0.0.2:10002 peer="${PUB[0]}" tun=s0
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	client_file >"$TMP/tunnels"
	empty=$(kernel_bytes)
	tool a addconf t0 "$TMP/tunnels"
	down=$(kernel_bytes)
	ipn a link set t0 up
	since=$(now_ms)
	idle_for 5	# looking costs time as well
	wait_for 30 "all tunnels" are_up
	ms=$(($(now_ms) - since))
	up=$(kernel_bytes)
	note "$TUNNELS tunnels: $(each "$empty" "$down") bytes each while down," \
		"$(each "$empty" "$up") up, all up in $ms ms"
	expect_memory "bytes of a tunnel that is down" 500 2048 \
		"$(each "$empty" "$down")"
	expect_memory "bytes of a tunnel that is up" 1000 4096 \
		"$(each "$empty" "$up")"
	expect_range "milliseconds until all are up" 1 $((8000 * slow)) "$ms"
}

run_tests a_thousand_tunnels_are_up_in_seconds
