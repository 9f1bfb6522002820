#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What ip(8) shows of a device: its nature, its operstate, and by the plugin
# what it speaks, carries and listens on.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# Installed, ip finds the plugin itself; in the machine it is beside the tools.
plugin=$(dirname "$(command -v "$TOOL")")/link_snaptun.so

setup() {
	need_snaptun
	hosts
	tunnel 10.0.0.1 10.0.0.2
}

shows() { # shows TEXT OUTPUT
	case " $2 " in
	*" $1 "*) ;;
	*) fail "expected '$1' in the output of ip, seen: $2" ;;
	esac
}

device_is_a_point_to_point_link_without_arp() {
	local out
	out=$(ipn a -o link show t0 | tr '<>,' '   ')
	shows POINTOPOINT "$out"
	shows NOARP "$out"
	shows "state UNKNOWN" "$out"
	shows "mtu 1420" "$out"
	shows link/none "$(ipn a -o link show t0 | tr '\\' ' ')"
}

details_show_mode_payload_and_port() {
	local out
	[ -e "$plugin" ] || skip "no link_snaptun.so beside $TOOL"
	export IP_LIB_DIR=${plugin%/*}
	out=$(ipn a -d link show t0 | tr -s '\n ' ' ')
	shows "role peer wire snap payload any listen-port 10001 peers 1" "$out"
	tool a set t0 wire wireguard payload ip listen-port 10009
	out=$(ipn a -d link show t0 | tr -s '\n ' ' ')
	shows "wire wireguard payload ip listen-port 10009" "$out"
	out=$(ipn a -d -j link show t0)
	case $out in
	*'"wire":"wireguard","payload":"ip","listen_port":10009,"peers":1'*) ;;
	*) fail "as JSON: $out" ;;
	esac
}

run_tests device_is_a_point_to_point_link_without_arp \
	details_show_mode_payload_and_port
