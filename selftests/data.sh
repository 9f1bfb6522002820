#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets of both families go both ways over both families, intact.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	hosts
}

ping_both_families() {
	pings a 192.168.241.2
	pings b 192.168.241.1
	pings a fd00:241::2
	pings b fd00:241::1
	pings a 192.168.241.2 -s 1372
	pings a fd00:241::2 -s 1352
}

over_ipv4_ping() {
	tunnel 10.0.0.1 10.0.0.2
	ping_both_families
}

over_ipv6_ping() {
	tunnel fd00::1 fd00::2
	ping_both_families
}

over_ipv4_tcp_both_ways() {
	tunnel 10.0.0.1 10.0.0.2
	tcp a b 192.168.241.2 4000000
	tcp b a fd00:241::1 4000000
}

over_ipv6_tcp_both_ways() {
	tunnel fd00::1 fd00::2
	tcp b a 192.168.241.1 4000000
	tcp a b fd00:241::2 4000000
}

parallel_tcp() {
	tunnel 10.0.0.1 10.0.0.2
	tcp a b 192.168.241.2 1000000 6
}

expect_all() { # expect_all COUNT LINE
	expect_eq "datagrams" \
		"received=$1 lost=0 duplicate=0 reordered=0 corrupt=0" \
		"${2% tos=*}"
}

udp_of_every_size() {
	local size
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	for size in 16 17 31 100 1391 1392 1393 8000; do
		udp a b 192.168.241.2 20 size=$size gap=3000
		expect_all 20 "$seen"
	done
	udp b a fd00:241::1 20 size=1372 gap=3000
	expect_all 20 "$seen"
}

udp_in_batches_of_the_application() {
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	udp a b 192.168.241.2 640 size=1200 gso=32 gap=30000
	expect_all 640 "$seen"
	udp a b fd00:241::2 640 size=1000 gso=32 gap=30000
	expect_all 640 "$seen"
}

ping_flood() {
	tunnel 10.0.0.1 10.0.0.2
	on a ping -n -q -f -c 500 192.168.241.2 >"$TMP/flood" ||
		fail "$(cat "$TMP/flood")"
	expect_match "a flood of pings" ' 0% packet loss' "$(cat "$TMP/flood")"
}

run_tests over_ipv4_ping over_ipv6_ping over_ipv4_tcp_both_ways \
	over_ipv6_tcp_both_ways parallel_tcp udp_of_every_size \
	udp_in_batches_of_the_application ping_flood
