#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Hosts x and y talk through routers a and b with a tunnel between those.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"
# shellcheck source=selftests/lib/bench_forward.sh
. "$(dirname "$0")/../lib/bench_forward.sh"

forward() {
	ends
	routers
	tcp_figure forward-tcp x y 10.2.0.1
	udp_figure forward-udp x y 10.2.0.1 size=1300
}

bench forward none "${IN_KERNEL[@]}"
