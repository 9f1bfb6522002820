# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# The facade of the client t0 at a, and applications that know nothing of tunnels.

APP=10.64.0.1		# address of the device, and of applications
FACADE=10.64.0.2
APP6=fd00:64::1
FACADE6=fd00:64::2

# What goes into the tunnel at b comes back, as if from there.
turn_round() {
	background "$TMP/turned" helper b scion-turn dev=gw0
	wait_line 5 "$TMP/turned" ready
}

device() { # device SETTINGS...: the client's, with a way to the facade
	link_add_client a t0
	address a t0 $APP/32 $APP6/128
	ipn a link set t0 up
	ipn a route add $FACADE dev t0 src $APP
	ipn a route add $FACADE6 dev t0 src $APP6
	tool a set t0 private-key <(echo "${KEY[0]}") "$@"
}

# gateway_at ADDRESS [PORT]: what is at b
gateway_at() {
	local at=$1
	case $at in *:*) at="[$at]" ;; esac
	tool a set t0 gateway "${PUB[1]}" endpoint "$at:${2:-10002}"
}

begin() { # begin [SETTINGS...]
	hosts
	kernel_gateway
	device facade $FACADE "$@"
	gateway_at 10.0.0.2
	turn_round
}

# One application, of always the same port unless it is said, as the gateway
# knows one tunnel at a time; what it says at last is in $said.
app() { # app SETTINGS...
	said=$(helper a facade-app "$@" at=$APP facade=$FACADE port=5001 |
		tee "$TMP/app" | tail -n 1)
	note "$said"
}

# expect_answers NUMBER: of what it sent; nothing else came
expect_answers() {
	expect_eq "packets that came back" "$1" "$(value received "$said")"
	expect_eq "packets that were not right" 0 "$(value wrong "$said")"
}

flows() { # flows FILTER: of the tunnels
	tool a show t0 --json | jq -r ".interfaces[0].tunnels[] | $1"
}

nr_flows() {
	flows 'select(.app) | .id' | grep -c .
}

has_flows() { # has_flows NUMBER
	[ "$(nr_flows)" = "$1" ]
}

is_up_at() { # is_up_at REGEX
	flows .assigned_address | grep -q "^$1"
}
