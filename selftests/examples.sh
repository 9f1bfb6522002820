#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The files in Documentation/examples do what they say, with keys in them and
# the names in /etc/hosts.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

EXAMPLES=examples	# where run.sh puts them
[ -d $EXAMPLES ] || EXAMPLES=../Documentation/examples

# Three hosts at a switch: a, b and c at 10.0.0.1, .2 and .3.
setup() {
	local ns
	need_snaptun
	need_command jq
	ns_add s a b c
	ipn s link add br0 type bridge
	ipn s link set br0 up
	for ns in a b c; do
		veth s "s$ns" "$ns" "${ns}0"
		ipn s link set "s$ns" master br0
	done
	host a 1
	host b 2
	host c 3
}

keys_of() { # keys_of NAME NUMBER...: which keys stand for whom
	local name number
	while [ $# -gt 0 ]; do
		name=$1 number=$2
		shift 2
		echo "s,PRIVATE-KEY-OF-$name,${KEY[number]},"
		echo "s,PUBLIC-KEY-OF-$name,${PUB[number]},"
	done
}

# example NS FILE KEYS...: the file with these keys, in a folder of the host; its
# path is printed
example() {
	local to=$TMP/$1/${2##*/}
	mkdir -p "$TMP/$1"
	sed -f <(keys_of "${@:3}") "$EXAMPLES/$2" >"$to"
	! grep 'KEY-OF' "$to" >&2
	echo "$to"
}

is_down_again() { # is_down_again NS FILE
	tool "$1" down "$2"
	expect_eq "links left" "" "$(ipn "$1" -br link show type snaptun)"
}

users_reach_their_server() {
	local keys="SERVER 1 LAPTOP 0 PHONE 2" server laptop
	echo "10.0.0.2 server.example.net" >/etc/hosts
	# shellcheck disable=SC2086
	server=$(example b server/server.conf $keys)
	# shellcheck disable=SC2086
	laptop=$(example a server/laptop.conf $keys)
	tool b up "$server"
	tool a up "$laptop"
	pings a 10.9.0.1
	pings a fd09::1
	pings b 10.9.0.2
	is_down_again a "$laptop"
}

hosts_of_a_mesh_reach_each_other() {
	local host to file
	printf '10.0.0.%s %s.example.net\n' 1 a 2 b 3 c >/etc/hosts
	for host in a b c; do
		file=$(example $host mesh/$host.conf A 0 B 1 C 2)
		mv "$file" "$TMP/$host/mesh.conf"
		tool $host up "$TMP/$host/mesh.conf" 2>"$TMP/up"
		expect_match "warning" "public key is the device.s own" "$(<"$TMP/up")"
	done
	for host in a b c; do
		for to in 1 2 3; do
			pings $host 10.9.1.$to
		done
	done
}

# At b, with what the example says in a comment
gateway() {
	local file
	echo "10.0.0.2 snap.example.net" >/etc/hosts
	file=$(example b gateway/gw0.conf CLIENT 0 GATEWAY 1)
	tool b up "$file"
	sed -n 's/^#   //p' "$file" >"$TMP/b/register"
	on b sh -e "$TMP/b/register"
	tool b reload "$file"
	expect_eq "identities" 1 \
		"$(tool b identity show gw0 --json | jq '.identities | length')"
}

is_up() { # is_up NUMBER: of the client's tunnels
	[ "$(tool a show snap0 states | grep -c 'up$')" = "$1" ]
}

host_at_a_snap_has_its_tunnels() {
	local file
	gateway
	file=$(example a snap-client/snap0.conf CLIENT 0 GATEWAY 1)
	tool a up "$file"
	wait_for 20 "two tunnels" is_up 2
	expect_match "assigned" '10.0.0.1:30041' \
		"$(tool a show snap0 assigned-addresses)"
	expect_eq "tunnels at the gateway" 2 "$(tool b identity show gw0 --json |
		jq '.identities[0].tunnels')"
	is_down_again a "$file"
	is_down_again b "$TMP/b/gw0.conf"
}

scion_application_gets_a_tunnel_by_itself() {
	local file
	gateway
	file=$(example a scion-host/snap0.conf CLIENT 0 GATEWAY 1)
	tool a up "$file"
	tool a check snap0 >"$TMP/check" ||
		fail "check says:" "$(<"$TMP/check")"
	helper a facade-app at=169.254.1.2 facade=169.254.1.1 port=31000 \
		count=1 idle=1 >"$TMP/app" || true
	wait_for 20 "a tunnel" is_up 1
	is_down_again a "$file"
}

nm_calls() { # nm_calls ACTION: the handler of snap0, as NetworkManager does
	local handler=$EXAMPLES/networkmanager/snaptun
	[ -x "$handler" ] || handler=../tools/networkmanager/snaptun
	on a env -i NM_DISPATCHER_ACTION="$1" CONNECTION_ID=snap0 \
		CONNECTION_FILENAME=/etc/NetworkManager/system-connections/snap0 \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin "$handler" snap0 "$1" \
		>"$TMP/told" 2>"$TMP/journal"
}

networkmanager_gets_its_interface() {
	local keys="SERVER 1 LAPTOP 0 PHONE 2" conf=/etc/snaptun/snap0.conf at
	echo "10.0.0.2 server.example.net" >/etc/hosts
	# shellcheck disable=SC2086
	tool b up "$(example b server/server.conf $keys)"
	mkdir -p /etc/snaptun
	# shellcheck disable=SC2086
	sed 's/^Address.*/Table = off/' \
		"$(example a server/laptop.conf $keys)" >$conf
	nm_calls device-add
	expect_eq "what it is told" \
		"IFINDEX=$(on a cat /sys/class/net/snap0/ifindex)" "$(<"$TMP/told")"
	at=$(sed -n 's/^address1=//p' \
		$EXAMPLES/networkmanager/snap0.nmconnection)
	ipn a address add "$at" dev snap0
	pings a 10.9.0.1
	nm_calls device-delete
	expect_eq "what it is told" "" "$(<"$TMP/told")"
	expect_eq "links left" "" "$(ipn a -br link show type snaptun)"
	echo nonsense >>$conf
	! nm_calls device-add || fail "an interface was made of nonsense"
	expect_match "what it is told" "^ERROR=$conf:[0-9]+: .nonsense' is not" \
		"$(<"$TMP/told")"
	rm $conf
}

run_tests users_reach_their_server hosts_of_a_mesh_reach_each_other \
	host_at_a_snap_has_its_tunnels scion_application_gets_a_tunnel_by_itself \
	networkmanager_gets_its_interface
