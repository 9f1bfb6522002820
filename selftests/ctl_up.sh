#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# "up" makes of a file a link with addresses, MTU, DNS and routes; "down" leaves
# nothing of it; what fails half-way leaves nothing either.
: "${SNAPTUN_WIRES:=wireguard}"	# which is not the default
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
	ls /run/snaptun 2>/dev/null || :
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

hook_that_fails_is_named() {
	write_conf "$inner" "PreUp = true" "PreUp = exit 3 || echo %i"
	expect_failure "up" tool a up "$FILE"
	expect_match "error" \
		'snaptun-ctl: PreUp: .exit 3 .. echo %i. failed with status 3' \
		"$(cat "$TMP/out")"
	leaves_nothing
	write_conf "$inner" "PostUp = kill -KILL \$\$"
	expect_failure "up" tool a up "$FILE"
	expect_match "error" 'PostUp: .kill -KILL ...?. was ended by signal 9' \
		"$(cat "$TMP/out")"
	leaves_nothing
	rm -f "$TMP/gate"
	write_conf "$inner" "PreDown = test -e $TMP/gate" "PostDown = exit 7"
	tool a up "$FILE"
	expect_failure "down" tool a down "$FILE"
	expect_match "error" 'PreDown: .test -e .* failed with status 1' \
		"$(cat "$TMP/out")"
	: >"$TMP/gate"
	expect_failure "down" tool a down "$FILE"
	expect_match "error" 'PostDown: .exit 7. failed with status 7' \
		"$(cat "$TMP/out")"
	leaves_nothing
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
	PATH=$TMP/bin:$PATH tool a up "$FILE"
	rm "$TMP/dns"
	PATH=$TMP/bin:$PATH tool a reload "$FILE"
	expect_eq "told when nothing changed" no \
		"$([ ! -e "$TMP/dns" ] && echo no)"
	write_conf "$inner" "DNS = 9.9.9.10"
	PATH=$TMP/bin:$PATH tool a reload "$FILE"
	write_conf "$inner"
	PATH=$TMP/bin:$PATH tool a reload "$FILE"
	PATH=$TMP/bin:$PATH tool a down "$FILE"
	expect_eq "resolvconf was told by reload" "resolvconf -a u0 -m 0 -x
nameserver 9.9.9.10
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

# What a link is, for comparison; allowed IPs have no order.
device() {
	tool a showconf u0 | tr -d ' ' | tr ',=' '\n' | sort
	ipn a -br address show dev u0 scope global
	ipn a -4 route show table all dev u0
	ipn a -6 route show table all dev u0 | grep -v fe80
	state
}

reload_follows_the_file() {
	local before
	write_conf "$inner, 192.168.99.0/24, 10.8.0.0/16" "PostUp = false || true"
	tool a up "$FILE"
	pings a 192.168.99.1
	before=$(handshake_time a u0 1)
	write_conf "$inner, 192.168.99.0/24, 10.9.0.0/16" "MTU = 1300" \
		"Address = 192.168.77.1/30" "PostDown = : >$TMP/postdown" \
		"PostUp = : >$TMP/postup"
	tool a reload "$FILE"
	pings a 192.168.99.1
	expect_eq "time of the handshake" "$before" "$(handshake_time a u0 1)"
	expect_eq "route that is no more" "" "$(ipn a route show 10.8.0.0/16)"
	expect_eq "new route" "10.9.0.0/16 dev u0 scope link " \
		"$(ipn a route show 10.9.0.0/16)"
	expect_match "new address" 192.168.77.1/30 "$(ipn a addr show dev u0)"
	expect_eq "MTU" 1300 "$(on a cat /sys/class/net/u0/mtu)"
	expect_eq "hook of up was not run" no \
		"$([ ! -e "$TMP/postup" ] && echo no)"
	write_conf "$inner, 192.168.99.0/24"
	sed -i 's/192.168.241.1.24/192.168.241.3\/24/' "$FILE"
	tool b set t0 peer "${PUB[0]}" allowed-ips +192.168.241.3/32
	tool a reload "$FILE"
	pings a 192.168.99.1
	expect_match "addresses" '^u0 +UNKNOWN +192.168.241.3/24 *$' \
		"$(ipn a -4 -br address show dev u0)"
	expect_eq "MTU that is worked out again" 1420 \
		"$(on a cat /sys/class/net/u0/mtu)"
	tool a down "$FILE"
	leaves_nothing
}

reload_of_what_cannot_be_used_changes_nothing() {
	local before
	write_conf "$inner, 192.168.99.0/24"
	tool a up "$FILE"
	pings a 192.168.241.2
	before=$(device)
	unchanged() {
		expect_eq "after $1" "$before" "$(device)"
		pings a 192.168.241.2
	}
	write_conf "$inner" "Address = 192.168.300.1/24"
	expect_failure "bad address" tool a reload "$FILE"
	expect_match "error" "conf:5: Address: .192.168.300.1/24." \
		"$(cat "$TMP/out")"
	unchanged "a bad address"
	write_conf "$inner, 10.8.0.0/16"
	echo nonsense >>"$FILE"
	expect_failure "error in the file" tool a reload "$FILE"
	unchanged "an error in the file"
	: >"$FILE"
	expect_failure "empty file" tool a reload "$FILE"
	expect_match "error" "no .Interface. or .Peer." "$(cat "$TMP/out")"
	unchanged "an empty file"
	rm "$FILE"
	expect_failure "no file" tool a reload "$FILE"
	expect_eq "error" "$FILE: No such file or directory" "$(cat "$TMP/out")"
	unchanged "no file"
	write_conf "$inner, 10.8.0.0/16"
	sed -i 's/^Endpoint.*/Endpoint = nosuchhost.invalid:1/' "$FILE"
	WG_ENDPOINT_RESOLUTION_RETRIES=0 expect_failure "unknown host" \
		tool a reload "$FILE"
	unchanged "an unknown host"
}

reload_that_fails_half_way_goes_back() {
	local before
	write_conf "$inner, 192.168.99.0/24, 10.7.0.0/16"
	tool a up "$FILE"
	pings a 192.168.241.2
	ipn a route add 10.9.0.0/16 dev a0
	before=$(device)
	write_conf "$inner, 10.8.0.0/16, 10.9.0.0/16, ::/0" "MTU = 1300" \
		"Address = 192.168.77.1/30" "ListenPort = 4567" "FwMark = 9"
	sed -i "/^Endpoint/d; /^PublicKey/aPersistentKeepalive = 9" "$FILE"
	expect_failure "reload" tool a reload "$FILE"
	expect_match "error" "File exists" "$(cat "$TMP/out")"
	expect_eq "what there is" "$before" "$(device)"
	pings a 192.168.241.2
	expect_eq "route of another" "10.9.0.0/16 dev a0 scope link " \
		"$(ipn a route show 10.9.0.0/16)"
}

reload_moves_the_default_route() {
	write_conf "$inner"
	tool a up "$FILE"
	pings a 192.168.241.2
	write_conf "0.0.0.0/0, ::/0"
	tool a reload "$FILE"
	expect_match "way to anywhere" "dev u0" "$(ipn a route get 198.51.100.1)"
	pings a 192.168.99.1
	pings a fd00:241::2
	write_conf "0.0.0.0/0, ::/0" "Address = 192.168.77.1/30"
	tool a reload "$FILE"
	expect_match "way to anywhere" "dev u0" "$(ipn a route get 198.51.100.1)"
	expect_eq "rules" 1 "$(ipn a rule | grep -c 'lookup 51820')"
	expect_match "address that only the tunnel may send to" 192.168.77.1 \
		"$(on a nft list ruleset)"
	write_conf "0.0.0.0/0, ::/0" "FwMark = 77"
	expect_failure "other mark" tool a reload "$FILE"
	expect_match "error" "FwMark cannot change" "$(cat "$TMP/out")"
	write_conf "$inner"
	tool a reload "$FILE"
	expect_match "way to anywhere" "dev a0" "$(ipn a route get 198.51.100.1)"
	pings a 192.168.241.2
	tool a down "$FILE"
	leaves_nothing
}

reload_needs_up() {
	write_conf "$inner"
	expect_failure "no link" tool a reload "$FILE"
	ipn a link add u0 type snaptun
	expect_failure "link of another" tool a reload "$FILE"
	expect_match "error" "was not made by .up." "$(cat "$TMP/out")"
	expect_eq "peers" "" "$(tool a show u0 peers)"
}

down_undoes_what_up_did_whatever_the_file_says() {
	write_conf "0.0.0.0/0, ::/0" "PostDown = echo old >>$TMP/downs"
	rm -f "$TMP/downs"
	tool a up "$FILE"
	write_conf "$inner" "Table = off" "PostDown = echo new >>$TMP/downs"
	tool a down "$FILE"
	leaves_nothing
	write_conf "0.0.0.0/0, ::/0" "PostDown = echo old >>$TMP/downs"
	tool a up "$FILE"
	echo nonsense >"$FILE"
	tool a down "$FILE"
	leaves_nothing
	write_conf "0.0.0.0/0, ::/0" "PostDown = echo old >>$TMP/downs" \
		"SaveConfig = true"
	tool a up "$FILE"
	rm "$FILE"
	tool a down "$FILE"
	leaves_nothing
	expect_eq "hooks that were run" "old old old" \
		"$(paste -sd ' ' <"$TMP/downs")"
	expect_match "hook in the file that was written" "PostDown = echo old" \
		"$(cat "$FILE")"
}

link_that_was_deleted_by_hand_leaves_nothing() {
	write_conf "0.0.0.0/0, ::/0"
	tool a up "$FILE"
	ipn a link del u0
	tool a down "$FILE"
	leaves_nothing
	tool a up "$FILE"
	ipn a link del u0
	tool a up "$FILE"
	expect_eq "rules" 1 "$(ipn a rule | grep -c 'lookup 51820')"
	pings a 192.168.99.1
	tool a down "$FILE"
	leaves_nothing
	expect_failure "second down" tool a down "$FILE"
	expect_match "error" "is not a snaptun interface" "$(cat "$TMP/out")"
}

up_that_was_killed_is_undone_by_down() {
	local hook
	for hook in PreUp PostUp; do
		write_conf "0.0.0.0/0, ::/0" "$hook = kill -KILL \$PPID"
		expect_failure "up" tool a up "$FILE"
		tool a down "$FILE"
		leaves_nothing
	done
}

what_is_remembered_holds_no_keys() {
	write_conf "$inner"
	echo "PresharedKey = ${KEY[3]}" >>"$FILE"
	tool a up "$FILE"
	expect_eq "files with keys" "" \
		"$(grep -rlF -e "${KEY[0]}" -e "${KEY[3]}" /run/snaptun)"
	expect_eq "modes" "600" "$(stat -c %a /run/snaptun/* | sort -u)"
	tool a down "$FILE"
}

one_works_on_an_interface_at_a_time() {
	write_conf "$inner" "PostUp = ! snaptun-ctl down $FILE 2>$TMP/hook"
	tool a up "$FILE"
	expect_match "error" "another snaptun-ctl is at work on .u0." \
		"$(cat "$TMP/hook")"
	tool a down "$FILE"
	leaves_nothing
}

server_with_many_peers_is_saved() {
	local i
	write_server "SaveConfig = true" \
		"PostUp = nft add table ip %i; nft add chain ip %i c" \
		"PostUp = nft add rule ip %i c iifname %i accept" \
		"PostDown = nft delete table ip %i"
	for i in {1..200}; do
		echo "[Peer]"
		echo "PublicKey = $(head -c 32 /dev/urandom | base64)"
		echo "AllowedIPs = 10.8.$i.0/24"
	done >>"$FILE"
	tool a up "$FILE"
	expect_eq "routes" 200 "$(ipn a route show dev u0 | grep -c '^10\.8')"
	expect_match "firewall" 'iifname "u0" accept' "$(on a nft list ruleset)"
	tool b set t0 peer "${PUB[0]}" endpoint 10.0.0.1:4444
	pings b 192.168.241.1
	tool a set u0 peer "${PUB[2]}" allowed-ips 10.5.0.0/16
	tool a down "$FILE"
	leaves_nothing
	expect_eq "peers in the file" 202 "$(grep -c '^\[Peer\]' "$FILE")"
	tool a up "$FILE"
	expect_match "route to the new peer" "dev u0" \
		"$(ipn a route show 10.5.0.0/16)"
	tool a down "$FILE"
	leaves_nothing
}

run_tests link_comes_and_goes mtu_follows_the_route \
	mtu_without_endpoints_follows_the_default_route \
	default_route_goes_through_the_tunnel \
	default_route_works_with_a_strict_reverse_path_filter \
	others_may_not_send_to_the_tunnel two_default_routes_do_not_meet \
	table_is_as_asked_for hooks_run_in_order hook_that_fails_is_named \
	what_fails_leaves_nothing \
	dns_is_given_to_resolvconf file_is_saved stripped_file_is_for_syncconf \
	reload_follows_the_file reload_of_what_cannot_be_used_changes_nothing \
	reload_that_fails_half_way_goes_back reload_moves_the_default_route \
	reload_needs_up down_undoes_what_up_did_whatever_the_file_says \
	link_that_was_deleted_by_hand_leaves_nothing \
	up_that_was_killed_is_undone_by_down what_is_remembered_holds_no_keys \
	one_works_on_an_interface_at_a_time server_with_many_peers_is_saved
