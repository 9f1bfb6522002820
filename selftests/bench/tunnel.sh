#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tunnel and its outer wire alone, in instructions for each packet: bursts
# go into the device through a transmit ring, and are dropped where they come
# out. There is time enough between two bursts that no queue runs over, and the
# time in which there is nothing to do does not count.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

BURST=256 GAP_US=16000

sender() { # sender SIZE: goes on until told; says sent=NUMBER
	background "$TMP/sender" helper a packet-load dev=t0 size="$1" \
		from=192.168.241.1 to=192.168.241.2 \
		burst=$BURST gap=$GAP_US
}

sink() {
	on b nft -f - <<-E
	table netdev sink {
		chain in {
			type filter hook ingress device t0 priority 0
			counter drop
		}
	}
	E
}

arrived() {
	on b nft list table netdev sink |
		sed -n 's/.*counter packets \([0-9]*\).*/\1/p'
}

cost() { # cost LINE: instructions for each packet
	awk -v us="$(value us "$1")" -v idle="$(value idle "$1")" \
		-v n="$(value packets "$1")" \
		'BEGIN { printf "%.5g", (us - idle) * 1000 / n }'
}

tunnel_only() {
	local size before
	ends
	sink
	for size in 64 1300; do
		before=$(arrived)
		sender $size
		seen=$(helper b packet-rate dev=t0 ms=600)
		stop "$background"
		result tunnel-$size "$(cost "$seen")" \
			idle="$(ratio idle us "$seen")" \
			lost=$(($(value sent "$(cat "$TMP/sender")") -
				$(arrived) + before))
	done
}

bench tunnel_only "${IN_KERNEL[@]}"
