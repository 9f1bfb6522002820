#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests of documentation have in common; they source it. The test ends
# with "exit $failed".
# shellcheck disable=SC2034

nr=0
failed=0

point() { # point NAME MISSING
	nr=$((nr + 1))
	if [ -z "$2" ]; then
		echo "ok $nr $1"
	else
		echo "# missing: $2" | tr '\n' ' '
		echo
		echo "not ok $nr $1"
		failed=1
	fi
}

# missing FILE WORDS...: words that do not stand in a file, as troff has them
missing() {
	local file=$1 word
	shift
	for word in "$@"; do
		sed 's/\\f[BIPR]//g; s/\\-/-/g' "$file" |
			grep -qwF -- "$word" || echo "$word"
	done
}

# By the complete_words of the test
expect_completion() { # expect_completion EXPECTED WORDS...
	local expected=$1 seen
	shift
	seen=$(complete_words "$@")
	[ "$seen" = "$expected" ] || echo "'$expected' for '$*', seen '$seen'"
}
