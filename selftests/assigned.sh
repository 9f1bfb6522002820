#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A snap device reports its address as the other end sees it.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snap_wire
	hosts
}

assigned() { # assigned NS
	tool "$1" show t0 assigned-addresses | cut -f 2
}

new_handshake() {
	tool a set t0 private-key <(echo "${KEY[2]}")
	tool a set t0 private-key <(echo "${KEY[0]}")
	pings a 192.168.241.2
}

ipv4_address_is_reported() {
	tunnel 10.0.0.1 10.0.0.2
	expect_eq "the address before a handshake" "(none)" "$(assigned a)"
	pings a 192.168.241.2
	expect_eq "the address" 10.0.0.1:10001 "$(assigned a)"
	expect_eq "the responder's own address, of which nobody told it" \
		"(none)" "$(assigned b)"
}

ipv6_address_is_reported() {
	tunnel fd00::1 fd00::2
	pings a 192.168.241.2
	expect_eq "the address" '[fd00::1]:10001' "$(assigned a)"
}

every_response_is_heeded() {
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	tool a set t0 listen-port 10007
	new_handshake
	expect_eq "the address after a new port" 10.0.0.1:10007 "$(assigned a)"
}

wireguard_mode_has_none() {
	WIRE=wireguard
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	expect_eq "the address in wireguard mode" "(none)" "$(assigned a)"
}

address_of_the_nat_is_reported() {
	need_command nft
	ns_remove_all
	hosts_behind_nat
	dev_add a t0 0 10001 peer "${PUB[1]}" endpoint 10.0.2.2:10002 \
		allowed-ips 192.168.241.2/32
	dev_add b t0 1 10002 peer "${PUB[0]}" allowed-ips 192.168.241.1/32
	inner a t0 1
	inner b t0 2
	pings a 192.168.241.2
	expect_match "the NAT's address" '^10\.0\.2\.254:' "$(assigned a)"
	expect_eq "what the responder sees" "$(endpoint_of b t0 0)" \
		"$(assigned a)"
}

run_tests ipv4_address_is_reported ipv6_address_is_reported \
	every_response_is_heeded wireguard_mode_has_none \
	address_of_the_nat_is_reported
