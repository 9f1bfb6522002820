# SPDX-License-Identifier: GPL-2.0-only
# Sourced.  Runs steps that print KTAP and adds up their points.  Wants $logs,
# a folder, and functions step_NAME; "NAME-ARGUMENT" calls step_NAME ARGUMENT.
# shellcheck shell=bash disable=SC2154

total_passed=0 total_failed=0 total_skipped=0

run_step() { # run_step STEP
	local step=$1 log=$logs/$1.log rc counts failures start=$SECONDS
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
		failures="step $step (exit status $rc, no failed point)"
	fi
	total_passed=$((total_passed + passed))
	total_failed=$((total_failed + failed))
	total_skipped=$((total_skipped + skipped))
	counts="$passed passed, $failed failed"
	[ "$skipped" = 0 ] || counts+=", $skipped skipped"
	printf '%-12s %s (%d s)\n' "$step" "$counts" $((SECONDS - start))
	[ "$failed" = 0 ] || {
		sed 's/^/  not ok: /' <<<"$failures"
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
	echo "$total_passed passed, $total_failed failed$skipped"
	[ $total_failed = 0 ]
}
