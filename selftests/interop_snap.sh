#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# snaptun in snap mode and the public crate snap-tun, which is the server at b
# or the client at a.  SNAPTUN_CRATE says which version, default: both.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

crate=""	# the version: with_each_crate

setup() {
	need_snap_wire
	hosts
}

server() { # server [ARGUMENTS...]
	peer_start b "snap-peer-$crate" server key="${KEY[1]}" \
		listen=10.0.0.2:10002 peer="${PUB[0]}" tun=s0 "$@"
	peer_device b s0 2
	dev_add a t0 0 10001
	dev_peer a t0 1 192.168.241.2/32,fd00:241::2/128 \
		endpoint 10.0.0.2:10002 persistent-keepalive 10
	inner a t0 1
	ipn a link set t0 mtu 1400
}

client() { # client: and snaptun as the server
	need_peer "snap-peer-$crate"
	dev_add b t0 1 10002 peer "${PUB[0]}" \
		allowed-ips 192.168.241.1/32,fd00:241::1/128
	inner b t0 2
	ipn b link set t0 mtu 1400
	client_only
}

client_only() {
	peer_start a "snap-peer-$crate" client key="${KEY[0]}" \
		server=10.0.0.2:10002 bind=10.0.0.1:10001 peer="${PUB[1]}" \
		tun=c0
	peer_device a c0 1
}

assigned_address() { # assigned_address NS DEV
	tool "$1" show "$2" assigned-addresses | cut -f 2
}

the_crates_agree() {
	need_peer snap-peer-0.5.2
	need_peer snap-peer-0.8.6
	peer_start b "snap-peer-$crate" server key="${KEY[1]}" \
		listen=10.0.0.2:10002 peer="${PUB[0]}" tun=s0
	peer_device b s0 2
	peer_start a "snap-peer-0.8.6" client key="${KEY[0]}" \
		server=10.0.0.2:10002 bind=10.0.0.1:10001 peer="${PUB[1]}" \
		tun=c0
	peer_device a c0 1
	peer_says 20 a '^assigned 10.0.0.1:10001'
	data_both_ways
}

server_takes_and_gives_data() {
	server
	data_both_ways
	expect_eq "the address that the server reports" 10.0.0.1:10001 \
		"$(assigned_address a t0)"
}

idle_without_a_handshake() { # while $TMP/cap grows
	local first
	first=$(count_lines "$TMP/cap" ' (in|out) initiation ')
	idle_for 35
	[ "$(count_lines "$TMP/cap" ' (in|out) initiation ')" = "$first" ] ||
		fail "expected no more than $first initiations, seen:" \
			"$(cat "$TMP/cap")"
}

# Each end answers after 10 s: with no keepalive but that, one each way in 20 s.
server_and_35_idle_seconds() {
	local tap
	server
	capture a a0 10001 "$TMP/cap"
	tap=$background
	pings a 192.168.241.2 -W 10
	idle_without_a_handshake
	expect_range "keepalives sent" 1 6 \
		"$(count_lines "$TMP/cap" ' out keepalive ')"
	expect_range "keepalives received" 1 6 \
		"$(count_lines "$TMP/cap" ' in keepalive ')"
	pings b 192.168.241.1
	stop "$tap"
}

# The server hears nothing for 15 s, though it has sent: it shakes hands.
server_initiates() {
	local tap
	need_command nft
	server
	pings a 192.168.241.2 -W 10
	capture a a0 10001 "$TMP/cap"
	tap=$background
	on b nft -f - <<-E
	table inet filter {
		chain in {
			type filter hook input priority 0
			udp dport 10002 drop
		}
	}
	E
	background "$TMP/pings" on b ping -n -q -i 0.5 192.168.241.1
	wait_line 30 "$TMP/cap" ' in initiation '
	on b nft flush ruleset
	wait_line 20 "$TMP/cap" ' out response 112 '
	pings b 192.168.241.1
	data_both_ways
	stop "$tap" "$background"
}

server_gets_a_new_handshake() {
	local i
	server
	for i in 1 2 3; do
		pings a 192.168.241.2 -W 10
		ipn a link set t0 down
		inner a t0 1
	done
	data_both_ways
}

server_demands_a_cookie() {
	local tap
	capture a a0 10001 "$TMP/cap"
	tap=$background
	server limit=0
	pings a 192.168.241.2 -W 20
	expect_range "cookie replies" 1 3 "$(count_lines "$TMP/cap" ' in cookie ')"
	data_both_ways
	stop "$tap"
}

server_of_the_other_wire_mode() {
	WIRE=wireguard
	server
	no_ping a 192.168.241.2
	expect_range "responses of the wrong length" 1 5 \
		"$(($(drops a t0 rx-wrong-mode) + $(drops a t0 rx-wrong-length)))"
	! has_handshake a t0 1 || fail "expected no handshake"
}

client_takes_and_gives_data() {
	client
	peer_says 30 a '^assigned 10\.0\.0\.1:10001'
	data_both_ways
	expect_eq "the endpoint learned" 10.0.0.1:10001 "$(endpoint_of b t0 0)"
}

client_and_35_idle_seconds() {
	local tap
	capture b b0 10002 "$TMP/cap"
	tap=$background
	client
	peer_says 30 a '^assigned'
	pings a 192.168.241.2
	idle_without_a_handshake
	expect_range "keepalives answered" 1 6 \
		"$(count_lines "$TMP/cap" ' out keepalive ')"
	pings b 192.168.241.1
	stop "$tap"
}

client_is_called() {
	client
	peer_says 30 a '^assigned'
	pings a 192.168.241.2
	ipn b link set t0 down
	inner b t0 2
	pings b 192.168.241.1 -W 10
	data_both_ways
}

client_gets_a_cookie() {
	local tap
	capture b b0 10002 "$TMP/cap"
	tap=$background
	veth a a1 b b1
	address a a1 10.2.0.1/24
	address b b1 10.2.0.2/24
	need_peer "snap-peer-$crate"
	dev_add b t0 1 10002 peer "${PUB[0]}" \
		allowed-ips 192.168.241.1/32,fd00:241::1/128
	inner b t0 2
	load_start a 10.2.0.2 10002 1
	client_only
	peer_says 60 a '^assigned'
	stop "$flood" "$tap"
	expect_range "cookies for the client" 1 20 \
		"$(count_lines "$TMP/cap" ' out cookie .* > 10.0.0.1 ')"
	pings a 192.168.241.2
}

client_behind_a_nat() {
	ns_remove_all
	need_command nft
	hosts_behind_nat
	dev_add b t0 1 10002
	dev_peer b t0 0 192.168.241.1/32
	inner b t0 2
	peer_start a "snap-peer-$crate" client key="${KEY[0]}" \
		server=10.0.2.2:10002 peer="${PUB[1]}" tun=c0
	peer_device a c0 1
	peer_says 30 a '^assigned 10\.0\.2\.254:'
	expect_eq "the address that the client was told" \
		"assigned $(endpoint_of b t0 0)" \
		"$(grep '^assigned' "$TMP/peer-a")"
}

with_each_crate server_takes_and_gives_data server_and_35_idle_seconds \
	server_initiates server_gets_a_new_handshake \
	server_demands_a_cookie server_of_the_other_wire_mode \
	client_takes_and_gives_data client_and_35_idle_seconds \
	client_is_called client_gets_a_cookie client_behind_a_nat
the_crates_agree.with_each_other() { crate=0.5.2; the_crates_agree; }
run_tests the_crates_agree.with_each_other "${tests[@]}"
