#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that must hold before a change lands.  Installs what is missing,
# then runs the steps below; ends with "N passed, N failed, N skipped".
#
#   check.sh [STEP...]      only these steps; "check.sh list" names them
#   check.sh pocket         with a real SNAP, which takes long to build
#
# Environment: FUZZ_S (seconds per fuzzer, 60), SNAPTUN_CACHE.  Logs are in
# build/check/.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
vm=$top/selftests/vm
logs=$top/build/check
export FUZZ_S=${FUZZ_S:-60}
steps="spdx readme shellcheck generated checkpatch module-6.1 layers module-6.12
	module-7 module-7-rt sparse install dkms tools unit fuzz peers virtual agent
	noipv6 isolated vm-6.1 vm-6.12 vm-7 vm-7-rt"

# shellcheck source=selftests/check/steps.sh
. "$here/steps.sh"

source_lists() { # source_lists EXTENSIONS...: tracked or not, never build output
	local e names=()
	for e in "$@"; do
		names+=(-o -name "*.$e")
	done
	find . \( -path ./.git -o -path ./build -o -name target -o -name corpus \) \
		-prune -o -type f \( "${names[@]:1}" \) -print | sed 's,^\./,,' | sort
}

# Steps print KTAP points, or fail as a whole.

point() { # point NAME COMMAND...: one point, its output as a comment if it fails
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then
		echo "ok 1 $name"
	else
		# shellcheck disable=SC2001
		sed 's/^/# /' <<<"$out"
		echo "not ok 1 $name"
	fi
}

step_spdx() {
	point "every file names its licence on line 1 (or 2, after #!)" \
		"$here/spdx.sh"
}

lint() {
	local flags=(-x -S warning)
	# Variables of the library are set here and used there.
	case $1 in lib) flags+=(-e 'SC2034,SC2154') ;; esac
	xargs -0 -r -n 6 -P "$(nproc)" shellcheck "${flags[@]}"
}

step_shellcheck() {
	local scripts
	mapfile -t scripts < <(source_lists sh bash | grep -v '/lib/'
		printf '%s\n' .ci/run tools/networkmanager/snaptun)
	point "shellcheck" lint scripts < <(printf '%s\0' "${scripts[@]}")
	mapfile -t scripts < <(source_lists sh | grep '/lib/')
	point "shellcheck of the library" lint lib < <(printf '%s\0' "${scripts[@]}")
}

# As if nothing new had been measured
benchmark_is_current() {
	local doc=Documentation/networking/snaptun-bench out
	out=$(mktemp -d)
	cp $doc.json "$out/"
	PYTHONDONTWRITEBYTECODE=1 selftests/bench/report.py "$out/snaptun-bench" &&
		cmp "$out/snaptun-bench.rst" $doc.rst &&
		cmp "$out/snaptun-bench.svg" $doc.svg
	local rc=$?
	rm -r "$out"
	return $rc
}

step_generated() {
	point "generated files are those of the specification" make -s gen-check
	point "the benchmark's page is that of its figures" benchmark_is_current
}

settings_missing() { # names of the environment that selftests/README.md lacks
	grep -rhoE '\$\{(SNAPTUN_[A-Z_]+|FUZZ_S|DEBUG_TESTS)\>' --include='*.sh' \
		selftests tools/gen demo | sort -u | sed 's/..//' |
		grep -vwFf <(grep -oE '[A-Z_]{6,}' selftests/README.md)
}

no_setting_is_missing() {
	! settings_missing
}

step_readme() {
	point "selftests/README.md names every setting" no_setting_is_missing
}

# After module-6.1, which leaves its objects.
step_layers() {
	make -s -C tools || return 1
	point "the check of layers finds what it looks for" \
		"$here/layers_test.sh"
	point "no call upward and no circle in module/" \
		"$here/layers.py" "$here/layers" module build/6.1/module
	point "no call upward and no circle in tools/" \
		"$here/layers.py" "$here/layers" tools build/tools
}

step_checkpatch() {
	point "checkpatch --strict" "$here/checkpatch.sh"
}

build_quietly() { # build_quietly KERNEL ARGUMENTS...: any warning is a failure
	local log
	log=$(mktemp)
	"$vm/build-module.sh" "$@" >"$log" 2>&1 || { cat "$log"; rm "$log"; return 1; }
	! grep -E 'warning:|error:|WARNING:|ERROR:' "$log"
	local rc=$?
	rm "$log"
	return $rc
}

step_module() { # step_module KERNEL
	# From scratch, so that warnings of files that are up to date are seen.
	rm -rf "$top/build/$1"
	point "module builds for $1 without warnings (W=1)" build_quietly "$1"
}

# Looks at every file, but compiles only what the step module-6.1 has not.
step_sparse() {
	point "sparse is silent" build_quietly 6.1 C=2 CF=-D__CHECK_ENDIAN__
}

step_install() {
	"$here/install.sh"
}

step_dkms() {
	"$here/dkms.sh"
}

step_tools() {
	point "tools build without warnings" make -s -C tools CFLAGS="-O2 -g -Werror"
	[ ! -d tools/ctl/tests ] || make -s -C tools check
}

step_unit() {
	make -s -C tools/unit check
}

fuzz_time_is() { # fuzz_time_is SECONDS: what a fuzzer would be told
	make -s -n -C tools/fuzz FUZZ_S="$1" run-wire | grep -e "-max_total_time=$1 "
}

step_fuzz() {
	point "FUZZ_S says how long each fuzzer runs" fuzz_time_is 7
	make -s -C tools/fuzz check
}

# Foreign peers are costly, so they are kept in the cache; without cargo or go
# their tests say why they are skipped.
step_peers() {
	point "foreign peers are built or excused" selftests/peers/build.sh
}

# PocketSCION and the programs of scionproto are none of those: "make
# check-interop", not "make check".
step_pocket() {
	local certificates=/etc/ssl/certs/ca-certificates.crt
	local peers name path reason missing='' into=''
	local -A at=()
	peers=$(selftests/peers/build.sh pocket scion-stack scion scion-daemon \
		scion-pki scion-echo) || return 1
	while read -r name path reason; do
		if [ "$path" = skip ]; then
			missing="$name: $reason"
		else
			at[$name]=$path
			into+=" -f $path:/usr/bin/$name"
		fi
	done <<<"$peers"
	make -s -C tools || return 1
	if [ -n "$missing" ]; then
		echo "ok 1 programs of scionproto # SKIP $missing"
	else
		"$here/scion.sh" build/tools/snaptun-agent "${at[pocket]}" \
			"${at[scion]}" "${at[scion-daemon]}" "${at[scion-pki]}"
	fi
	[ ! -e $certificates ] || into+=" -f $certificates:$certificates"
	if [ -n "${at[pocket]:-}" ]; then
		in_vm "-i -m 2G$into" 1 1 selftests/agent_pocket.sh \
			selftests/agent_scion.sh selftests/controld.sh
	fi
}

# Everything on 6.1 that is not for virtual time, the main tests on the others;
# with PREEMPT_RT, those where several do something at a time, on more CPUs.
# These wait much of their time, and no peer in user space has to keep up: one
# machine more does no harm.
step_vm() { # step_vm KERNEL
	local scripts lanes options="-p"
	lanes=$(($(nproc) + 1))
	case $1 in
	6.1)
		# wg_netns.sh takes longest: it is first, not alone in the end.
		mapfile -t scripts < <(tests_but_of virtual | sort -r)
		lanes=$(nproc)
		;;
	*-rt)
		mapfile -t scripts < <(tests_of rt)
		options="-s 4"
		;;
	*) mapfile -t scripts < <(tests_of main) ;;
	esac
	make -s -C tools || return 1
	in_vm "$options -k $1" 4 "$lanes" "${scripts[@]}"
}

# On 6.1, with figures and times that do not depend on the host.
step_virtual() {
	local scripts
	mapfile -t scripts < <(tests_of virtual)
	make -s -C tools || return 1
	in_vm "-i -t 30000" 2 "$(nproc)" "${scripts[@]}"
}

# A call that only a kernel with IPv6 can satisfy is a failure.
builds_without_ipv6() {
	local build=$top/build/noipv6 calls
	SNAPTUN_BUILD=$build build_quietly 6.1 SNAPTUN_NO_IPV6=1 || return 1
	calls=$(nm -u "$build/6.1/snaptun.o" | awk '{ print $2 }' |
		grep -E 'ip6|ipv6|icmp6|icmpv6|udp6|inet6|in6' |
		grep -vxE '__ipv6_addr_type|csum_ipv6_magic')	# all have these
	rm -rf "$build"
	[ -z "$calls" ] || { echo "calls: $calls"; return 1; }
}

step_noipv6() {
	point "module needs no IPv6 in the kernel" builds_without_ipv6
	make -s -C tools || return 1
	in_vm "-k 6.1 -c ipv6.disable=1" 1 1 selftests/no_ipv6.sh
}

# A day passes in it, and names are looked up.
step_agent() {
	make -s -C tools || return 1
	in_vm "-k 6.1 -p -i -t 100000 -f /usr/bin/getent:/usr/bin/getent" 1 1 \
		selftests/agent_time.sh
}

# And what has to come last in a machine, whichever it is.
step_isolated() {
	make -s -C tools || return 1
	in_vm "-k 6.1 -s 3 -c isolcpus=1 -e SNAPTUN_LOCK_DOWN=1" 2 1 \
		selftests/isolated.sh selftests/lockdown.sh
}

cd "$top" || exit 1
if [ "${1:-}" = list ]; then
	echo $steps
	exit 0
fi
mkdir -p "$logs"
"$vm/setup.sh" check </dev/null || { echo "0 passed, 1 failed"; exit 1; }
for k in 6.1 6.12 7 7-rt; do
	"$vm/get-kernel.sh" $k >/dev/null </dev/null || {
		echo "the $k kernel cannot be fetched"
		echo "0 passed, 1 failed"
		exit 1
	}
done
[ $# -gt 0 ] || set -- $steps
for s in "$@"; do
	run_step "$s"
done
print_total
