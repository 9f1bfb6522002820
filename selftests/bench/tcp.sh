#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# TCP between two hosts, in Mbit/s of payload.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

# One flow each way at the same time; the sum of both.
duplex() {
	local before there back
	before=$(tcp_trouble a b)
	background "$TMP/back" "$HELPER" tcp-load sender="$NS-b" \
		receiver="$NS-a" to=192.168.241.1 port=7004 \
		ms="$BENCH_MS"
	tcp_load a b 192.168.241.2
	wait_end 60 "$background"
	there=$(ratio bytes us "$seen" 8)
	back=$(ratio bytes us "$(cat "$TMP/back")" 8)
	result tcp-duplex "$(awk "BEGIN { print $there + $back }")" \
		lost=$(($(tcp_trouble a b) - before)) \
		idle="$(ratio idle us "$seen")"
}

tcp() {
	ends
	tcp_figure tcp-1 a b 192.168.241.2
	case $kind in wireguard-go | snap-tun) return ;; esac
	tcp_figure tcp-1-back b a 192.168.241.1
	tcp_figure tcp-8 a b 192.168.241.2 flows=8
	duplex
}

bench tcp none "${IN_KERNEL[@]}" "${USER_SPACE[@]}"
