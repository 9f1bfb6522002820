#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tool says to a command line that is wrong, or asks for help. No frame
# is sent here.
# usage: cli_test.sh SNAPTUN-INJECT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
tool=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/tests/cli.sh
. "$here/../tests/cli.sh"

ends=(--from 127.0.0.1:1 --to 127.0.0.1:2)

echo "KTAP version 1"
echo "1..4"
mapfile -t commands < <("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
point "help is given wherever it is asked for" "$(
	for word in --help -h help; do
		helps "^Usage: snaptun-inject COMMAND" $word
	done
	for c in "${commands[@]}"; do
		helps "^Usage: snaptun-inject $c " "$c" --help
		helps "^Usage: snaptun-inject $c " "$c" lo x --count -h
	done)"
point "what is not known is refused in one line" "$(
	refused "a command is needed: .*--help"
	refused "no command .nonsense': .*--help" nonsense
	refused "no command .--nonsense': .*--help" --nonsense
	for c in hex udp scion receive; do
		refused "$c INTERFACE is needed" "$c"
		refused "no option .--nonsense' here" "$c" lo --nonsense
		refused "no option .nonsense' here" "$c" lo nonsense
		refused "no interface nosuchif0" "$c" nosuchif0
	done
	refused "file INTERFACE FILE is needed" file lo
	refused "nosuchfile: No such file" file lo /nosuchfile)"
point "values out of range are refused, and the range is named" "$(
	for n in 0 65537 -1 x; do
		refused "flows: .$n' is no NUMBER: .*1 to 65536" \
			udp lo "${ends[@]}" --flows "$n"
	done
	for n in 0 -1 0x1 1T; do
		refused "count: .$n' is no NUMBER: .* from 1" \
			udp lo "${ends[@]}" --count "$n"
	done
	for n in 0x10000 65536 070000 0x; do
		refused "protocol: .$n' is no NUMBER: .* 0 to 65535" \
			udp lo "${ends[@]}" --count 1 --protocol "$n"
	done
	for end in 127.0.0.1:65536 127.0.0.1:+1 127.0.0.1:-1 1.2.3:4 \
		   010.0.0.1:4 127.0.0.1 ::1:5; do
		refused "from: .${end//+/.}' is no END: .*0 to 65535" \
			udp lo --from "$end"
	done
	for n in 0 0.0005 1e3 . -1 1.2.3 1000001; do
		refused "idle: .$n' is no SECONDS: .* from 0.001" \
			receive lo --idle "$n"
	done)"
point "lists are not empty" "$([ ${#commands[@]} -ge 5 ] ||
	echo ${#commands[@]})"
exit "$failed"
