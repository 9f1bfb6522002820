#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The figures of a machine with several processors: what is received while the
# busiest of them executes so many instructions, which the emulator counts.
# Everything between two hosts, and through routers, is on one machine.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"
# shellcheck source=selftests/lib/bench_forward.sh
. "$(dirname "$0")/../lib/bench_forward.sh"

# Buffers of TCP grow at first: what is sent meanwhile is not yet received.
small_buffers() { # small_buffers NS...
	local n
	for n in "$@"; do
		on "$n" sysctl -qw net.ipv4.tcp_rmem="4096 131072 262144"
	done
}

between_hosts() {
	local size
	ends
	small_buffers a b
	tcp_figure tcp-1 a b 192.168.241.2 warm=100
	tcp_figure tcp-1-back b a 192.168.241.1 warm=100
	tcp_figure tcp-8 a b 192.168.241.2 warm=100 flows=8
	tcp_figure tcp-8-back b a 192.168.241.1 warm=100 flows=8
	for size in 64 1300; do
		udp_figure udp-$size a b 192.168.241.2 size=$size
		udp_figure udp-$size-4 a b 192.168.241.2 size=$size flows=4
	done
	udp_figure udp-1300-gso a b 192.168.241.2 size=1300 gro=1 gso=50
}

through_routers() {
	routers
	small_buffers x y
	tcp_figure forward-tcp x y 10.2.0.1 warm=100
	udp_figure forward-udp x y 10.2.0.1 size=1300
}

cpus() {
	between_hosts
	through_routers
}

bench cpus wireguard snaptun-snap
