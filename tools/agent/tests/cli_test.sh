#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the agent says to a command line that is wrong, or asks for help: one line
# on standard error and status 1, or the usage on standard output and status 0.
# usage: cli_test.sh SNAPTUN-AGENT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
tool=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/tests/cli.sh
. "$here/../tests/cli.sh"
# No core dumps, no debuggers: only root's leak checker may look inside.
[ "$(id -u)" = 0 ] || export ASAN_OPTIONS=detect_leaks=0

echo "KTAP version 1"
echo "1..5"
point "help is given wherever it is asked for" "$(
	helps "^Usage: snaptun-agent" --help
	helps "^Usage: snaptun-agent" -h
	helps "^Usage: snaptun-agent" help
	helps "^Usage: snaptun-agent" status --json --help
	helps "^snaptun-agent [0-9]" --version
	helps "^snaptun-agent [0-9]" -v)"
point "what is not known is refused in one line" "$(
	refused "no command .nonsense'.*--help" nonsense
	refused "no option .--nonsense'" --nonsense
	refused "no option .--nonsense'" once --nonsense
	refused ".b' is too much" wait a b)"
point "options go with their commands" "$(
	refused "for .status', not for .once'" once --json
	refused "for .wait', not for .run'" run snap0
	refused "for .wait', not for .once'" --timeout 5 once
	refused "number of seconds" wait --timeout
	refused "number of seconds" wait --timeout soon
	refused "number of seconds" wait --timeout 0
	refused "is followed by a file" --config)"
point "a file that is missing or wrong is refused in one line" "$(
	refused "$tmp/x: No such file" --config "$tmp/x" once
	echo "[Control]" >"$tmp/c"
	refused "$tmp/c: there has to be a .Control. and a .Device." \
		--config "$tmp/c" once
	echo "Url" >>"$tmp/c"
	refused "$tmp/c:2: .Url' is not a" --config "$tmp/c" run)"
point "nobody is asked where no agent runs" "$(
	refused "$tmp/s: no agent runs here" --socket "$tmp/s" status
	refused "$tmp/s: no agent runs here" --socket "$tmp/s" wait)"
exit "$failed"
