#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What users of wg-quick reach for: their file taken over, and names of peers that
# are looked up again when they move.  At b is in-tree WireGuard.
: "${SNAPTUN_WIRES:=wireguard}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	need_module wireguard
	need_command wg
	hosts
	foreign dev_add b t0 1 10002
	foreign dev_peer b t0 0 192.168.241.1/32
	inner b t0 2
	FILE=$TMP/u0.conf
	rm -f "$FILE"
}

write_conf() { # write_conf ENDPOINT [INTERFACE-LINES...]
	printf '%s\n' '[Interface]' "PrivateKey = ${KEY[0]}" \
		'Address = 192.168.241.1/24' "${@:2}" '[Peer]' \
		"PublicKey = ${PUB[1]}" "Endpoint = $1" \
		'AllowedIPs = 192.168.241.2/32' >"$TMP/wg0.conf"
}

file_of_wg_quick_is_taken_over() {
	write_conf 10.0.0.2:10002 'PostUp = wg set %i fwmark 0x7'
	tool a import "$TMP/wg0.conf" "$FILE"
	tool a up "$FILE"
	pings a 192.168.241.2
	expect_eq "mark of the hook" 0x7 "$(tool a show u0 fwmark)"
	tool a down "$FILE"
}

endpoint_is() { # endpoint_is ADDRESS: of the peer of u0
	expect_eq "endpoint" "$1" "$(endpoint_of a u0 1)"
}

peer_has() { # peer_has ADDRESSES...: by its name
	printf '%s peer\n' "$@" >/etc/hosts
}

names_are_looked_up_again_where_nobody_answers() {
	echo "multi on" >/etc/host.conf
	peer_has 10.0.0.9
	write_conf peer:10002
	tool a import "$TMP/wg0.conf" "$FILE"
	tool a up "$FILE"
	endpoint_is 10.0.0.9:10002
	expect_eq "nothing new" "" "$(tool a resolve "$FILE")"
	peer_has 10.0.0.8
	expect_eq "another address" "peer:10002 is 10.0.0.8:10002 now" \
		"$(tool a resolve "$FILE")"
	endpoint_is 10.0.0.8:10002
	peer_has 10.0.0.8 10.0.0.2
	tool a resolve "$FILE"
	endpoint_is 10.0.0.8:10002
	no_ping a 192.168.241.2
	expect_eq "the next address" "peer:10002 is 10.0.0.2:10002 now" \
		"$(tool a resolve "$FILE")"
	pings a 192.168.241.2
	peer_has 10.0.0.9
	tool a resolve "$FILE"
	endpoint_is 10.0.0.2:10002
}

unknown_names_are_warnings() {
	peer_has 10.0.0.9
	write_conf peer:10002
	tool a import "$TMP/wg0.conf" "$FILE"
	tool a up "$FILE"
	: >/etc/hosts
	export WG_ENDPOINT_RESOLUTION_RETRIES=0
	expect_failure "no such name" tool a resolve "$FILE"
	expect_match "warning" "Warning: peer:10002: " "$(<"$TMP/out")"
	endpoint_is 10.0.0.9:10002
}

run_tests file_of_wg_quick_is_taken_over \
	names_are_looked_up_again_where_nobody_answers unknown_names_are_warnings
