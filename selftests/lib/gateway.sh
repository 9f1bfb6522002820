# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# The gateway g0 at b, its identities, and clients of ours at a.

gateway() {
	find_plugin
	ipn b link add g0 type snaptun role gateway
	tool b set g0 private-key <(echo "${KEY[1]}") listen-port 10002
	ipn b link set g0 up
}

turn() { # what comes out of g0 goes back
	background "$TMP/turn" helper b scion-turn dev=g0
	turn=$background
	wait_line 10 "$TMP/turn" '^ready'
}

identity() { # identity VERB KEYNUMBER [SETTINGS...]
	tool b identity "$1" g0 "${PUB[$2]}" "${@:3}"
}

known() { # known KEYNUMBER MEMBER: of an identity
	tool b identity show g0 "${PUB[$1]}" --json |
		jq -r ".identities[0].$2"
}

has() { # has KEYNUMBER MEMBER VALUE
	[ "$(known "$1" "$2")" = "$3" ]
}

# A client of ours: t0 with one tunnel for each port
client() { # client KEYNUMBER PORT...
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[$1]}")
	tool a set t0 gateway "${PUB[1]}" endpoint 10.0.0.2:10002
	tunnels_add "${@:2}"
	ipn a link set t0 up
}

send_scion() { # send_scion FROM_ADDRESS:PORT COUNT [ARGUMENTS...]: into t0
	send a scion t0 --from "1-ff00:0:110,$1" \
		--to 1-ff00:0:111,10.9.9.9:7 --size 100 --count "$2" "${@:3}"
}

scion_echoes() { # scion_echoes PORT: from there, and back
	receiver a t0 --count 5
	send_scion "10.0.0.1:$1" 5
	received 5
}

watch() { # what b says and hears goes to $TMP/cap
	capture b b0 10002 "$TMP/cap" "$@"
	tap=$background
}

said() { # said REGEX: how often b did
	count_lines "$TMP/cap" " out $1"
}

dropped() { # dropped REASON LEAST MOST
	expect_range "packets dropped: $1" "$2" "$3" "$(drops b g0 "$1")"
}

has_dropped() { # has_dropped REASON NUMBER
	[ "$(drops b g0 "$1")" = "$2" ]
}

now_s() { # now_s [MORE]: seconds since 1970 with milliseconds
	local ms=$(($(now_ms) + ${1:-0} * 1000))
	echo "${ms%???}.${ms: -3}"
}
