#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a frame costs by each way to send it, as a table: instructions, counted
# in a machine with virtual time.
#
#   inject.sh [-k KERNEL]     6.1 (default), 6.12, 7
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
count=16384
methods="sendto sendmmsg bare-v2 bare-v3 refer copy library bypass"
netrings="0.32.0 0.6.0"

links() {
	local dev
	ip netns add b
	ip link add d0 type dummy
	ip link add v0 type veth peer name v1 netns b
	for dev in d0 v0; do
		echo 1 >"/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
		ip link set "$dev" up
	done
	ip netns exec b sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/v1/disable_ipv6'
	ip -n b link set v1 up
}

measure() { # measure METHOD DEV SIZE: what the program says
	case $1 in
	netring-*) "netring-bench-${1#*-}" "$2" "$3" $count ;;
	*) /selftests/snt-inject bench "$@" $count ;;
	esac
}

# One cell: the figure, or that the frames did not leave.
cell() {
	local before after figure
	before=$(cat "/sys/class/net/$2/statistics/tx_packets")
	figure=$(measure "$@" 2>/dev/null) || figure=failed
	after=$(cat "/sys/class/net/$2/statistics/tx_packets")
	[ $((after - before)) -ge $count ] || figure="sends none"
	printf ' %10s' "$figure"
}

in_machine() {
	local method dev size line='==============='
	links
	for method in $netrings; do
		! command -v "netring-bench-$method" >/dev/null ||
			methods+=" netring-$method"
	done
	for dev in d0 v0; do
		for size in 64 1400; do
			line+=" =========="
		done
	done
	echo "$line"
	printf '%-15s %10s %10s %10s %10s\n' 'bytes, link' '64 dummy' \
		'1400 dummy' '64 veth' '1400 veth'
	echo "$line"
	for method in $methods; do
		printf '%-15s' "$method"
		for dev in d0 v0; do
			for size in 64 1400; do
				cell "$method" $dev $size
			done
		done
		echo
	done
	echo "$line"
}

if [ -n "${SNAPTUN_IN_VM:-}" ]; then
	in_machine
	exit
fi
files=()
while read -r version path reason; do
	if [ "$path" = skip ]; then
		echo "netring $version: $reason" >&2
	else
		files+=(-f "$path:/usr/bin/netring-bench-$version")
	fi
done < <("$here/../inject/netring/build.sh")
exec "$here/../vm/run.sh" "$@" -i -n "${files[@]}" "$here/inject.sh"
