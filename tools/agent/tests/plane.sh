#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A control plane for the tests of the agent, which source this with its folder
# in $here.

: "${here:?}"
tmp=$(mktemp -d)
plane=$here/../../selftests/agent/control_plane.py
# No core dumps, no debuggers: only root's leak checker may look inside.
[ "$(id -u)" = 0 ] || export ASAN_OPTIONS=detect_leaks=0

start() { # start NAME [CERTIFICATE KEY]: a control plane; its port is in $port
	mkdir "$tmp/$1"
	mkfifo "$tmp/$1/in" "$tmp/$1/out"
	"$plane" "$tmp/$1" "${@:2}" <"$tmp/$1/in" >"$tmp/$1/out" &
	# held open until this script ends, and the control plane with it
	# shellcheck disable=SC2034
	exec {keep}>"$tmp/$1/in"
	# shellcheck disable=SC2034
	read -r port <"$tmp/$1/out"
}
