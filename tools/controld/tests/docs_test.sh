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

echo "KTAP version 1"
echo "1..4"
mapfile -t commands < <("$controld" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
mapfile -t options < <("$controld" --help | grep -oE -- '^  --[a-z-]+' |
	tr -d ' ' | sort -u)
point "man page has all commands and options" \
	"$(missing "$here/snaptun-controld.8" "${commands[@]}" "${options[@]}")"
point "completions have commands and options" "$(
	for f in "$here"/completion/*; do
		missing "$f" "${commands[@]}" "${options[@]}"
	done)"
point "bash completes" "$(
	expect_completion "verify" snaptun-controld v
	expect_completion "0 1" snaptun-controld token --token-version ""
	expect_completion "--life" snaptun-controld token --l)"
point "lists are not empty" "$(
	[ ${#commands[@]} -ge 4 ] || echo "commands ${#commands[@]}"
	[ ${#options[@]} -ge 7 ] || echo "options ${#options[@]}")"
exit "$failed"
