# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Waiting for conditions, with a deadline.  Nothing here waits for a time to
# pass but to watch that something does not happen meanwhile.

# How many times slower than usual the machine is, as with a kernel that checks
# itself.  Deadlines are that many times later, senders that leave gaps leave
# longer ones, and streams are shorter; what is expected stays the same.
slow=${SNAPTUN_SLOW:-1}

now_ms() {
	local t=$EPOCHREALTIME
	t=${t//[.,]/}
	echo "${t%???}"
}

# Seconds between two looks.  A script in which hours of virtual time pass looks
# less often, as each look costs a processor some hundredths of a second.
moment=0.1

# Lets a moment pass between two looks.
a_moment() {
	read -rt "${1:-$moment}" <>"$TMP/never" || true
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
	local until=$(($(now_ms) + $1 * slow * 1000)) what=$2
	shift 2
	until "$@" >"$TMP/wait" 2>&1; do
		[ "$(now_ms)" -lt "$until" ] ||
			fail "$what: expected '$*' to succeed in time," \
				"last output: $(tail -n 3 "$TMP/wait")"
		a_moment
	done
}

# never_for SECONDS WHAT COMMAND...: the command keeps failing all that time
never_for() {
	local until=$(($(now_ms) + $1 * 1000)) what=$2
	shift 2
	while [ "$(now_ms)" -lt "$until" ]; do
		! "$@" >"$TMP/wait" 2>&1 ||
			fail "$what: expected '$*' to fail all the time:" \
				"$(tail -n 3 "$TMP/wait")"
		a_moment 0.3
	done
}

# Lets a time-out of the kernel pass that shows nowhere.
idle_for() { # idle_for SECONDS
	a_moment "$1"
}

file_has() { # file_has FILE REGEX
	grep -qE "$2" "$1" 2>/dev/null
}

wait_line() { # wait_line SECONDS FILE REGEX
	local until=$(($(now_ms) + $1 * slow * 1000))
	until file_has "$2" "$3"; do
		[ "$(now_ms)" -lt "$until" ] ||
			fail "expected a line /$3/ within $1 s, seen:" \
				"$(tail -n 12 "$2")"
		a_moment
	done
}

has_listener() { # has_listener NS udp|tcp PORT
	local hex
	printf -v hex ':%04X 0000' "$3"
	on "$1" cat "/proc/net/$2" "/proc/net/${2}6" |
		sed 's/ 0\{32\}:0000/ 0000/' | grep -q "$hex"
}

wait_listener() { # wait_listener NS udp|tcp PORT
	wait_for 20 "a $2 listener on port $3" has_listener "$@"
}

# background FILE COMMAND...: runs it with its output in the file; its process
# id is left in $background.  The functions on, helper and tool become their
# program there, so that a signal reaches it.
background() {
	local out=$1 become=exec
	shift
	"$@" >"$out" 2>&1 &
	background=$!
}

wait_end() { # wait_end SECONDS PID
	local until=$(($(now_ms) + $1 * slow * 1000))
	while kill -0 "$2" 2>/dev/null; do
		[ "$(now_ms)" -lt "$until" ] ||
			fail "expected process $2 to end within $1 s"
		a_moment
	done
	wait "$2"
}

stop() { # stop PID...: ends background programs that run until told
	kill "$@" 2>/dev/null || true
	wait "$@" 2>/dev/null || true
}

stop_jobs() {
	local pids
	pids=$(jobs -p)
	# shellcheck disable=SC2086
	[ -z "$pids" ] || { kill $pids; wait $pids; } 2>/dev/null
}
