#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# snaptun in wireguard mode (at a) and the kernel's own WireGuard (at b).
: "${SNAPTUN_WIRES:=wireguard}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	[ "$WIRE" = wireguard ] || skip "only for the wireguard wire mode"
	need_module wireguard
	need_command wg
	hosts
	dev_add a t0 0 10001
	foreign dev_add b t0 1 10002
	dev_peer a t0 1 192.168.241.2/32,fd00:241::2/128 endpoint 10.0.0.2:10002
	foreign dev_peer b t0 0 192.168.241.1/32,fd00:241::1/128 \
		endpoint 10.0.0.1:10001
	inner a t0 1
	inner b t0 2
}

snaptun_initiates() {
	foreign tool b set t0 peer "${PUB[0]}" endpoint 10.0.0.9:9
	data_both_ways
}

wireguard_initiates() {
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.9:9
	pings b 192.168.241.1 -W 10
	data_both_ways
}

with_a_preshared_key() {
	"$TOOL" genpsk >"$TMP/psk"
	tool a set t0 peer "${PUB[1]}" preshared-key "$TMP/psk"
	no_ping a 192.168.241.2
	foreign tool b set t0 peer "${PUB[0]}" preshared-key "$TMP/psk"
	data_both_ways
}

over_ipv6_and_large() {
	tool a set t0 peer "${PUB[1]}" endpoint '[fd00::2]:10002'
	data_both_ways
	ipn a link set t0 mtu 9000
	ipn b link set t0 mtu 9000
	pings a 192.168.241.2 -s 8972 -M 'do'
	pings b 192.168.241.1 -s 8972 -M 'do'
	tcp b a 192.168.241.1 500000
}

answers_come() {
	on a ping -n -q -c 1 -W 2 192.168.241.2 >"$TMP/p1"
}

# Initiations that cross may end each other.  Both ends try again five seconds
# later and a third of a second at most, at random: on a slow machine these may
# cross as well.
both_at_the_same_time() {
	on a ping -n -q -c 1 -W 10 192.168.241.2 >"$TMP/p1" &
	on b ping -n -q -c 1 -W 10 192.168.241.1 >"$TMP/p2" &
	wait
	wait_for 60 "an answer" answers_come
	data_both_ways
}

new_handshakes_by_either_end() {
	local i
	for i in 1 2 3; do
		tool a set t0 private-key <(echo "${KEY[2]}")
		tool a set t0 private-key <(echo "${KEY[0]}")
		pings a 192.168.241.2 -W 10
		foreign tool b set t0 private-key <(echo "${KEY[2]}")
		foreign tool b set t0 private-key <(echo "${KEY[1]}")
		pings b 192.168.241.1 -W 10
	done
	data_both_ways
}

roaming() {
	pings a 192.168.241.2
	tool a set t0 listen-port 10011
	pings a 192.168.241.2
	expect_eq "the endpoint that WireGuard sees" 10.0.0.1:10011 \
		"$(foreign endpoint_of b t0 0)"
	foreign tool b set t0 listen-port 10012
	pings b 192.168.241.1
	expect_eq "the endpoint that snaptun sees" 10.0.0.2:10012 \
		"$(endpoint_of a t0 1)"
}

count_is() { # count_is LEAST REGEX
	[ "$(count_lines "$TMP/cap" "$2")" -ge "$1" ]
}

# Handshakes until one has met load: who empties its queue between two bursts is
# without load for a moment now and then, and answers without a cookie.
# handshakes_until_cookie KEYNUMBER TOOL...: of the initiator
handshakes_until_cookie() {
	local key=$1 nr
	shift
	for nr in {1..20}; do
		wait_for 60 "an answer during the flood" count_is "$nr" ' in response '
		! file_has "$TMP/cap" ' in cookie ' || return 0
		"$@" set t0 private-key <(echo "${KEY[2]}")
		"$@" set t0 private-key <(echo "${KEY[$key]}")
	done
	fail "expected a cookie for one of $nr initiations:" "$(cat "$TMP/flood")"
}

cookie_of_wireguard_is_used() {
	local tap
	load_start a 10.0.0.2 10002 1
	capture a a0 10001 "$TMP/cap"
	tap=$background
	background "$TMP/pings" on a ping -n -q -i 0.5 192.168.241.2
	handshakes_until_cookie 0 tool a
	stop "$flood" "$tap" "$background"
	expect_range "cookies for snaptun" 1 20 \
		"$(count_lines "$TMP/cap" ' in cookie ')"
}

cookie_of_snaptun_is_used() {
	local tap
	load_start b 10.0.0.1 10001 0
	capture b b0 10002 "$TMP/cap"
	tap=$background
	background "$TMP/pings" on b ping -n -q -i 0.5 192.168.241.1
	handshakes_until_cookie 1 foreign tool b
	stop "$flood" "$tap" "$background"
	expect_range "cookies for WireGuard" 1 20 \
		"$(count_lines "$TMP/cap" ' in cookie ')"
}

run_tests snaptun_initiates wireguard_initiates with_a_preshared_key \
	over_ipv6_and_large both_at_the_same_time \
	new_handshakes_by_either_end roaming cookie_of_wireguard_is_used \
	cookie_of_snaptun_is_used
