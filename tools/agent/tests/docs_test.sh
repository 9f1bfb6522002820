#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the agent and its files know stands in the man pages and is completed.
# usage: docs_test.sh SNAPTUN-AGENT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
agent=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"

# complete WORDS...: what bash offers for the last word
complete_words() {
	(
		# shellcheck source=tools/agent/completion/snaptun-agent.bash
		. "$here/completion/snaptun-agent.bash"
		snaptun-agent() { printf 'control: x\ndevice: snt0\ndevice: snt1\n'; }
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_snaptun_agent
		echo "${COMPREPLY[*]}"
	)
}

# Members that the page explains at the head of a paragraph.
documented_members() {
	sed -n '/^\.SH JSON/,/^\.SH "EXIT/p' "$here/snaptun-agent.8" |
		grep -A 1 '^\.TP' | sed -n 's/^\.BR\? //p' | tr -d '",' |
		tr -s ' ' '\n' | sort -u
}

printed_members() {
	perl -0ne 'print "$1\n" while
		/(?:snt_json_\w+|write_left)\(\s*&?json,\s*"(\w+)"/g' \
		"$here/agent_json.c" "$here/serve_json.c" | sort -u
}

example() { # example NUMBER: one of the man page's
	awk -v wanted="$1" '/^\.fi/ { inside = 0 } inside && n == wanted
		/^\.nf/ { inside = 1; n++ }' "$here/snaptun-agent.conf.5"
}

reads() { # reads FILE: the agent takes it, and misses only the key's folder
	"$agent" --config "$1" once 2>&1 </dev/null |
		grep -v "no private key: $tmp/nowhere"
}

echo "KTAP version 1"
echo "1..7"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mapfile -t commands < <("$agent" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
mapfile -t options < <("$agent" --help | grep -oE -- '--[a-z]+' | sort -u)
mapfile -t keys < <(sed -n 's/^\t{ "\([A-Za-z]*\)", .*/\1/p' \
	"$here/agent_conf_keys.c")
mapfile -t states < <(sed -n 's/.*= "\([a-z-]*\)",$/\1/p' \
	"$here/agent_json.c")
mapfile -t members < <(printed_members)
point "man page has all commands, options and states" \
	"$(missing "$here/snaptun-agent.8" "${commands[@]}" "${options[@]}" \
		"${states[@]}")"
point "man page has all keys of files" \
	"$(missing "$here/snaptun-agent.conf.5" "${keys[@]}")"
point "man page has exactly the members of JSON" \
	"$(diff <(documented_members) <(printed_members) | grep '^[<>]')"
point "its examples are files for the agent" "$(
	for n in 1 2 3; do
		example $n >"$tmp/$n.conf"
		[ -s "$tmp/$n.conf" ] || echo "no example $n"
		echo "KeyFile = $tmp/nowhere/at/all/key" >>"$tmp/$n.conf"
		reads "$tmp/$n.conf"
	done)"
point "completions have commands and options" "$(
	for f in "$here"/completion/*; do
		missing "$f" "${commands[@]}" "${options[@]}"
	done)"
point "bash completes" "$(
	expect_completion "run" snaptun-agent r
	expect_completion "snt0 snt1" snaptun-agent wait s
	expect_completion "--timeout" snaptun-agent wait snt0 --t
	expect_completion "status" snaptun-agent --json s)"
point "lists are not empty" "$(
	[ ${#commands[@]} -ge 4 ] || echo "commands ${#commands[@]}"
	[ ${#options[@]} -ge 6 ] || echo "options ${#options[@]}"
	[ ${#keys[@]} -ge 27 ] || echo "keys ${#keys[@]}"
	[ ${#states[@]} -ge 7 ] || echo "states ${#states[@]}"
	[ ${#members[@]} -ge 20 ] || echo "members ${#members[@]}")"
exit "$failed"
