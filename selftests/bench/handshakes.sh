#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Handshakes answered in a second by one processor that does nothing else: the
# initiations of many peers are recorded once, and sent again as fast as they
# are answered to a fresh device of each kind.  And what a session takes of
# memory, in bytes.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

PEERS=300

# The frames carry the addresses of the network cards.
fixed_hosts() {
	hosts
	ipn a link set a0 address 02:00:00:00:00:01
	ipn b link set b0 address 02:00:00:00:00:02
	on a ping -n -q -c 1 -W 5 10.0.0.2 >"$TMP/ping"
}

make_keys() {
	local key
	random_keys $PEERS >"$TMP/private"
	while read -r key; do
		wg pubkey <<<"$key"
	done <"$TMP/private" >"$TMP/public"
}

recorded() { # recorded NUMBER
	[ "$(count_lines "$TMP/cap" ' out initiation ')" -ge "$1" ]
}

# One device that is another peer each time.  In a namespace of its own, so that
# nothing answers.
record() {
	local key nr=0
	make_keys
	fixed_hosts
	capture a a0 10001 "$TMP/cap" save="$TMP/initiations"
	choose wireguard
	dev_add a t0 0 10001
	inner a t0 1
	while read -r key; do
		echo "$key" >"$TMP/key"
		tool a set t0 private-key "$TMP/key" peer "${PUB[1]}" \
			endpoint 10.0.0.2:10002 persistent-keepalive 1
		wait_for 5 "an initiation" recorded $((++nr))
		tool a set t0 peer "${PUB[1]}" remove
	done <"$TMP/private"
	stop "$background"
	ns_remove_all
	: >"$TMP/namespaces"
}

# Whoever gets the answers must not spend time on them.
deaf() { # deaf NS DEV
	on "$1" nft -f - <<-E
	table netdev deaf {
		chain in {
			type filter hook ingress device $2 priority 0
			meta protocol ip udp dport 10001 drop
		}
	}
	E
}

responder() {
	dev_add b t0 1 10002
	awk '{ printf "[Peer]\nPublicKey=%s\nAllowedIPs=192.168.%d.%d/32\n",
		$0, NR / 250, NR % 250 }' "$TMP/public" >"$TMP/conf"
	tool b addconf t0 "$TMP/conf"
	inner b t0 2
}

handshakes() {
	local kind_now=$kind before
	[ -s "$TMP/initiations" ] || record
	choose "$kind_now"
	fixed_hosts
	responder
	deaf a a0
	before=$(kernel_bytes)
	seen=$(helper a replay-answered dev=a0 file="$TMP/initiations" type=1)
	expect_eq "initiations answered" $PEERS "$(value answered "$seen")"
	result handshakes "$(ratio answered us "$seen" 1000000)"
	result memory-session $((($(kernel_bytes) - before) / PEERS))
}

bench handshakes "${IN_KERNEL[@]}"
