#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Agents that run in the tests, which source this after plane.sh with the program
# in $agent.

: "${tmp:?}" "${agent:?}"
mkfifo "$tmp/nothing"
agents=()
end() { # what still runs after a failure
	[ ${#agents[@]} = 0 ] || kill "${agents[@]}" 2>/dev/null
	rm -rf "$tmp"
}
trap end EXIT

run() { # run NAME: an agent, in $pid
	"$agent" --config "$tmp/$1.conf" --socket "$tmp/$1.socket" run \
		>"$tmp/$1.stdout" 2>"$tmp/$1.stderr" </dev/null &
	pid=$!
	agents+=("$pid")
}

ask() { # ask NAME WORDS...: the agent that runs
	local name=$1
	shift
	"$agent" --socket "$tmp/$name.socket" "$@"
}

# However slow the machine is: only what never comes is waited for so long.
soon() { # soon COMMAND...: waits until it succeeds
	local until=$((SECONDS + ${SOON_S:-300}))
	while [ $SECONDS -lt $until ]; do
		! "$@" 2>/dev/null || return 0
		read -r -t 0.1 <>"$tmp/nothing"
	done
	return 1
}

there() { # there REGEX FILE: waits until a line of a file has it
	soon grep -qE -- "$1" "$2" ||
		echo "/$1/ in $2, seen '$(tail -n 3 "$2")'"
}
