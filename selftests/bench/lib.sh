# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# What the groups of measurements have in common.  A group is a script that
# sources this, defines a function and ends with "bench FUNCTION KIND...": the
# function runs for each kind of tunnel in turn, BENCH_REPEATS times, in fresh
# namespaces, and leaves one line of JSON for each figure in /out.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/all.sh"

: "${BENCH_REPEATS:=3}" "${BENCH_OUT:=/out}"
IN_KERNEL=(wireguard snaptun-snap snaptun-wireguard)
kind=			# of tunnel; "none" is the bare wire
repeat=

choose() { # choose KIND: for the functions of lib/dev.sh
	kind=$1
	case $kind in
	wireguard) KIND=wireguard TOOL=wg WIRE= ;;
	snaptun-*) KIND=snaptun TOOL=snaptun-ctl WIRE=${kind#snaptun-} ;;
	*) KIND=none TOOL=wg WIRE= ;;
	esac
	[ $KIND = none ] || modprobe -q $KIND
}

bench() { # bench FUNCTION KIND...
	local function=$1 status failed=0
	shift
	choose none
	keys_make
	for ((repeat = 1; repeat <= BENCH_REPEATS; repeat++)); do
		for kind in "$@"; do
			choose "$kind"
			one_test "$function"
			status=$?
			[ $status != "$SKIP_STATUS" ] ||
				echo "$kind: left out: $(cat "$TMP/skip")"
			case $status in 0 | "$SKIP_STATUS") ;; *) failed=1 ;; esac
		done
	done
	exit $failed
}

# result FIGURE VALUE [NAME=NUMBER...]: "lost", packets lost or reordered;
# "idle", the share of the time in which there was nothing to do
result() {
	local figure=$1 value=$2 word more=
	shift 2
	for word in "$@"; do
		more+=",\"${word%%=*}\":${word#*=}"
	done
	printf '{"figure":"%s","kind":"%s","repeat":%d,"value":%s%s}\n' \
		"$figure" "$kind" "$repeat" "$value" "$more" |
		tee -a "$BENCH_OUT/bench.jsonl"
}

# ratio WHAT OTHER LINE [FACTOR]: of two numbers in a line of "name=number"
ratio() {
	awk -v a="$(value "$1" "$3")" -v b="$(value "$2" "$3")" \
		-v f="${4:-1}" 'BEGIN { printf "%.5g", a / b * f }'
}

# Two hosts joined by a tunnel of that kind, which has its session.
ends() {
	local n
	hosts
	if [ "$kind" = none ]; then
		inner a a0 1
		inner b b0 2
	else
		tunnel 10.0.0.1 10.0.0.2
	fi
	for n in a b; do
		ipn $n link set "$(inner_device $n)" mtu 1420
	done
	pings a 192.168.241.2
}

inner_device() { # inner_device NS
	[ "$kind" = none ] && echo "${1}0" || echo t0
}

# What TCP has had to send again or to put in order, at both ends so far.
tcp_trouble() {
	local n
	for n in a b; do
		on $n cat /proc/net/snmp /proc/net/netstat
	done | awk '
		$1 != last { split($0, names); last = $1; next }
		{
			for (i = 2; i <= NF; i++)
				if (names[i] == "RetransSegs" ||
				    names[i] == "TCPOFOQueue")
					sum += $i
			last = ""
		}
		END { print sum + 0 }'
}

tcp_load() { # tcp_load FROM TO ADDRESS FLOWS [ARGUMENTS...]: leaves a line in $seen
	seen=$("$HELPER" tcp-load sender="$NS-$1" receiver="$NS-$2" to="$3" \
		flows="$4" "${@:5}")
}

tcp_figure() { # tcp_figure FIGURE FROM TO ADDRESS FLOWS
	local figure=$1 before
	shift
	before=$(tcp_trouble)
	tcp_load "$@"
	result "$figure" "$(ratio bytes us "$seen" 8)" \
		lost=$(($(tcp_trouble) - before)) idle="$(ratio idle us "$seen")"
}

udp_figure() { # udp_figure FIGURE FROM TO ADDRESS [ARGUMENTS...]
	local figure=$1 from=$2 to=$3 addr=$4
	shift 4
	seen=$("$HELPER" udp-load sender="$NS-$from" receiver="$NS-$to" \
		to="$addr" "$@")
	result "$figure" "$(ratio datagrams us "$seen" 1000)" \
		lost=$(($(value lost "$seen") + $(value reordered "$seen"))) \
		idle="$(ratio idle us "$seen")"
}
