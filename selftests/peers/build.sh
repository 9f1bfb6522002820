#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Build the foreign peers that the interoperability tests talk to, as static
# programs, into the cache.  Says on the standard output, one line each,
# "NAME PATH" or "NAME skip REASON"; what is built and current stays.  A peer
# whose tools or sources cannot be had is skipped; one that does not compile is
# an error.
#
#   build.sh [-n] [NAME...]    -n: only say what is there
#
# Without a name all but "pocket" and "scion-stack", which take ten minutes of two
# processors, and the programs of scionproto, which take three.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}/peers
target=$(uname -m)-unknown-linux-gnu
log=$cache/build.log
list_only=
[ "${1:-}" = -n ] && { list_only=1; shift; }
names=("$@")
mkdir -p "$cache"

sum_of() {
	(cd "$here" && find "$1" -type f ! -path '*/target/*' -print0 |
		sort -z | xargs -0 cat build.sh | sha256sum | cut -d ' ' -f 1)
}

cargo_fetch() { # cargo_fetch SOURCES
	(cd "$here/$1" && cargo fetch --locked --target "$target")
}

# Cargo lets nobody else into its folder meanwhile: what takes long has its own.
# Sources without features have a program of the peer's name.
cargo_build() { # cargo_build OUTPUT SOURCES [FEATURE]
	local dir=$cache/target program=$2
	[ "$2" != pocket ] || dir+=-pocket
	[ -n "${3:-}" ] || program=$(basename "$1" .new)
	(cd "$here/$2" && CARGO_TARGET_DIR=$dir \
		RUSTFLAGS='-C target-feature=+crt-static' nice -n 19 \
			cargo build --locked --release --target "$target" \
			${3:+--no-default-features --features "$3"}) &&
		cp --remove-destination \
			"$dir/$target/release/$program" "$1"
}

go_fetch() {
	(cd "$here/$1" && go mod download)
}

go_build() { # go_build OUTPUT SOURCES [PACKAGE]: one of those, or of others
	(cd "$here/$2" && CGO_ENABLED=0 nice -n 19 go build \
		-buildvcs=false -trimpath -ldflags='-s -w' -o "$1" "${3:-.}")
}

# Those take long, and "make check" has no use for them.
large="pocket scion-stack scion scion-daemon scion-pki scion-echo"

is_wanted() { # is_wanted NAME
	[[ ${#names[@]} = 0 && " $large " != *" $1 "* ||
		" ${names[*]} " == *" $1 "* ]]
}

first_missing() { # first_missing TOOL...
	local tool
	for tool; do
		command -v "$tool" >/dev/null || { echo "$tool"; return; }
	done
}

# peer NAME TOOLS SOURCES [FEATURE|PACKAGE]; the first tool builds it
peer() {
	local name=$1 tool=${2%% *} out=$cache/$1 sum missing
	is_wanted "$name" || return 0
	sum=$(sum_of "$3")
	# shellcheck disable=SC2086
	missing=$(first_missing $2)
	if [ -x "$out" ] && [ "$(cat "$out.sum" 2>/dev/null)" = "$sum" ]; then
		echo "$name $out"
	elif [ -n "$list_only" ]; then
		echo "$name skip not built"
	elif [ -n "$missing" ]; then
		echo "$name skip no $missing on this machine"
	elif ! "${tool}_fetch" "$3" >>"$log" 2>&1; then
		echo "$name skip its sources cannot be fetched"
	elif "${tool}_build" "$out.new" "${@:3}" >>"$log" 2>&1; then
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
peer snap-peer-next cargo snap-peer next
peer wg-go-peer go wg-go-peer
# BoringSSL is in it, for which it wants all these.
peer pocket "cargo cmake c++ clang" pocket
peer scion-stack "cargo cmake c++ clang" pocket
# As they are, from the module of scionproto
scionproto=github.com/scionproto/scion
peer scion go scion-go $scionproto/scion/cmd/scion
peer scion-daemon go scion-go $scionproto/daemon/cmd/daemon
peer scion-pki go scion-go $scionproto/scion-pki/cmd/scion-pki
# A program of ours on its library
peer scion-echo go scion-go ./echo
