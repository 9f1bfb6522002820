#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Build the same measurement on top of netring, at its newest version and at
# 0.6.0, as static programs in the cache.  Says one line each, "VERSION PATH" or
# "VERSION skip REASON"; what is built and current stays.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}/netring
target=$(uname -m)-unknown-linux-gnu
log=$cache/build.log
export CARGO_TARGET_DIR=$cache/target
mkdir -p "$cache"
: >"$log"
sum=$(cd "$here" && find . -type f -print0 | sort -z | xargs -0 cat |
	sha256sum | cut -d ' ' -f 1)

fetch() {
	(cd "$here" && cargo fetch --locked --target "$target") >>"$log" 2>&1
}

# The crate asks for a newer compiler than it needs.
build() { # build FEATURE OUTPUT
	(cd "$here" && RUSTFLAGS='-C target-feature=+crt-static' nice -n 19 \
		cargo build --locked --release --target "$target" \
		--ignore-rust-version --no-default-features --features "$1") \
		>>"$log" 2>&1 &&
		cp --remove-destination \
			"$CARGO_TARGET_DIR/$target/release/netring-bench" "$2"
}

one() { # one VERSION FEATURE
	local out=$cache/netring-bench-$1
	if [ -x "$out" ] && [ "$(cat "$out.sum" 2>/dev/null)" = "$sum" ]; then
		echo "$1 $out"
	elif ! command -v cargo >/dev/null; then
		echo "$1 skip no cargo on this machine"
	elif ! fetch; then
		echo "$1 skip its sources cannot be fetched"
	elif build "$2" "$out"; then
		echo "$sum" >"$out.sum"
		echo "$1 $out"
	else
		echo "build.sh: netring $1 does not build:" >&2
		tail -n 20 "$log" >&2
		return 1
	fi
}

one 0.32.0 current
one 0.6.0 old
