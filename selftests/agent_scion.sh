#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Programs of SCION that know nothing of SNAP: the tool and the daemon of
# scionproto and a program on its library, as they are, have the facades of host a
# as their border routers, and the agent as their control service. PocketSCION at
# host b is the rest of SCION. "make check-interop".
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/pocket.sh
. lib/pocket.sh

sciond=127.0.0.1:30255		# of the near AS, where the tool looks for it
sciond_far=127.0.0.1:30256

setup() {
	need_snaptun
	need_pocket
	need_command scion scion-daemon scion-pki scion-echo
	make_trcs
}

# By these a daemon knows that both ASes are core ASes. Once for all tests.
make_trcs() {
	local as
	[ ! -e "$TMP/certs" ] || return 0
	{
		echo "ASes:"
		for as in $near $far; do
			echo "  \"$as\": {core: true, voting: true," \
				"authoritative: true, issuing: true}"
		done
	} >"$TMP/topo"
	(cd "$TMP" && scion-pki testcrypto -t topo -o crypto) >"$TMP/pki" 2>&1 ||
		fail "$(cat "$TMP/pki")"
	mkdir "$TMP/certs"
	find "$TMP/crypto" -name '*.trc' -exec cp {} "$TMP/certs" \;
}

# Of the interface of that number, in the family that "family" says
inside() { # inside NUMBER HOST
	case $family in
	4) echo "10.64.$1.$2" ;;
	6) echo "fd00:6$1::$2" ;;
	esac
}

in_brackets() { # in_brackets HOST: as it is written before a port
	case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac
}

# With an interface, addresses and a daemon of its own for either AS
begin() { # begin FAMILY ADDRESS-OF-B
	family=$1
	rm -rf "$TMP"/sd[01]
	mkdir "$TMP/sd0" "$TMP/sd1"
	pocket_start "$(in_brackets "$2")"
	{
		in_as "$near" 0 "$far"
		in_as "$far" 1 "$near"
	} >"$TMP/conf"
	pocket_agent
	daemon_start 0 $sciond
	daemon_start 1 $sciond_far
}

in_as() { # in_as ISD-AS NUMBER OTHER-ISD-AS
	cat <<-E
	[Control]
	Name = control$2
	Endhost = $(said "endhost $1")
	AllowHttp = true
	TokenFile = $TMP/token-$2
	[Device]
	Name = snap$2
	Control = control$2
	KeyFile = $TMP/key-$2
	Keepalive = 2
	Facade = $(inside "$2" 2)
	Address = $(inside "$2" 1)
	Serve = $(inside "$2" 1)
	Destinations = $3
	Topology = $TMP/sd$2/topology.json
	E
}

daemon_start() { # daemon_start NUMBER ADDRESS:PORT
	local dir=$TMP/sd$1
	cp -r "$TMP/certs" "$dir/"
	wait_for 20 "the topology" test -s "$dir/topology.json"
	cat >"$dir.toml" <<-E
	[general]
	id = "sd$1"
	config_dir = "$dir"
	[trust_db]
	connection = "$dir/trust.db"
	[path_db]
	connection = "$dir/path.db"
	[sd]
	address = "$2"
	disable_seg_verification = true
	E
	background "$dir.out" on a scion-daemon --config "$dir.toml"
	wait_line 60 "$dir.out" 'Certificate chains loaded'
	wait_listener a tcp "${2#*:}"
}

scion_tool() { # scion_tool ARGUMENTS...: what it says is in $answer
	on a scion "$@" >"$TMP/scion" 2>&1 || fail "scion $*" "$(cat \
		"$TMP/scion" "$TMP/sd0.out" "$TMP/agent")"
	answer=$(<"$TMP/scion")
	note "$answer"
}

tool_works() { # tool_works
	scion_tool showpaths $far
	expect_match "the path" "\[$near 1>3 $far\]" "$answer"
	expect_has "the next hop" "NextHop: $(in_brackets "$(inside 0 2)"):30042 "
	expect_match "the probe" "Status: alive" "$answer"
	scion_tool ping -c 5 --interval 100ms "$far,$responder"
	expect_match "answers" "5 packets transmitted, 5 received, 0%" "$answer"
	expect_has "the source" "Resolved local address:"$'\n'"  $(inside 0 1)"
	scion_tool traceroute "$far,$responder"
	expect_match "the first router" "$near,.* IfID=1 " "$answer"
	expect_match "the last router" "$far,.* IfID=3 " "$answer"
}

expect_has() { # expect_has WHAT TEXT
	[[ $answer == *"$2"* ]] || fail "$1: expected '$2', seen '$answer'"
}

# at NUMBER PORT: of an application on the interface of that number
at() {
	echo "$(in_brackets "$(inside "$1" 1)"):$2"
}

# The address of the tunnel of the application there; that is how others know it.
known() { # known NUMBER PORT
	tool a show "snap$1" --json | jq -re --arg app "$(at "$1" "$2")" \
		'.interfaces[0].tunnels[] | select(.app == $app and
		.state == "up").assigned_address'
}

# The one that answers has to be the first to send, as nothing comes to a socket
# that has no tunnel.
server_start() { # server_start COMMAND...: its address is in $server_at
	local port
	background "$TMP/server" on a "$@"
	wait_line 20 "$TMP/server" '^ready'
	port=$(sed -n 's/^local .*://p' "$TMP/server")
	wait_for 20 "the address of the server" known 1 "$port"
	server_at=$(known 1 "$port")
}

programs_on_snet_work() { # programs_on_snet_work SIZE...
	local size
	server_start scion-echo -serve -sciond $sciond_far \
		-local "$(at 1 0)" \
		-to "$near,$(in_brackets "$responder"):7"
	for size; do
		expect_eq "datagrams of $size bytes" "sent=20 received=20" \
			"$(on a scion-echo -local "$(at 0 0)" -count 20 \
			-size "$size" -to "$far,$server_at" | tail -n 1)"
	done
}

programs_of_scionproto_work() {
	hosts
	begin 4 10.0.0.2
	tool_works
	programs_on_snet_work 8 100 1200
}

programs_of_scionproto_work_with_ipv6() {
	responder=fd00:9::9
	hosts
	begin 6 fd00::2
	tool_works
	programs_on_snet_work 8 1200
}

# PocketSCION is behind the router, too: what comes back finds its way only
# while the router remembers who it is for.
nat_forgets_soon_and_has_another_address() {
	local ping received
	need_command nft
	hosts_behind_nat 5
	begin 4 10.0.2.2
	tool_works
	programs_on_snet_work 1200
	background "$TMP/ping" on a scion ping -c 60 "$far,$responder"
	ping=$background
	wait_line 20 "$TMP/ping" 'scmp_seq=3'
	nat_has_another_address
	wait_end 120 "$ping"
	answer=$(tail -n 3 "$TMP/ping")
	note "$answer"
	received=$(sed -n 's/.* transmitted, \([0-9]*\) received.*/\1/p' <<<"$answer")
	expect_range "answers" 30 60 "$received"
	expect_match "the last answers" 'scmp_seq=5[5-9]' "$(cat "$TMP/ping")"
}

# Its own endhost API would offer a SNAP; that of the agent offers the facade.
programs_on_scion_stack_work() {
	local size
	need_command scion-stack
	[ -e /etc/ssl/certs/ca-certificates.crt ] ||
		skip "no certificates, without which scion-stack asks nobody"
	hosts
	begin 4 10.0.0.2
	server_start scion-stack serve=1 api="http://$(at 1 30252)" \
		to="[$near,$responder]:7"
	for size in 8 100 1200; do
		on a scion-stack api="http://$(at 0 30252)" count=20 size=$size \
			to="[$far,${server_at%:*}]:${server_at##*:}" \
			>"$TMP/client" 2>&1 || fail "$(cat "$TMP/client")"
		expect_eq "datagrams of $size bytes" "sent=20 received=20" \
			"$(tail -n 1 "$TMP/client")"
	done
}

run_tests programs_of_scionproto_work programs_of_scionproto_work_with_ipv6 \
	nat_forgets_soon_and_has_another_address programs_on_scion_stack_work
