#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Messages to the gateway g0 at b, and packets out of its tunnels, that are not what
# they seem. SNAPTUN_MALFORMED: how many messages; there is a packet for each ten.
: "${SNAPTUN_WIRES:=snap}" "${SNAPTUN_MALFORMED:=5000}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

setup() {
	need_snap_wire
	hosts
	gateway
	identity add 0 for 360000
}

# Of all that went to g0 so far: messages of each type, in $TMP/frames
a_session() {
	watch save="$TMP/frames"
	client 0 6001
	tunnels_wait 6001
	turn
	scion_echoes 6001
	stop "$tap"
}

# What the gateway made of them, by reason
tell() { # tell LINE
	note "$1"
	note "$(tool b stats g0)"
}

# None is what the sender said, so nobody is answered and nothing comes out.
malformed_messages_get_silence() {
	local sent before
	a_session
	before=$(counter b g0 rx_packets)
	sent=$(counter b b0 tx_packets)
	helper a malformed-datagrams to=10.0.0.2 port=10002 from-port=6001 \
		file="$TMP/frames" count="$SNAPTUN_MALFORMED" >"$TMP/sent"
	tell "$(<"$TMP/sent")"
	expect_eq "packets that came out" "$before" \
		"$(counter b g0 rx_packets)"
	# A keepalive may be due.
	expect_range "answers" 0 $((1 + SNAPTUN_MALFORMED / 100000)) \
		$(($(counter b b0 tx_packets) - sent))
	scion_echoes 6001
}

all_judged() { # all_judged NUMBER
	[ "$(judged)" = "$1" ]
}

judged() {
	local reason sum
	sum=$(counter b g0 rx_packets)
	for reason in rx-malformed rx-source-refused rx-path-refused; do
		((sum += $(drops b g0 $reason))) || true
	done
	echo "$sum"
}

# Each comes out or is refused; an answer costs more than what asks for it, so
# there are few.
malformed_packets_are_refused() {
	local nr=$((SNAPTUN_MALFORMED / 10))
	dev_add a t0 0 10001 payload any peer "${PUB[1]}" \
		endpoint 10.0.0.2:10002 persistent-keepalive 1
	ipn a link set t0 up
	wait_for 20 "its tunnel" has 0 tunnels 1
	helper a malformed-packets dev=t0 from=10.0.0.1 port=10001 \
		count="$nr" >"$TMP/sent"
	wait_for 20 "all are judged" all_judged "$nr"
	tell "$(<"$TMP/sent"), came out: $(counter b g0 rx_packets)"
	expect_range "answers" 1 $((nr - $(counter b g0 rx_packets))) \
		"$(counter a t0 rx_packets)"
	expect_range "packets that came out" $((nr / 4)) $((3 * nr / 4)) \
		"$(counter b g0 rx_packets)"
}

run_tests malformed_messages_get_silence malformed_packets_are_refused
