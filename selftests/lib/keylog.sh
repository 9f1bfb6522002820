# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Keys of sessions as they are told, for the hosts of tunnel_hosts.

restart() { # a new session; it is confirmed when a ping has come back
	tool a set t0 private-key <(echo "${KEY[0]}") peer "${PUB[1]}" remove
	dev_peer a t0 1 192.168.241.2/32 endpoint 10.0.0.2:10002
	pings a 192.168.241.2
}

nr_of() { # nr_of NS: sessions told so far
	grep -c '^SNAPTUN_SESSION' "$TMP/keys-$1"
}

listens() { # listens NS
	grep -q '^#' "$TMP/keys-$1"
}

# log_keys NS: into $TMP/keys-NS, of each session from now on
log_keys() {
	tool "$1" set t0 keylog on
	background "$TMP/keys-$1" tool "$1" keylog t0
	wait_for 20 "a listener at $1" listens "$1"
}

has_told() { # has_told SESSIONS NS
	[ "$(nr_of "$2")" = "$1" ]
}

expect_told() { # expect_told SESSIONS NS
	wait_for 20 "$1 sessions told by $2" has_told "$1" "$2"
}
