#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A SNAP: what a packet costs that comes out of one tunnel and goes back into it,
# with 1, 100 and 1000 tunnels that take turns. The clients are the same for all
# kinds: one device of snaptun, with a tunnel for each.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"
# shellcheck source=selftests/lib/bench_gateway.sh
. lib/bench_gateway.sh

CLIENTS=(1 100 1000)

# Single packets on the wire, merged by GRO on receipt
as_cards() {
	on a ethtool -K a0 tso off tx-udp-segmentation off
	on b ethtool -K b0 tso off tx-udp-segmentation off gro on
	# Nothing of the kernel's own accord
	on a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	on b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
}

server() {
	if [ "$kind" = snap-tun-server ]; then
		peer_start b snap-peer-0.8.6 server key="${KEY[1]}" tun=u0 \
			listen=10.0.0.2:10002 peer="${PUB[0]}" turn=1 limit=100000
	else
		gateway
		identity add 0 for 3600
	fi
}

echoes() {
	local KIND=snaptun TOOL=snaptun-ctl nr size
	need_module snaptun
	for nr in "${CLIENTS[@]}"; do
		hosts
		big_sockets
		as_cards
		server
		many_clients t0 6001 "$nr"
		for size in 100 1300; do
			turn_load t0 6001 "$nr" $size
			result "gateway-$nr-$size" "$cost" lost="$lost"
		done
		ns_remove_all
		: >"$TMP/namespaces"
	done
}

bench echoes snaptun-gateway snap-tun-server
