#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests of command lines have in common; they source it after docs.sh, with
# the program in $tool. Both functions say what differs from what is expected.

: "${tool:?}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# refused REGEX ARGUMENTS...: one line of error, status 1, and nothing else
refused() {
	local regex=$1 status=0
	shift
	"$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
	[ "$status" = 1 ] || echo "'$*': status 1, seen $status;"
	[ ! -s "$tmp/out" ] || echo "'$*': nothing on standard output;"
	[ "$(wc -l <"$tmp/err")" = 1 ] || echo "'$*': one line of error;"
	grep -qE -- "$regex" "$tmp/err" ||
		echo "'$*': /$regex/, seen '$(cat "$tmp/err")';"
}

helps() { # helps REGEX ARGUMENTS...: on standard output, status 0
	local regex=$1 status=0
	shift
	"$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
	[ "$status" = 0 ] || echo "'$*': status 0, seen $status;"
	[ ! -s "$tmp/err" ] || echo "'$*': no error, seen '$(cat "$tmp/err")';"
	grep -qE -- "$regex" "$tmp/out" ||
		echo "'$*': /$regex/, seen '$(cat "$tmp/out")';"
}
