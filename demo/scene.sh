# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# What scenes share. Hosts are network namespaces; all are removed in the end, with
# whatever runs in them.
set -euo pipefail
umask 077

: "${HELPER:=/selftests/snt-helper}"
hosts=()
work=$(mktemp -d)

finish() {
	local rc=$? ns pid
	for ns in "${hosts[@]}"; do
		for pid in $(ip netns pids "$ns" 2>/dev/null); do
			kill "$pid" 2>/dev/null || true
		done
		ip netns del "$ns" 2>/dev/null || true
	done
	rm -rf "$work"
	exit $rc
}
trap finish EXIT

host() { # host NAME
	hosts+=("$1")
	ip netns add "$1"
	ip -n "$1" link set lo up
}

# cable HOST ADDRESS HOST ADDRESS: interfaces with the names of the other ends
cable() {
	ip link add "${3#snt-}" netns "$1" type veth peer name "${1#snt-}" netns "$3"
	ip -n "$1" addr add "$2" dev "${3#snt-}"
	ip -n "$3" addr add "$4" dev "${1#snt-}"
	ip -n "$1" link set "${3#snt-}" up
	ip -n "$3" link set "${1#snt-}" up
}

say() { printf '\n== %s\n' "$*"; }
on() { ip netns exec "$@"; }
show_and_run() {
	echo "\$ ip netns exec $*"
	ip netns exec "$@"
}

# agent HOST SECTION-LINES...: a client's, until its tunnel is up; says what it does
agent() {
	local ns=$1 said rest
	shift
	printf '%s\n' "$@" | tee "$work/$ns.conf"
	exec {said}< <(on "$ns" snaptun-agent --socket "$work/$ns.socket" \
		--config "$work/$ns.conf" run 2>&1)
	while read -r -t 100 rest <&"$said"; do
		echo "$rest"
		[[ $rest != *"tunnel is up"* ]] || break
	done
}
