#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Keys of sessions for those who read captures: no device tells them unless it
# was told to, and then both ends tell the same.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/keylog.sh
. lib/keylog.sh

setup() {
	need_snaptun
	tunnel_hosts
}

nothing_is_told_by_itself() {
	expect_eq "by default" off "$(tool a show t0 keylog)"
	expect_failure "keylog" tool a keylog t0
	expect_match "what to do" "t0 tells no keys: .*set t0 keylog on" \
		"$(<"$TMP/out")"
}

what_one_device_tells_another_does_not() {
	log_keys a
	restart
	expect_told 1 a
	tool a set t0 keylog off
	log_keys b
	restart
	expect_told 1 b
	expect_eq "sessions told by a" 1 "$(nr_of a)"
}

both_ends_tell_the_same() {
	local word index remote receive send response
	log_keys a
	log_keys b
	restart
	expect_told 1 a
	expect_told 1 b
	read -r word index remote receive send response \
		< <(tail -n 1 "$TMP/keys-a")
	expect_eq "first word" SNAPTUN_SESSION "$word"
	expect_match "key" '^[A-Za-z0-9+/]{43}=$' "$response"
	grep -qxF "$word $remote $index $send $receive $response" "$TMP/keys-b" ||
		fail "'$index $remote' as seen by b, seen:" "$(<"$TMP/keys-b")"
}

run_tests nothing_is_told_by_itself what_one_device_tells_another_does_not \
	both_ends_tell_the_same
