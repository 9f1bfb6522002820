#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A gateway g0 at b, whose network sends SCION packets back as they came, and
# its clients at a: the public crate snap-tun, and devices of role client.
# SNAPTUN_CRATE says which versions, default: both.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

crate=""	# the version: with_each_crate

setup() {
	need_snap_wire
	hosts
	gateway
	turn
}

# The real client: an application that sends ten packets, five times a second.
app() { # app KEYNUMBER [PORT]
	peer_start a "snap-peer-$crate" client key="${KEY[$1]}" \
		server=10.0.0.2:10002 peer="${PUB[1]}" burst=10 every=200 \
		size=200 bind="10.0.0.1:${2:-10001}"
	app=$background
}

nr_back() { # of its packets
	local seen
	seen=$(grep -o 'received=[0-9]*' "$TMP/peer-a" | tail -n 1)
	echo "$((${seen#received=}))"
}

came_back() { # came_back LEAST
	[ "$(nr_back)" -ge "$1" ]
}

echoes() { # from now on
	wait_for 20 "packets that come back" came_back $(($(nr_back) + 30))
}

connects_and_echoes() {
	identity add 0 for 3600
	app 0
	peer_says 30 a '^assigned 10\.0\.0\.1:10001'
	echoes
	expect_eq "its tunnels" 1 "$(known 0 tunnels)"
}

stranger_hears_nothing_until_registered() {
	watch
	app 0
	wait_for 30 "initiations" file_has "$TMP/cap" ' in initiation '
	never_for 12 "an answer" file_has "$TMP/cap" ' out '
	dropped hs-unknown-identity 2 4
	identity add 0 for 3600
	peer_says 30 a '^assigned'
	echoes
	stop "$tap"
}

# Some packets each millisecond until the end, and none of them after it.
expires_to_the_millisecond() {
	local end
	client 0 6001
	end=$(now_s $((6 * slow)))
	identity add 0 expires "$end"
	tunnels_wait 6001
	send_scion 10.0.0.1:6001 $((10000 * slow)) --rate 2kpps
	stop "$turn"
	wait_line 10 "$TMP/turn" '^turned='
	expect_range "milliseconds from the last packet to the end" -1 3 \
		$((${end/./} - $(value last "$(tail -n 1 "$TMP/turn")")))
	dropped rx-identity-expired 100 $((10000 * slow))
	expect_eq "its state" expired "$(known 0 state)"
}

# Nobody is told anything by then, and nobody calls.
expired_identity_hears_nothing() {
	identity add 0 expires "$(now_s 6)"
	app 0
	peer_says 30 a '^assigned'
	echoes
	wait_for 20 "the end" has 0 state expired
	watch
	send b scion g0 --from 1-ff00:0:111,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:10001 --size 100 --count 20
	never_for 40 "a message" file_has "$TMP/cap" ' out '
	wait_for 30 "initiations of the client" \
		file_has "$TMP/cap" ' in initiation '
	dropped tx-identity-expired 20 20
	dropped hs-identity-expired 1 10
	stop "$tap"
}

prolonging_revives_the_tunnel() {
	identity add 0 expires "$(now_s 6)"
	app 0
	peer_says 30 a '^assigned'
	echoes
	wait_for 20 "the end" has 0 state expired
	idle_for 3
	watch
	identity prolong 0 for 3600
	echoes
	expect_eq "initiations" 0 \
		"$(count_lines "$TMP/cap" ' (in|out) initiation ')"
	stop "$tap"
}

late_renewal_readmits() {
	identity add 0 expires "$(now_s 6)"
	app 0
	peer_says 30 a '^assigned'
	wait_for 20 "the end" has 0 state expired
	moment=2
	wait_for 120 "the identity is forgotten" is_unknown 0
	identity add 0 for 3600
	wait_for 60 "packets that come back" came_back $(($(nr_back) + 30))
}

is_unknown() { # is_unknown KEYNUMBER
	! tool b identity show g0 "${PUB[$1]}" >"$TMP/known" 2>&1
}

revoked_identity_is_cut_off() {
	local before
	identity add 0 for 3600
	client 0 6001
	tunnels_wait 6001
	scion_echoes 6001
	identity revoke 0
	before=$(drops b g0 rx-unknown-index)
	send_scion 10.0.0.1:6001 10
	wait_for 10 "they are dropped" expect_range "packets" 10 20 \
		$(($(drops b g0 rx-unknown-index) - before))
	says 'No identity with this public-key' \
		tool b identity revoke g0 "${PUB[0]}"
	identity add 0 for 3600
	tool a tunnel restart t0 all
	wait_for 20 "an echo" scion_echoes 6001
}

many_sockets_of_one_identity() {
	local port
	identity add 0 for 3600 tunnel-limit 4
	client 0 6001 6002 6003 6004 6005
	wait_for 20 "four tunnels" has 0 tunnels 4
	for port in 6001 6002 6003 6004 6005; do
		! has_state "$port" up || scion_echoes "$port"
	done
	dropped hs-tunnel-limit 1 5
	dropped hs-replayed 0 0
	tool b identity prolong g0 "${PUB[0]}" tunnel-limit 5
	tunnels_wait 6001 6002 6003 6004 6005
}

# Another host has the address now: it shows that it is there by a cookie.
port_is_used_again_by_another() {
	identity add 0 for 3600
	identity add 2 for 3600
	watch
	app 0
	peer_says 30 a '^assigned'
	stop "$app"
	app 2
	peer_says 30 a '^assigned 10\.0\.0\.1:10001'
	echoes
	expect_eq "cookies" 1 "$(said cookie)"
	expect_eq "tunnels of the first" 0 "$(known 0 tunnels)"
	expect_eq "tunnels of the second" 1 "$(known 2 tunnels)"
	stop "$tap"
}

# The old clients give up at the first datagram that they cannot use, which may
# be one for the client before, sent while nobody knew that it had gone: their
# users start them again.
has_connected() {
	! file_has "$TMP/peer-a" NoCurrentSession || app 0
	file_has "$TMP/peer-a" '^assigned'
}

# How often what follows a response is not the beginning of a new session
nr_old_sessions_used() {
	awk '/ out response / { is_new = 1 }
	/ out (data|keepalive) / && is_new {
		nr += $NF != "number=0"
		is_new = 0
	}
	END { print nr + 0 }' "$TMP/cap"
}

# The network keeps sending to a client that has gone and comes again.
client_begins_anew() {
	local i load
	identity add 0 for 3600
	watch
	app 0
	peer_says 30 a '^assigned'
	for i in 1 2 3; do
		stop "$app"
		background "$TMP/load" inject b scion g0 \
			--from 1-ff00:0:111,10.9.9.9:7 \
			--to 1-ff00:0:110,10.0.0.1:10001 --size 100 \
			--count 4000 --rate 1kpps
		load=$background
		idle_for 1
		app 0
		wait_for 10 "a connection" has_connected
		stop "$load"
		echoes
	done
	stop "$tap"
	expect_range "responses" 4 20 "$(said response)"
	expect_eq "old sessions used again" 0 "$(nr_old_sessions_used)"
}

replayed_initiation_makes_no_tunnel() {
	identity add 0 for 3600
	watch save="$TMP/frames"
	app 0
	peer_says 30 a '^assigned'
	echoes
	stop "$tap"
	watch
	helper a replay dev=a0 file="$TMP/frames" type=1 times=20 \
		from-port=10009 >"$TMP/replay"
	wait_for 10 "they arrive" file_has "$TMP/cap" ' in initiation '
	never_for 3 "an answer" file_has "$TMP/cap" ' out response .* 10009$'
	expect_eq "its tunnels" 1 "$(known 0 tunnels)"
	dropped hs-replayed 20 20
	echoes
	stop "$tap"
}

forged_initiations_leave_nothing() {
	identity add 0 for 3600
	helper a initiations to=10.0.0.2 port=10002 key="${PUB[1]}" count=50 \
		>"$TMP/forged"
	wait_for 10 "they are dropped" expect_range "forged ones" 50 50 \
		"$(drops b g0 hs-decrypt-failed)"
	expect_eq "tunnels" 0 "$(known 0 tunnels)"
}

idle_client_needs_no_handshake() {
	identity add 0 for 3600
	client 0 6001
	tunnels_wait 6001
	watch
	idle_for 100
	expect_eq "initiations" 0 \
		"$(count_lines "$TMP/cap" ' (in|out) initiation ')"
	expect_range "empty packets answered" 8 12 "$(said keepalive)"
	stop "$tap"
}

# As the reference: 90 s after the first of its unanswered initiations
silent_client_is_forgotten() {
	identity add 0 for 3600
	app 0
	peer_says 30 a '^assigned'
	echoes
	stop "$app"
	moment=2
	wait_for 130 "its tunnel goes" has 0 tunnels 0
}

unknown_destinations_are_dropped() {
	identity add 0 for 3600
	client 0 6001
	tunnels_wait 6001
	send b scion g0 --from 1-ff00:0:111,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:6002 --size 100 --count 7
	send b scion g0 --from 1-ff00:0:111,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.9:6001 --size 100 --count 7
	dropped tx-no-tunnel 14 14
}

with_each_crate connects_and_echoes stranger_hears_nothing_until_registered \
	expired_identity_hears_nothing prolonging_revives_the_tunnel \
	late_renewal_readmits port_is_used_again_by_another client_begins_anew \
	replayed_initiation_makes_no_tunnel silent_client_is_forgotten
run_tests "${tests[@]}" expires_to_the_millisecond revoked_identity_is_cut_off \
	many_sockets_of_one_identity forged_initiations_leave_nothing \
	idle_client_needs_no_handshake unknown_destinations_are_dropped
