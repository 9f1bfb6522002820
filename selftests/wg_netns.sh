#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel tree's own test of in-tree WireGuard passes on snaptun, with the kind
# of link and the tool replaced, and what the two differ in by design.  With
# SNAPTUN_KIND=wireguard it runs as it is.
# SNAPTUN_WG_NETNS: that test, tools/testing/selftests/wireguard/netns.sh
: "${SNAPTUN_WIRES:=wireguard}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

: "${SNAPTUN_WG_NETNS:=/wg_netns.sh}"	# where run.sh -p puts it

# change LINES SCRIPT: by sed, in the copy of the test, exactly so many lines
change() {
	sed -E "$2" "$copy" >"$copy.new"
	expect_eq "lines that change by $2" "$1" \
		"$(diff "$copy" "$copy.new" | grep -c '^[+>][^+]')"
	mv "$copy.new" "$copy"
}

use_snaptun() {
	change 20 "s/^ip([0-2]) link add (dev )?(wg[0-9]) type wireguard\$/\
ip\1 link add \3 type snaptun; n\1 wg set \3 wire $WIRE/"
	change 137 's/\<wg (genkey|pubkey|genpsk|set|setconf|show|showconf)\>/snaptun-ctl \1/g'
}

# What differs by design; Documentation/networking/snaptun.rst says why.
accept_differences() {
	# The device counts what is inside, ten pings of 84 bytes; the peer what
	# is outside, as WireGuard does.
	change 2 '/-stats link show/ { n; s/^.*1372.*$/(( rx_bytes == 840 \&\& tx_bytes == 840 ))/ }'
	# A peer whose key is of low order is refused at once.
	# shellcheck disable=SC2016
	change 1 's/^\t(n0 .* peer "\$low_order_point" .*)/\t! \1 || false/'
	# shellcheck disable=SC2016
	change 1 's/\[\[ -n (.* show wg0 peers\)) \]\]/[[ -z \1 ]]/'
	# Another response is part of the wire mode snap.
	[ "$WIRE" != snap ] ||
		change 2 '/ show wg0 transfer/ { n; s/1372/1392/ }'
}

passes_the_test_of_wireguard() {
	copy=$TMP/netns.sh
	need_command iperf3 iptables ncat ping6 ss
	[ -e "$SNAPTUN_WG_NETNS" ] ||
		skip "no test of the kernel's tree: set SNAPTUN_WG_NETNS"
	[ "$slow" = 1 ] || skip "its deadlines are for a kernel at full speed"
	cp "$SNAPTUN_WG_NETNS" "$copy"
	if [ "$KIND" = snaptun ]; then
		use_snaptun
		accept_differences
	fi
	# It sleeps by reading, so there must be something to read from.
	bash "$copy" <>"$TMP/never" >"$TMP/said" 2>&1 ||
		fail "expected it to reach its end, seen last:" \
			"$(tail -n 25 "$TMP/said")"
	file_has "$TMP/said" 'Objects that were created were also destroyed' ||
		fail "expected its last step, seen last:" "$(tail -n 25 "$TMP/said")"
}

run_tests passes_the_test_of_wireguard
