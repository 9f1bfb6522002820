#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A gateway with very many identities and tunnels: what each of them takes, how fast
# they come and go, and what that means for others. In virtual time a microsecond is
# a thousand instructions. For the documentation, and by hand:
#
#   selftests/vm/run.sh -i -p -m 4G -t 60000 selftests/bench/scale.sh
#
# SCALE_IDENTITIES and SCALE_DEVICES, of a thousand tunnels each, make it smaller.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"
# shellcheck source=selftests/lib/bench_gateway.sh
. lib/bench_gateway.sh

: "${SCALE_IDENTITIES:=100000}" "${SCALE_DEVICES:=20}"
EACH=1000			# tunnels of a device
TUNNELS=$((SCALE_DEVICES * EACH))

say() {
	echo "scale: $*"
}

# identities VERB: what the kernel takes for each
identities() {
	value ns "$(on b python3 bench/identities.py "$1" g0 $SCALE_IDENTITIES)"
}

many_identities() {
	local before
	hosts
	gateway
	before=$(kernel_bytes)
	say "identity registered: $(identities add) ns"
	say "memory of an idle identity: $((($(kernel_bytes) - before) /
		SCALE_IDENTITIES)) bytes"
	say "identity revoked: $(identities del) ns"
	identities add >"$TMP/added"
	delete "$SCALE_IDENTITIES identities"
}

# How long the longest wait for RTNL was meanwhile
watch_rtnl() {
	local before most=0
	while [ ! -e "$TMP/deleted" ]; do
		before=$EPOCHREALTIME
		ipn b link set lo up
		before=$(((${EPOCHREALTIME/./} - ${before/./}) / 1000))
		most=$((before > most ? before : most))
	done
	echo "$most"
}

delete() { # delete WHAT: g0, with so many
	local begin watcher
	rm -f "$TMP/deleted"
	watch_rtnl >"$TMP/most" &
	watcher=$!
	idle_for 0.5
	begin=$(now_ms)
	ipn b link del g0
	say "device with $1 deleted: $(($(now_ms) - begin)) ms"
	: >"$TMP/deleted"
	wait "$watcher"
	say "longest change of a link meanwhile: $(cat "$TMP/most") ms"
}

nr_tunnels() { # of the gateway
	tool b identity show g0 --json | jq '[.identities[].tunnels] | add'
}

packet() { # of 1300 bytes, by ten of all tunnels
	turn_load t0 6001 10 1300
	say "packet of 1300 bytes, $(nr_tunnels) tunnels:" \
		"$(printf %.0f "$cost") ns"
}

many_tunnels() {
	local i begin before
	big_sockets
	hosts
	gateway
	identity_for_clients
	many_clients t0 6001 10
	packet
	begin=$(now_ms)
	for ((i = 1; i <= SCALE_DEVICES; i++)); do
		[ "$i" != 16 ] || other_identity
		many_clients "t$i" $((6001 + i * EACH)) $EACH
	done
	say "$TUNNELS tunnels made: $(($(now_ms) - begin)) ms, by both ends"
	packet
	for ((i = 1; i <= SCALE_DEVICES; i++)); do
		ipn a link del "t$i"
	done
	before=$(kernel_bytes)
	delete "$(nr_tunnels) tunnels"
	say "memory of a tunnel: $(((before - $(kernel_bytes)) / TUNNELS)) bytes"
}

identity_for_clients() {
	tool b identity add g0 "${PUB[0]}" for 36000 tunnel-limit 16384
}

other_identity() { # as one may not have so many
	KEY[0]=${KEY[2]} PUB[0]=${PUB[2]}
	identity_for_clients
}

choose snaptun-snap
keys_make
run_tests many_identities many_tunnels
