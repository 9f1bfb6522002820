# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Hosts x and y behind routers a and b, with a tunnel between those.  All wires are
# as network cards are: single packets on the wire, merged by GRO.

card() { # card NS DEV
	on "$1" ethtool -K "$2" tso off tx-udp-segmentation off gro on
}

site() { # site HOST ROUTER NUMBER: 10.NUMBER.0.1 behind 10.NUMBER.0.254
	ns_add "$1"
	veth "$1" "${1}0" "$2" "$2$1"
	address "$1" "${1}0" "10.$3.0.1/24"
	address "$2" "$2$1" "10.$3.0.254/24"
	ipn "$1" route add default via "10.$3.0.254"
	ipn "$1" link set "${1}0" mtu 1420
	on "$2" sysctl -qw net.ipv4.ip_forward=1
	card "$1" "${1}0"
	card "$2" "$2$1"
}

through() { # through ROUTER PEERKEY PEERNUMBER SITENUMBER: the other site
	ipn "$1" route add "10.$4.0.0/24" via "192.168.241.$3"
	[ "$kind" = none ] || tool "$1" set t0 peer "${PUB[$2]}" \
		allowed-ips "192.168.241.$3/32,10.$4.0.0/24"
}

# What ends() has made becomes routers.
routers() {
	site x a 1
	site y b 2
	through a 1 2 2
	through b 0 1 1
	card a a0
	card b b0
	pings x 10.2.0.1
}
