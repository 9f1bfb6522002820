#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# "up" makes of a file a link with addresses, MTU, DNS and routes; "down" leaves
# nothing of it; what fails half-way leaves nothing either.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	hosts
	dev_add b t0 1 10002
	dev_peer b t0 0 192.168.241.1/32,fd00:241::1/128
	dev_up b t0 192.168.241.2/24 fd00:241::2/64 192.168.99.1/32
	ipn a route add default via 10.0.0.2
	FILE=$TMP/u0.conf
	state >"$TMP/before"
}

# All that "up" may change outside its link.
state() {
	ipn a -br link
	ipn a -4 route show table all
	ipn a -6 route show table all | grep -v fe80
	ipn a rule
	ipn a -6 rule
	on a nft list ruleset
}

leaves_nothing() {
	expect_eq "state of the host" "$(cat "$TMP/before")" "$(state)"
}

write_conf() { # write_conf ALLOWED-IPS [INTERFACE-LINES...]
	local ips=$1 line
	shift
	{
		echo "[Interface]"
		for line in "Wire = $WIRE" "PrivateKey = ${KEY[0]}" \
			    "Address = 192.168.241.1/24, fd00:241::1/64" "$@"; do
			echo "$line"
		done
		echo "[Peer]"
		echo "PublicKey = ${PUB[1]}"
		echo "Endpoint = 10.0.0.2:10002"
		echo "AllowedIPs = $ips"
	} >"$FILE"
}

inner="192.168.241.2/32, fd00:241::2/128"

link_comes_and_goes() {
	write_conf "$inner, 192.168.99.0/24"
	tool a up "$FILE"
	pings a 192.168.241.2
	pings a fd00:241::2
	pings a 192.168.99.1
	expect_eq "MTU of the way, less 80" 1420 \
		"$(on a cat /sys/class/net/u0/mtu)"
	expect_eq "routes to allowed IPs" "192.168.99.0/24 scope link " \
		"$(ipn a route show dev u0 192.168.99.0/24)"
	expect_eq "wire" "$WIRE" "$(tool a show u0 wire)"
	expect_failure "second up" tool a up "$FILE"
	expect_match "error" "already exists" "$(cat "$TMP/out")"
	tool a down "$FILE"
	leaves_nothing
}

mtu_follows_the_route() {
	write_conf "$inner"
	ipn a route add 10.0.0.2/32 dev a0 mtu 1300
	tool a up "$FILE"
	expect_eq "MTU" 1220 "$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
	write_conf "$inner" "MTU = 1280"
	tool a up "$FILE"
	expect_eq "MTU" 1280 "$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
}

write_server() { # write_server [INTERFACE-LINES...]: peers that call
	write_conf "$inner" "ListenPort = 4444" "$@"
	sed -i '/^Endpoint/d' "$FILE"
}

mtu_without_endpoints_follows_the_default_route() {
	write_server
	ipn a link set a0 mtu 1400
	tool a up "$FILE"
	expect_eq "MTU of the link of the default route, less 80" 1320 \
		"$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
	ipn a route replace default via 10.0.0.2 mtu 1300
	tool a up "$FILE"
	expect_eq "MTU of the default route, less 80" 1220 \
		"$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
	ipn a route del default
	tool a up "$FILE"
	expect_eq "MTU without any route" 1420 \
		"$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
}

default_route_goes_through_the_tunnel() {
	write_conf "0.0.0.0/0, ::/0"
	tool a up "$FILE"
	pings a 192.168.241.2
	pings a 192.168.99.1
	pings a fd00:241::2
	expect_match "way to anywhere" "dev u0" "$(ipn a route get 198.51.100.1)"
	expect_match "way to the endpoint" "dev a0" \
		"$(ipn a route get 10.0.0.2 mark "$(tool a show u0 fwmark)")"
	expect_match "way to what is connected" "dev a0" \
		"$(ipn a route get 10.0.0.9)"
	expect_eq "mark" "$(printf 0x%x 51820)" "$(tool a show u0 fwmark)"
	tool a down "$FILE"
	leaves_nothing
}

default_route_works_with_a_strict_reverse_path_filter() {
	on a sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do
		echo 1 >$f; done'
	write_conf "0.0.0.0/0"
	tool a up "$FILE"
	pings a 192.168.99.1
	tool a down "$FILE"
}

others_may_not_send_to_the_tunnel() {
	write_conf "0.0.0.0/0"
	tool a up "$FILE"
	pings a 192.168.241.2
	ipn b route add 192.168.241.1/32 via 10.0.0.1 dev b0
	no_ping b 192.168.241.1 -I b0
	tool a down "$FILE"
}

two_default_routes_do_not_meet() {
	write_conf "0.0.0.0/0"
	sed 's/192.168.241.1/192.168.242.1/; /Address/s/, .*//' "$FILE" \
		>"$TMP/u1.conf"
	tool a up "$FILE"
	tool a up "$TMP/u1.conf"
	expect_eq "second mark" "$(printf 0x%x 51821)" "$(tool a show u1 fwmark)"
	tool a down "$TMP/u1.conf"
	expect_match "way to anywhere" "dev u0" "$(ipn a route get 198.51.100.1)"
	expect_match "way to what is connected" "dev a0" \
		"$(ipn a route get 10.0.0.9)"
	tool a down "$FILE"
	leaves_nothing
}

table_is_as_asked_for() {
	write_conf "0.0.0.0/0, 192.168.99.0/24" "Table = 1234"
	tool a up "$FILE"
	expect_eq "routes in the table" 2 "$(ipn a route show table 1234 | wc -l)"
	expect_match "way to anywhere" "dev a0" "$(ipn a route get 198.51.100.1)"
	tool a down "$FILE"
	write_conf "0.0.0.0/0, 192.168.99.0/24" "Table = off"
	tool a up "$FILE"
	expect_match "way to anywhere" "dev a0" "$(ipn a route get 192.168.99.1)"
	tool a down "$FILE"
	leaves_nothing
}

hooks_run_in_order() {
	rm -f "$TMP/hooks"
	write_conf "$inner" "PreUp = echo preup %i \$(test -e /sys/class/net/%i && echo there) >>$TMP/hooks" \
		"PostUp = echo postup \$(cat /sys/class/net/%i/mtu) >>$TMP/hooks" \
		"PostUp = echo second >>$TMP/hooks" \
		"PreDown = echo predown \$(cat /sys/class/net/%i/mtu) >>$TMP/hooks" \
		"PostDown = echo postdown >>$TMP/hooks"
	tool a up "$FILE"
	tool a down "$FILE"
	expect_eq "what the hooks wrote" \
		"preup u0 postup 1420 second predown 1420 postdown" \
		"$(paste -sd ' ' <"$TMP/hooks" | tr -s ' ')"
}

what_fails_leaves_nothing() {
	local line
	for line in "PostUp = false" "Address = 192.168.300.1/24" \
		    "PreUp = false"; do
		write_conf "0.0.0.0/0, ::/0" "$line"
		expect_failure "$line" tool a up "$FILE"
		leaves_nothing
	done
	write_conf "0.0.0.0/0, ::/0"
	sed -i 's/^Endpoint.*/Endpoint = nosuchhost.invalid:1/' "$FILE"
	WG_ENDPOINT_RESOLUTION_RETRIES=0 expect_failure "unknown host" \
		tool a up "$FILE"
	leaves_nothing
	echo nonsense >>"$FILE"
	expect_failure "error in the file" tool a up "$FILE"
	expect_eq "error" "$FILE:9: \`nonsense' is not a \`Key = value' line" \
		"$(cat "$TMP/out")"
	leaves_nothing
}

dns_is_given_to_resolvconf() {
	mkdir -p "$TMP/bin"
	rm -f "$TMP/dns"
	cat >"$TMP/bin/resolvconf" <<-END
	#!/bin/sh
	echo "resolvconf \$*" >>"$TMP/dns"
	[ "\$1" = -d ] || cat >>"$TMP/dns"
	END
	chmod +x "$TMP/bin/resolvconf"
	write_conf "$inner" "DNS = 9.9.9.9, 2620:fe::fe, example.org, example.net"
	PATH=$TMP/bin:$PATH tool a up "$FILE"
	PATH=$TMP/bin:$PATH tool a down "$FILE"
	expect_eq "resolvconf was told" "resolvconf -a u0 -m 0 -x
nameserver 9.9.9.9
nameserver 2620:fe::fe
search example.org example.net
resolvconf -d u0 -f" "$(cat "$TMP/dns")"
}

file_is_saved() {
	write_conf "$inner" "SaveConfig = true" "PostUp = true" "ListenPort = 4444"
	tool a up "$FILE"
	tool a set u0 peer "${PUB[2]}" allowed-ips 10.5.0.0/16 label "new # one"
	ipn a addr add 10.77.0.1/30 dev u0
	tool a down "$FILE"
	expect_eq "mode of the file" 600 "$(stat -c %a "$FILE")"
	expect_eq "addresses" 3 "$(grep -c ^Address "$FILE")"
	tool a up "$FILE"
	expect_eq "peers" 2 "$(tool a show u0 peers | wc -l)"
	expect_match "label" "new # one" "$(tool a show u0 labels)"
	expect_eq "port" 4444 "$(tool a show u0 listen-port)"
	expect_match "address" 10.77.0.1/30 "$(ipn a addr show dev u0)"
	tool a set u0 peer "${PUB[2]}" remove
	tool a save "$FILE"
	expect_eq "peers in the file" 1 "$(grep -c '^\[Peer\]' "$FILE")"
	tool a down "$FILE"
	leaves_nothing
}

stripped_file_is_for_syncconf() {
	write_conf "$inner" "PostUp = true" "DNS = 9.9.9.9" "DNS = 9.9.9.9"
	sed -i /DNS/d "$FILE"
	tool a up "$FILE"
	pings a 192.168.241.2
	local before
	before=$(handshake_time a u0 1)
	tool a syncconf u0 <(tool a strip "$FILE")
	pings a 192.168.241.2
	expect_eq "time of the handshake" "$before" "$(handshake_time a u0 1)"
	tool a down "$FILE"
}

run_tests link_comes_and_goes mtu_follows_the_route \
	mtu_without_endpoints_follows_the_default_route \
	default_route_goes_through_the_tunnel \
	default_route_works_with_a_strict_reverse_path_filter \
	others_may_not_send_to_the_tunnel two_default_routes_do_not_meet \
	table_is_as_asked_for hooks_run_in_order what_fails_leaves_nothing \
	dns_is_given_to_resolvconf file_is_saved stripped_file_is_for_syncconf
