#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# First process of the test VM: runs the scripts listed in /run.list one after
# the other and reports each on the second serial port, which nothing else
# writes to.  The host trusts only what arrives there.
# shellcheck disable=SC2154
export PATH=/usr/bin HOME=/root LC_ALL=C SNAPTUN_IN_VM=1
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
mount -t debugfs debug /sys/kernel/debug 2>/dev/null
mkdir -p /run/netns /out
ln -sfn /proc/self/fd /dev/fd
ln -sfn /proc/self/fd/0 /dev/stdin
ln -sfn /proc/self/fd/1 /dev/stdout
ln -sfn /proc/self/fd/2 /dev/stderr
stty -F /dev/ttyS1 raw -echo
exec 7>/dev/ttyS1
dmesg -n 1
hostname vm
ip link set lo up
# The emulator (QEMU before 8.1) may run an instruction that it saw while another
# CPU was patching it: a breakpoint, and the kernel dies of it. The first socket
# with time stamps patches the receive path, the last one does so again; ping is
# one. So there is always one.
ping -q -i 1000000 127.0.0.1 >/dev/null 2>&1 </dev/null &
# The first group that accounts for memory patches every socket's birth; it is
# made here, where nothing else runs.
mkdir /run/groups && mount -t cgroup2 none /run/groups 2>/dev/null &&
	echo +memory 2>/dev/null >/run/groups/cgroup.subtree_control &&
	mkdir /run/groups/first
# For the same reason the kernel boots with one processor (maxcpus=1).
for cpu in /sys/devices/system/cpu/cpu[1-9]*; do
	[ ! -e "$cpu/online" ] || echo 1 >"$cpu/online"
done
# nonce, script_timeout_s, complaints, tolerated, environment
# shellcheck source=/dev/null
. /vm.conf

# complaints_since LINE: what the kernel said after that line and should not have
complaints_since() {
	dmesg | tail -n "+$(($1 + 1))" | grep -E "$complaints" |
		{ [ -z "$tolerated" ] && cat || grep -vE "$tolerated"; }
}

echo "BEGIN $nonce $(uname -r)" >&7
lines=0
complaints_since 0 | sed "s/^/BOOT-COMPLAINT $nonce /" >&7
while read -r script; do
	lines=$(dmesg | wc -l)
	echo "# vm: $script on $(uname -r)"
	cd "$(dirname "$script")" || continue
	# Own session, standard input empty, nothing left behind by the last.
	setsid timeout -k 10 "$script_timeout_s" bash -c '
		case $1 in
		*.sh) exec bash "$1" ;;
		*) exec "$1" ;;
		esac' - "$script" </dev/null 7>&-
	rc=$?
	state=clean
	if [ -n "$(complaints_since "$lines")" ]; then
		state=complaint
		echo "# vm: the kernel complained during $script:"
		dmesg | tail -n "+$((lines + 1))" | sed 's/^/# /'
	fi
	echo "SCRIPT $nonce rc=$rc dmesg=$state $script" >&7
done </run.list
if [ -n "$(ls -A /out)" ]; then
	stty -F /dev/ttyS2 raw -echo
	tar -C /out -cz . >/dev/ttyS2
	stty -F /dev/ttyS2 cooked
fi
echo "END $nonce" >&7
exec 7>&-
poweroff -f
