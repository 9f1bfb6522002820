#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The daemon and tool of scionproto, as they are, know the paths of PocketSCION by
# the agent alone: by the topology that it writes and the segments that it gives
# them. Needs no module and no network but 127.0.0.1.
#
#   scion.sh AGENT POCKET SCION DAEMON PKI
set -u
agent=$1 pocket=$2 scion=$3 daemon=$4 pki=$5
near=1-ff00:0:132 far=2-ff00:0:212
# of our own, as those of a run before may not be free yet
port=$((20000 + $$ % 1000 * 10))
ours=$((port + 5)) sciond=127.0.0.1:$((port + 6))
tmp=$(mktemp -d)
mkfifo "$tmp/nothing"
programs=()
end() {
	[ ${#programs[@]} = 0 ] || kill "${programs[@]}" 2>/dev/null
	rm -rf "$tmp"
}
trap end EXIT

start() { # start NAME COMMAND...: what it says is in a file of that name
	"${@:2}" >"$tmp/$1" 2>&1 </dev/null &
	programs+=($!)
}

soon() { # soon COMMAND...: waits until it succeeds
	local until=$((SECONDS + 60))
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $until ] || return 1
		read -r -t 0.1 <>"$tmp/nothing"
	done
	return 0
}

point() { # point NUMBER NAME COMMAND...
	local out
	if out=$("${@:3}" 2>&1); then
		echo "ok $1 $2"
	else
		sed 's/^/# /' <<<"$out" "$tmp/agent" "$tmp/daemon"
		echo "not ok $1 $2"
	fi
}

configure() {
	sed -n '1,/^token/s/^token //p' "$tmp/pocket" >"$tmp/token"
	cat >"$tmp/conf" <<-E
	[Control]
	Endhost = $(sed -n "s,^endhost $near ,,p" "$tmp/pocket")
	AllowHttp = true
	TokenFile = $tmp/token
	[Device]
	Name = lo
	Manage = false
	KeyFile = $tmp/key
	Facade = 127.0.0.1
	Serve = 127.0.0.1:$ours
	Destinations = $far
	Topology = $tmp/sd/topology.json
	E
	cat >"$tmp/sd.toml" <<-E
	[general]
	id = "sd"
	config_dir = "$tmp/sd"
	[trust_db]
	connection = "$tmp/trust.db"
	[path_db]
	connection = "$tmp/path.db"
	[sd]
	address = "$sciond"
	disable_seg_verification = true
	E
}

# By these the daemon knows that both ASes are core ASes.
make_trcs() {
	local as
	echo "ASes:" >"$tmp/topo"
	for as in $near $far; do
		echo "  \"$as\": {core: true, voting: true, authoritative: true, issuing: true}"
	done >>"$tmp/topo"
	(cd "$tmp" && "$pki" testcrypto -t topo -o crypto) >"$tmp/pki" 2>&1
	mkdir -p "$tmp/sd/certs"
	find "$tmp/crypto" -name '*.trc' -exec cp {} "$tmp/sd/certs" \;
}

shows() { # shows REGEX AS: the paths to it
	"$scion" showpaths --no-probe --sciond $sciond "$2" >"$tmp/paths" 2>&1 &&
		grep -qE "$1" "$tmp/paths" || { cat "$tmp/paths"; return 1; }
}

echo "KTAP version 1"
echo "1..2"
: >"$tmp/agent"
: >"$tmp/daemon"
start pocket "$pocket" listen=127.0.0.1:$port echo=10.9.9.9
soon grep -q ^ready "$tmp/pocket" || sed 's/^/# /' "$tmp/pocket"
configure
make_trcs
start agent "$agent" --socket "$tmp/socket" --config "$tmp/conf" run
point 1 "the agent writes a topology for the daemon" \
	soon test -s "$tmp/sd/topology.json"
start daemon "$daemon" --config "$tmp/sd.toml"
point 2 "the daemon finds paths, which begin at the facade" \
	soon shows "\[$near 1>3 $far\].*NextHop: 127.0.0.1:30042" $far
