#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Hours in which clients and their gateways, one of each generation, have nothing
# to say.  In virtual time; SNAPTUN_HOURS says how many, default 6, and 1 on a
# machine that is slow.
: "${SNAPTUN_WIRES:=snap}" "${SNAPTUN_CRATE:=0.8.6 0.5.2 next}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

hours_s=$((${SNAPTUN_HOURS:-$((slow == 1 ? 6 : 1))} * 3600))

setup() {
	need_snap_wire
	need_command jq
	[ -n "${SNAPTUN_VIRTUAL_TIME:-}" ] || skip "only in virtual time"
}

# The gateway at gNR, and a client tNR at a on a wire of its own
pair() { # pair NR VERSION
	ns_add "g$1"
	veth a "a$1" "g$1" g0
	address a "a$1" "10.0.$1.1/24"
	address "g$1" g0 "10.0.$1.2/24"
	capture a "a$1" "600$1" "$TMP/cap-$1"
	peer_start "g$1" "snap-peer-$2" server key="${KEY[1]}" \
		peer="${PUB[0]}" tun=s0 listen="10.0.$1.2:10002"
	link_add_client a "t$1"
	tool a set "t$1" private-key <(echo "${KEY[0]}")
	tool a set "t$1" gateway "${PUB[1]}" endpoint "10.0.$1.2:10002"
	tool a tunnel add "t$1" port "600$1" >"$TMP/added"
	ipn a link set "t$1" up
}

state_of() { # state_of NR
	tool a show "t$1" --json | jq -r ".interfaces[0].tunnels[0].state"
}

# Sessions are renewed when a keepalive finds one 120 s old, and for nothing
# else: keepalives go each 10 s.
renewals_are_all() { # renewals_are_all NR VERSION
	local nr
	nr=$(count_lines "$TMP/cap-$1" ' out initiation ')
	note "$2: $nr initiations, out $(count_lines "$TMP/cap-$1" ' out ')," \
		"in $(count_lines "$TMP/cap-$1" ' in ')"
	expect_range "initiations of $2" $((hours_s / 131)) \
		$((hours_s / 120 + 1)) "$nr"
	expect_eq "initiations of the gateway $2" 0 \
		"$(count_lines "$TMP/cap-$1" ' in initiation ')"
	expect_eq "the state with $2" up "$(state_of "$1")"
}

nothing_but_keepalives() {
	local version kb nr=0
	ns_add a
	for version in $SNAPTUN_CRATE; do
		nr=$((nr + 1))
		pair $nr "$version"
	done
	idle_for 1200
	kb=$(slab_kb)
	idle_for $((hours_s - 1200))
	kb=$(($(slab_kb) - kb))
	note "the kernel's memory grew by $kb KB in $hours_s s"
	expect_memory "growth of the kernel's memory in KB" -4096 256 $kb
	nr=0
	for version in $SNAPTUN_CRATE; do
		nr=$((nr + 1))
		renewals_are_all $nr "$version"
	done
}

run_tests nothing_but_keepalives
