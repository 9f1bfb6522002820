#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that an administrator can do, by many at once and at random, while
# packets flow and namespaces go.  SNAPTUN_STORM_OPERATIONS and SNAPTUN_STORM_SEED
# make it longer, and another one; with a few hundred no session may come.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

: "${SNAPTUN_STORM_OPERATIONS:=$((slow > 1 ? 2000 : 4000))}" "${SNAPTUN_STORM_SEED:=1}"
DEVICES=8
NAMESPACES=4
nr_wires=0			# how many were made so far

# A namespace 0 to 3, joined to all others.
place() { # place NUMBER
	nr_wires=$((nr_wires + 1))
	ip netns add "$NS-s$1"
	ip -batch - <<-E
	link add w$nr_wires netns $NS-hub type veth peer name e0 netns $NS-s$1
	E
	ipn hub link set "w$nr_wires" master bridge up
	ipn "s$1" -batch - <<-E
	link set lo up
	link set e0 up
	addr add 10.0.0.$(($1 + 1))/24 dev e0
	addr add fd00::$(($1 + 1))/64 dev e0 nodad
	E
}

places() {
	local i
	ns_add hub
	ipn hub link add bridge type bridge
	ipn hub link set bridge up
	for ((i = 0; i < NAMESPACES; i++)); do
		echo "s$i" >>"$TMP/namespaces"
		place $i
	done
}

# One after the other goes and comes back, with the devices that are in it; those
# that were made in it live on elsewhere.
renew_places() {
	local i=0
	while :; do
		ip netns del "$NS-s$i"
		place $i
		echo renewed
		i=$(((i + 1) % NAMESPACES))
		a_moment 0.5
	done
}

# Each device has two pairs, of which it uses one at a time.
keys_of_devices() {
	local i key
	for ((i = 0; i < 2 * DEVICES; i++)); do
		key=$(printf 'storm %d' $i | sha256sum | cut -c 1-64 |
			xxd -r -p | base64)
		echo "$key $("$TOOL" pubkey <<<"$key")"
	done
}

as_notes() {
	local line
	while IFS= read -r line; do
		note "$line"
	done
}

everything_at_once() {
	local status renewing
	need_snaptun
	places
	keys_of_devices >"$TMP/keys"
	renew_places >"$TMP/renewed" 2>&1 &
	renewing=$!
	"$HELPER" storm netns="$NS-s" keys="$TMP/keys" devices=$DEVICES \
		namespaces=$NAMESPACES workers=$((2 * $(nproc))) \
		operations="$SNAPTUN_STORM_OPERATIONS" \
		seed="$SNAPTUN_STORM_SEED" 2>&1 |
		tee "$TMP/storm" | as_notes
	status=${PIPESTATUS[0]}
	stop $renewing
	note "seed=$SNAPTUN_STORM_SEED $(tail -n 1 "$TMP/storm")" \
		"namespaces renewed=$(count_lines "$TMP/renewed" renewed)"
	expect_eq "status of the storm" 0 "$status"
	seen=$(tail -n 1 "$TMP/storm")
	expect_range "operations" "$SNAPTUN_STORM_OPERATIONS" 1000000000 \
		"$(value operations "$seen")"
	expect_range "packets" 100 1000000000 "$(value sent "$seen")"
	expect_range "peers seen with a session" 1 1000000000 \
		"$(value sessions "$seen")"
	expect_range "tunnels seen that applications have" 1 1000000000 \
		"$(value flows "$seen")"
	expect_range "identities seen" 1 1000000000 \
		"$(value identities "$seen")"
	still_works
}

still_works() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	tcp b a 192.168.241.1 100000
}

run_tests everything_at_once
