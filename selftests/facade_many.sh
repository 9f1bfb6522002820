#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Hundreds of applications at once through the facade of a client, to the public
# crate snap-tun as their gateway at b. They keep their sockets, and packets pass
# both ways, also when all assigned addresses change in the middle.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/facade.sh
. lib/facade.sh

SOCKETS=200

setup() {
	need_snap_wire
	need_peer snap-peer-0.8.6
}

# This gateway tells tunnels apart, and turns each packet round in its own. What
# all sockets send at once fits into its one, and so do the answers: it drops
# what its socket does not take, which is all that waits for a processor.
crate_gateway() { # crate_gateway ADDRESS
	local at=$1 receive send
	case $at in *:*) at="[$at]" ;; esac
	receive=$(sysctl -n net.core.rmem_default)
	send=$(sysctl -n net.core.wmem_default)
	sysctl -qw net.core.{r,w}mem_default=$((4 << 20))
	peer_start b snap-peer-0.8.6 server key="${KEY[1]}" tun=s0 turn=1 \
		listen="$at:10002" peer="${PUB[0]}"
	sysctl -qw net.core.rmem_default="$receive" \
		net.core.wmem_default="$send"
	gateway_at "$1"
}

# Each of them sends once in a second, from beginning to end of the test.
apps_start() { # apps_start SETTINGS...
	background "$TMP/lasting" helper a facade-app sockets=$SOCKETS \
		port=5001 gap=1000000 idle=5000 "$@"
	wait_for 30 "all tunnels" are_up $SOCKETS
}

are_up() { # are_up NUMBER
	[ "$(flows 'select(.app and .state == "up") | .id' | grep -c .)" = "$1" ]
}

are_up_at() { # are_up_at REGEX: all of them
	[ "$(flows 'select(.state == "up") | .assigned_address' |
		grep -c "^$1")" = $SOCKETS ]
}

# apps_end SENT LEAST: of so many each got at least that many back
apps_end() {
	wait_end 120 "$background"
	said=$(tail -n 1 "$TMP/lasting")
	note "$said"
	expect_eq "packets that were sent" $(($1 * SOCKETS)) \
		"$(value sent "$said")"
	expect_eq "packets that were not right" 0 "$(value wrong "$said")"
	expect_range "what the one got that got least" "$2" "$1" \
		"$(value least "$said")"
}

many_sockets_at_once() {
	hosts
	device facade $FACADE
	crate_gateway 10.0.0.2
	apps_start at=$APP facade=$FACADE count=20
	idle_for 3
	on a sysctl -qw net.ipv4.conf.all.promote_secondaries=1
	ipn a addr add 10.0.0.3/24 dev a0
	ipn a addr del 10.0.0.1/24 dev a0
	wait_for 10 "the other address" are_up_at 10.0.0.3:
	apps_end 20 18
	expect_eq "sockets that have a tunnel" $SOCKETS "$(nr_flows)"
}

many_sockets_at_once_over_ipv6() {
	hosts
	device facade $FACADE6
	crate_gateway fd00::2
	apps_start at=$APP6 facade=$FACADE6 count=20
	idle_for 3
	ipn a addr add fd00::3/64 dev a0 nodad
	ipn a addr del fd00::1/64 dev a0
	wait_for 10 "the other address" are_up_at '\[fd00::3\]:'
	apps_end 20 18
	expect_eq "sockets that have a tunnel" $SOCKETS "$(nr_flows)"
}

many_sockets_behind_a_nat() {
	need_command nft
	# It forgets everything when its address changes, too.
	hosts_behind_nat 5
	device facade $FACADE
	crate_gateway 10.0.2.2
	tool a set t0 gateway "${PUB[1]}" persistent-keepalive 2
	apps_start at=$APP facade=$FACADE count=120
	expect_eq "tunnels at the NAT's address" $SOCKETS \
		"$(flows .assigned_address | grep -c '^10\.0\.2\.254:')"
	idle_for 12
	nat_has_another_address
	wait_for 90 "the other address" are_up_at 10.0.2.253:
	apps_end 120 90
	expect_eq "sockets that have a tunnel" $SOCKETS "$(nr_flows)"
}

# The usual limit is 256.
one_socket_more_than_tunnels_is_told() {
	hosts
	device facade $FACADE
	crate_gateway 10.0.0.2
	app sockets=257 count=3 gap=3000000
	expect_answers $((256 * 3))
	expect_eq "what the one got that got least" 0 "$(value least "$said")"
	expect_eq "tunnels" 256 "$(nr_flows)"
	expect_eq "answers" 3 "$(count_lines "$TMP/app" \
		"^scmp=1/0 value=0 from=$FACADE")"
	expect_eq "packets without tunnel" 3 "$(drops a t0 tx-facade-full)"
}

run_tests many_sockets_at_once many_sockets_at_once_over_ipv6 \
	many_sockets_behind_a_nat one_socket_more_than_tunnels_is_told
