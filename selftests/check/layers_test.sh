#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# layers.py finds a call upward, a circle in a folder and a folder without a row,
# and nothing where there is nothing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

object() { # object NAME CODE: an object of a build
	mkdir -p "$work/build/${1%/*}"
	echo "$2" | cc -x c -c -o "$work/build/$1.o" -
}

expect() { # expect STATUS WORDS
	local out rc=0
	out=$("$here/layers.py" "$work/rows" it "$work/build") || rc=$?
	[ $rc = "$1" ] && grep -qF -- "$2" <<<"$out" ||
		{ echo "expected $1 and '$2', seen $rc and '$out'"; exit 1; }
}

echo "it: high low" >"$work/rows"
object high/a 'void b(void); void a(void) { b(); }'
object low/b 'void c(void); void b(void) { c(); }'
object low/c 'void c(void) { }'
expect 0 ""
object low/c 'void a(void); void c(void) { a(); }'
expect 1 "low/c calls high/a, which is above it"
object low/c 'void b(void); void c(void) { b(); }'
expect 1 "low/b is in a circle with low/c"
object low/c 'void c(void) { }'
object else/d 'void d(void) { }'
expect 2 "else"
