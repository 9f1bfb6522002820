#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The agent and its interfaces at real SNAPs: PocketSCION at host b is two ASes with
# a SNAP in each, and host a has an interface at either.  "make check-interop".
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# shellcheck source=selftests/lib/pocket.sh
. lib/pocket.sh

setup() {
	need_snaptun
	need_pocket
	hosts
	pocket_start
	configure
	pocket_agent
}

# One SNAP is known by its URL, the other by somebody who knows it.
configure() {
	cat >"$TMP/conf" <<-E
	[Control]
	Name = first
	Url = $(said "snap $near")
	AllowHttp = true
	TokenFile = $TMP/token-0
	[Control]
	Name = second
	Endhost = $(said "endhost $far")
	AllowHttp = true
	TokenFile = $TMP/token-1
	[Device]
	Name = snap0
	Control = first
	KeyFile = $TMP/key-0
	[Device]
	Name = snap1
	Control = second
	KeyFile = $TMP/key-1
	E
}

end() { # end ISD-AS DEV: of a SCION application there
	echo "$1,$(tool a show "$2" assigned-addresses | cut -f 2)"
}

# send_across TO [OPTIONS...]: 20 packets from snap0
send_across() {
	send a scion snap0 --from "$(end $near snap0)" --to "$1" \
		--path "1:$(said "path $near $far" | head -n 1)" \
		--count 20 --rate 1kpps "${@:2}"
	sent 20
}

interfaces_come_up_with_addresses() {
	local dev
	for dev in snap0 snap1; do
		expect_match "the address of $dev" '^10\.0\.0\.1:[1-9]' \
			"$(tool a show $dev assigned-addresses | cut -f 2)"
	done
}

# The checksums of PocketSCION's replies are not right (0.8.6), so snaptun-inject
# calls them corrupt: see for each that identifier, number and mark are there.
echo_of_another_as_comes_back() {
	local id number replies
	background "$TMP/replies" helper a packet-recv dev=snap0 proto=0x88b5 \
		count=20 idle=10000
	replies=$background
	wait_line 10 "$TMP/replies" '^ready'
	send_across "$far,$responder" --echo
	wait_end 60 "$replies"
	id=$(end $near snap0)
	id=$(printf %04x "${id##*:}")
	for ((number = 0; number < 20; number++)); do
		expect_eq "replies of number $number" 1 "$(count_lines \
			"$TMP/replies" \
			"8100[0-9a-f]{4}$id$(printf %04x "$number")534e5470")"
	done
}

datagrams_go_to_another_as_and_back() {
	local turn
	background "$TMP/turn" helper a scion-turn dev=snap1
	turn=$background
	wait_line 10 "$TMP/turn" '^ready'
	receiver a snap0 --count 20
	send_across "$(end $far snap1)" --size 1000
	received 20
	stop "$turn"
	expect_match "what the other application did" '^turned=20 ' \
		"$(tail -n 1 "$TMP/turn")"
}

# Answers are for an address and a port, and only one tunnel has both.
echo_with_the_identifier_of_nobody_is_not_sent() {
	send a scion snap0 --echo --from "$near,10.0.0.1:1" \
		--to "$far,$responder" --count 1
	expect_eq "packets without a tunnel" 1 "$(drops a snap0 tx-no-tunnel)"
}

run_tests interfaces_come_up_with_addresses echo_of_another_as_comes_back \
	datagrams_go_to_another_as_and_back \
	echo_with_the_identifier_of_nobody_is_not_sent
