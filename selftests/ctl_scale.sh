#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many peers are configured and listed in a time that grows with their number,
# not with its square.  SNAPTUN_MANY=100000 takes some minutes in an emulated
# machine, where all is some thirty times slower.
export SNAPTUN_WIRES=snap
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

: "${SNAPTUN_MANY:=30000}"
MANY=$SNAPTUN_MANY

setup() {
	need_snaptun
	ns_add a
	ipn a link add t0 type snaptun
}

# peers_conf COUNT: random keys, the same ones each time; the device has no
# key, so that no handshake is prepared for each
peers_conf() {
	[ -s "$TMP/all.conf" ] || random_keys $MANY |
		sed 's/.*/[Peer]\nPublicKey=&/' >"$TMP/all.conf"
	head -n $((2 * $1)) "$TMP/all.conf"
}

took() { # took COMMAND...: milliseconds, in $took
	local start
	start=$(now_ms)
	"$@"
	took=$(($(now_ms) - start))
}

measure() { # measure COUNT: leaves set=, dump=, show=, sync= in ms
	peers_conf "$1" >"$TMP/conf"
	took tool a setconf t0 "$TMP/conf"
	set=$took
	took tool a show t0 dump >"$TMP/dump"
	dump=$took
	expect_eq "peers in the dump" "$1" "$(($(wc -l <"$TMP/dump") - 1))"
	expect_eq "peers by key" "$1" \
		"$(cut -f 1 "$TMP/dump" | sort -u | grep -c =)"
	took tool a show t0 >"$TMP/show"
	show=$took
	took tool a syncconf t0 "$TMP/conf"
	sync=$took
	note "$1 peers: setconf $set ms, show dump $dump ms, show $show ms," \
		"syncconf $sync ms"
}

# Ten times as many may take fifteen times as long, and a start.
grows_linearly() { # grows_linearly WHAT FEW_MS MANY_MS
	expect_range "ms for $1 of all peers ($2 ms for a tenth)" 0 \
		$((15 * $2 + 500 * slow)) "$3"
}

time_grows_with_the_number() {
	measure $((MANY / 10))
	local few=("$set" "$dump" "$show" "$sync")
	measure $MANY
	grows_linearly setconf "${few[0]}" "$set"
	grows_linearly "show dump" "${few[1]}" "$dump"
	grows_linearly show "${few[2]}" "$show"
	grows_linearly syncconf "${few[3]}" "$sync"
	peers_conf $((MANY / 10)) >"$TMP/conf"
	took tool a syncconf t0 "$TMP/conf"
	note "removing nine in ten one by one: $took ms"
	expect_range "ms for that" 0 $((MANY * slow / 2)) "$took"
	took tool a setconf t0 /dev/null
	note "removing the others: $took ms"
	expect_eq "peers left" 0 "$(tool a show t0 peers | wc -l)"
}

run_tests time_grows_with_the_number
