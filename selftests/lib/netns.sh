# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Namespaces as hosts.  Tests call them a, b, r...; their real names are random
# so that runs do not meet.

NS=snt-$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')

ns_add() { # ns_add NAME...
	local n
	for n in "$@"; do
		ip netns add "$NS-$n"
		echo "$n" >>"$TMP/namespaces"
		ip -n "$NS-$n" link set lo up
	done
}

on() { # on NAME COMMAND...
	local n=$1
	shift
	${become:-} ip netns exec "$NS-$n" "$@"
}

ipn() { # ipn NAME IP-ARGUMENTS...
	local n=$1
	shift
	ip -n "$NS-$n" "$@"
}

ns_remove() { # ns_remove NAME
	local pids
	pids=$(ip netns pids "$NS-$1" 2>/dev/null)
	# shellcheck disable=SC2086
	[ -z "$pids" ] || kill -9 $pids 2>/dev/null
	ip netns del "$NS-$1" 2>/dev/null
}

ns_remove_all() {
	local n
	while read -r n; do
		ns_remove "$n"
	done <"$TMP/namespaces"
}

# veth NS1 DEV1 NS2 DEV2
veth() {
	ipn "$1" link add "$2" type veth peer name "$4" netns "$NS-$3"
	ipn "$1" link set "$2" up
	ipn "$3" link set "$4" up
}

# address NS DEV ADDRESS/LEN...
address() {
	local ns=$1 dev=$2 a
	shift 2
	for a in "$@"; do
		case $a in
		*:*) ipn "$ns" addr add "$a" dev "$dev" nodad ;;
		*) ipn "$ns" addr add "$a" dev "$dev" ;;
		esac
	done
}

# Two hosts a and b on one wire: a0 and b0, 10.0.0.1 and .2, fd00::1 and ::2.
# In few commands, as most tests begin with it.
hosts() {
	printf '%s\n' a b >>"$TMP/namespaces"
	ip -batch - <<-E
	netns add $NS-a
	netns add $NS-b
	link add a0 netns $NS-a type veth peer name b0 netns $NS-b
	E
	host a 1
	host b 2
}

host() { # host NAME NUMBER: what hosts() does in one namespace
	ipn "$1" -batch - <<-E
	link set lo up
	link set ${1}0 up
	addr add 10.0.0.$2/24 dev ${1}0
	addr add fd00::$2/64 dev ${1}0 nodad
	E
}

# a - r - b with a router: 10.0.1.1 - 10.0.1.254, 10.0.2.254 - 10.0.2.2, and
# fd00:1:: and fd00:2:: likewise.
hosts_routed() {
	ns_add a r b
	veth a a0 r ra
	veth b b0 r rb
	address a a0 10.0.1.1/24 fd00:1::1/64
	address r ra 10.0.1.254/24 fd00:1::fe/64
	address r rb 10.0.2.254/24 fd00:2::fe/64
	address b b0 10.0.2.2/24 fd00:2::2/64
	ipn a route add default via 10.0.1.254
	ipn b route add default via 10.0.2.254
	ipn a route add default via fd00:1::fe
	ipn b route add default via fd00:2::fe
	on r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

# hosts_behind_nat [SECONDS]: the same, but what a sends comes from r's address
# and any port, which r remembers for so long.
hosts_behind_nat() {
	hosts_routed
	on r nft -f - <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority 100
			oifname rb masquerade fully-random
		}
	}
	E
	[ -z "${1:-}" ] ||
		on r sysctl -qw "net.netfilter.nf_conntrack_udp_timeout=$1" \
			"net.netfilter.nf_conntrack_udp_timeout_stream=$1"
}

nat_has_another_address() { # of hosts_behind_nat: it was 10.0.2.254
	on r sysctl -qw net.ipv4.conf.all.promote_secondaries=1
	ipn r addr add 10.0.2.253/24 dev rb
	ipn r addr del 10.0.2.254/24 dev rb
	ipn b route replace default via 10.0.2.253
}

# A netem qdisc on what a device sends: netem NS DEV loss 10%
netem() {
	local ns=$1 dev=$2
	shift 2
	on "$ns" tc qdisc replace dev "$dev" root netem limit 10000 "$@"
}

counter() { # counter NS DEV NAME, as in /sys/class/net/DEV/statistics
	on "$1" cat "/sys/class/net/$2/statistics/$3"
}
