#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# UDP from socket to socket, in thousands of datagrams a second: one to a call,
# and as many to a call as fit (UDP_SEGMENT, and UDP_GRO at the other end).
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

udp() {
	local size
	ends
	for size in 64 512 1300; do
		udp_figure udp-$size a b 192.168.241.2 size=$size
		udp_figure udp-$size-gso a b 192.168.241.2 size=$size gro=1 \
			gso=$((size == 1300 ? 50 : 64))
	done
}

bench udp none "${IN_KERNEL[@]}"
