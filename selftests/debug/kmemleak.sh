#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the machine, after other scripts: what they left behind.  Young objects
# are not reported and one scan may miss some, so there are two, apart.
set -uo pipefail

leaks=/sys/kernel/debug/kmemleak
pause=$(mktemp -u)
mkfifo "$pause"
echo "KTAP version 1"
echo "1..2"
modprobe -r snaptun
if [ -d /sys/module/snaptun ]; then
	echo "not ok 1 the module can be removed"
else
	echo "ok 1 the module can be removed"
fi
[ -e $leaks ] || { echo "ok 2 nothing is leaked # SKIP no kmemleak"; exit 0; }
for _ in 1 2; do
	read -rt 6 <>"$pause"
	echo scan >$leaks
done
if [ -s $leaks ] && grep -q . $leaks; then
	sed 's/^/# /' $leaks
	echo "not ok 2 nothing is leaked"
	exit 1
fi
echo "ok 2 nothing is leaked"
