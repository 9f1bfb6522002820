#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Measure snaptun and its likes in throw-away machines and write the results
# into the documentation: Documentation/networking/snaptun-bench.{rst,json,svg}.
#
#   bench.sh [GROUP[,GROUP...]]...     default: all; "bench.sh list" names them
#
# What is measured now replaces what was measured before; the rest stays.
# Environment: BENCH_KERNELS (6.1; any of "6.1 6.12 7"), BENCH_REPEATS (3; 5 for
# "cpus"), BENCH_CPUS (1 2 4 8), BENCH_DOC (where the results go, without the
# extension).  Logs and what the machines said are in build/bench/.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
vm=$top/selftests/vm
repeats=${BENCH_REPEATS:-3}
doc=${BENCH_DOC:-$top/Documentation/networking/snaptun-bench}
all=(tcp udp forward tunnel batch scion gateway ping handshakes memory cpus)

die() {
	echo "bench: $*" >&2
	exit 1
}

prepare() { # prepare KERNELS...: what several machines would do at a time
	local k
	"$vm/setup.sh" check </dev/null &&
		make -s -C "$top/tools" && make -s -C "$top/selftests" &&
		"$top/selftests/peers/build.sh" || die "not prepared, see above"
	for k in "$@"; do
		"$vm/build-module.sh" "$k" >"$logs/build-$k" 2>&1 ||
			{ cat "$logs/build-$k" >&2; die "no module for $k"; }
		"$vm/image.sh" "$k" >/dev/null || die "no machine for $k"
	done
}

# The control plane of scion-stack is in Python. Not everybody has built that
# program, which asks nobody without certificates, not even without TLS.
stack_arguments() {
	local certificates=/etc/ssl/certs/ca-certificates.crt stack
	stack=$("$top/selftests/peers/build.sh" -n scion-stack)
	case $stack in
	*" skip "*) echo "bench: left out: $stack" >&2 ;;
	*) printf '%s\n' -p -f "${stack#* }:/usr/bin/scion-stack" \
		-f "$certificates:$certificates" ;;
	esac
}

# One group is one machine, so that what is compared is in the same one; "cpus"
# is one of each size, cpus-1 and so on.
# measure KERNEL GROUP
measure() {
	local kernel=$1 group=$2 start=$SECONDS rc=0
	local out=$logs/$1-$2
	local arguments=(-i -k "$kernel" -t 3600 -o "$out")
	case $group in
	cpus-*) arguments+=(-s "${group#cpus-}" -e BENCH_MS=60
		-e "BENCH_REPEATS=${BENCH_REPEATS:-5}") ;;
	*) arguments+=(-e "BENCH_REPEATS=$repeats") ;;
	esac
	if [ "$group" = scion ]; then
		mapfile -t -O ${#arguments[@]} arguments < <(stack_arguments)
	fi
	rm -rf "$out"
	mkdir -p "$out"
	"$vm/run.sh" "${arguments[@]}" "$here/${group%-[0-9]*}.sh" \
		>"$out/log" 2>&1 || rc=$?
	[[ $rc != 0 || $group != cpus-* ]] ||
		"$here/counts.py" "$out" 2>>"$out/log" || rc=$?
	if [ $rc = 0 ]; then
		echo "bench: $kernel: $group: $((SECONDS - start)) s"
	else
		echo "bench: $kernel: $group failed: $out/log"
		tail -n 12 "$out/log" | sed 's/^/  | /'
	fi
	return $rc
}

# report KERNEL GROUP...: into the documentation, as far as there are results
report() {
	local kernel=$1 group files=()
	shift
	for group in "$@"; do
		[ ! -s "$logs/$kernel-$group/bench.jsonl" ] ||
			files+=("$logs/$kernel-$group/bench.jsonl")
	done
	[ ${#files[@]} = 0 ] || "$here/report.py" "$doc" "$kernel" "${files[@]}"
}

groups=()
for word in "$@"; do
	IFS=, read -ra words <<<"$word"
	groups+=("${words[@]}")
done
[ ${#groups[@]} -gt 0 ] || groups=("${all[@]}")
if [ "${groups[0]}" = list ]; then
	echo "${all[@]}"
	exit 0
fi
for group in "${groups[@]}"; do
	case " ${all[*]} " in
	*" $group "*) ;;
	*) die "no group '$group'; there are: ${all[*]}" ;;
	esac
done
read -ra kernels <<<"${BENCH_KERNELS:-6.1}"
logs=$top/build/bench
mkdir -p "$logs"
prepare "${kernels[@]}"

machines=()
for group in "${groups[@]}"; do
	case $group in
	cpus) for n in ${BENCH_CPUS:-1 2 4 8}; do machines+=("cpus-$n"); done ;;
	*) machines+=("$group") ;;
	esac
done

export here logs repeats top vm
export -f measure stack_arguments
failed=0
for kernel in "${kernels[@]}"; do
	# shellcheck disable=SC2016
	printf '%s\0' "${machines[@]}" | xargs -0 -n 1 -P "$(nproc)" \
		bash -c 'measure "$0" "$1"' "$kernel" || failed=1
	report "$kernel" "${machines[@]}" || failed=1
done
exit $failed
