#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh NAME: run the tests in NAME.py, or say why they cannot be run.
here=$(cd "$(dirname "$0")" && pwd)

skip() {
	echo "KTAP version 1"
	echo "1..0 # SKIP $*"
	exit 4
}

command -v python3 >/dev/null || skip "no python3 on this machine"
[ "$(id -u)" = 0 ] || skip "needs root"
modprobe -q snaptun || [ -d /sys/module/snaptun ] ||
	skip "no kernel module snaptun"
exec python3 "$here/$1.py"
