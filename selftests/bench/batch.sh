#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a UDP datagram costs by how many of them a call hands over, in
# instructions from socket to socket.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

batches() {
	local n
	ends
	for n in 1 2 4 8 16 32 64; do
		udp_load a b 192.168.241.2 size=1000 gso=$n gro=1 ms=150
		udp_result batch-$n "$(ratio us datagrams "$seen" 1000)"
	done
}

bench batches none "${IN_KERNEL[@]}"
