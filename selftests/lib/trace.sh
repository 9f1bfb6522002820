# SPDX-License-Identifier: GPL-2.0-only
# Trace points of the kernel.
# shellcheck shell=bash

TRACING=/sys/kernel/tracing

# To write down the names of processes, the kernel patches its scheduler as soon
# as the first event is wanted: what init.sh says about this emulator holds there
# more than anywhere.
need_tracing() {
	[ -d "$TRACING/events" ] || mount -t tracefs none "$TRACING" 2>/dev/null ||
		skip "no tracefs"
	echo 0 >"$TRACING/options/record-cmd"
}

trace_on() { # trace_on EVENT: as in "vmscan/mm_shrink_slab_end"
	echo 1 >"$TRACING/events/$1/enable"
}

trace_off() {
	echo 0 >"$TRACING/events/$1/enable"
}
