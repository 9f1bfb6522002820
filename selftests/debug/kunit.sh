#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the machine: run the KUnit suites of the module and print their results.
set -euo pipefail

module=/kunit/snaptun_kunit.ko
for m in $(modinfo -F depends $module | tr , ' '); do
	modprobe "$m"
done
insmod $module
for results in /sys/kernel/debug/kunit/snaptun_*/results; do
	cat "$results"
done
rmmod snaptun_kunit
