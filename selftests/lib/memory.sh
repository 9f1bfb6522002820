# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the kernel has allocated.

# What the kernel has allocated for itself.  What was freed is free for good only
# after the grace periods, and when no cache keeps it for the next one.
kernel_bytes() {
	local cache
	idle_for 3
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	idle_for 3
	awk '$1 ~ /^(SUnreclaim|Percpu|VmallocUsed):/ { sum += $2 * 1024 }
		END { print sum }' /proc/meminfo
}

slab_kb() { # of its objects, as they are just now
	awk '/^SUnreclaim:/ { print $2 }' /proc/meminfo
}

# A kernel that looks for errors in the use of memory surrounds each object with
# more, and keeps what was freed.
expect_memory() { # expect_memory WHAT LEAST MOST VALUE
	if grep -q ' kasan_poison$' /proc/kallsyms; then
		note "$1: $4, with what this kernel adds"
	else
		expect_range "$@"
	fi
}
