#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Configuration by snaptun-ctl beyond what wg(8) has: nothing is done by halves,
# sessions outlive new files, and everything can be read by people and programs.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

setup() {
	need_snaptun
	need_command jq
	tunnel_hosts
}

a_conf() { # what tunnel_hosts sets at a, as a file
	cat <<-END
	[Interface]
	PrivateKey = ${KEY[0]}
	ListenPort = 10001
	[Peer]
	PublicKey = ${PUB[1]}
	AllowedIPs = fd00:241::2/128, 192.168.241.2/32
	END
}

# How many handshakes the device has finished: each makes an event.
sessions_of_a() {
	count_lines "$TMP/events" session-established
}

keeps_session() { # keeps_session COMMAND...: the command does not make a new one
	local before sent
	pings a 192.168.241.2
	before=$(handshake_time a t0 1)
	sent=$(sent_to_b)
	"$@"
	pings a 192.168.241.2
	expect_eq "time of the handshake" "$before" "$(handshake_time a t0 1)"
	[ "$(sent_to_b)" -gt "$sent" ] ||
		fail "expected the counters to go on"
}

sent_to_b() {
	tool a show t0 packets | grep -F "${PUB[1]}" | cut -f 3
}

syncconf_keeps_the_session() {
	keeps_session tool a syncconf t0 <(a_conf)
}

# As with wg, what is not in the file is gone, an endpoint as well: so name it.
setconf_of_the_same_keeps_the_session() {
	keeps_session tool a setconf t0 \
		<(a_conf; echo "Endpoint = 10.0.0.2:10002")
}

change_of_another_peer_keeps_the_session() {
	more() { a_conf; echo "[Peer]"; echo "PublicKey = ${PUB[2]}"; }
	keeps_session tool a syncconf t0 <(more)
	expect_eq "peers" 2 "$(tool a show t0 peers | wc -l)"
	keeps_session tool a syncconf t0 <(a_conf)
	expect_eq "peers" 1 "$(tool a show t0 peers | wc -l)"
}

# One list of peers for all hosts of a mesh: here the own key is the last one,
# and takes no address away from others.
mesh_conf() {
	a_conf
	cat <<-END
	Endpoint = 10.0.0.2:10002
	[Peer]
	PublicKey = ${PUB[0]}
	AllowedIPs = 192.168.241.2/32, 192.168.241.1/32
	END
}

allowed_ips_of_a() { # in any order
	tool a show t0 allowed-ips | tr '\t ' '\n' | sort
}

own_key_is_left_out_of_files() {
	local command before
	before=$(allowed_ips_of_a)
	watch_events
	for command in setconf syncconf syncconf addconf; do
		keeps_session tool a "$command" t0 <(mesh_conf) 2>"$TMP/warning"
		expect_match "what $command says" \
			"Warning: peer ${PUB[0]//+/[+]}: .*own" \
			"$(cat "$TMP/warning")"
		expect_eq "lines of it" 1 "$(wc -l <"$TMP/warning")"
		expect_eq "allowed IPs" "$before" "$(allowed_ips_of_a)"
	done
	expect_eq "peers that came" 0 "$(count_lines "$TMP/events" 'peer-added')"
}

# With so many allowed IPs that they go to the kernel in parts
own_key_with_many_allowed_ips() {
	local i ips=
	for i in 1 2 3 4; do
		ips+=$(printf "10.77.%d.$i/32," {0..249})
	done
	tool a set t0 peer "${PUB[0]}" allowed-ips "${ips%,}" \
		2>"$TMP/warning"
	expect_eq "warnings" 1 "$(grep -c own "$TMP/warning")"
	expect_eq "peers" "${PUB[1]}" "$(tool a show t0 peers)"
}

key_in_a_file_makes_a_peer_the_own() {
	local other="${PUB[2]}"
	tool a set t0 peer "$other" allowed-ips 10.77.0.0/16
	tool a setconf t0 <(mesh_conf | sed "s,${KEY[0]},${KEY[2]},"
		echo "[Peer]"; echo "PublicKey = $other") 2>"$TMP/warning"
	expect_match "the warning" "Warning: .*removed" "$(cat "$TMP/warning")"
	expect_eq "peers" "$(printf '%s\n' "${PUB[0]}" "${PUB[1]}" | sort)" \
		"$(tool a show t0 peers | sort)"
}

syncconf_keeps_what_the_file_does_not_name() {
	tool a set t0 fwmark 5
	tool a syncconf t0 <(a_conf | grep -v ListenPort)
	expect_eq "port" 10001 "$(tool a show t0 listen-port)"
	expect_eq "mark" 0x5 "$(tool a show t0 fwmark)"
	expect_eq "wire" "$WIRE" "$(tool a show t0 wire)"
	expect_eq "learned endpoint" 10.0.0.2:10002 "$(endpoint_of a t0 1)"
	tool a setconf t0 <(a_conf)
	expect_eq "mark after setconf" off "$(tool a show t0 fwmark)"
	expect_eq "wire after setconf" "$WIRE" "$(tool a show t0 wire)"
}

file_with_an_error_changes_nothing() {
	local before file=$TMP/bad.conf command
	before=$(tool a showconf t0)
	{ a_conf; echo "FwMark = 7"; } | sed 's/10001/10009/' >"$file"
	for command in setconf addconf syncconf; do
		expect_failure "$command" tool a $command t0 "$file"
		expect_eq "error of $command" \
			"$file:7: unknown key \`FwMark' in [Peer]" \
			"$(cat "$TMP/out")"
		expect_eq "configuration" "$before" "$(tool a showconf t0)"
	done
}

# A process substitution that failed, or a file that could not be written.
empty_input_changes_nothing() {
	local before command
	before=$(tool a showconf t0)
	: >"$TMP/empty.conf"
	for command in setconf addconf syncconf; do
		expect_failure "$command of an empty pipe" \
			tool a $command t0 <(exit 1)
		expect_match "error" "no .Interface. or .Peer. in it" \
			"$(cat "$TMP/out")"
		expect_failure "$command of a pipe with a comment" \
			tool a $command t0 <(echo "# nothing")
		expect_failure "$command of an empty file" \
			tool a $command t0 "$TMP/empty.conf"
		expect_eq "configuration" "$before" "$(tool a showconf t0)"
	done
	tool a syncconf t0 <(echo "[Interface]")
	expect_eq "peers after an empty section" "" "$(tool a show t0 peers)"
	tool a setconf t0 /dev/null
	expect_eq "key after /dev/null" "(none)" "$(tool a show t0 public-key)"
}

unknown_host_changes_nothing() {
	local before
	before=$(tool a showconf t0)
	{ a_conf; echo "Endpoint = nosuchhost.invalid:1"; } >"$TMP/bad.conf"
	WG_ENDPOINT_RESOLUTION_RETRIES=0 expect_failure "setconf" \
		tool a setconf t0 "$TMP/bad.conf"
	expect_match "error" "bad.conf:4: the endpoint.*: nosuchhost.invalid:1: " \
		"$(cat "$TMP/out")"
	expect_eq "lines of the error" 1 "$(wc -l <"$TMP/out")"
	expect_eq "configuration" "$before" "$(tool a showconf t0)"
}

refusal_of_the_kernel_is_explained() {
	expect_failure "low-order key" tool a set t0 peer \
		AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
	expect_match "error" "low order.*[(]attribute public-key[)]" \
		"$(cat "$TMP/out")"
	expect_eq "lines of the error" 1 "$(wc -l <"$TMP/out")"
	on b socat -u UDP4-RECV:10005 - &
	wait_listener b udp 10005
	expect_failure "port in use" tool b set t0 listen-port 10005
	expect_match "error" "listen-port" "$(cat "$TMP/out")"
	expect_eq "port" 10002 "$(tool b show t0 listen-port)"
}

labels_survive_files() {
	local label
	for label in plain 'two  words' 'a # b' '"quoted"' 'back\slash #' Zürich; do
		tool a set t0 peer "${PUB[1]}" label "$label"
		expect_eq "label" "${PUB[1]}"$'\t'"$label" \
			"$(tool a show t0 labels)"
		tool a showconf t0 >"$TMP/conf"
		tool a set t0 peer "${PUB[1]}" label ''
		tool a setconf t0 "$TMP/conf"
		expect_eq "label from the file" "${PUB[1]}"$'\t'"$label" \
			"$(tool a show t0 labels)"
		expect_eq "label in JSON" "$label" "$(tool a show t0 --json |
			jq -r '.interfaces[0].peers[0].label')"
	done
}

allowed_ips_change_by_signs() {
	ips() { tool a show t0 allowed-ips | cut -f 2 | tr ' ' '\n' | sort | paste -sd ' '; }
	tool a set t0 peer "${PUB[1]}" allowed-ips 10.1.0.0/16,10.2.0.0/16
	tool a set t0 peer "${PUB[1]}" allowed-ips +10.3.0.0/16,-10.1.0.0/16
	expect_eq "allowed IPs" "10.2.0.0/16 10.3.0.0/16" "$(ips)"
	tool a addconf t0 <(echo "[Peer]"; echo "PublicKey=${PUB[1]}"
		echo "AllowedIPs = -10.2.0.0/16")
	expect_eq "allowed IPs" "10.3.0.0/16" "$(ips)"
	tool a set t0 peer "${PUB[1]}" allowed-ips 10.4.0.0/16
	expect_eq "allowed IPs" "10.4.0.0/16" "$(ips)"
}

many_allowed_ips_of_one_peer_are_kept() {
	local i
	{
		a_conf
		echo "Endpoint = 10.0.0.2:10002"
		for i in {0..2999}; do
			echo "AllowedIPs = 10.$((i / 256)).$((i % 256)).0/24"
		done
	} >"$TMP/conf"
	tool a setconf t0 "$TMP/conf"
	expect_eq "allowed IPs" 3002 \
		"$(tool a show t0 allowed-ips | cut -f 2 | tr ' ' '\n' | sort -u | wc -l)"
	keeps_session tool a syncconf t0 "$TMP/conf"
	tool a setconf t0 <(a_conf)
	expect_eq "allowed IPs" 2 \
		"$(tool a show t0 allowed-ips | cut -f 2 | wc -w)"
}

wire_and_payload_are_set() {
	tool a set t0 payload scion
	expect_eq "payload" scion "$(tool a show t0 payload)"
	tool a setconf t0 <(echo "[Interface]"; echo "Wire = wireguard"
		echo "Payload = ip")
	expect_eq "wire" wireguard "$(tool a show t0 wire)"
	expect_eq "payload" ip "$(tool a show t0 payload)"
}

# errs REGEX ARGUMENTS...: status 1, one line of error, nothing else written
errs() {
	local regex=$1 status=0
	shift
	tool a "$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	expect_eq "status of '$*'" 1 "$status"
	expect_eq "output of '$*'" "" "$(cat "$TMP/out")"
	expect_eq "lines of error of '$*'" 1 "$(wc -l <"$TMP/err")"
	expect_match "error of '$*'" "$regex" "$(cat "$TMP/err")"
}

an_error_is_one_line_and_no_output() {
	local command
	a_conf >"$TMP/t9.conf"
	for command in "show t9" "show t9 --json" "show t9 dump" "show t9 peers" \
		       "showconf t9" "showconf t9 --json" "set t9 fwmark 1" \
		       "setconf t9 $TMP/t9.conf" "addconf t9 $TMP/t9.conf" \
		       "syncconf t9 $TMP/t9.conf" "stats t9" "stats t9 --json" \
		       "monitor t9" "monitor t9 --json" \
		       "monitor muchtoolongname0" "show muchtoolongname0" \
		       "stats a0" "monitor a0" "show lo" "set lo fwmark 1"; do
		# shellcheck disable=SC2086
		errs "t9|a0|muchtoolongname0|lo" $command
	done
	for command in down save; do
		errs "t9" $command "$TMP/t9.conf"
	done
	errs "nosuch.conf: No such file" up "$TMP/nosuch.conf"
	errs "nosuch.conf: No such file" strip "$TMP/nosuch.conf"
	errs "attribute" set t0 peer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
}

list_goes_on_after_a_comma() {
	tool a set t0 peer "${PUB[1]}" allowed-ips 10.1.0.0/16, 10.2.0.0/16, \
		"10.3.0.0/16 , ::/0" endpoint 192.0.2.1:5
	expect_eq "allowed IPs" 4 \
		"$(tool a show t0 allowed-ips | cut -f 2 | wc -w)"
	expect_eq "endpoint" 192.0.2.1:5 "$(endpoint_of a t0 1)"
}

keys_are_hidden() {
	tool a set t0 peer "${PUB[1]}" preshared-key <(echo "${KEY[3]}")
	local shown
	shown=$(tool a show; tool a show --json; on a snaptun-ctl check t0 --json || :)
	expect_eq "keys shown" "" "$(grep -F -e "${KEY[0]}" -e "${KEY[3]}" <<<"$shown")"
	expect_eq "hidden keys" 2 "$(grep -c '(hidden)' <<<"$shown")"
	shown=$(WG_HIDE_KEYS=never tool a show t0)
	expect_eq "keys shown when asked for" 2 \
		"$(grep -cF -e "${KEY[0]}" -e "${KEY[3]}" <<<"$shown")"
	expect_eq "preshared key in JSON" "${KEY[3]}" \
		"$(tool a show t0 preshared-keys --json |
			jq -r '.interfaces[0].peers[0].preshared_key')"
}

colours_are_as_asked_for() {
	local escape=$'\x1b'
	expect_eq "colours into a file" 0 "$(tool a show | grep -c "$escape" || :)"
	[ "$(WG_COLOR_MODE=always tool a show | grep -c "$escape")" -gt 0 ] ||
		fail "expected colours"
}

json_says_what_show_says() {
	pings a 192.168.241.2
	local json
	json=$(tool a show t0 --json | jq '.interfaces[0]')
	expect_eq "name" t0 "$(jq -r .name <<<"$json")"
	expect_eq "key" "${PUB[0]}" "$(jq -r .public_key <<<"$json")"
	expect_eq "port" 10001 "$(jq .listen_port <<<"$json")"
	expect_eq "mark that is not set" null "$(jq .fwmark <<<"$json")"
	json=$(jq '.peers[0]' <<<"$json")
	expect_eq "peer" "${PUB[1]}" "$(jq -r .public_key <<<"$json")"
	expect_eq "endpoint" 10.0.0.2:10002 "$(jq -r .endpoint <<<"$json")"
	expect_eq "state" up "$(jq -r .state <<<"$json")"
	expect_eq "handshake" "$(handshake_time a t0 1)" \
		"$(jq '.latest_handshake_s | floor' <<<"$json")"
	expect_eq "the same time as text" "$(handshake_time a t0 1)" \
		"$(jq '.latest_handshake | sub("\\.[0-9]+Z"; "Z") | fromdate' \
			<<<"$json")"
	if [ "$WIRE" = snap ]; then
		expect_eq "assigned address" 10.0.0.1:10001 \
			"$(jq -r .assigned_address <<<"$json")"
	else
		expect_eq "assigned address" null \
			"$(jq .assigned_address <<<"$json")"
	fi
	local command
	for command in "show all dump" "show interfaces" "show t0 endpoints" \
		       "showconf t0" "stats" "check"; do
		# shellcheck disable=SC2086
		{ tool a $command --json || :; } | jq -e type >/dev/null ||
			fail "expected JSON of '$command'"
	done
}

stats_count_by_reason() {
	expect_eq "before" 0 "$(drops a t0 tx-no-peer)"
	ipn a route add 192.168.99.0/24 dev t0
	no_ping a 192.168.99.1
	expect_eq "after" 1 "$(drops a t0 tx-no-peer)"
	expect_eq "in JSON" 1 \
		"$(tool a stats t0 --json | jq '.interfaces[0].drops["tx-no-peer"]')"
}

monitor_tells_what_happens() {
	local line
	watch_events
	expect_eq "sessions" 0 "$(sessions_of_a)"
	pings a 192.168.241.2
	wait_line 10 "$TMP/events" \
		't0 session-established peer .{44} .*endpoint 10.0.0.2:10002'
	expect_match "peer of the event" "${PUB[1]//+/[+]}" \
		"$(grep session-established "$TMP/events")"
	tool a set t0 peer "${PUB[2]}" allowed-ips 10.0.0.0/8
	wait_line 10 "$TMP/events" 't0 peer-added peer'
	tool a set t0 peer "${PUB[2]}" remove
	wait_line 10 "$TMP/events" 't0 peer-removed peer'
	tool a set t0 fwmark 3
	wait_line 10 "$TMP/events" "t0 device-changed"
	expect_eq "lost events" 0 "$(count_lines "$TMP/events" lost)"
	kill -INT "$events"
	wait_end 10 "$events"
	wait "$events" || fail "expected exit status 0 after SIGINT, seen $?"
	line=$(tail -n 1 "$TMP/events")
	expect_match "whole last line" "device-changed port 10001" "$line"
}

monitor_writes_one_json_object_a_line() {
	watch_events t0 --json
	pings a 192.168.241.2
	wait_line 10 "$TMP/events" session-established
	jq -e '.event and .interface.name == "t0" and .time and .seq' \
		<"$TMP/events" >"$TMP/jq" || fail "$(cat "$TMP/events")"
	expect_eq "key in the event" "${PUB[1]}" \
		"$(grep session-established "$TMP/events" | head -n 1 |
			jq -r .peer.public_key)"
}

# check_says STATUS REGEX [ARGUMENTS...]
check_says() {
	local status=0 want=$1 text=$2
	shift 2
	tool "${host:-a}" check "$@" >"$TMP/check" 2>&1 || status=$?
	expect_eq "exit status of check, which said: $(cat "$TMP/check")" \
		"$want" "$status"
	expect_match "check" "$text" "$(cat "$TMP/check")"
}

check_finds_what_is_wrong() {
	pings a 192.168.241.2
	check_says 0 "1 of 1 peers are up" t0
	ipn a link set t0 mtu 1480
	check_says 6 "MTU 1480 \+ 60 around it = 1540, .* takes 1500: ip link set t0 mtu 1440" t0
	ipn a link set t0 mtu 1420
	tool a set t0 peer "${PUB[1]}" endpoint 198.51.100.1:9
	check_says 5 "no route to its endpoint 198.51.100.1:9: Network is unreachable"
	tool a set t0 peer "${PUB[1]}" endpoint 192.168.241.9:9
	check_says 5 "leads into the tunnel itself"
	ipn a link set t0 down
	check_says 3 "the link is down"
	tool a set t0 private-key /dev/null
	check_says 3 "there is no private key"
	check_says 3 "No such device" t9
}

check_knows_a_silent_peer() {
	tool b set t0 peer "${PUB[0]}" remove
	no_ping a 192.168.241.2
	check_says 7 "${PUB[1]//+/[+]}: no answer .* from 10.0.0.2:10002\..*key of t0, ${PUB[0]//+/[+]}" t0
	tool b set t0 peer "${PUB[2]}"
	host=b check_says 0 "hs-unknown-identity: [0-9]+ packets dropped: .*compare" t0
}

check_knows_a_wrong_key_of_the_peer() {
	dev_peer a t0 2 192.168.241.3/32 endpoint 10.0.0.2:10002
	no_ping a 192.168.241.3
	check_says 7 "${PUB[2]//+/[+]}: no answer .*that public key" t0
	host=b check_says 0 "hs-bad-mac1: [0-9]+ packets dropped: .*another public key stands" t0
}

check_knows_that_a_peer_has_to_call() {
	dev_peer a t0 2 192.168.241.3/32
	check_says 0 "${PUB[2]//+/[+]}: idle; it has no endpoint, so it has to call, at UDP port 10001; .* never"
	no_ping a 192.168.241.3
	check_says 0 "has to call.*tx-no-endpoint: [0-9]+ packets dropped"
	dev_peer a t0 2 192.168.241.3/32 endpoint 10.0.0.2:10002
	check_says 0 "idle; the first packet for it will begin a handshake"
}

check_hears_that_nobody_listens() {
	ipn b link set t0 down
	no_ping a 192.168.241.2
	check_says 7 "10.0.0.2 says that nothing listens at its endpoint 10.0.0.2:10002"
	tool a set t0 peer "${PUB[1]}" endpoint "[fd00::2]:10002"
	no_ping a 192.168.241.2
	check_says 7 "fd00::2 says that nothing listens at its endpoint .fd00::2.:10002"
}

check_hears_of_a_wall_on_the_way() {
	need_command nft
	on b nft -f - <<-E
	table inet wall {
		chain in {
			type filter hook input priority 0;
			udp dport 10002 reject with icmpx admin-prohibited
		}
	}
	E
	no_ping a 192.168.241.2
	check_says 7 "10.0.0.2 says of its endpoint 10.0.0.2:10002: No route to host"
}

check_finds_a_firewall_here() {
	need_command nft
	on a nft -f - <<-E
	table inet wall {
		chain in {
			type filter hook input priority 0;
			udp dport 10001 drop
		}
	}
	E
	no_ping a 192.168.241.2
	check_says 7 "own UDP port 10001 did not arrive: a firewall here"
	on a nft insert rule inet wall in iif lo accept
	check_says 7 "no answer .* the firewall here .nft list ruleset., or there, stops UDP port 10001"
	on a nft flush ruleset
	tool a set t0 peer "${PUB[1]}" remove
	dev_peer a t0 1 192.168.241.2/32,fd00:241::2/128 endpoint 10.0.0.2:10002
	pings a 192.168.241.2
	check_says 0 "1 of 1 peers are up"
	expect_eq "word of a firewall" 0 "$(count_lines "$TMP/check" firewall)"
}

check_finds_missing_addresses_and_routes() {
	pings a 192.168.241.2
	tool a set t0 peer "${PUB[1]}" allowed-ips +192.168.99.0/24,+0.0.0.0/0
	check_says 5 "no route leads into it for 1 of 4 allowed IPs, such as 192.168.99.0/24 of peer ${PUB[1]//+/[+]}: ip route add 192.168.99.0/24 dev t0"
	ipn a route add 192.168.99.0/24 dev t0 table 77
	check_says 0 "1 of 1 peers are up"
	tool a set t0 peer "${PUB[1]}" allowed-ips +10.0.0.0/8
	check_says 5 "such as 10.0.0.0/8 "
	ipn a route add 10.0.0.0/8 dev t0
	check_says 0 "1 of 1 peers are up"
	ipn a address flush dev t0
	ipn a route flush dev t0
	ipn a -6 route flush dev t0
	check_says 3 "it has no address, and no route for 4 of 5 allowed IPs: ip address add ADDRESS/LENGTH dev t0"
	ipn a route add 0.0.0.0/1 dev t0
	ipn a route add 192.0.0.0/8 dev t0
	ipn a -6 route add default dev t0
	check_says 0 "it has no address: packets of this machine leave with"
	tool a set t0 payload scion
	check_says 0 "1 of 1 peers"
	expect_eq "words of addresses" 0 "$(count_lines "$TMP/check" address)"
}

check_names_telling_drops() {
	pings a 192.168.241.2
	tool a set t0 payload scion
	no_ping b 192.168.241.1
	check_says 0 "rx-payload-refused: [0-9]+ packets dropped: .*payload ip.scion.any" t0
	tool a set t0 payload any
	tool b set t0 peer "${PUB[0]}" encap geneve vni 5
	no_ping b 192.168.241.1
	check_says 0 "rx-encap-mismatch: [0-9]+ packets dropped: .*encap none.geneve" t0
}

# What a peer of the same device carries is no loop.
check_knows_tunnels_in_tunnels() {
	dev_peer a t0 2 192.168.88.0/24 endpoint 192.168.241.2:7
	ipn a route add 192.168.88.0/24 dev t0
	check_says 0 "idle; the first packet"
	tool a set t0 peer "${PUB[2]}" endpoint 192.168.88.1:7
	check_says 5 "${PUB[2]//+/[+]}: the route .* leads into the tunnel itself"
}

check_takes_a_clock_that_went_back_for_what_it_is() {
	[ -n "${SNAPTUN_IN_VM:-}" ] || skip "only where the clock may be set"
	local now
	pings a 192.168.241.2
	now=$(date +%s)
	date -s "@$((now - 3600))" >/dev/null || skip "can't set the clock"
	tool a check t0 >"$TMP/check" 2>&1 || echo "status $?" >>"$TMP/check"
	date -s "@$now" >/dev/null
	expect_match "check" "note .*handshake is in the future, as the clock was set back" \
		"$(cat "$TMP/check")"
	expect_eq "faults" 0 "$(count_lines "$TMP/check" "fault|status")"
}

# without_module COMMAND...: while it is not loaded; "check" goes to $TMP/check
without_module() {
	[ -n "${SNAPTUN_IN_VM:-}" ] || skip "only where the module may be removed"
	ns_remove a || :
	ns_remove b || :
	rmmod snaptun || skip "the module is in use"
	"$@"
	modprobe snaptun
}

look_without_modules() {
	mount -t tmpfs none "/lib/modules/$(uname -r)"
	status=0
	snaptun-ctl check >"$TMP/check" 2>&1 || status=$?
	umount "/lib/modules/$(uname -r)"
}

check_without_the_module_says_so() {
	without_module look_without_modules
	expect_eq "exit status" 2 "$status"
	expect_match "check" "has no module snaptun" "$(cat "$TMP/check")"
}

look_with_a_blacklist() { # look_with_a_blacklist LINE
	mkdir -p /etc/modprobe.d
	echo "$1" >/etc/modprobe.d/snt-test.conf
	status=0
	snaptun-ctl check >"$TMP/check" 2>&1 || status=$?
	rm /etc/modprobe.d/snt-test.conf
	loaded=$(grep -c '^snaptun ' /proc/modules || :)
}

check_knows_a_blacklist() {
	local line
	for line in "blacklist snaptun" "install snaptun /bin/false"; do
		without_module look_with_a_blacklist "$line"
		expect_eq "exit status with '$line'" 2 "$status"
		expect_match "check" "kept away by .$line' in /etc/modprobe.d/snt-test.conf: .*modprobe snaptun" \
			"$(cat "$TMP/check")"
		expect_eq "modules loaded in spite of it" 0 "$loaded"
	done
}

run_tests syncconf_keeps_the_session setconf_of_the_same_keeps_the_session \
	change_of_another_peer_keeps_the_session \
	syncconf_keeps_what_the_file_does_not_name \
	own_key_is_left_out_of_files own_key_with_many_allowed_ips \
	key_in_a_file_makes_a_peer_the_own \
	file_with_an_error_changes_nothing empty_input_changes_nothing \
	unknown_host_changes_nothing \
	refusal_of_the_kernel_is_explained labels_survive_files \
	an_error_is_one_line_and_no_output list_goes_on_after_a_comma \
	allowed_ips_change_by_signs many_allowed_ips_of_one_peer_are_kept \
	wire_and_payload_are_set keys_are_hidden colours_are_as_asked_for \
	json_says_what_show_says stats_count_by_reason \
	monitor_tells_what_happens monitor_writes_one_json_object_a_line \
	check_finds_what_is_wrong check_knows_a_silent_peer \
	check_knows_a_wrong_key_of_the_peer \
	check_knows_that_a_peer_has_to_call check_hears_that_nobody_listens \
	check_hears_of_a_wall_on_the_way check_finds_a_firewall_here \
	check_finds_missing_addresses_and_routes check_names_telling_drops \
	check_knows_tunnels_in_tunnels \
	check_takes_a_clock_that_went_back_for_what_it_is \
	check_without_the_module_says_so check_knows_a_blacklist
