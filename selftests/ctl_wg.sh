#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What was written for wg(8) works with snaptun-ctl: the same commands, once
# with wg on in-tree WireGuard, once with snaptun-ctl on snaptun in wire mode
# wireguard, give the same bytes and exit statuses.
export SNAPTUN_WIRES=wireguard
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	need_module wireguard
	need_command wg
	ns_add a b
}

# both FUNCTION: with "t" as the tool and w0, w1 as devices, in namespaces of
# their own; what is written must be the same
both() {
	with_tool a wg wireguard "$1" >"$TMP/wg" 2>"$TMP/wg.err"
	with_tool b snaptun-ctl snaptun "$1" >"$TMP/ctl" 2>"$TMP/ctl.err"
	if ! diff -u "$TMP/wg" "$TMP/ctl" >"$TMP/diff"; then
		fail "wg (-) and snaptun-ctl (+) differ:" "$(cat "$TMP/diff")" \
			"errors of wg:" "$(cat "$TMP/wg.err")" \
			"errors of snaptun-ctl:" "$(cat "$TMP/ctl.err")"
	fi
	[ -s "$TMP/wg" ] || fail "expected output of wg, seen none"
}

with_tool() { # with_tool NS TOOL KIND FUNCTION
	local ns=$1 program=$2 kind=$3 d
	for d in w0 w1; do
		ipn "$ns" link add "$d" type "$kind"
		[ "$kind" = wireguard ] || tool "$ns" set "$d" wire wireguard
	done
	t() { on "$ns" "$program" "$@"; }
	"$4"
}

# A command whose output and success count.
see() {
	local status=0
	echo "> $*" | sed 's,/dev/fd/[0-9]*,FILE,g'
	"$@" || status=1
	echo "= $status"
}

fields="public-key private-key listen-port fwmark peers preshared-keys
endpoints allowed-ips latest-handshakes persistent-keepalive transfer dump"

# With "all", wg begins not each line of "endpoints" with the interface, but the
# first one of each interface, against what its manual says.
show_all_fields() { # show_all_fields INTERFACE
	local f
	for f in $fields; do
		[ "$1 $f" = "all endpoints" ] || see t show "$1" "$f"
	done
}

PSK=FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=

fill() {
	see t set w0 listen-port 5000 fwmark 0xCA6C \
		private-key <(echo "${KEY[0]}") \
		peer "${PUB[1]}" preshared-key <(echo "$PSK") \
		endpoint 192.0.2.1:1234 persistent-keepalive 25 \
		allowed-ips 10.1.0.0/16,10.2.3.4/24,fd00::/64,2001:db8::1 \
		peer "${PUB[2]}" endpoint "[2001:db8::7]:65535" \
		allowed-ips 0.0.0.0/0,::/0 \
		peer "${PUB[3]}"
}

fields_of_a_full_device() {
	fill
	show_all_fields w0
}
every_field_is_the_same() { both fields_of_a_full_device; }

fields_of_an_empty_device() {
	show_all_fields w0
	show_all_fields all
	see t show interfaces
}
empty_devices_are_the_same() { both fields_of_an_empty_device; }

fields_of_all() {
	fill
	see t set w1 peer "${PUB[2]}" allowed-ips 10.0.0.0/8 listen-port 1
	see t set w1 listen-port 6000 peer "${PUB[2]}" allowed-ips 10.0.0.0/8
	show_all_fields all
}
all_devices_are_the_same() { both fields_of_all; }

changes() {
	fill
	see t set w0 peer "${PUB[1]}" allowed-ips 10.9.0.0/16
	see t show w0 allowed-ips
	see t set w0 peer "${PUB[2]}" allowed-ips 10.9.0.0/16
	see t show w0 allowed-ips
	see t set w0 peer "${PUB[2]}" allowed-ips ''
	see t set w0 peer "${PUB[1]}" preshared-key /dev/null
	see t set w0 peer "${PUB[1]}" persistent-keepalive off
	see t set w0 fwmark off
	see t set w0 fwmark 0
	see t set w0 peer "${PUB[1]}" endpoint 198.51.100.1:9
	see t show w0 dump
	see t set w0 peer "${PUB[3]}" remove peer "${PUB[2]}" remove
	see t set w0 peer "${PUB[3]}" remove
	see t set w0
	see t show w0 dump
	see t set w0 private-key /dev/null
	see t show w0 dump
	# the own key as a peer's is not kept
	see t set w0 private-key <(echo "${KEY[1]}")
	see t show w0 peers
}
changes_are_the_same() { both changes; }

conf() {
	cat <<-END
	[Interface]
	PrivateKey = ${KEY[0]}
	ListenPort = 7000
	FwMark=0x20
	[Peer]	# first
	publickey=${PUB[1]}
	AllowedIPs = 10.1.2.3/16, fd00::1/64
	AllowedIPs = 10.3.0.0/16
	Endpoint = 192.0.2.9:77
	PersistentKeepalive = 9
	[Peer]
	PublicKey = ${PUB[2]}
	PresharedKey = $PSK
	END
}

more_conf() {
	cat <<-END
	[Peer]
	PublicKey = ${PUB[1]}
	AllowedIPs = 10.7.0.0/16
	[Peer]
	PublicKey = ${PUB[3]}
	AllowedIPs = 10.3.0.0/16
	END
}

showconf() { # what wg does not know left out
	t showconf "$1" | sed '/^Wire = /d; /^Payload = /d'
}

files() {
	fill
	see t setconf w0 <(conf)
	see t show w0 dump
	see t addconf w0 <(more_conf)
	see t show w0 dump
	see t syncconf w0 <(conf; more_conf)
	see t show w0 peers
	see showconf w0
	showconf w0 >"$TMP/conf"
	see t setconf w1 <(sed /ListenPort/d "$TMP/conf")
	see t show w1 allowed-ips
	see t setconf w0 /dev/null
	see t show w0 private-key
	see t show w0 peers
	see t show w0 fwmark
}
files_are_the_same() { both files; }

# Forms of values that are seen less often.
rare_forms() {
	local value file=$TMP/key
	for value in 010 65535 0; do
		see t set w0 listen-port $value
	done
	see t set w0 peer "${PUB[1]}"
	for value in 0xffffffff 010 OFF 4660 0; do
		see t set w0 fwmark $value
		see t show w0 fwmark
	done
	for value in 025 1 65535 OFF; do
		see t set w0 peer "${PUB[1]}" persistent-keepalive $value
		see t show w0 persistent-keepalive
	done
	for value in "[fe80::1%lo]:5" "[fe80::1%1]:6" "[fe80::1]:7" \
		     "[192.0.2.1]:8" "localhost:9" "[localhost]:domain"; do
		see t set w0 peer "${PUB[1]}" endpoint "$value"
		see t show w0 endpoints
	done
	for value in "10.0.0.0/8, 10.1.0.0/16" "10.2.0.1/24 ,::1/64" \
		     " 10.3.0.0/16" "10.0.0.0/08" "10.0.0.0/8,10.0.0.0/8" \
		     "10.4.0.1" " " "::ffff:10.0.0.0/104"; do
		see t set w0 peer "${PUB[1]}" allowed-ips "$value"
		see t show w0 allowed-ips
	done
	see t set w0 peer "${PUB[1]}" allowed-ips ::/0 allowed-ips 10.0.0.0/8 \
		peer "${PUB[1]}" allowed-ips 10.1.0.0/16
	see t show w0 allowed-ips
	for value in "$PSK" "$PSK\n\n" " $PSK" "\n$PSK" "$PSK x" "\n" ""; do
		printf "%b" "$value" >"$file"
		see t set w0 peer "${PUB[1]}" preshared-key "$file"
		see t show w0 preshared-keys
	done
	see t set w0 peer "${PUB[2]}" remove allowed-ips 10.0.0.0/8
	see t set w0 peer "${PUB[1]}" allowed-ips 10.0.0.0/8 remove
	see t show w0 dump
	printf '[interface]\r\nListenPort=8\r\n[ Peer ]\r\nPublicKey=%s' \
		"${PUB[2]}" >"$file"
	see t setconf w0 "$file"
	see t show w0 dump
	see t show all peers
	see t show interfaces
}
rare_forms_are_the_same() { both rare_forms; }

# refuses ARGUMENTS...: the wording is the tool's own, the failure is not
refuses() {
	see t "$@"
	t show w0 dump
}

refusals() {
	fill
	refuses set w0 listen-port x
	refuses set w0 listen-port
	refuses set w0 listen-port 0x10
	refuses set w0 listen-port ''
	refuses set w0 fwmark 0x1ffffffff
	refuses set w0 fwmark 0x
	refuses set w0 fwmark 0x0x1
	refuses set w0 fwmark +1
	refuses set w0 peer "${PUB[1]}" persistent-keepalive 0x10
	refuses set w0 peer "${PUB[1]}" allowed-ips 10.0.0.0/0x8
	refuses set w0 peer "${PUB[1]}" allowed-ips ,10.0.0.0/8
	refuses set w0 peer "${PUB[1]}" allowed-ips 10.0.0.0/8,,::/0
	refuses set w0 peer "${PUB[1]}" allowed-ips 10.0.0/8
	refuses set w0 peer "${PUB[1]}" allowed-ips '10.0.0.0/8 ::/0'
	refuses set w0 peer "${PUB[1]}" endpoint '[fe80::1%nosuch]:5'
	refuses set w0 peer "${PUB[1]}" endpoint localhost:nosuch
	refuses set w0 peer "${PUB[1]}" endpoint :5
	refuses set w0 peer "${PUB[1]}" endpoint ''
	refuses show w0 dump extra
	refuses show interfaces extra
	refuses set w0 colour red
	refuses set w0 private-key /nonexistent
	refuses set w0 private-key <(echo "${KEY[0]}x")
	refuses set w0 private-key "${KEY[0]}"
	refuses set w0 peer short
	refuses set w0 peer "${PUB[1]}" listen-port 1
	refuses set w0 remove
	refuses set w0 allowed-ips 10.0.0.0/8
	refuses set w0 peer "${PUB[1]}" allowed-ips 10.0.0.0/33
	refuses set w0 peer "${PUB[1]}" allowed-ips 10.0.0.0/8,
	refuses set w0 peer "${PUB[1]}" endpoint 192.0.2.1
	refuses set w0 peer "${PUB[1]}" persistent-keepalive 65536
	refuses set w0 fwmark 1 peer "${PUB[1]}" nonsense
	refuses set nonexistent fwmark 1
	refuses set lo fwmark 1
	refuses set
	refuses show nonexistent
	refuses show w0 nonsense
	refuses show lo
	refuses showconf
	refuses showconf nonexistent
	refuses setconf w0 /nonexistent
	refuses setconf w0 <(echo "[Interface]"; echo "ListenPort = x")
	refuses setconf w0 <(echo "ListenPort = 1")
	refuses setconf w0 <(echo "[Peer]"; echo "AllowedIPs = 10.0.0.0/8")
	refuses addconf w0 <(more_conf; echo "Colour = red")
	refuses syncconf w0 <(more_conf; echo "[Colour]")
	refuses nonsense
}
refusals_are_the_same() { both refusals; }

keys() {
	see t pubkey <<<"${KEY[0]}"
	see t pubkey <<<"${KEY[0]}x"
	see t pubkey </dev/null
	t genkey | tr -d '\n' | wc -c
	t genpsk | wc -c
	t genkey | t pubkey | wc -c
}
keys_are_the_same() { both keys; }

# A session made by the tool's own settings, seen by the fields of scripts.
session_shows_the_same_to_scripts() {
	veth a a0 b b0
	address a a0 10.0.0.1/24
	address b b0 10.0.0.2/24
	WIRE=wireguard foreign tunnel 10.0.0.1 10.0.0.2
	ipn b link del t0
	dev_add b t0 1 10002
	dev_peer b t0 0 192.168.241.1/32,fd00:241::1/128 \
		endpoint 10.0.0.1:10001
	dev_up b t0 192.168.241.2/24 fd00:241::2/64
	pings a 192.168.241.2
	local at
	at=$(on a wg show t0 latest-handshakes | cut -f 2)
	expect_range "handshake in seconds since 1970" $((at - 1)) $((at + 1)) \
		"$(handshake_time b t0 0)"
	expect_match "transfer" $'\t[1-9][0-9]*\t[1-9][0-9]*$' \
		"$(tool b show t0 transfer)"
	expect_eq "bytes received" "$(on a wg show t0 transfer | cut -f 3)" \
		"$(tool b show t0 transfer | cut -f 2)"
}

# What wg takes and means otherwise is refused; see snaptun-ctl(8).
differences_from_wg_are_refused() {
	local value before
	ipn a link add w0 type wireguard
	ipn b link add w0 type snaptun
	before=$(tool b show w0 dump)
	for value in "listen-port 65536" "listen-port 70000" "listen-port +5" \
		     "listen-port domain" \
		     "peer ${PUB[1]} endpoint 192.0.2.1:70000" \
		     "peer ${PUB[1]} endpoint 192.0.2.1:0" \
		     "peer ${PUB[1]} endpoint 1.2.3:5" \
		     "peer ${PUB[1]} endpoint 010.0.0.1:5" \
		     "peer ${PUB[1]} endpoint 2001:db8::1:5"; do
		# shellcheck disable=SC2086
		on a wg set w0 $value
		# shellcheck disable=SC2086
		expect_failure "$value" tool b set w0 $value
		expect_eq "lines of error" 1 "$(wc -l <"$TMP/out")"
		expect_eq "what is set" "$before" "$(tool b show w0 dump)"
	done
}

# In-tree WireGuard keeps it as it is, and can then not send.
mapped_ipv4_endpoint_is_one_of_ipv4() {
	ipn b link add w0 type snaptun
	tool b set w0 peer "${PUB[1]}" endpoint '[::ffff:192.0.2.1]:5'
	expect_eq "endpoint" 192.0.2.1:5 "$(endpoint_of b w0 1)"
}

# As wg does, on standard error.
bits_behind_the_length_are_a_warning() {
	ipn b link add w0 type snaptun
	tool b set w0 peer "${PUB[1]}" allowed-ips 10.0.0.1/24,10.1.0.0/16 \
		>"$TMP/out" 2>"$TMP/err"
	expect_eq "output" "" "$(cat "$TMP/out")"
	expect_match "warning" "Warning: allowed-ips: .10.0.0.1/24'" \
		"$(cat "$TMP/err")"
	expect_eq "lines of warning" 1 "$(wc -l <"$TMP/err")"
	expect_match "allowed IPs" "10.0.0.0/24" "$(tool b show w0 allowed-ips)"
	printf '[Peer]\nPublicKey = %s\nAllowedIPs = ::1/64\n' "${PUB[1]}" \
		>"$TMP/w0.conf"
	for command in setconf addconf syncconf; do
		tool b $command w0 "$TMP/w0.conf" >"$TMP/out" 2>&1
		expect_match "warning of $command" \
			"w0.conf:3: Warning: AllowedIPs: .::1/64'" \
			"$(cat "$TMP/out")"
	done
	tool b strip "$TMP/w0.conf" >"$TMP/out" 2>"$TMP/err"
	expect_match "stripped" "AllowedIPs = ::/64" "$(cat "$TMP/out")"
	expect_match "warning of strip" "conf:3: Warning" "$(cat "$TMP/err")"
}

run_tests every_field_is_the_same empty_devices_are_the_same \
	all_devices_are_the_same changes_are_the_same files_are_the_same \
	rare_forms_are_the_same refusals_are_the_same keys_are_the_same \
	differences_from_wg_are_refused mapped_ipv4_endpoint_is_one_of_ipv4 \
	bits_behind_the_length_are_a_warning \
	session_shows_the_same_to_scripts
