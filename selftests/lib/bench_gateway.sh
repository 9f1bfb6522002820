# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# For benchmarks of a gateway at b: very many tunnels of a, and packets that come out
# of one of them and go back into it.
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

TURN_BURST=192 TURN_ROUNDS=5

# A burst fits into a socket, as it does into the ring of veth.
big_sockets() {
	sysctl -qw net.core.rmem_default=$((8 << 20))
	sysctl -qw net.core.wmem_default=$((8 << 20))
}

# A device with tunnels whose ports follow each other
many_clients() { # many_clients DEVICE FIRST_PORT NUMBER
	local moment=1		# each look at them all costs time
	link_add_client a "$1"
	tool a set "$1" private-key <(echo "${KEY[0]}")
	tool a set "$1" gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tool a tunnel add "$1" port "$2-$(($2 + $3 - 1))" count "$3" \
		>"$TMP/added"
	ipn a link set "$1" up
	wait_for 600 "the tunnels of $1" many_are_up "$1" "$3"
}

many_are_up() { # many_are_up DEVICE NUMBER
	[ "$(tool a show "$1" --json | jq '[.interfaces[0].tunnels[] |
		select(.state == "up")] | length')" = "$2" ]
}

# Packets for the addresses that they come from, by tunnels in turn: what one takes
# of the processor from the wire of b to the wire of b, in $cost, in nanoseconds;
# those that did not come back are in $lost. A round has four parts, as packets are
# kept on their way for one: a works in the first and third, b in the second, and
# nobody in the fourth, which says what all else takes.
turn_load() { # turn_load DEVICE FIRST_PORT TUNNELS SIZE
	local busy line
	netem a a0 slot 100ms 100ms
	netem b b0 slot 100ms 100ms
	background "$TMP/load" helper a scion-load dev="$1" from=10.0.0.1 \
		port="$2" flows="$3" stay=1 size="$4" burst=$TURN_BURST every=400
	wait_line 20 "$TMP/load" '^sent='
	busy=$(value busy "$(helper a busy every=400 parts=4 \
		rounds=$TURN_ROUNDS)")
	line=$(tail -n 1 "$TMP/load")
	[[ $line == sent=[1-9]* ]] || fail "the load says: $line"
	stop "$background"
	on a tc qdisc del dev a0 root
	on b tc qdisc del dev b0 root
	lost=$(($(value sent "$line") - $(value received "$line")))
	cost=$(awk -F , -v packets=$((TURN_BURST * TURN_ROUNDS)) \
		'{ printf "%.5g", ($2 - $4) * 1000 / packets }' <<<"$busy")
}
