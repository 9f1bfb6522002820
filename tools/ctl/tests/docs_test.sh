#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tool and the module know stands in the man pages and is completed.
# usage: docs_test.sh SNAPTUN-CTL
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
ctl=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"

# complete WORDS...: what bash offers for the last word
complete_words() {
	(
		# shellcheck source=tools/ctl/completion/snaptun-ctl.bash
		. "$here/completion/snaptun-ctl.bash"
		snaptun-ctl() { echo "snt0 snt1"; }
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_snaptun_ctl
		echo "${COMPREPLY[*]}"
	)
}

# Members that the page explains: what its section about JSON has in bold at the
# head of a paragraph. Those of a time are one for the page, and two in JSON.
documented_members() {
	sed -n '/^\.SH JSON/,/^\.SH EXIT/p' "$here/snaptun-ctl.8" |
		grep -A 1 '^\.TP' | sed -n 's/^\.BR\? //p' | tr -d '",' |
		tr -s ' ' '\n' | sort -u
}

printed_members() {
	perl -0ne 'print "$1\n" while
		/(?:snt_json_\w+\(\s*[&\w>.-]+,\s*|\.in_json = )"(\w+)"/g' \
		"$here"/*.c "$here"/../lib/fields_*.c | sort -u
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
echo "KTAP version 1"
echo "1..11"
mapfile -t commands < <("$ctl" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
# "set" says which words it knows where one is missing.
mapfile -t words < <({ "$ctl" set w0 "" 0
	"$ctl" set w0 peer "$("$ctl" genkey)" "" 0; } 2>&1 |
	sed 's/.* possible are //' | tr ' ' '\n' | sort -u)
mapfile -t fields < <("$ctl" show --help | sed -n 's/^Fields.*: //p' |
	tr ' ' '\n')
mapfile -t keys < <(sed -n 's/.*\.in_files = "\([A-Za-z]*\)".*/\1/p
	s/^\t{ "\([A-Za-z]*\)", &snt_kind_[a-z]*, \(true\|false\), .*/\1/p' \
	"$here"/../lib/fields_*.c "$here/../lib/conf_quick.c")
mapfile -t names < <(sed -n 's/.*= { \(\.name = \)\?"\([a-z0-9-]*\)".*/\2/p' \
	"$here/../lib/names_gen.c" | grep -vx pad)
point "usage has all words of set" "$("$ctl" set --help >"$tmp/usage"
	missing "$tmp/usage" "${words[@]}")"
point "man page has all commands" \
	"$(missing "$here/snaptun-ctl.8" "${commands[@]}")"
point "man page has all words of set" \
	"$(missing "$here/snaptun-ctl.8" "${words[@]}")"
point "man page has all fields" \
	"$(missing "$here/snaptun-ctl.8" "${fields[@]}")"
point "man page has all keys of files" \
	"$(missing "$here/snaptun.conf.5" "${keys[@]}")"
point "man page has all names of the kernel's" \
	"$(missing "$here/snaptun.4" "${names[@]}")"
point "completions have commands, fields and words" "$(
	for f in "$here"/completion/*; do
		missing "$f" "${commands[@]}" "${words[@]}" "${fields[@]}"
	done)"
point "bash completes" "$(
	expect_completion "show showconf" snaptun-ctl sho
	expect_completion "snt0 snt1" snaptun-ctl set s
	expect_completion "preshared-key persistent-keepalive" \
		snaptun-ctl set snt0 peer KEY p |
		grep -v "peer preshared-key persistent-keepalive"
	expect_completion "wireguard" snaptun-ctl set snt0 wire w
	expect_completion "facade facade-senders facade-translation" \
		snaptun-ctl set snt0 fa
	expect_completion "any" snaptun-ctl set snt0 facade-senders a
	expect_completion "applications" snaptun-ctl show snt0 ap
	expect_completion "preshared-key persistent-keepalive" \
		snaptun-ctl set snt0 gateway KEY p
	expect_completion "flow" snaptun-ctl fl
	expect_completion "snt0 snt1" snaptun-ctl flow show s
	expect_completion "set show" snaptun-ctl underlay s
	expect_completion "off" snaptun-ctl underlay set snt0 o
	expect_completion "port" snaptun-ctl underlay set snt0 192.0.2.1:5 p
	expect_completion "add accept-address" snaptun-ctl tunnel a
	expect_completion "port" snaptun-ctl tunnel add snt0 p
	expect_completion "all" snaptun-ctl tunnel del snt0 a
	expect_completion "states" snaptun-ctl show snt0 st)"
point "man page has exactly the members of JSON" \
	"$(diff <(documented_members) <(printed_members) | grep '^[<>]')"
# readme_block REGEX: the lines of the block of code that has it, keys filled in
readme_block() {
	awk -v regex="$1" '/^```/ { if (in_block && found) print text
			in_block = !in_block; text = ""; found = 0; next }
		in_block { text = text $0 "\n"; found = found || $0 ~ regex }' \
		"$here/../../README.md" |
		sed -E "s,(PRIVATE|PUBLIC)-KEY-OF-.,$("$ctl" genkey),g"
}

readme_block '^.Interface.' >"$tmp/snap0.conf"
point "README's file is one for up" \
	"$([ -s "$tmp/snap0.conf" ] || echo "no such block"
	"$ctl" strip "$tmp/snap0.conf" 2>&1 >/dev/null)"
mapfile -t members < <(printed_members)
point "lists are not empty" "$(for n in ${#commands[@]} ${#words[@]} \
	${#fields[@]} ${#keys[@]} ${#names[@]} ${#members[@]}; do
	[ "$n" -ge 9 ] || echo "$n"; done)"
exit "$failed"
