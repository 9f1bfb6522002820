#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What ip(8) shows of a device: its nature, its operstate, and by the plugin
# what it speaks, carries and listens on.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

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
	find_plugin
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

new_link_takes_mode_payload_and_port() {
	find_plugin
	ipn a link add t1 type snaptun wire wireguard listen-port 4711
	expect_eq "wire" wireguard "$(tool a show t1 wire)"
	expect_eq "payload that follows the mode" ip "$(tool a show t1 payload)"
	expect_eq "port" 4711 "$(tool a show t1 listen-port)"
	ipn a link set t1 up
	expect_eq "port in use" 4711 "$(tool a show t1 listen-port)"
	ipn a link add t2 type snaptun payload scion
	expect_eq "wire by default" snap "$(tool a show t2 wire)"
	expect_eq "chosen payload" scion "$(tool a show t2 payload)"
	tool a set t2 wire wireguard
	expect_eq "payload that was chosen" scion "$(tool a show t2 payload)"
}

new_link_with_an_unknown_word_is_refused() {
	local words
	find_plugin
	for words in colour "wire tcp" wire "payload 4" "listen-port 65536" \
		     "listen-port -1" "wire snap colour"; do
		# shellcheck disable=SC2086
		expect_failure "$words" ipn a link add t1 type snaptun $words
		expect_match "error of $words" "^snaptun: .*${words##* }" \
			"$(cat "$TMP/out")"
		expect_eq "lines of the error" 1 "$(wc -l <"$TMP/out")"
		expect_failure "link" ipn a link show t1
	done
}

link_that_exists_is_not_changed_by_ip() {
	find_plugin
	expect_failure "change" ipn a link set t0 type snaptun wire wireguard
	expect_match "error" "snaptun-ctl set" "$(cat "$TMP/out")"
	expect_eq "wire" snap "$(tool a show t0 wire)"
}

help_tells_what_a_new_link_takes() {
	local out
	find_plugin
	out=$(ipn a link add type snaptun help)
	expect_match "help" "wire . snap . wireguard" "$out"
	expect_match "help" "listen-port PORT" "$out"
}

# The memory for what strangers may send is there while a device is up only.
a_device_that_is_down_takes_little() {
	local before bytes i
	ipn a link add spare type "$KIND"	# what the first one needs once
	before=$(kernel_bytes)
	for ((i = 0; i < 50; i++)); do
		ipn a link add "d$i" type "$KIND"
	done
	bytes=$((($(kernel_bytes) - before) / 50))
	note "bytes of a device that is down: $bytes"
	expect_memory "bytes of a device that is down" 0 60000 $bytes
}

# netconsole takes devices of the first namespace only. Newer ones load even if
# they can't use the device.
netconsole_is_refused() {
	[ ! -e /sys/module/netconsole ] || skip "netconsole is in use"
	modprobe -q -n netconsole || skip "no kernel module netconsole"
	ip link add snt-console type snaptun
	ip address add 192.0.2.1 peer 192.0.2.2 dev snt-console
	ip link set snt-console up
	modprobe -q netconsole \
		netconsole=@192.0.2.1/snt-console,@192.0.2.2/ || true
	modprobe -q -r netconsole || true
	ip link del snt-console
	expect_match "what netconsole says" \
		"snt-console doesn't support polling" "$(dmesg)"
}

run_tests device_is_a_point_to_point_link_without_arp \
	details_show_mode_payload_and_port new_link_takes_mode_payload_and_port \
	new_link_with_an_unknown_word_is_refused \
	link_that_exists_is_not_changed_by_ip help_tells_what_a_new_link_takes \
	a_device_that_is_down_takes_little netconsole_is_refused
