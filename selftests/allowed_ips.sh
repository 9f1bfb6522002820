#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Allowed addresses route what is sent and filter what is received, also when
# they are many.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# b and c are peers of a.
three_hosts() {
	hosts
	ns_add c
	veth a a1 c c0
	address a a1 10.0.3.1/24
	address c c0 10.0.3.3/24
	tunnel 10.0.0.1 10.0.0.2
	dev_add c t0 2 10003
	dev_peer a t0 2 192.168.241.3/32 endpoint 10.0.3.3:10003
	dev_peer c t0 0 0.0.0.0/0 endpoint 10.0.3.1:10001
	dev_up c t0 192.168.241.3/24
	address b lo 10.60.0.1/32
	address c lo 10.60.0.1/32
	ipn a route add 10.60.0.0/16 dev t0
}

# Whose 10.60.0.1 answers?  Packets that b or c got say it.
answered_by() { # answered_by b|c
	local b c
	b=$(counter b t0 rx_packets)
	c=$(counter c t0 rx_packets)
	pings a 10.60.0.1
	case $1 in
	b) [ "$(counter b t0 rx_packets)" -gt "$b" ] ;;
	c) [ "$(counter c t0 rx_packets)" -gt "$c" ] ;;
	esac || fail "expected $1 to answer"
}

longest_prefix_decides() {
	three_hosts
	tool a set t0 peer "${PUB[1]}" allowed-ips 192.168.241.2/32,10.60.0.0/16
	answered_by b
	tool a set t0 peer "${PUB[2]}" allowed-ips 192.168.241.3/32,10.60.0.0/24
	answered_by c
	tool a set t0 peer "${PUB[1]}" allowed-ips 192.168.241.2/32,10.60.0.1/32
	answered_by b
}

same_prefix_moves_to_the_last() {
	three_hosts
	tool a set t0 peer "${PUB[1]}" allowed-ips 192.168.241.2/32,10.60.0.0/16
	tool a set t0 peer "${PUB[2]}" allowed-ips 192.168.241.3/32,10.60.0.0/16
	answered_by c
	expect_eq "what is left to the first" 192.168.241.2/32 \
		"$(tool a show t0 allowed-ips | grep -F "${PUB[1]}" | cut -f 2)"
}

foreign_source_is_dropped() {
	tunnel_hosts
	address a lo 10.70.0.1/32
	ipn b route add 10.70.0.1/32 dev t0
	dev_peer b t0 0 192.168.241.1/32
	pings a 192.168.241.2
	local before
	before=$(counter b t0 rx_packets)
	no_ping a 192.168.241.2 -I 10.70.0.1
	expect_eq "packets let in" "$before" "$(counter b t0 rx_packets)"
	dev_peer b t0 0 192.168.241.1/32,10.70.0.1/32
	pings a 192.168.241.2 -I 10.70.0.1
}

# 256 x 256 of each family, as one peer's.
sixty_four_thousand() {
	local i
	tunnel_hosts
	{
		echo "[Peer]"
		echo "PublicKey = ${PUB[1]}"
		for i in {0..255}; do
			printf 'AllowedIPs = '
			printf "10.$i.%d.0/24, " {0..254}
			echo "10.$i.255.0/24"
			printf 'AllowedIPs = '
			printf "fd01:$i::%x:0/112, " {0..254}
			echo "fd01:$i::ff:0/112"
		done
	} >"$TMP/many.conf"
	tool a addconf t0 "$TMP/many.conf"
	tool a show t0 allowed-ips | grep -F "${PUB[1]}" | cut -f 2 |
		tr ' ' '\n' | sort >"$TMP/shown"
	# The two of before may have gone or stayed: they are in neither block.
	expect_eq "the number of entries" 131072 \
		"$(grep -cE '^(10\.|fd01:)' "$TMP/shown")"
	address b lo 10.99.7.1/32 fd01:77::5:1/128
	ipn a route add 10.96.0.0/12 dev t0
	ipn a route add fd01::/16 dev t0
	dev_peer b t0 0 0.0.0.0/0,::/0
	pings a 10.99.7.1
	pings a fd01:77::5:1
	tool a set t0 peer "${PUB[1]}" remove
	expect_eq "the peers" "" "$(tool a show t0 peers)"
}

run_tests longest_prefix_decides same_prefix_moves_to_the_last \
	foreign_source_is_dropped sixty_four_thousand
