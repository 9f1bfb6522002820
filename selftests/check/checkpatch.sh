#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's style checker, --strict, over all C of the project.  Strings are
# never broken, so they may be long, and so may lines that a generator writes.
# Programs are spared what is advice for kernel code only.  The shims that
# stand in for kernel headers in user space look like those and are left out.
# What was clean before is not looked at again: the cache has its checksums.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$top/selftests/vm/cache.sh"
tree=$("$top/tools/gen/fetch-linux.sh" | tail -n 1)
work=$(mktemp -d)		# where it leaves what it remembers
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tree/include"	# where it looks for names of the kernel
clean=$(cache_dir)/checkpatch
mkdir -p "$clean"
rules=$(cat "$0" "$tree"/scripts/* | sha256sum)
cd "$work"

always=LONG_LINE_STRING,FILE_PATH_CHANGES
in_programs=PREFER_KERNEL_TYPES,STRCPY,STRNCPY,STRLCPY,ARRAY_SIZE,VOLATILE
in_programs+=,PREFER_DEFINED_ATTRIBUTE_MACRO,BIT_MACRO,CAMELCASE
in_programs+=,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE,MACRO_ARG_UNUSED

# look COLUMNS IGNORED FIND-ARGUMENTS...: both processors, a few files at a
# time.  The module keeps to 80 columns, all else to the kernel's limit.
look() {
	local columns=$1 ignored=$2 known
	shift 2
	known=$clean/$(sha256sum <<<"$rules $columns $ignored" | cut -c 1-16)
	touch "$known"
	find "$@" -name '*.[ch]' -type f -print0 | sort -z |
		xargs -0 -r sha256sum | sed "s,$top/,," >"$work/sums"
	{ grep -vxFf "$known" "$work/sums" || true; } |
		sed "s,^[^ ]*  ,$top/," | tr '\n' '\0' |
		xargs -0 -r -n 6 -P "$(nproc)" perl "$tree/scripts/checkpatch.pl" \
			--no-tree --root="$work/tree" --strict --terse --quiet --no-summary \
			--show-types --max-line-length="$columns" \
			--ignore "$ignored" -f >"$work/out" ||
		{ failed=1 && sed "s,^$top/,," "$work/out" && return; }
	sort -u "$known" "$work/sums" >"$work/known"
	mv "$work/known" "$known"
}

failed=
look 80 $always "$top/module" \
	\( -path "$top/module/compat" -o -path "$top/module/tests" \) -prune -o \
	! -name '*_gen.[ch]'
look 100 $always "$top/module/tests" ! -name '*_gen.c'
# What a macro of an older kernel drops, it does not use; and one makes a function.
look 100 $always,MACRO_ARG_UNUSED,MACRO_ARG_REUSE,MACRO_WITH_FLOW_CONTROL \
	"$top/module/compat"
look 100 $always,LONG_LINE "$top/uapi" "$top/module/netlink/netlink_gen.c" \
	"$top/module/netlink/netlink_gen.h"
look 100 $always,$in_programs "$top/tools" "$top/selftests" \
	\( -path '*/unit/linux' -o -path '*/unit/kunit' -o -name corpus \
	-o -name target \) -prune -o ! -name '*_gen.c'
[ -z "$failed" ]
