#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Build the module for one of the kernels in the cache, in a copy of the
# sources so that builds for several kernels do not disturb each other.
#
#   build-module.sh KERNEL [make arguments]    KERNEL: 6.1, 6.12, 7, 7-rt, ...
#
# With SNAPTUN_KUNIT=1 as an argument: snaptun_kunit.ko instead, for a kernel
# that has KUnit.  Prints the build directory as its last line.  SNAPTUN_BUILD:
# where the copies are, default build/ at the top of the tree.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/cache.sh"

[ $# -ge 1 ] || { sed -n '3,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kernel=$1
shift
root=$(kernel_dir "$kernel" | tail -n 1)
kver=$(<"$root/KVER")
build=${SNAPTUN_BUILD:-$top/build}/$kernel
mkdir -p "$build"
build=$(cd "$build" && pwd)

exec 9>"$build/.lock"
flock 9
# Times are kept, so that only what changed is compiled again.
"$here/sources.sh" >"$build/.sources.new"
if [ -e "$build/.sources" ]; then
	comm -13 "$build/.sources.new" "$build/.sources" |
		while read -r gone; do rm -f "$build/$gone"; done
fi
mv "$build/.sources.new" "$build/.sources"
tar -C "$top" -c -T "$build/.sources" | tar -C "$build" -x
# A new compat or Kbuild changes flags, which kbuild sees by itself; a different
# kernel release in the same place needs a clean start.
if [ "$(cat "$build/.kver" 2>/dev/null)" != "$kver" ]; then
	find "$build" \( -name '*.o' -o -name '*.ko' -o -name '.*.cmd' \) -delete
	echo "$kver" >"$build/.kver"
fi

case " $* " in
*" SNAPTUN_KUNIT=1 "*)
	vectors=$build/module/tests/vectors_gen.c
	"$top/tools/unit/gen_vectors.py" "$top/selftests/vectors" "$vectors.new"
	if cmp -s "$vectors.new" "$vectors"; then
		rm "$vectors.new"
	else
		mv "$vectors.new" "$vectors"
	fi
	;;
esac
# Warnings are part of the flags: with others everything would be compiled anew.
args=("-j$(nproc)" W=1 "$@")
case $* in *modules* | *clean* | *.o\ * | *.i) ;; *) args+=(modules) ;; esac
if [ "$(<"$root/MODE")" = native ]; then
	make -C "$root/lib/modules/$kver/build" M="$build" "${args[@]}" >&2
else
	private=()
	[ "$(id -u)" = 0 ] || private=(--map-root-user)
	arch=$(dpkg --print-architecture)
	# shellcheck disable=SC2016
	unshare --mount "${private[@]}" bash -ec '
		root=$1 build=$2 kver=$3 arch=$4
		shift 4
		mount --bind "$build" "$root/mnt"
		mount --rbind /dev "$root/dev"
		mount --rbind /proc "$root/proc"
		exec chroot "$root" /usr/bin/env -i PATH=/usr/bin:/usr/sbin \
			HOME=/ TERM=dumb DEB_BUILD_ARCH="$arch" \
			make -C "/lib/modules/$kver/build" M=/mnt "$@"
	' - "$root" "$build" "$kver" "$arch" "${args[@]}" >&2
fi
echo "$build"
