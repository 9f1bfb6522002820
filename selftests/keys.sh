#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a change of keys does, and keys that are refused.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	tunnel_hosts
}

new_private_key_shakes_hands_at_once() {
	pings a 192.168.241.2
	tool a set t0 private-key <(echo "${KEY[2]}")
	dev_peer b t0 2 192.168.241.1/32,fd00:241::1/128 endpoint 10.0.0.1:10001
	tool b set t0 peer "${PUB[0]}" remove
	pings a 192.168.241.2
	has_handshake b t0 2 || fail "expected a handshake with the new key"
}

new_private_key_ends_old_sessions() {
	pings a 192.168.241.2
	tool a set t0 private-key <(echo "${KEY[2]}")
	no_ping a 192.168.241.2
	tool a set t0 private-key <(echo "${KEY[0]}")
	pings a 192.168.241.2
}

no_private_key_means_silence() {
	local tap
	capture a a0 10001 "$TMP/cap"
	tap=$background
	tool a set t0 private-key /dev/null
	no_ping a 192.168.241.2
	no_ping b 192.168.241.1
	stop "$tap"
	expect_eq "datagrams from the device without a key" 0 \
		"$(count_lines "$TMP/cap" '^[0-9]+ out')"
}

preshared_keys_must_agree() {
	"$TOOL" genpsk >"$TMP/psk"
	tool a set t0 peer "${PUB[1]}" preshared-key "$TMP/psk"
	no_ping a 192.168.241.2
	! has_handshake b t0 0 || fail "expected no handshake with one psk only"
	tool b set t0 peer "${PUB[0]}" preshared-key "$TMP/psk"
	pings a 192.168.241.2 -W 10
	tool a set t0 peer "${PUB[1]}" preshared-key /dev/null
	tool b set t0 peer "${PUB[0]}" preshared-key /dev/null
	pings a 192.168.241.2
}

key_that_comes_last_starts_the_handshake() {
	ipn a link del t0
	ipn a link add t0 type "$KIND"
	[ "$KIND" != snaptun ] || tool a set t0 wire "$WIRE"
	tool a set t0 listen-port 10001
	dev_peer a t0 1 192.168.241.2/32 endpoint 10.0.0.2:10002 \
		persistent-keepalive 1
	dev_up a t0 192.168.241.1/24
	never_for 2 "a handshake without a key" has_handshake b t0 0
	tool a set t0 private-key <(echo "${KEY[0]}")
	wait_for 10 "a handshake once the key is there" has_handshake b t0 0
}

own_key_is_left_out_of_the_peers() {
	tool a set t0 peer "${PUB[0]}" allowed-ips 10.77.0.0/16 2>"$TMP/warning"
	expect_eq "the peers" "${PUB[1]}" "$(tool a show t0 peers)"
	[ "$KIND" != snaptun ] || expect_match "the warning" "Warning: .*own" \
		"$(cat "$TMP/warning")"
}

key_of_a_peer_may_become_the_own() {
	tool a set t0 peer "${PUB[2]}" allowed-ips 10.77.0.0/16
	tool a set t0 private-key <(echo "${KEY[2]}") 2>"$TMP/warning"
	expect_eq "the peers" "${PUB[1]}" "$(tool a show t0 peers)"
	[ "$KIND" != snaptun ] || expect_match "the warning" \
		"Warning: .*removed" "$(cat "$TMP/warning")"
}

# The seven points of small order: whoever sends to such a key sends a secret
# that everybody knows.
low_order='
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA=
X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc=
7P///////////////////////////////////////38=
7f///////////////////////////////////////38=
7v///////////////////////////////////////38='

low_order_keys_send_nothing() {
	local key tap port=11000 refused=0
	capture a a0 10001 "$TMP/cap"
	tap=$background
	tool a set t0 peer "${PUB[1]}" remove
	for key in $low_order; do
		port=$((port + 1))
		tool a set t0 peer "$key" persistent-keepalive 1 \
			endpoint 10.0.0.2:$port \
			allowed-ips 192.168.242.$((port - 11000))/32 \
			2>"$TMP/refusal" || refused=$((refused + 1))
	done
	! on a ping -n -c 1 -W 1 192.168.242.1 >"$TMP/ping" 2>&1
	[ "$KIND" != snaptun ] || expect_eq "refused low-order keys" 7 $refused
	never_for 3 "a datagram to a low-order key" file_has "$TMP/cap" ' out '
	stop "$tap"
}

run_tests new_private_key_shakes_hands_at_once \
	new_private_key_ends_old_sessions no_private_key_means_silence \
	preshared_keys_must_agree key_that_comes_last_starts_the_handshake \
	own_key_is_left_out_of_the_peers \
	key_of_a_peer_may_become_the_own low_order_keys_send_nothing
