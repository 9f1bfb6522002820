# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# An agent at host a, with a control plane and a gateway at host b.

plane=$PWD/agent/control_plane.py

# A gateway at host b, which is a device t0 with one peer, and a control plane
# beside it; at host a a token and a key.
agent_hosts() {
	need_snaptun
	need_command snaptun-agent python3 setpriv
	hosts
	dev_add b t0 1 10002 peer "${PUB[0]}" \
		allowed-ips 192.168.241.1/32,fd00:241::1/128
	inner b t0 2
	plane_start
	echo "${KEY[0]}" >"$TMP/key"
}

# The control plane at host b, and a token
plane_start() {
	rm -rf "$TMP/plane"
	mkdir "$TMP/plane"
	mkfifo "$TMP/plane/in"
	data_plane 10.0.0.2:10002 1
	# until its standard input ends, which nobody does
	# shellcheck disable=SC2016
	background "$TMP/plane/out" on b env LISTEN=10.0.0.2 bash -c \
		'exec "$0" "$1" <>"$1/in"' "$plane" "$TMP/plane"
	wait_line 60 "$TMP/plane/out" '^[0-9]+$'
	"$plane" token 3600 first >"$TMP/token"
}

data_plane() { # data_plane ADDRESS:PORT KEYNUMBER: what the control plane says
	echo "$1 ${PUB[$2]}" >"$TMP/plane/data-plane.new"
	mv "$TMP/plane/data-plane.new" "$TMP/plane/data-plane"
}

# The control planes of an agent by the names of their modes
modes="good"

conf() { # conf LINE...: of the device
	local mode
	printf '%s\n' "[Control]" "Name = home" "AllowHttp = true" \
		"$(for mode in $modes; do
			echo "Url = http://10.0.0.2:$(<"$TMP/plane/out")/$mode"
		done)" \
		"TokenFile = $TMP/token" "[Device]" "Name = snap0" \
		"KeyFile = $TMP/key" "$@" >"$TMP/agent.conf"
}

agent() { # agent WORDS...: asks the one that runs
	on a snaptun-agent --socket "$TMP/agent.socket" "$@"
}

# In $agent, with no other right than to change the network, as its unit has it
start() {
	background "$TMP/agent.out" on a \
		setpriv --bounding-set=-all,+net_admin snaptun-agent \
		--socket "$TMP/agent.socket" --config "$TMP/agent.conf" run
	agent=$background
	wait_line 60 "$TMP/agent.out" "snap0: registered"
}

connect() { # and has an address, so that pings pass
	start
	agent wait --timeout $((60 * slow)) || fail "$(cat "$TMP/agent.out")"
	inner a snap0 1
}

gone() {
	! ipn a link show "$1"
}

tunnels() {
	agent status | sed -n 's/^  tunnel: //p'
}

has_tunnels() { # has_tunnels NUMBER
	[ "$(tunnels | grep -c 'up, our')" = "$1" ]
}

# A session with the gateway before may still be there, and be "up".
answers() {
	on a ping -c 1 -W 1 192.168.241.2
}

handshake() {
	tool b show t0 latest-handshakes | cut -f 2
}

local_ports() {
	agent status --json | jq '.devices[].tunnels[].local_port' | sort
}

asked() { # asked METHOD: how often
	grep -c " $1 " "$TMP/plane/log"
}
