#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Build the foreign peers that the interoperability tests talk to, as static
# programs, into the cache.  Says on the standard output, one line each,
# "NAME PATH" or "NAME skip REASON"; what is built and current stays.  A peer
# whose tool or sources cannot be had is skipped; one that does not compile is
# an error.
#
#   build.sh [-n]          -n: only say what is there
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}/peers
target=$(uname -m)-unknown-linux-gnu
log=$cache/build.log
list_only=
[ "${1:-}" = -n ] && list_only=1
mkdir -p "$cache"
export CARGO_TARGET_DIR=$cache/target

sum_of() {
	(cd "$here" && find "$1" -type f ! -path '*/target/*' -print0 |
		sort -z | xargs -0 cat build.sh | sha256sum | cut -d ' ' -f 1)
}

cargo_fetch() {
	(cd "$here/snap-peer" && cargo fetch --locked --target "$target")
}

cargo_build() { # cargo_build OUTPUT FEATURE
	(cd "$here/snap-peer" &&
		RUSTFLAGS='-C target-feature=+crt-static' nice -n 19 \
			cargo build --locked --release --target "$target" \
			--no-default-features --features "$2") &&
		cp --remove-destination \
			"$CARGO_TARGET_DIR/$target/release/snap-peer" "$1"
}

go_fetch() {
	(cd "$here/wg-go-peer" && go mod download)
}

go_build() { # go_build OUTPUT
	(cd "$here/wg-go-peer" && CGO_ENABLED=0 nice -n 19 go build \
		-buildvcs=false -trimpath -ldflags='-s -w' -o "$1" .)
}

# peer NAME TOOL SOURCES [ARGUMENT]
peer() {
	local name=$1 tool=$2 out=$cache/$1 sum
	sum=$(sum_of "$3")
	if [ -x "$out" ] && [ "$(cat "$out.sum" 2>/dev/null)" = "$sum" ]; then
		echo "$name $out"
	elif [ -n "$list_only" ]; then
		echo "$name skip not built"
	elif ! command -v "$tool" >/dev/null; then
		echo "$name skip no $tool on this machine"
	elif ! "${tool}_fetch" >>"$log" 2>&1; then
		echo "$name skip its sources cannot be fetched"
	elif "${tool}_build" "$out.new" "${@:4}" >>"$log" 2>&1; then
		mv "$out.new" "$out"
		echo "$sum" >"$out.sum"
		echo "$name $out"
	else
		echo "build.sh: $name does not build:" >&2
		tail -n 20 "$log" >&2
		return 1
	fi
}

[ -n "$list_only" ] || : >"$log"
peer snap-peer-0.8.6 cargo snap-peer current
peer snap-peer-0.5.2 cargo snap-peer old
peer wg-go-peer go wg-go-peer
