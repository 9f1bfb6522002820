#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Run scripts as root in a throw-away virtual machine with snaptun installed.
#
#   run.sh [options] SCRIPT...
#   -k KERNEL   6.1 (default), 6.12, 7, 7-rt, debug-kasan, debug-kcsan, ...
#   -s N        CPUs, default 2
#   -m SIZE     memory, default 1G
#   -i          virtual time: one CPU, 1 ns per instruction, repeatable figures;
#               with -s N N of them take turns, and DIR/counts has what each did
#   -p          with python3, YAML and parts of the kernel's own tree
#   -n          without snaptun.ko (nothing is built)
#   -f SRC:DST  also copy a file or directory; may be repeated
#   -e VAR=VAL  environment of the scripts; may be repeated
#   -c TEXT     more kernel command line
#   -t SECONDS  limit for each script, default 900
#   -T REGEX    kernel messages that are not held against the scripts
#   -o DIR      what scripts leave in /out is unpacked here
#
# Emulated by default, so that it is the same everywhere; SNAPTUN_VM_ACCEL=kvm
# for speed.  The whole selftests/ folder is in the machine as /selftests, the tools are in
# its PATH; SCRIPT is a file of that folder or any other.  Exit status: 0 all
# scripts succeeded and the kernel said nothing bad; 1 a script failed or the
# kernel complained; 3 the machine did not come up or vanished.  One line
# "vm: SCRIPT: ..." per script sums up.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/cache.sh"

kernel=6.1 cpus='' memory='' icount='' python=() no_module='' cmdline=''
limit_s=900 tolerated='' out='' files=() environment=()
while getopts k:s:m:ipnf:e:c:t:T:o: o; do
	case $o in
	k) kernel=$OPTARG ;;
	s) cpus=$OPTARG ;;
	m) memory=$OPTARG ;;
	i) icount=1 ;;
	p) python=(-p) ;;
	n) no_module=1 ;;
	f) files+=("$OPTARG") ;;
	e) environment+=("$OPTARG") ;;
	c) cmdline=$OPTARG ;;
	t) limit_s=$OPTARG ;;
	T) tolerated=$OPTARG ;;
	o) out=$OPTARG ;;
	*) sed -n '3,27s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || { echo "run: no script given" >&2; exit 2; }

boot_s=${SNAPTUN_VM_BOOT_S:-120}	# until the first line of init
case $kernel in
debug-*) : "${memory:=1536M}" ;;
*) : "${memory:=1G}" ;;
esac
complaints=$(sed '/^#/d' "$top/selftests/lib/bad_log")
# Data races of the rest of the kernel are not ours.
case $kernel in
debug-kcsan*)
	complaints=$(grep -vxF -e KCSAN -e 'BUG[: ]' <<<"$complaints")
	complaints+=$'\nBUG: KCSAN.*\\[snaptun\\]\nBUG: [^K]\nBUG '
	;;
esac
complaints=${complaints//$'\n'/|}

kroot=$(kernel_dir "$kernel" | tail -n 1)
kver=$(<"$kroot/KVER")
image=$("$here/image.sh" "${python[@]}" "$kernel" | tail -n 1)
work=$(mktemp -d)
qemu_pid=
finish() {
	[ -z "$qemu_pid" ] || kill "$qemu_pid" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
root=$work/root
# The same links as in the image: a directory in the place of one would win.
mkdir -p "$root/usr/bin" "$root/usr/lib/modules/$kver"
ln -s usr/lib "$root/lib"

# snaptun.ko beside the kernel's modules, so that modprobe and autoload work.
if [ -z "$no_module" ]; then
	build=$("$here/build-module.sh" "$kernel" 2>"$work/build.log" | tail -n 1) ||
		{ cat "$work/build.log" >&2; echo "run: the module does not build" >&2; exit 1; }
	mkdir "$root/lib/modules/$kver/updates"
	cp "$build/snaptun.ko" "$root/lib/modules/$kver/updates/"
fi
cp -r "$image/root/lib/modules/$kver/kernel" "$root/lib/modules/$kver/"
cp "$image/root/lib/modules/$kver"/modules.* "$root/lib/modules/$kver/"
depmod -b "$root" "$kver"
rm -r "$root/lib/modules/$kver/kernel"	# the image has them

install -m 755 "$here/init.sh" "$root/init"

# Programs of the tree, the test folder, and what was asked for.
add_libs() {
	local lib
	{ ldd "$1" 2>/dev/null || true; } | { grep -o '/[^ :]*lib[^ :]*' || true; } |
		while read -r lib; do
			[ -e "$image/root$lib" ] && continue
			mkdir -p "$root$(dirname "$lib")"
			cp -L -n "$lib" "$root$lib"
		done
}
for f in "$top"/build/tools/*; do
	[ -f "$f" ] && [ -x "$f" ] || continue
	# Its libraries are 18 MB, in memory, for those who do not need them.
	case " $*" in
	*[/\ ]agent* | *[/\ ]controld*) ;;
	*) [[ ${f##*/} != snaptun-@(agent|controld) ]] || continue ;;
	esac
	cp "$f" "$root/usr/bin/"
	add_libs "$f"
done
# What is compiled in the folder itself must not change while it is copied.
mkdir -p "$top/build"
exec 9>"$top/build/.selftests.lock"
flock 9
make -s -C "$top/selftests" >&2
mkdir "$root/selftests"
tar -C "$top/selftests" -c --exclude=./vm --exclude=./debug --exclude=./check \
	--exclude=./peers --exclude=./helper --exclude=./inject \
	--exclude='./vectors/[!g]*' . |
	tar -C "$root/selftests" -x
exec 9>&-
cp -r "$top/Documentation/examples" "$root/selftests/"
cp "$top/tools/networkmanager/snaptun" "$root/selftests/examples/networkmanager/"
# Constants for the netlink tests, the kernel's own netlink client, and its test
# of in-tree WireGuard.
mkdir -p "$root/uapi/linux"
cp "$top/uapi/linux/snaptun.h" "$root/uapi/linux/"
if [ ${#python[@]} != 0 ]; then
	linux=$("$top/tools/gen/fetch-linux.sh")
	mkdir -p "$root/Documentation/netlink" "$root/ynl"
	cp -r "$top/Documentation/netlink/specs" "$root/Documentation/netlink/"
	cp -r "$linux/tools/net/ynl/lib" "$linux/tools/net/ynl/cli.py" "$root/ynl/"
	cp "$linux/tools/testing/selftests/wireguard/netns.sh" "$root/wg_netns.sh"
fi
# Foreign peers, as far as they were built.
if [ -x "$top/selftests/peers/build.sh" ]; then
	"$top/selftests/peers/build.sh" -n | while read -r name path _; do
		[ "$path" = skip ] || cp "$path" "$root/usr/bin/$name"
	done
fi
for f in "${files[@]}"; do
	src=${f%%:*} dst=$root${f#*:}
	mkdir -p "$(dirname "$dst")"
	cp -rL "$src" "$dst"
	[ ! -f "$src" ] || [ ! -x "$src" ] || add_libs "$src"
done
for s in "$@"; do
	path=$(readlink -f "$s") || path=
	[ -f "$path" ] || { echo "run: no such script: $s" >&2; exit 2; }
	case $path in
	"$top"/selftests/debug/*) ;;
	"$top"/selftests/*) echo "${path#"$top"}" && continue ;;
	esac
	mkdir -p "$root/scripts"
	cp "$path" "$root/scripts/"
	echo "/scripts/$(basename "$path")"
done >"$root/run.list"
# TCG of QEMU 7.2 breaks cmpxchg16b (6.12 crashes at random), and counts each
# element of rep movs as an instruction where erms is on.
qemu='qemu-system-x86_64'
if [ -n "$icount" ]; then
	environment+=(SNAPTUN_VIRTUAL_TIME=1)
	machine=(-accel tcg -icount "shift=0,sleep=off" -smp "${cpus:-1}"
		-cpu "max,-erms,-fsrm,-cx16")
	if [ -n "$cpus" ]; then
		qemu_dir=$("$here/get-qemu.sh" | tail -n 1)
		qemu=$qemu_dir/qemu
		machine+=(-plugin "$qemu_dir/count.so,out=$work/counts")
		# A processor has its turn until a timer is due: one that always
		# is keeps turns short.
		machine+=(-netdev "hubport,id=none,hubid=0" -object
			"filter-buffer,id=turns,netdev=none,interval=20")
	fi
else
	machine=(-smp "${cpus:-2}" -cpu "max,-cx16")
	case ${SNAPTUN_VM_ACCEL:-tcg} in
	tcg) machine+=(-accel "tcg,thread=multi") ;;
	*) machine+=(-accel "$SNAPTUN_VM_ACCEL") ;;
	esac
fi

environment+=("SNAPTUN_BAD_LOG=$complaints")
nonce=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
{
	printf '%s=%q\n' nonce "$nonce" script_timeout_s "$limit_s" \
		complaints "$complaints" tolerated "$tolerated"
	for e in "${environment[@]}"; do
		printf 'export %s=%q\n' "${e%%=*}" "${e#*=}"
	done
} >"$root/vm.conf"
(cd "$root" && find . | cpio -o -H newc --quiet) |
	cat "$image/root.cpio" - >"$work/initrd"

# As many machines at a time as there are processors (SNAPTUN_VM_SLOTS for
# another number); the others wait.
take_slot() {
	local n=${SNAPTUN_VM_SLOTS:-$(nproc)} i
	while :; do
		for ((i = 0; i < n; i++)); do
			exec 8>"$(cache_dir)/vm-slot-$i.lock"
			! flock -n 8 || return 0
		done
		# Whichever is free first: wait for the last one only a little.
		! flock -w 1 8 || return 0
	done
}
take_slot

# boot SCRIPTS: the machine, for no longer than so many of them may take.  The
# kernel does not test its timer: that takes an idle host, and panics otherwise.
boot() {
	: >"$work/control"
	: >"$work/artefacts"
	timeout -k 10 "$((boot_s + limit_s * $1 + 120))" \
		"$qemu" -machine q35 "${machine[@]}" -m "$memory" \
		-kernel "$kroot/boot/vmlinuz-$kver" -initrd "$work/initrd" \
		-append "console=ttyS0 quiet panic=-1 tsc=reliable mitigations=off \
no_timer_check maxcpus=1 random.trust_cpu=on log_buf_len=16M norandmaps \
$cmdline" \
		-display none -no-reboot -nic none -monitor none \
		-chardev stdio,id=c0,signal=off -serial chardev:c0 \
		-serial "file:$work/control" -serial "file:$work/artefacts" \
		</dev/null >"$work/console" 2>&1 8>&- &
	qemu_pid=$!
}

said() { grep -q "^$1 $nonce" "$work/control"; }

# Does the first line come in time, and before the machine ends?
has_begun() {
	grep -q "^BEGIN $nonce" < <(timeout "$boot_s" tail -n +1 -f \
		--pid="$qemu_pid" "$work/control" 2>/dev/null 8>&-)
}

# Only the boot is tried again, never a test: an emulated machine that says
# nothing at all has hung before our first instruction.
tries=3
while boot $#; ! has_begun; do
	kill "$qemu_pid" 2>/dev/null || true
	{ wait "$qemu_pid" || true; } 2>/dev/null
	tries=$((tries - 1))
	echo "vm: no sign of life within $boot_s s, $tries tries left" >&2
	tail -n 20 "$work/console" | tr -d '\r' >&2
	[ $tries -gt 0 ] || { echo "vm: infrastructure failure: the machine does not boot" >&2; exit 3; }
done
if [ -t 1 ] || [ -n "${SNAPTUN_VM_LIVE:-}" ]; then
	tail -n +1 -f --pid="$qemu_pid" "$work/console" | sed -u 's/\r//g' &
	show_pid=$!
fi
ended=0
{ wait "$qemu_pid" || ended=$?; } 2>/dev/null
qemu_pid=
case $ended in
0) ;;
124) echo "vm: infrastructure failure: the machine is still running after its time" >&2 ;;
*) echo "vm: infrastructure failure: the emulator ended with status $ended" >&2 ;;
esac

# From the first script on, or all of it if the machine did not come that far.
print_console() {
	local from='^# vm: /'
	grep -q "$from" "$work/console" || from=.
	tr -d '\r' <"$work/console" |
		sed -n "\\,$from,,\$p" | sed '/reboot: Power down/d'
}

if [ -n "${show_pid:-}" ]; then
	wait "$show_pid" || true
else
	print_console
fi

status=0
index=0
while read -r script; do
	index=$((index + 1))
	line=$(sed -n "/^SCRIPT $nonce /p" "$work/control" | sed -n "${index}p")
	rc=$(sed -n 's/.* rc=\([0-9]*\) .*/\1/p' <<<"$line")
	case $line in
	'') verdict="not finished" ;;
	*"dmesg=complaint"*) verdict="failed (kernel complaint, exit status $rc)" ;;
	*) verdict=ok ;;
	esac
	[ "$verdict" != ok ] || case $rc in
	0) ;;
	4) verdict=skipped ;;
	124 | 137) verdict="failed (took longer than $limit_s s)" ;;
	*) verdict="failed (exit status $rc)" ;;
	esac
	case $verdict in ok | skipped) ;; *) status=1 ;; esac
	echo "vm: ${script##*/}: $verdict"
done <"$root/run.list"
if said BOOT-COMPLAINT; then
	echo "vm: the kernel complained while booting:"
	sed -n "s/^BOOT-COMPLAINT $nonce /# /p" "$work/control"
	status=1
fi
said END || { echo "vm: the machine vanished before the end"; status=3; }
if [ -n "$out" ] && [ -s "$work/artefacts" ]; then
	mkdir -p "$out"
	tar -C "$out" -xzm -f "$work/artefacts"
fi
[ -z "$out" ] || [ ! -s "$work/counts" ] || cp "$work/counts" "$out/"

exit $status
