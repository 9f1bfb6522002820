#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the gateway g0 at b counts of its identities, and how much it lets them
# send and receive. At a is t0 of role peer, which sends whatever it is given.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

setup() {
	need_snap_wire
	hosts
	gateway
	turn
}

comes() { # makes t0, and its tunnel
	dev_add a t0 0 10001 payload any peer "${PUB[1]}" \
		endpoint 10.0.0.2:10002 allowed-ips 0.0.0.0/0
	ipn a link set t0 up
	packets 1
	wait_for 20 "a tunnel" has 0 tunnels 1
}

# packets COUNT [ARGUMENTS...]: of 200 bytes with their headers, into t0
packets() {
	send a scion t0 --from 1-ff00:0:110,10.0.0.1:10001 \
		--to 2-ff00:0:211,10.9.9.9:7 --size 156 --count "$@"
}

account() { # account FILTER [KEYNUMBER]
	tool b account show g0 "${PUB[${2:-0}]}" --json |
		jq -r ".interfaces[0].accounts[0] | $1"
}

counted() { # counted FILTER VALUE [KEYNUMBER]
	[ "$(account "$1" "${3:-0}")" = "$2" ]
}

wait_counted() { # wait_counted FILTER VALUE [KEYNUMBER]
	wait_for 20 "$1 to be $2" counted "$@"
}

listen() { # what happens to identities goes to $TMP/events
	background "$TMP/events" tool b monitor
	wait_for 10 "the monitor" is_listening
}

is_listening() {
	identity prolong 0 label watched
	file_has "$TMP/events" watched
}

packets_are_counted_both_ways() {
	local before
	identity add 0 for 3600 label first
	expect_eq "accounts" 0 "$(tool b account show g0 --json |
		jq '.interfaces[0].accounts | length')"
	before=$(now_ms)
	comes
	packets 20
	wait_counted .rx.packets 21
	wait_counted .tx.packets 21
	expect_eq "bytes" "4200 4200" "$(account '"\(.rx.bytes) \(.tx.bytes)"')"
	expect_eq "pairs" "rx 1-ff00:0:110 2-ff00:0:211 21 4200
tx 2-ff00:0:211 1-ff00:0:110 21 4200" "$(account '.pairs[] |
		"\(.way) \(.src) \(.dst) \(.packets) \(.bytes)"')"
	expect_eq "drops" '{}' "$(account '.drops | tostring')"
	expect_eq "label" first "$(account .label)"
	expect_range "last received" "$before" "$(($(now_ms) + 10))" \
		"$(account '.rx.last_s * 1000 | floor')"
	tool b account show g0 >"$TMP/table"
	file_has "$TMP/table" '^[^ ]{44} +21 +4200 +21 +4200 +0  first$' ||
		fail "the table:" "$(cat "$TMP/table")"
}

# What no application sends is no traffic, but shows that somebody is there.
keepalives_are_seen_only() {
	local seen sent
	identity add 0 for 3600
	comes
	wait_counted .rx.packets 1
	stop "$turn"
	sent=$(account .tx.packets)
	seen=$(account .tx.last_s)
	packets 1
	wait_for 20 "the gateway's keepalive" \
		counted ".tx.last_s > $seen + 5" true
	expect_eq "packets sent" "$sent" "$(account .tx.packets)"
	seen=$(account .rx.last_s)
	tool a set t0 peer "${PUB[1]}" persistent-keepalive 1
	wait_for 10 "a keepalive" counted ".rx.last_s > $seen + 2" true
	expect_eq "packets received" 2 "$(account .rx.packets)"
}

# Whoever reads them can tell that they began anew.
counts_stay_with_the_registration() {
	local generation moment=5
	identity add 0 for 3600
	comes
	packets 9
	wait_counted .rx.packets 10
	generation=$(account .generation)
	ipn a link set t0 down
	send b scion g0 --from 2-ff00:0:211,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:10001 --size 100 --count 1
	wait_for 130 "the tunnel goes" has 0 tunnels 0
	identity prolong 0 for 7200
	expect_eq "packets" 10 "$(account .rx.packets)"
	expect_eq "generation" "$generation" "$(account .generation)"
	identity revoke 0
	identity add 0 for 3600
	expect_eq "packets" 0 "$(account .rx.packets)"
	ipn a link set t0 up
	wait_for 20 "packets again" sends_again
	[ "$(account .generation)" -gt "$generation" ] ||
		fail "expected another generation"
}

sends_again() {
	packets 1
	counted '.rx.packets > 0' true
}

what_is_dropped_has_a_reason() {
	identity add 0 for 3600
	comes
	send a scion t0 --from 1-ff00:0:110,10.0.0.7:10001 \
		--to 2-ff00:0:211,10.9.9.9:7 --size 200 --count 12
	wait_counted '.drops."rx-source-refused"' 12
	expect_eq "packets" 1 "$(account .rx.packets)"
	identity prolong 0 expires $(($(now_ms) / 1000 + 2))
	wait_for 10 "the end" has 0 state expired
	packets 5
	wait_counted '.drops."rx-identity-expired"' 5
	send b scion g0 --from 2-ff00:0:211,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:10001 --size 200 --count 4
	expect_eq "drops" 4 "$(account '.drops."tx-identity-expired"')"
}

# Of 100 packets of 200 bytes: the answers count as well. What comes at once passes
# as a whole.
quota_is_used_up() {
	identity add 0 for 3600 quota 20kB
	listen
	comes
	stop "$turn"
	packets 79
	wait_counted .rx.packets 80
	wait_counted .quota_used 16200
	wait_line 10 "$TMP/events" 'identity-quota-near'
	expect_eq "used up" 0 "$(count_lines "$TMP/events" quota-used-up)"
	packets 50 --rate 1kpps
	wait_counted '.drops."rx-quota" // 0' 31
	wait_line 10 "$TMP/events" 'identity-quota-used-up'
	send b scion g0 --from 2-ff00:0:211,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:10001 --size 200 --count 4
	expect_eq "dropped on the way out" 4 "$(account '.drops."tx-quota"')"
	expect_eq "events" 2 "$(count_lines "$TMP/events" identity-quota)"
	identity prolong 0 quota 40kB
	packets 10
	wait_counted .rx.packets 109
	identity prolong 0 quota off
	packets 500
	wait_counted .rx.packets 609
}

# 10 s of twice the rate, and what may come at once. No answers: they are as fast.
rate_is_kept() {
	identity add 0 for 3600 rate 800kbit
	comes
	stop "$turn"
	idle_for 2
	packets 10000 --rate 1kpps
	wait_counted '.rx.packets + .drops."rx-rate"' 10001
	expect_range "packets" 5300 5350 "$(account .rx.packets)"
	dropped rx-rate 4600 4700
	identity prolong 0 rate off
	packets 1000
	wait_counted '.rx.packets + .drops."rx-rate"' 11001
	dropped rx-rate 4600 4700
}

pairs_have_an_end() {
	local i
	identity add 0 for 3600
	comes
	for ((i = 1; i < 40; i++)); do
		send a scion t0 --from "$i-ff00:0:110,10.0.0.1:10001" \
			--to 2-ff00:0:211,10.9.9.9:7 --size 200 --count 3
	done
	wait_counted .rx.packets 118
	expect_eq "pairs" "32 32" "$(account '[.pairs[] | select(.src) | .way] |
		"\(map(select(. == "rx")) | length) \(map(select(. == "tx")) | length)"')"
	expect_eq "packets of others" 21 \
		"$(account '.pairs[] | select(.way == "rx" and .src == null) | .packets')"
	expect_eq "packets of pairs" 118 \
		"$(account '[.pairs[] | select(.way == "tx") | .packets] | add')"
}

listed() { # listed [FILTERS...]: tunnels of g0, how many
	tool b tunnel show g0 "$@" --json | jq '.tunnels | length'
}

tunnels_are_told_and_listed() {
	identity add 0 for 3600
	listen
	comes
	wait_line 10 "$TMP/events" tunnel-added
	stop "$turn"
	idle_for 3
	expect_eq "tunnels" "1 1 0 1 0 1 0" "$(listed) $(
		listed identity "${PUB[0]}") $(listed identity "${PUB[2]}") $(
		listed state up) $(listed state failed) $(
		listed idle 2) $(listed idle 1000)"
	expect_eq "their number" 1 "$(tool b show g0 gateway-tunnels)"
	says 'none of identity, state, idle' tool b tunnel show g0 port 1
	identity revoke 0
	wait_line 10 "$TMP/events" tunnel-removed
	expect_eq "tunnels" "0 0" "$(listed) $(tool b show g0 gateway-tunnels)"
}

identities() { # all that is known of them, but whether they have tunnels
	tool b identity show g0 --json | jq -S '.identities |
		sort_by(.public_key) | map(del(.tunnels))'
}

# A client of another implementation goes on sending: this module is not there
# for a while, and one handshake is made anew.
state_outlives_the_module() {
	local known counts packets
	need_peer snap-peer-0.8.6
	identity add 0 for 3600 label 'a "b" \ c' token-id "one two" \
		quota 1GB rate 1gbit tunnel-limit 5
	identity add 2 expires never preshared-key <("$TOOL" genpsk)
	identity add 3 expires $(($(now_ms) / 1000 + 3))
	peer_start a snap-peer-0.8.6 client key="${KEY[0]}" burst=10 every=200 \
		server=10.0.0.2:10002 peer="${PUB[1]}" size=200 bind=10.0.0.1:10001
	wait_for 30 "packets" counted '.rx.packets > 50' true
	send b scion g0 --from 1-ff00:0:111,10.9.9.9:7 --size 100 --count 3 \
		--to 1-ff00:0:110,10.0.0.1:10001 --rate 1kpps
	wait_for 10 "the end of one" has 3 state expired
	ipn b link set g0 down
	stop "$turn"
	known=$(identities | jq -c 'map(select(.state == "active"))')
	counts=$(account 'del(.label) | tostring')
	packets=$(account .rx.packets)
	tool b identity save g0 >"$TMP/open"
	tool b identity save g0 "$TMP/state" --secrets
	expect_eq "mode" 600 "$(stat -c %a "$TMP/state")"
	expect_eq "keys" "0 1" "$(grep -c preshared "$TMP/open") $(
		grep -c preshared "$TMP/state")"
	ipn b link del g0
	rmmod snaptun 2>"$TMP/rmmod" || skip "$(cat "$TMP/rmmod")"
	modprobe snaptun
	ipn b link add g0 type snaptun role gateway
	tool b set g0 private-key <(echo "${KEY[1]}") listen-port 10002
	tool b identity restore g0 "$TMP/state" 2>"$TMP/err"
	file_has "$TMP/err" '1 identities has ended' ||
		fail "expected to be told of one that has ended"
	expect_eq "identities" "$known" "$(identities | jq -c .)"
	expect_eq "account" "$counts" "$(account 'del(.label) | tostring')"
	tool b identity save g0 "$TMP/again" --secrets
	expect_eq "what is saved again" "" "$(diff <(grep -v "^identity ${PUB[3]}\|^end" \
		"$TMP/state" | sort) <(grep -v ^end "$TMP/again" | sort))"
	ipn b link set g0 up
	turn
	wait_for 60 "packets" counted ".rx.packets > $packets + 50" true
	expect_eq "tunnels" 1 "$(known 0 tunnels)"
}

# Part of it is as bad as another file.
wrong_state_is_refused() {
	identity add 0 for 3600
	tool b identity save g0 "$TMP/state"
	head -n 2 "$TMP/state" >"$TMP/cut"
	says 'ends before it is complete' tool b identity restore g0 "$TMP/cut"
	sed 2d "$TMP/state" >"$TMP/cut"
	says 'line 2: there were not so many' \
		tool b identity restore g0 "$TMP/cut"
	says 'line 1: this is no file' tool b identity restore g0 /etc/passwd
	sed '2s/expires/until/' "$TMP/state" >"$TMP/cut"
	says 'until.* is none of' tool b identity restore g0 "$TMP/cut"
	tool b identity restore g0 "$TMP/state"
}

run_tests packets_are_counted_both_ways keepalives_are_seen_only \
	counts_stay_with_the_registration what_is_dropped_has_a_reason \
	quota_is_used_up rate_is_kept pairs_have_an_end \
	tunnels_are_told_and_listed state_outlives_the_module \
	wrong_state_is_refused
