#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# snaptun in wireguard mode (at a) and wireguard-go (at b).
: "${SNAPTUN_WIRES:=wireguard}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	[ "$WIRE" = wireguard ] || skip "only for the wireguard wire mode"
	need_peer wg-go-peer
	hosts
	dev_add a t0 0 10001
	dev_peer a t0 1 192.168.241.2/32,fd00:241::2/128
	inner a t0 1
}

wireguard_go() { # wireguard_go FLAGS...
	peer_start b wg-go-peer -tun w0 -key "${KEY[1]}" -port 10002 \
		-peer "${PUB[0]}" "$@"
	peer_device b w0 2
}

snaptun_initiates() {
	wireguard_go
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002
	pings a 192.168.241.2 -W 10
	data_both_ways
}

wireguard_go_initiates() {
	wireguard_go -endpoint 10.0.0.1:10001
	pings b 192.168.241.1 -W 10
	expect_eq "the endpoint learned" 10.0.0.2:10002 "$(endpoint_of a t0 1)"
	data_both_ways
}

with_a_preshared_key() {
	"$TOOL" genpsk >"$TMP/psk"
	wireguard_go -psk "$(cat "$TMP/psk")"
	tool a set t0 peer "${PUB[1]}" endpoint 10.0.0.2:10002 \
		preshared-key "$TMP/psk"
	pings a 192.168.241.2 -W 10
	data_both_ways
}

run_tests snaptun_initiates wireguard_go_initiates with_a_preshared_key
