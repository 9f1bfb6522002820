# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The injector, and its receiver.

CHECKER=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")/snt-inject

inject() { # inject NS ARGUMENTS...
	local ns=$1
	shift
	on "$ns" snaptun-inject "$@"
}

# What the library promises, on veth pairs within one host: v0 to v1.
library_check() { # library_check NAME
	on a "$CHECKER" "$1" v0 v1 >"$TMP/check" 2>&1 ||
		fail "$1: $(cat "$TMP/check")"
}

# A veth pair has a queue on each CPU: frames overtake each other when the sender
# moves.  With this, all that comes goes through the queue of the first.
one_queue() { # one_queue NS DEV
	on "$1" sh -c "echo 1 >/sys/class/net/$2/queues/rx-0/rps_cpus"
}

pair() { # v0 and v1 at a
	ns_add a
	ipn a link add v0 type veth peer name v1
	ipn a link set v0 up
	ipn a link set v1 up
	one_queue a v1
}

# receiver NS DEV [OPTIONS...]: starts it; its id is in $receiver
receiver() {
	local ns=$1 dev=$2
	shift 2
	one_queue "$ns" "$dev"
	background "$TMP/receiver" inject "$ns" receive "$dev" --json "$@"
	receiver=$background
	wait_line 10 "$TMP/receiver" '^receiving'
}

totals() { # totals FILE MEMBER...: of the JSON in it, on one line
	local file=$1 want
	shift
	printf -v want ', .%s' "$@"
	sed -n '/^{/,/^}/p' "$file" | jq -r "[${want:2}] | join(\" \")"
}

# All that was sent came, in order: received COUNT [FLOWS]
received() {
	wait_end 60 "$receiver" || true
	expect_eq "received flows lost duplicate reordered corrupt missed" \
		"$1 ${2:-1} 0 0 0 0 0" "$(totals "$TMP/receiver" received \
		flows lost duplicate reordered corrupt missed)"
}

# send NS ARGUMENTS...: its totals are in $TMP/sent
send() {
	inject "$@" --json >"$TMP/sent" 2>"$TMP/sent.err" ||
		fail "status $? of '$*': $(cat "$TMP/sent.err" "$TMP/sent")"
}

sent() { # sent COUNT
	expect_eq "sent rejected refused pending" "$1 0 0 0" \
		"$(totals "$TMP/sent" sent rejected refused pending)"
}
