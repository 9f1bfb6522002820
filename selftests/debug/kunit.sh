#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the machine: run the KUnit suites of the module and print their results.
set -euo pipefail

modprobe kunit
modprobe -a libchacha20poly1305 libcurve25519
insmod /kunit/snaptun_kunit.ko
for results in /sys/kernel/debug/kunit/snaptun_*/results; do
	cat "$results"
done
rmmod snaptun_kunit
