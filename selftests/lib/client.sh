# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The client t0 at a, and its tunnels by their local ports.

tunnels_add() { # tunnels_add PORT...
	local port
	for port; do
		tool a tunnel add t0 port "$port" >"$TMP/added"
	done
}

tunnels_wait() { # tunnels_wait PORT...: until they are up
	local port
	for port; do
		wait_for 20 "the tunnel of port $port" has_state "$port" up
	done
}

# What there is of the tunnel of a port
tunnel_of() { # tunnel_of PORT MEMBER
	tool a show t0 --json |
		jq -r ".interfaces[0].tunnels[] | select(.local_port == $1).$2"
}

has_state() { # has_state PORT STATE
	[ "$(tunnel_of "$1" state)" = "$2" ]
}

# A device of role peer as its gateway at b; allowed-ips are the client's.
kernel_gateway() { # kernel_gateway [ALLOWED-IPS]
	dev_add b gw0 1 10002 peer "${PUB[0]}" allowed-ips "${1:-}"
	inner b gw0 2
}

# With one tunnel, and its port is 6001; "keepalive" may be set for it.
client_begin() { # client_begin GATEWAY_ADDRESS [SETTINGS...]
	local to=$1
	shift
	case $to in *:*) to="[$to]" ;; esac
	link_add_client a t0
	tool a set t0 private-key <(echo "${KEY[0]}") "$@"
	tool a set t0 gateway "${PUB[1]}" endpoint "$to:10002" \
		persistent-keepalive "${keepalive:-10}"
	tool a tunnel add t0 port 6001 >"$TMP/added"
	ipn a link set t0 up
}

client_up() { # client_up GATEWAY_ADDRESS [SETTINGS...]
	client_begin "$@"
	wait_for 20 "the tunnel" is up
}

member() { # member NAME: of the tunnel
	tool a show t0 --json | jq -r ".interfaces[0].tunnels[0].$1"
}

is() { # is STATE
	[ "$(member state)" = "$1" ]
}

is_at() { # is_at ADDRESS:PORT: up, and this is how the gateway sees it
	is up && [ "$(member assigned_address)" = "$1" ]
}

has_carrier() {
	! ipn a link show t0 | grep -q NO-CARRIER
}

# What the NAT at r does without a memory of its own: a port of the client is
# another one there.  So that can change from one moment to the next.
nat_ports() { # nat_ports PORT:PORT_AT_R...
	local pair
	{
		echo "table ip rebind"
		echo "delete table ip rebind"
		echo "table ip rebind {"
		echo "chain out { type filter hook postrouting priority 0;"
		for pair; do
			echo "oifname rb udp sport ${pair%:*}" \
				"ip saddr set 10.0.2.254" \
				"udp sport set ${pair#*:} accept"
		done
		echo "}; chain in { type filter hook prerouting priority -300;"
		for pair; do
			echo "iifname rb udp dport ${pair#*:}" \
				"ip daddr set 10.0.1.1" \
				"udp dport set ${pair%:*} accept"
		done
		echo "}; }"
	} | on r nft -f -
}

says() { # says REGEX COMMAND...: fails, with one line that matches
	local regex=$1
	shift
	! "$@" >"$TMP/out" 2>"$TMP/err" || fail "expected '$*' to fail"
	expect_eq "lines of '$*'" 1 "$(wc -l <"$TMP/err")"
	expect_match "what '$*' says" "$regex" "$(cat "$TMP/err")"
	expect_eq "output of '$*'" "" "$(cat "$TMP/out")"
}

checks() { # checks STATUS REGEX: what check says of t0
	local status=0
	tool a check t0 >"$TMP/check" || status=$?
	file_has "$TMP/check" "$2" ||
		fail "expected /$2/ in" "$(cat "$TMP/check")"
	expect_eq "exit status with '$2'" "$1" "$status"
}

# What "monitor" writes goes into $TMP/events, and as JSON into $TMP/json.
monitors_listen() {
	tool a set t0 fwmark 1
	tool a set t0 fwmark 0
	file_has "$TMP/events" device-changed &&
		file_has "$TMP/json" device-changed
}
