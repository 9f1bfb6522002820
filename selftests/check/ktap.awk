# SPDX-License-Identifier: GPL-2.0-only
# Count the points in KTAP, read from one or more test programs or from the
# output of a test machine.  Prints "PASSED FAILED SKIPPED", then "not ok: NAME"
# for each point that failed, and what the test said of it.
#
# A point that sums up indented points before it counts only when it failed and
# none of them did.  In a machine's output each script begins with
# "# vm: PATH on KERNEL", and "vm: NAME: VERDICT" lines judge the scripts at
# the end; a failed script without a failed point is a failure, and so are a
# passed one without any point and a broken plan.

function fail(name) {
	nr_failed++
	failed_in[script]++
	failures = failures "not ok: " name "\n" said
	said = ""
}

function end_of_program(    d) {
	if (plan >= 0 && points[0] != plan && !bailed)
		fail(script " kept to its plan (" plan " points, saw " points[0] + 0 ")")
	plan = -1
	bailed = 0
	for (d in points)
		delete points[d]
	for (d in bad)
		delete bad[d]
}

BEGIN {
	plan = -1
	nr_passed = nr_failed = nr_skipped = 0
}

/^# vm: \// {
	end_of_program()
	said = ""
	script = $3
	sub(/.*\//, "", script)
	next
}

/^ *# / {
	said = said "  " $0 "\n"
	next
}

/^(KTAP|TAP) version/ {
	end_of_program()
	next
}

/^1\.\.[0-9]+/ {
	plan = substr($1, 4) + 0
	next
}

/^Bail out!/ {
	fail(script ": " $0)
	bailed = 1
	next
}

/^ *(not )?ok [0-9]+/ {
	match($0, /^ */)
	depth = RLENGTH
	is_ok = substr($0, depth + 1, 2) == "ok"
	below = bad_below = 0
	for (d in points)
		if (d + 0 > depth) {
			below += points[d]
			bad_below += bad[d]
			delete points[d]
			delete bad[d]
		}
	points[depth]++
	points_in[script]++
	if (!is_ok)
		bad[depth]++
	if (is_ok || bad_below)
		said = ""
	name = $0
	sub(/^ *(not )?ok [0-9]+ *-? */, "", name)
	if (below && (is_ok || bad_below))
		next
	if (is_ok && name ~ /# *SKIP/)
		nr_skipped++
	else if (is_ok)
		nr_passed++
	else
		fail(script (script ? ": " : "") name)
	next
}

/^vm: .*: (ok|skipped|failed.*|not finished)$/ {
	end_of_program()
	script = $2
	sub(/:$/, "", script)
	if ($0 ~ /: ok$/) {
		if (!points_in[script])
			fail(script " printed no test point")
	} else if ($0 !~ /: skipped$/) {
		if (!failed_in[script])
			fail(substr($0, 5))
	} else if (!points_in[script]) {
		nr_skipped++
	}
	next
}

END {
	end_of_program()
	print nr_passed, nr_failed, nr_skipped
	printf "%s", failures
}
