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
