# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# KTAP for shell tests.  A script sources lib/all.sh, defines one function per
# test and ends with "run_tests NAME...".  Each test runs in a subshell of its
# own with errexit on, for each wire mode (unless the script says before that
# one is enough: SNAPTUN_WIRE_MATTERS=no), with its own namespaces; the
# function "setup", where there is one, runs before each.  A test fails by
# fail or by any command that fails, and skips itself by skip.  The last
# point is always the kernel's log.

: "${SNAPTUN_KIND:=snaptun}"
if [ "$SNAPTUN_KIND" = wireguard ]; then
	: "${SNAPTUN_TOOL:=wg}" "${SNAPTUN_WIRES:=wireguard}"
else
	: "${SNAPTUN_TOOL:=snaptun-ctl}"
	if [ "${SNAPTUN_WIRE_MATTERS:-}" = no ]; then
		: "${SNAPTUN_WIRES:=snap}"
	else
		: "${SNAPTUN_WIRES:=snap wireguard}"
	fi
fi
KIND=$SNAPTUN_KIND
TOOL=$SNAPTUN_TOOL
WIRE=			# of the running test
SKIP_STATUS=4		# what kselftest expects

# The test machine's, for its kernel, or the list as it is.
bad_log=${SNAPTUN_BAD_LOG:-$(sed '/^#/d' lib/bad_log | paste -sd '|')}

umask 077
TMP=$(mktemp -d)
mkfifo "$TMP/never"
trap 'rm -rf "$TMP"' EXIT

note() {
	local line
	while IFS= read -r line; do
		echo "# $line"
	done <<<"$*"
}

fail() {
	note "$@"
	exit 1
}

skip() {
	echo "$*" >"$TMP/skip"
	exit "$SKIP_STATUS"
}

# expect_eq WHAT EXPECTED SEEN
expect_eq() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', seen '$3'"
}

# expect_range WHAT LEAST MOST SEEN
expect_range() {
	[ "$4" -ge "$2" ] && [ "$4" -le "$3" ] ||
		fail "$1: expected $2 to $3, seen '$4'"
}

# expect_match WHAT REGEX SEEN
expect_match() {
	[[ $3 =~ $2 ]] || fail "$1: expected /$2/, seen '$3'"
}

# expect_failure WHAT COMMAND...
expect_failure() {
	local what=$1
	shift
	if "$@" >"$TMP/out" 2>&1; then
		fail "$what: expected a failure of '$*', seen success"
	fi
}

need_command() {
	local c
	for c in "$@"; do
		command -v "$c" >/dev/null || skip "no $c on this machine"
	done
}

need_module() {
	local m
	for m in "$@"; do
		modprobe -q "$m" || [ -d "/sys/module/$m" ] ||
			skip "no kernel module $m"
	done
}

need_snaptun() {
	[ "$KIND" = snaptun ] || skip "only for snaptun"
}

need_snap_wire() {
	[ "$WIRE" = snap ] || skip "only for the snap wire mode"
}

# Where times and figures depend neither on the host nor on a kernel that checks
# itself, and makes gaps between packets by that.
need_speed() {
	[ -n "${SNAPTUN_VIRTUAL_TIME:-}" ] || skip "only in virtual time"
	[ "$slow" = 1 ] || skip "only on a kernel at full speed"
}

log_lines() {
	dmesg | wc -l
}

log_is_clean() { # log_is_clean FIRST_LINE
	local bad
	bad=$(dmesg | tail -n "+$(($1 + 1))" | grep -E "$bad_log") || return 0
	note "expected no kernel complaint, seen:" "$bad"
	return 1
}

on_error() {
	local status=$? i
	[ "$BASH_SUBSHELL" -gt 1 ] && return
	note "line $1: '$2' ended with status $status"
	for ((i = 1; i < ${#FUNCNAME[@]} - 1; i++)); do
		note "  in ${FUNCNAME[$i]}, called at line ${BASH_LINENO[$i]}"
	done
}

one_test() { # one_test FUNCTION
	(
		trap finish_test EXIT
		trap 'on_error "$LINENO" "$BASH_COMMAND"' ERR
		set -eE
		: >"$TMP/namespaces"
		rm -f "$TMP/skip"
		if declare -F setup >/dev/null; then
			setup
		fi
		"$1"
	)
}

finish_test() {
	local status=$?
	trap - ERR
	set +eE
	stop_jobs
	ns_remove_all
	exit $status
}

point() { # point STATUS NUMBER NAME
	case $1 in
	0) echo "ok $2 $3" ;;
	"$SKIP_STATUS") echo "ok $2 $3 # SKIP $(cat "$TMP/skip")" ;;
	*) echo "not ok $2 $3" ;;
	esac
}

# SNAPTUN_ONLY, a regular expression, chooses tests by their names.
run_tests() {
	local first status nr=0 failed=0 skipped=0 test start
	local -a wires chosen=()
	read -ra wires <<<"$SNAPTUN_WIRES"
	for test in "$@"; do
		[[ ! $test =~ ${SNAPTUN_ONLY:-.} ]] || chosen+=("$test")
	done
	set -- "${chosen[@]}"
	echo "KTAP version 1"
	echo "1..$(($# * ${#wires[@]} + 1))"
	[ "$(id -u)" = 0 ] || { echo "Bail out! tests need root"; exit 1; }
	first=$(log_lines)
	modprobe -q "$KIND"
	keys_make
	for WIRE in "${wires[@]}"; do
		for test in "$@"; do
			start=$(now_ms)
			one_test "$test"
			status=$?
			note "$test.$WIRE took $(($(now_ms) - start)) ms"
			nr=$((nr + 1))
			point $status $nr "$test.$WIRE"
			case $status in
			0) ;;
			"$SKIP_STATUS") skipped=$((skipped + 1)) ;;
			*) failed=$((failed + 1)) ;;
			esac
		done
	done
	log_is_clean "$first"
	status=$?
	point $status $((nr + 1)) kernel_log_is_clean
	[ $status = 0 ] || failed=$((failed + 1))
	[ $failed = 0 ] || exit 1
	[ $skipped -lt $nr ] || exit "$SKIP_STATUS"
	exit 0
}
