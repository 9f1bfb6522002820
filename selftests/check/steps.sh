# SPDX-License-Identifier: GPL-2.0-only
# Sourced.  Runs steps that print KTAP and adds up their points.  Wants $top,
# $logs, a folder, and functions step_NAME; "NAME-ARGUMENT" calls step_NAME
# ARGUMENT.
# shellcheck shell=bash disable=SC2154

run=$top/selftests/vm/run.sh

tests_of() { # tests_of LIST: the scripts that selftests/TESTS.LIST names
	sed '/^#/d; s,^,selftests/,' "$top/selftests/TESTS.$1"
}

tests_but_of() { # tests_but_of LIST: all other scripts
	printf '%s\n' selftests/*.sh | grep -vxF -f <(tests_of "$1")
}

# Processor time of all that this shell has waited for, in seconds, in $used: it
# says the same on a busy machine.
processor_time() {
	local file
	file=$(mktemp)
	times >"$file"	# of the shell itself, then of its children
	used=$(awk -F '[ms ]+' 'NR == 2 {print int(($1 + $3) * 60 + $2 + $4)}' "$file")
	rm "$file"
}

# group_in_vm OUTPUT-FOLDER OPTIONS SCRIPTS...: in one machine, and $last_script
# in the end.  That it worked is a point of its own, so that nothing is lost
# without a word.
group_in_vm() {
	local out=$1/${3##*/} options=$2 rc=0 used
	shift 2
	# shellcheck disable=SC2086
	"$run" $options "$@" ${last_script:-} >"$out" 2>&1 || rc=$?
	processor_time
	echo "# machine took $SECONDS s, $used s of processors" >>"$out"
	case $rc in
	0 | 4) echo "ok 1 machine with ${*##*/}" ;;
	*) echo "not ok 1 machine with ${*##*/}: exit status $rc" ;;
	esac >>"$out"
}

# in_vm OPTIONS SIZE LANES SCRIPTS...: SIZE scripts to a machine, so that one which
# takes the machine down takes few others with it; LANES machines at a time
in_vm() {
	local options=$1 size=$2 lanes=$3 out
	shift 3
	out=$(mktemp -d -p "$logs")
	export run
	export -f group_in_vm processor_time
	# shellcheck disable=SC2016
	printf '%s\0' "$@" |
		SNAPTUN_VM_SLOTS=$lanes xargs -0 -r -n "$size" -P "$lanes" \
		bash -c 'group_in_vm "$0" "$@"' "$out" "$options"
	cat "$out"/*
	rm -r "$out"
}

total_passed=0 total_failed=0 total_skipped=0
all_failures=()		# once more in the end, as a long log may be cut

run_step() { # run_step STEP
	local step=$1 log=$logs/$1.log rc counts failures start=$SECONDS used before
	processor_time
	before=$used
	case $step in
	*-*) "step_${step%%-*}" "${step#*-}" ;;
	*) "step_$step" ;;
	esac </dev/null >"$log" 2>&1
	rc=$?
	failures=$(awk -f "$top/selftests/check/ktap.awk" "$log")
	read -r passed failed skipped <<<"${failures%%$'\n'*}"
	failures=$(tail -n +2 <<<"$failures")
	# A step that fails without saying where, or says nothing at all, failed.
	if [ $failed = 0 ] && { [ $rc != 0 ] && [ $rc != 4 ] ||
		[ $((passed + skipped)) = 0 ]; }; then
		failed=1
		failures="not ok: step $step (exit status $rc, no failed point)"
	fi
	total_passed=$((total_passed + passed))
	total_failed=$((total_failed + failed))
	total_skipped=$((total_skipped + skipped))
	counts="$passed passed, $failed failed"
	[ "$skipped" = 0 ] || counts+=", $skipped skipped"
	processor_time
	printf '%-12s %s (%d s, %d s of processors)\n' "$step" "$counts" \
		$((SECONDS - start)) $((used - before))
	[ "$failed" = 0 ] || {
		all_failures+=("$step:" "$(head -n 40 <<<"$failures")")
		sed 's/^/  /' <<<"$failures"
		if [ -n "${CI:-}" ]; then
			sed 's/^/  | /' "$log"
		else
			grep -vE '^ok ' "$log" | tail -n 30 | sed 's/^/  | /'
			echo "  log: $log"
		fi
	}
}

# The last line of a run; status 0 only if nothing failed.
print_total() {
	local skipped=
	[ $total_skipped = 0 ] || skipped=", $total_skipped skipped"
	[ $total_failed = 0 ] || printf '%s\n' "" "${all_failures[@]}"
	echo "$total_passed passed, $total_failed failed$skipped"
	[ $total_failed = 0 ]
}
