# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the groups of the benchmark have in common.  A group is a script that
# sources this, defines a function and ends with "bench FUNCTION KIND...": the
# function runs for each kind of tunnel in turn, BENCH_REPEATS times, in fresh
# namespaces, and leaves one line of JSON for each figure in /out.
# shellcheck source=selftests/lib/all.sh
. "$(dirname "${BASH_SOURCE[0]}")/all.sh"

: "${BENCH_REPEATS:=3}" "${BENCH_MS:=300}" "${BENCH_KINDS:=}"
IN_KERNEL=(wireguard snaptun-snap snaptun-wireguard)
USER_SPACE=(wireguard-go snap-tun)
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

is_wanted() { # is_wanted KIND: one of BENCH_KINDS, which is all if empty
	[ -z "$BENCH_KINDS" ] || [[ " $BENCH_KINDS " == *" $1 "* ]]
}

bench() { # bench FUNCTION KIND...
	local function=$1 status failed=0
	shift
	choose none
	keys_make
	for ((repeat = 1; repeat <= BENCH_REPEATS; repeat++)); do
		for kind in "$@"; do
			is_wanted "$kind" || continue
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
# "idle", the share of the time in which there was nothing to do; "amount", what
# was received while that was measured
result() {
	local figure=$1 value=$2 word more=
	shift 2
	for word in "$@"; do
		more+=",\"${word%%=*}\":${word#*=}"
	done
	printf '{"figure":"%s","kind":"%s","repeat":%d,"value":%s%s}\n' \
		"$figure" "$kind" "$repeat" "$value" "$more" |
		tee -a /out/bench.jsonl
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
	case $kind in
	none) inner a a0 1 && inner b b0 2 ;;
	wireguard-go | snap-tun) user_space_tunnel ;;
	*) tunnel 10.0.0.1 10.0.0.2 ;;
	esac
	for n in a b; do
		ipn $n link set "$(inner_device $n)" mtu "$(inner_mtu)"
	done
	pings a 192.168.241.2 -W 10
}

user_space_tunnel() {
	case $kind in
	wireguard-go)
		peer_start b wg-go-peer -tun u0 -key "${KEY[1]}" -port 10002 \
			-peer "${PUB[0]}"
		peer_start a wg-go-peer -tun u0 -key "${KEY[0]}" -port 10001 \
			-peer "${PUB[1]}" -endpoint 10.0.0.2:10002
		;;
	snap-tun)
		peer_start b snap-peer-0.8.6 server key="${KEY[1]}" tun=u0 \
			listen=10.0.0.2:10002 peer="${PUB[0]}"
		peer_start a snap-peer-0.8.6 client key="${KEY[0]}" tun=u0 \
			server=10.0.0.2:10002 bind=10.0.0.1:10001 \
			peer="${PUB[1]}"
		;;
	esac
	peer_device a u0 1
	peer_device b u0 2
}

inner_device() { # inner_device NS
	case $kind in
	none) echo "${1}0" ;;
	wireguard-go | snap-tun) echo u0 ;;
	*) echo t0 ;;
	esac
}

# Of the crate more does not fit into its packets.
inner_mtu() {
	[ "$kind" = snap-tun ] && echo 1400 || echo 1420
}

# What TCP has had to send again or to put in order so far.
tcp_trouble() { # tcp_trouble NS...
	local n
	for n in "$@"; do
		on "$n" cat /proc/net/snmp /proc/net/netstat
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

# tcp_load FROM TO ADDRESS [ARGUMENTS...]: leaves a line in $seen
tcp_load() {
	seen=$("$HELPER" tcp-load sender="$NS-$1" receiver="$NS-$2" to="$3" \
		ms="$BENCH_MS" "${@:4}")
}

# udp_load FROM TO ADDRESS [ARGUMENTS...]: leaves a line in $seen
udp_load() {
	seen=$("$HELPER" udp-load sender="$NS-$1" receiver="$NS-$2" to="$3" \
		ms="$BENCH_MS" "${@:4}")
}

tcp_figure() { # tcp_figure FIGURE FROM TO ADDRESS [ARGUMENTS...]
	local figure=$1 before
	shift
	before=$(tcp_trouble "$1" "$2")
	tcp_load "$@"
	result "$figure" "$(ratio bytes us "$seen" 8)" \
		lost=$(($(tcp_trouble "$1" "$2") - before)) \
		idle="$(ratio idle us "$seen")" amount="$(value bytes "$seen")"
}

# udp_result FIGURE VALUE: with what else $seen says
udp_result() {
	result "$1" "$2" idle="$(ratio idle us "$seen")" \
		amount="$(value datagrams "$seen")" \
		lost=$(($(value lost "$seen") + $(value reordered "$seen")))
}

udp_figure() { # udp_figure FIGURE FROM TO ADDRESS [ARGUMENTS...]
	udp_load "${@:2}"
	udp_result "$1" "$(ratio datagrams us "$seen" 1000)"
}
