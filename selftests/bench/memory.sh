#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How much memory a peer takes that nobody talks to, in bytes.
# shellcheck source=selftests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

PEERS=5000

peers_conf() {
	random_keys $PEERS |
		awk '{ printf "[Peer]\nPublicKey=%s\nAllowedIPs=10.%d.%d.1/32\n",
			$0, NR / 250, NR % 250 }'
}

memory() {
	local before
	ns_add a
	[ -s "$TMP/conf" ] || peers_conf >"$TMP/conf"
	dev_add a t0 0 10001
	before=$(kernel_bytes)
	tool a addconf t0 "$TMP/conf"
	expect_eq "peers" $PEERS "$(tool a show t0 peers | wc -l)"
	result memory-idle $((($(kernel_bytes) - before) / PEERS))
	ipn a link del t0
}

bench memory "${IN_KERNEL[@]}"
