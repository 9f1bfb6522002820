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

: "${SCALE_IDENTITIES:=100000}" "${SCALE_DEVICES:=20}"
EACH=1000			# tunnels of a device
TUNNELS=$((SCALE_DEVICES * EACH))
BURST=192 ROUNDS=5 EVERY_MS=400 WAY_MS=100

say() {
	echo "scale: $*"
}

gateway() {
	find_plugin
	ipn b link add g0 type snaptun role gateway
	tool b set g0 private-key <(echo "${KEY[1]}") listen-port 10002
	ipn b link set g0 up
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

# A device, with tunnels whose ports follow each other
clients() { # clients DEVICE FIRST_PORT NUMBER
	link_add_client a "$1"
	tool a set "$1" private-key <(echo "${KEY[0]}")
	tool a set "$1" gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tool a tunnel add "$1" port "$2-$(($2 + $3 - 1))" count "$3" \
		>"$TMP/added"
	ipn a link set "$1" up
}

are_up() { # are_up DEVICE NUMBER
	[ "$(tool a show "$1" --json | jq '[.interfaces[0].tunnels[] |
		select(.state == "up")] | length')" = "$2" ]
}

cost() { # cost FLOWS: of a packet there and back, of the device t0
	local busy
	netem a a0 slot ${WAY_MS}ms ${WAY_MS}ms
	netem b b0 slot ${WAY_MS}ms ${WAY_MS}ms
	background "$TMP/client" helper a scion-load dev=t0 from=10.0.0.1 \
		port=6001 flows="$1" stay=1 size=1300 burst=$BURST \
		every=$EVERY_MS
	wait_line 20 "$TMP/client" '^sent='
	busy=$(value busy "$(helper a busy every=$EVERY_MS parts=4 \
		rounds=$ROUNDS)")
	stop "$background"
	on a tc qdisc del dev a0 root
	on b tc qdisc del dev b0 root
	awk -F , -v packets=$((BURST * ROUNDS)) \
		'{ printf "%.0f", ($2 - $4) * 1000 / packets }' <<<"$busy"
}

many_tunnels() {
	local i begin before
	sysctl -qw net.core.rmem_default=$((8 << 20))
	sysctl -qw net.core.wmem_default=$((8 << 20))
	hosts
	gateway
	identity_for_clients
	clients t0 6001 10
	wait_for 60 "the first tunnels" are_up t0 10
	say "packet of 1300 bytes, $(nr_tunnels) tunnels: $(cost 10) ns"
	begin=$(now_ms)
	for ((i = 1; i <= SCALE_DEVICES; i++)); do
		[ "$i" != 16 ] || other_identity
		clients "t$i" $((6001 + i * EACH)) $EACH
		wait_for 600 "the tunnels of t$i" are_up "t$i" $EACH
	done
	say "$TUNNELS tunnels made: $(($(now_ms) - begin)) ms, by both ends"
	say "packet of 1300 bytes, $(nr_tunnels) tunnels: $(cost 10) ns"
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
