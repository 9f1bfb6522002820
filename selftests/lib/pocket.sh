# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# PocketSCION at host b: two ASes with a SNAP in each.

near=1-ff00:0:132
far=2-ff00:0:212
responder=10.9.9.9	# answers SCMP echo requests in both

need_pocket() {
	need_command snaptun-agent
	peer_program pocket >/dev/null ||
		skip "no pocket: make check-interop builds it where cargo is"
}

pocket_start() { # pocket_start [ADDRESS]: with brackets, if it is IPv6
	peer_start b pocket "listen=${1:-10.0.0.2}:41000" "echo=$responder"
	said token | sed -n 1p >"$TMP/token-0"
	said token | sed -n 2p >"$TMP/token-1"
}

said() { # said WORDS: what pocket has said behind them
	sed -n "s,^$1 ,,p" "$TMP/peer-b"
}

# The agent at a, as $TMP/conf has it, until its interfaces are up
pocket_agent() {
	background "$TMP/agent" on a snaptun-agent --socket "$TMP/socket" \
		--config "$TMP/conf" run
	wait_line 60 "$TMP/agent" 'registered at'
	on a snaptun-agent --socket "$TMP/socket" wait --timeout 60 ||
		fail "$(cat "$TMP/agent" "$TMP/peer-b")"
}
