#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What snaptun-controld knows stands in the man page and is completed.
# usage: docs_test.sh SNAPTUN-CONTROLD
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
controld=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"

# complete WORDS...: what bash offers for the last word
complete_words() {
	(
		# shellcheck source=tools/controld/completion/snaptun-controld.bash
		. "$here/completion/snaptun-controld.bash"
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_snaptun_controld
		echo "${COMPREPLY[*]}"
	)
}

example() { # example NUMBER: one of the man page's
	awk -v wanted="$1" '/^\.fi/ { inside = 0 } inside && n == wanted && !/^\./
		/^\.nf/ { inside = 1; n++ }' "$here/snaptun-controld.conf.5"
}

echo "KTAP version 1"
echo "1..7"
mapfile -t commands < <("$controld" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
mapfile -t options < <("$controld" --help | grep -oE -- '^  --[a-z-]+' |
	tr -d ' ' | sort -u)
point "man page has all commands and options" \
	"$(missing "$here/snaptun-controld.8" "${commands[@]}" "${options[@]}")"
mapfile -t keys < <(sed -n 's/^\t{ "\([A-Za-z]*\)", .*/\1/p' \
	"$here/server_conf_keys.c" | sort -u)
mapfile -t members < <(grep -oE 'snt_json_[a-z]+\((&?json), "[a-z_]+"' \
	"$here/metrics.c" | sed 's/.*"\(.*\)"/\1/')
point "man page has all keys of files" \
	"$(missing "$here/snaptun-controld.conf.5" "${keys[@]}")"
point "man page has all members of JSON" \
	"$(missing "$here/snaptun-controld.8" "${members[@]}")"
point "its examples are files for it" "$(
	tmp=$(mktemp -d)
	for n in 1 2; do
		# with keys that are not there, it ends after that
		example $n | sed "s,/etc/snaptun/,$tmp/," >"$tmp/$n.conf"
		[ -s "$tmp/$n.conf" ] || echo "no example $n"
		"$controld" --config "$tmp/$n.conf" serve 2>&1 </dev/null |
			grep ".conf"
	done
	rm -r "$tmp")"
point "completions have commands and options" "$(
	for f in "$here"/completion/*; do
		missing "$f" "${commands[@]}" "${options[@]}"
	done)"
point "bash completes" "$(
	expect_completion "verify" snaptun-controld v
	expect_completion "0 1" snaptun-controld token --token-version ""
	expect_completion "serve status" snaptun-controld s
	expect_completion "holder" snaptun-controld revoke h
	expect_completion "--config" snaptun-controld serve --c
	expect_completion "--life" snaptun-controld token --l)"
point "lists are not empty" "$(
	[ ${#commands[@]} -ge 7 ] || echo "commands ${#commands[@]}"
	[ ${#options[@]} -ge 10 ] || echo "options ${#options[@]}"
	[ ${#members[@]} -ge 9 ] || echo "members ${#members[@]}"
	[ ${#keys[@]} -ge 20 ] || echo "keys ${#keys[@]}")"
exit "$failed"
