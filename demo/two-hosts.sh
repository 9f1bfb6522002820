#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two hosts, each a network namespace, joined by one cable and by a snaptun
# link through it; in-tree WireGuard beside it for comparison, and a SNAP that
# one is the client of.  Needs root, the module, the tools, wg, iperf3 and jq;
# POCKET is the program that is the SNAP, if there is one.  Removes what it made.
#
#   alice 10.0.0.1 ======= cable ======= 10.0.0.2 bob
#         192.168.241.1 -- snaptun ----- 192.168.241.2
#         192.168.242.1 -- wireguard --- 192.168.242.2
# shellcheck source=demo/scene.sh
. "$(dirname "$0")/scene.sh"

: "${DEMO_S:=2}"	# seconds of each throughput measurement
a=snt-alice b=snt-bob

# link KIND TOOL NETWORK PORT: a tunnel between the two
link() {
	local kind=$1 tool=$2 net=$3 port=$4 ns
	local -A pub
	for ns in $a $b; do
		"$tool" genkey >"$work/$kind-$ns"
		pub[$ns]=$("$tool" pubkey <"$work/$kind-$ns")
		ip -n $ns link add "$kind" type "$kind"
		on $ns "$tool" set "$kind" private-key "$work/$kind-$ns" \
			listen-port "$port"
	done
	on $a "$tool" set "$kind" peer "${pub[$b]}" allowed-ips "$net.2/32" \
		endpoint "10.0.0.2:$port"
	on $b "$tool" set "$kind" peer "${pub[$a]}" allowed-ips "$net.1/32" \
		endpoint "10.0.0.1:$port"
	ip -n $a addr add "$net.1/24" dev "$kind"
	ip -n $b addr add "$net.2/24" dev "$kind"
	ip -n $a link set "$kind" up
	ip -n $b link set "$kind" up
}

# throughput ADDRESS: Mbit/s of one TCP flow from alice
throughput() {
	local i
	on $b iperf3 --server --one-off --daemon --pidfile "$work/iperf.pid"
	for ((i = 0; i < 100; i++)); do
		[ -z "$(on $b ss -Hltn 'sport = :5201')" ] || break
	done
	on $a iperf3 --client "$1" --time "$DEMO_S" --json |
		jq '.end.sum_received.bits_per_second / 1e6 | floor'
}

# Bob is two ASes, 1-ff00:0:132 and 2-ff00:0:212, with a SNAP at each, and
# 10.9.9.9 answers echo requests in both.  Alice has nothing but a token.
snap() {
	local word rest token path address
	say "Bob is a SNAP now: PocketSCION, control plane and data plane"
	exec 3< <(on $b "$POCKET" listen=10.0.0.2:41000 echo=10.9.9.9)
	while read -r -t 60 word rest <&3 && [ "$word" != ready ]; do
		case $word in
		token) token=$rest ;;
		path) : "${path=${rest##* }}" ;;
		esac
	done
	echo "$token" >"$work/token"
	say "snaptun-agent makes a key, registers it, and connects an interface"
	agent $a "[Control]" "Url = http://10.0.0.2:41000/" \
		"AllowHttp = true" "TokenFile = $work/token" "[Device]" \
		"Name = snap0" "KeyFile = $work/key"
	address=$(on $a snaptun-ctl show snap0 assigned-addresses | cut -f 2)

	say "Echo requests to another AS; here alice is 1-ff00:0:132,$address"
	exec 5< <(on $a "$HELPER" packet-recv dev=snap0 proto=0x88b5 count=3)
	read -r -t 60 <&5
	show_and_run $a snaptun-inject scion snap0 --echo --count 3 --rate 10pps \
		--from "1-ff00:0:132,$address" --to 2-ff00:0:212,10.9.9.9 \
		--path "1:$path"
	while read -r -t 60 _ rest <&5; do
		reply "$rest"
	done
}

# reply HEX: a SCION packet, from IPv4 to IPv4
reply() {
	local header=$((16#${1:10:2} * 8)) host=$((16#${1:64:8}))
	[ "${1:header:2}" = 81 ] || return 0
	printf 'SCMP echo reply %d from %x-%x:%x:%x,%d.%d.%d.%d\n' \
		$((16#${1:header + 12:4})) $((16#${1:40:4})) \
		$((16#${1:44:4})) $((16#${1:48:4})) $((16#${1:52:4})) \
		$((host >> 24)) $((host >> 16 & 255)) $((host >> 8 & 255)) \
		$((host & 255))
}

say "Two hosts and a cable"
host $a
host $b
cable $a 10.0.0.1/24 $b 10.0.0.2/24
echo "alice 10.0.0.1, bob 10.0.0.2"

say "A snaptun link: keys, ip link add type snaptun, snaptun-ctl set"
link snaptun snaptun-ctl 192.168.241 51820
ip -n $a -d link show snaptun

say "Ping through it, which makes the handshake"
show_and_run $a ping -n -c 3 -i 0.2 -W 5 192.168.241.2

say "What alice knows: endpoint, handshake, the address bob saw her under"
show_and_run $a snaptun-ctl show

say "One TCP flow through snaptun and through in-tree WireGuard, one after the other"
snaptun=$(throughput 192.168.241.2)
if ip link add name snt-probe type wireguard 2>/dev/null; then
	ip link del snt-probe
	link wireguard wg 192.168.242 51821
	wireguard=$(throughput 192.168.242.2)
fi
printf '%-12s %8s Mbit/s\n' snaptun "$snaptun"
if [ -n "${wireguard:-}" ]; then
	printf '%-12s %8s Mbit/s\n' wireguard "$wireguard"
else
	echo "(this kernel has no in-tree WireGuard to compare with)"
fi
[ -z "${SNAPTUN_IN_VM:-}" ] ||
	echo "in virtual time: one processor that executes 10^9 instructions a second"

if [ -n "${POCKET:-}" ]; then
	snap
else
	say "Left out: a client at a SNAP, which \"selftests/peers/build.sh pocket\" makes"
	echo "(PocketSCION, by cargo, in ten minutes; then \"make demo\" again)"
fi

say "Done: everything is removed again"
