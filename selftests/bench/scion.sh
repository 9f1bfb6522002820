#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A SNAP's client: how many SCION packets it sends and receives in a second of the
# processor that it takes itself.  A round has four parts: the client sends; the
# gateway works, as packets are kept on their way for that long; the client
# receives what comes back; and nobody works, which says what all else takes.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"
# shellcheck source=selftests/lib/agent.sh
. lib/agent.sh

BURST=192 ROUNDS=5
EVERY_MS=400 WAY_MS=100
app=("burst=$BURST" "every=$EVERY_MS")

gateway() {
	peer_start b snap-peer-0.8.6 server key="${KEY[1]}" tun=u0 \
		turn=1 listen=10.0.0.2:10002 peer="${PUB[0]}"
	gateway=$background
}

# What a host sends goes on all at once, WAY_MS after the first of it.
collect_both_ways() {
	netem a a0 slot ${WAY_MS}ms ${WAY_MS}ms
	netem b b0 slot ${WAY_MS}ms ${WAY_MS}ms
}

device() { # device SIZE
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}")
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tunnels_add 6001
	ipn a link set t0 up
	tunnels_wait 6001
	collect_both_ways
	background "$TMP/client" helper a scion-load dev=t0 from=10.0.0.1 \
		port=6001 size="$1" "${app[@]}"
}

# An application that knows nothing of tunnels
facade() { # facade SIZE [SETTINGS...]
	link_add_client a t0
	address a t0 10.64.0.1/32
	ipn a link set t0 up
	ipn a route add 10.64.0.2 dev t0 src 10.64.0.1
	tool a set t0 private-key <(echo "${KEY[0]}") facade 10.64.0.2
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	background "$TMP/client" helper a facade-load from=10.64.0.1 port=5001 \
		facade=10.64.0.2 size="$1" "${app[@]}" "${@:2}"
	wait_line 20 "$TMP/client" '^ready'
	collect_both_ways
}

linked() { # linked SIZE
	background "$TMP/client" on a "$(peer_program snap-peer-0.8.6)" client \
		key="${KEY[0]}" server=10.0.0.2:10002 bind=10.0.0.1:6001 \
		peer="${PUB[1]}" size="$1" "${app[@]}"
	wait_line 20 "$TMP/client" '^assigned'
	collect_both_ways
}

# An application on top of that crate, which asks a control plane
stack() { # stack SIZE
	need_command python3 "$(peer_program scion-stack || echo scion-stack)"
	plane_start
	control=$background
	background "$TMP/client" on a "$(peer_program scion-stack)" \
		api="http://10.0.0.2:$(<"$TMP/plane/out")/paths/" \
		token="$(<"$TMP/token")" size="$1" "${app[@]}" \
		key="$(base64 -d <<<"${KEY[0]}" | xxd -p -c 32)" \
		to='[1-ff00:0:111,192.0.2.1]:9'
	wait_line 20 "$TMP/client" '^local'
	collect_both_ways
}

# figure NAME PARTS PACKETS: of $busy, less as much time as nobody works in
figure() {
	result "$1" "$(awk -F , -v parts="$2" -v packets="$3" '{
		for (i = 1; i <= split(parts, part, " "); i++)
			us += $part[i] - $4
		printf "%.5g", packets * 1e6 / us
	}' <<<"$busy")" lost="$lost"
}

scion() {
	local size packets=$((BURST * ROUNDS)) gateway control busy lost line
	# A burst fits into a socket, as it does into the ring of veth.
	sysctl -qw net.core.rmem_default=$((8 << 20))
	sysctl -qw net.core.wmem_default=$((8 << 20))
	for size in 100 1300; do
		hosts
		# Nothing of the kernel's own accord
		on a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		on b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		# GRO, as in front of a network card
		on a ethtool -K a0 gro on
		on b ethtool -K b0 tso off
		gateway
		case $kind in
		snaptun-client) device $size ;;
		snaptun-facade) facade $size ;;
		snaptun-facade-single) facade $size gso=1 ;;
		snap-tun-linked) linked $size ;;
		scion-stack) stack $size ;;
		esac
		wait_line 20 "$TMP/client" '^sent='
		busy=$(value busy "$(helper a busy every=$EVERY_MS parts=4 \
			rounds=$ROUNDS)")
		line=$(tail -n 1 "$TMP/client")
		[[ $line == sent=[1-9]* ]] || fail "the client says: $line"
		lost=$(($(value sent "$line") - $(value received "$line")))
		figure scion-$size "1 3" $((2 * packets))
		figure scion-$size-out 1 $packets
		figure scion-$size-in 3 $packets
		stop "$background" "$gateway" ${control:+"$control"}
		ns_remove_all
		: >"$TMP/namespaces"
	done
}

bench scion snaptun-client snaptun-facade snaptun-facade-single \
	snap-tun-linked scion-stack
