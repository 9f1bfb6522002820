# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Tunnel devices and traffic through them.

HELPER=$(dirname "${BASH_SOURCE[0]}")/../snt-helper
HELPER=$(realpath "$HELPER" 2>/dev/null || echo "$HELPER")
declare -a KEY=() PUB=()

# Key pairs 0 to 3, made anew for each run of a script.
keys_make() {
	local i
	for i in 0 1 2 3; do
		KEY[i]=$("$TOOL" genkey)
		PUB[i]=$("$TOOL" pubkey <<<"${KEY[i]}")
	done
}

# random_keys COUNT: lines that are keys, private or public; nobody has them
random_keys() {
	head -c $(($1 * 32)) /dev/urandom | base64 | tr -d '\n' | fold -w 42 |
		head -n "$1" | sed 's/$/A=/'
}

# helper NS COMMAND...
helper() {
	local ns=$1
	shift
	on "$ns" "$HELPER" "$@"
}

tool() { # tool NS ARGUMENTS...
	local ns=$1
	shift
	on "$ns" "$TOOL" "$@"
}

# Installed, ip finds the plugin itself; in the test machine it is beside the
# tools.
find_plugin() {
	local beside
	beside=$(dirname "$(command -v "$TOOL")")
	if [ -e "$beside/link_snaptun.so" ]; then
		export IP_LIB_DIR=$beside
	else
		compgen -G "/usr/lib/*/ip/link_snaptun.so" >/dev/null ||
			skip "no link_snaptun.so for ip"
	fi
}

# link_add_client NS DEV
link_add_client() {
	find_plugin
	ipn "$1" link add "$2" type snaptun role client
}

# dev_add NS DEV KEYNUMBER PORT [SETTINGS...]
dev_add() {
	local ns=$1 dev=$2 key=$3 port=$4
	shift 4
	ipn "$ns" link add "$dev" type "$KIND"
	[ "$KIND" != snaptun ] ||
		set -- wire "$WIRE" ${SNAPTUN_GSO:+gso "$SNAPTUN_GSO"} "$@"
	tool "$ns" set "$dev" private-key <(echo "${KEY[$key]}") \
		listen-port "$port" "$@"
}

# dev_peer NS DEV KEYNUMBER ALLOWED-IPS [SETTINGS...]
dev_peer() {
	local ns=$1 dev=$2 key=$3 ips=$4
	shift 4
	tool "$ns" set "$dev" peer "${PUB[$key]}" allowed-ips "$ips" "$@"
}

dev_up() { # dev_up NS DEV ADDRESS...
	address "$@"
	ipn "$1" link set "$2" up
}

# A device t0 at both hosts, each other's peer: inner 192.168.241.1 and .2,
# fd00:241::1 and ::2; keys 0 and 1; ports 10001 and 10002.
# tunnel OUTER_A OUTER_B: the outer addresses
tunnel() {
	local a=$1 b=$2
	case $a in *:*) a="[$a]" b="[$b]" ;; esac
	dev_add a t0 0 10001 peer "${PUB[1]}" endpoint "$b:10002" \
		allowed-ips 192.168.241.2/32,fd00:241::2/128
	dev_add b t0 1 10002 peer "${PUB[0]}" endpoint "$a:10001" \
		allowed-ips 192.168.241.1/32,fd00:241::1/128
	inner a t0 1
	inner b t0 2
}

# with KIND TOOL COMMAND...: on two fresh hosts, joined by that kind of link
with() {
	local KIND=$1 TOOL=$2
	shift 2
	tunnel_hosts
	pings a 192.168.241.2
	"$@"
	ns_remove_all
	: >"$TMP/namespaces"
}

inner() { # inner NS DEV NUMBER: the addresses of one end, and up
	ipn "$1" -batch - <<-E
	addr replace 192.168.241.$3/24 dev $2
	addr replace fd00:241::$3/64 dev $2 nodad
	link set $2 up
	E
}

tunnel_hosts() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
}

pings() { # pings NS ADDRESS [PING-ARGUMENTS...]
	local ns=$1 to=$2
	shift 2
	[ "$slow" = 1 ] || set -- "$@" -W $((20 * slow))
	on "$ns" ping -n -q -c 3 -i 0.05 -W 5 "$@" "$to" >"$TMP/ping" 2>&1 ||
		fail "expected answers from $to, seen:" "$(cat "$TMP/ping")"
}

no_ping() { # no_ping NS ADDRESS [PING-ARGUMENTS...]
	local ns=$1 to=$2
	shift 2
	! on "$ns" ping -n -q -c 1 -W 1 "$@" "$to" >"$TMP/ping" 2>&1 ||
		fail "expected no answer from $to, seen:" "$(cat "$TMP/ping")"
}

# tcp FROM TO ADDRESS BYTES [FLOWS]: a checked stream
tcp() {
	local from=$1 to=$2 addr=$3 bytes=$(($4 / slow)) flows=${5:-1}
	background "$TMP/tcp" helper "$to" tcp-recv port=7000 flows="$flows"
	local receiver=$background
	wait_listener "$to" tcp 7000
	helper "$from" tcp-send to="$addr" port=7000 bytes="$bytes" \
		flows="$flows" >"$TMP/tcp-sender" 2>&1 ||
		fail "the sender failed: $(cat "$TMP/tcp-sender")"
	wait_end 30 "$receiver"
	expect_eq "the stream" "bytes=$((bytes * flows)) corrupt=0" \
		"$(cat "$TMP/tcp")"
}

# udp FROM TO ADDRESS COUNT [ARGUMENTS...]: leaves the receiver's line in $seen
udp() {
	local from=$1 to=$2 addr=$3 count=$4 receiver word args=()
	for word in "${@:5}"; do
		case $word in gap=*) word=gap=$((${word#*=} * slow)) ;; esac
		args+=("$word")
	done
	background "$TMP/udp" helper "$to" udp-recv port=7001 count="$count" \
		idle=$((2000 * slow))
	receiver=$background
	wait_listener "$to" udp 7001
	helper "$from" udp-send to="$addr" port=7001 count="$count" \
		"${args[@]}" >"$TMP/udp-sender"
	wait_end 60 "$receiver"
	seen=$(cat "$TMP/udp")
}

value() { # value NAME LINE: of "name=value" words
	local word
	for word in $2; do
		[ "${word%%=*}" != "$1" ] || echo "${word#*=}"
	done
}

# capture NS DEV PORT FILE [save=FILE]: starts it; the id is in $background
capture() {
	background "$4" helper "$1" capture dev="$2" port="$3" "${@:5}"
	wait_line 10 "$4" '^ready'
}

has_sent() { # has_sent PACKETS: by t0 of a
	[ "$(counter a t0 tx_packets)" -ge "$1" ]
}

# A device "sink" for what t0 would send when there is none: nobody answers, and
# senders do not mind.
sink() { # sink NS
	ipn "$1" link add sink type dummy
	ipn "$1" link set sink up
	ipn "$1" route add 192.168.241.0/24 dev sink metric 1000
}

# Events of a, where t0 is, go to $TMP/events; the id is in $events.
watch_events() { # watch_events [ARGUMENTS...]: of snaptun-ctl monitor
	background "$TMP/events" tool a monitor "$@"
	events=$background
	wait_for 10 "the monitor" monitor_tells_of_changes
}

monitor_tells_of_changes() {
	tool a set t0 peer "${PUB[1]}" label watched
	grep -q watched "$TMP/events"
}

count_lines() { # count_lines FILE REGEX
	grep -cE "$2" "$1" || true
}

handshake_time() { # handshake_time NS DEV KEYNUMBER
	tool "$1" show "$2" latest-handshakes | grep -F "${PUB[$3]}" | cut -f 2
}

has_handshake() {
	[ "$(handshake_time "$@")" -gt 0 ]
}

endpoint_of() { # endpoint_of NS DEV KEYNUMBER
	tool "$1" show "$2" endpoints | grep -F "${PUB[$3]}" | cut -f 2
}

# drops NS DEV REASON: how often, by "snaptun-ctl stats"
drops() {
	tool "$1" stats "$2" --all | awk -v r="$3" '$1 == r || $1 == r ":" {print $2}'
}
