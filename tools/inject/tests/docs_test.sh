#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tool knows stands in the man page and is completed.
# usage: docs_test.sh SNAPTUN-INJECT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
tool=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"

options_of() { # options_of COMMAND
	"$tool" "$1" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

# The options that bash offers for a command, and those of the tool
differing() { # differing COMMAND
	diff <(
		# shellcheck source=tools/inject/completion/snaptun-inject.bash
		. "$here/completion/snaptun-inject.bash"
		COMP_WORDS=(snaptun-inject "$1" lo x --)
		COMP_CWORD=4
		_snaptun_inject
		printf '%s\n' "${COMPREPLY[@]}" | grep -vx -e --help | sort
	) <(options_of "$1" | sort)
}

echo "KTAP version 1"
echo "1..5"
mapfile -t commands < <("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
mapfile -t options < <(for c in "${commands[@]}"; do options_of "$c"; done |
	sort -u)
mapfile -t members < <(sed -n 's/.*snt_json_[a-z]*(&json, "\([a-z_]*\)",.*/\1/p' \
	"$here/send.c" "$here/receive.c" | sort -u)
point "man page has all commands" \
	"$(missing "$here/snaptun-inject.8" "${commands[@]}")"
point "man page has all options" \
	"$(missing "$here/snaptun-inject.8" "${options[@]}")"
point "man page has all members of JSON" "$(missing \
	"$here/snaptun-inject.8" "${members[@]}" | grep -vx interface)"
point "completions have all commands and options" "$(
	for f in "$here"/completion/*; do
		missing "$f" "${commands[@]}" "${options[@]}"
	done
	for c in "${commands[@]}"; do
		differing "$c"
	done)"
point "lists are not empty" "$(for n in $((2 * ${#commands[@]})) \
	${#options[@]} ${#members[@]}; do [ "$n" -ge 10 ] || echo "$n"; done)"
exit "$failed"
