#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Wireshark's view of recorded exchanges in both wire modes, with and without
# keys.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
vectors=$here/../../selftests/vectors
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

dissect() { # dissect ARGUMENTS...: of the capture
	tshark -X "lua_script:$here/snaptun.lua" -o "snaptun.keylog:$keylog" \
		-r "$tmp/cap" --disable-heuristic wg "$@" 2>"$tmp/err"
	grep -v 'Running as user' "$tmp/err"
}

see() { # see VECTORS: what tshark says of each message, and of the observed address
	"$here/tests/capture.py" "$vectors/$1.json" "$tmp/cap" "$tmp/keys"
	dissect -T fields -e snaptun.type -e snaptun.mode \
		-e snaptun.observed.ipv4 -e snaptun.observed.ipv6 \
		-e snaptun.observed.port -e snaptun.counter | tr '\t' '|' | head -n 3
}

inside() { # inside TYPE: the beginnings of the opened packets, by a field
	dissect -T fields -e "$1" | grep . | cut -c 1-20 | LC_ALL=C sort |
		uniq -c | sed 's/^ *//'
}

expect() { # expect EXPECTED SEEN
	[ "$1" = "$2" ] || echo "'$1', seen '$2'"
}

echo "KTAP version 1"
if ! command -v tshark >/dev/null; then
	echo "1..0 # SKIP no tshark on this machine"
	exit 0
fi
echo "1..4"
keylog=$tmp/keys
point "a SNAP response tells the initiator's address" "$(
	expect "1|||||
2|snap|127.0.0.1||33851|
4|||||0" "$(see snap-initiator-reference-ipv4)"
	expect "1|||||
2|snap||::1|33056|
4|||||0" "$(see snap-initiator-reference-ipv6)")"
point "packets are opened in both modes and directions" "$(
	see snap-initiator-reference-ipv4 >/dev/null
	expect "2 00
12 00070e151c232a31383f" "$(inside snaptun.scion)"
	see wireguard-initiator-reference >/dev/null
	expect "3 17
16 17,253" "$(inside ip.proto)")"
point "what WireGuard's response seals is nothing" "$(
	expect "1|||||
2|wireguard||||
4|||||0" "$(see wireguard-initiator-reference)")"
keylog=
point "nothing is opened without keys" "$(
	expect "1|||||
2|snap||||
4|||||0" "$(see snap-initiator-reference-ipv4)"
	expect "" "$(inside snaptun.scion)")"
exit "$failed"
