#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The control plane beside a gateway g0 at b, and the agent at a: who registers
# gets through, as long as its token says, and what the control plane forgets the
# kernel knows.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

app=6001	# port of the agent's tunnel

setup() {
	need_snap_wire
	need_command snaptun-agent snaptun-controld setpriv
	hosts
	gateway
	rm -f "$TMP/token.key"
	snaptun-controld keygen "$TMP/token.key" >"$TMP/jwks"
	controld_conf
	serve
	token first 3600
	echo "${KEY[0]}" >"$TMP/key"
	agent_conf
}

controld_conf() {
	rm -f "$TMP/revoked"
	printf '%s\n' "[Listen]" "Address = 10.0.0.2:8080" "AllowHttp = true" \
		"[Tokens]" "KeysFile = $TMP/jwks" "RevokedFile = $TMP/revoked" \
		"[Gateway]" "Device = g0" "DataPlane = 10.0.0.2:10002" \
		"Url = http://10.0.0.2:8080/" "[Endhost]" \
		"IsdAs = 1-ff00:0:110" >"$TMP/controld.conf"
}

# In $controld, with the rights and as many files as its unit has
serve() {
	background "$TMP/controld" on b bash -c 'ulimit -n 65536; exec "$@"' - \
		setpriv --bounding-set=-all,+net_admin,+net_bind_service \
		snaptun-controld --config "$TMP/controld.conf" \
		--socket "$TMP/controld.socket"
	controld=$background
	wait_line 60 "$TMP/controld" "answered at 10.0.0.2:8080"
}

mint() { # mint ID SECONDS
	snaptun-controld token --key "$TMP/token.key" --id "$1" --life "$2" \
		--pssid ef16640f-0fa9-4360-be74-dbeec7ab4f9a
}

token() { # token ID SECONDS: for the agent
	mint "$@" >"$TMP/token.new"
	mv "$TMP/token.new" "$TMP/token"
}

agent_conf() {
	printf '%s\n' "[Control]" "Url = http://10.0.0.2:8080" \
		"AllowHttp = true" "TokenFile = $TMP/token" "[Device]" \
		"Name = snap0" "KeyFile = $TMP/key" "Ports = $app" \
		>"$TMP/agent.conf"
}

agent() { # agent WORDS...
	on a snaptun-agent --socket "$TMP/agent.socket" \
		--config "$TMP/agent.conf" "$@"
}

# In $agent, until its tunnel is up
connect() {
	background "$TMP/agent.out" agent run
	agent=$background
	wait_line 60 "$TMP/agent.out" "snap0: registered"
	agent wait --timeout $((60 * slow)) || fail "$(cat "$TMP/agent.out")"
	turn
}

send_app() { # send_app COUNT
	send a scion snap0 --from "1-ff00:0:110,10.0.0.1:$app" \
		--to 1-ff00:0:111,10.9.9.9:7 --size 100 --count "$1"
}

echoes() {
	receiver a snap0 --count 5
	send_app 5
	received 5
}

is_known() { # is_known [KEYNUMBER]
	tool b identity show g0 "${PUB[${1:-0}]}" >"$TMP/known" 2>&1
}

is_unknown() { # is_unknown [KEYNUMBER]
	! is_known "$@"
}

# Seconds from now to the end of a registration
left() {
	local until
	until=$(known 0 expires)
	echo $(($(date -u -d "${until:0:10} ${until:11:8}" +%s) - $(date +%s)))
}

lasts() { # lasts SECONDS, or longer
	[ "$(left)" -ge "$1" ]
}

are_dropped() { # are_dropped REASON NUMBER, or more
	[ "$(drops b g0 "$1")" -ge "$2" ]
}

health() { # its status
	local status
	exec 3<>/dev/tcp/10.0.0.2/8080
	printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
	read -r _ status _ <&3
	exec 3<&-
	echo "$status"
}

is_refused() { # what is said is in $TMP/once
	! agent once >"$TMP/once" 2>&1
}

agent_registers_and_its_tunnel_comes_up() {
	agent once >"$TMP/once"
	expect_match "what it says" "registered at .*, data plane 10.0.0.2:10002" \
		"$(grep "snap0: registered" "$TMP/once")"
	expect_eq "the token" first "$(known 0 token_id)"
	expect_eq "its holder" ef16640f-0fa9-4360-be74-dbeec7ab4f9a \
		"$(known 0 label)"
	expect_range "seconds that are left" 3000 3600 "$(left)"
	connect
	echoes
	expect_eq "its tunnels" 1 "$(known 0 tunnels)"
	expect_match "its rights" "^CapEff:[[:space:]]0+1400$" \
		"$(grep ^CapEff "/proc/$controld/status")"
}

death_of_the_control_plane_loses_nothing() {
	local before
	connect
	before=$(known 0 expires)
	kill -KILL "$controld"
	wait "$controld" 2>/dev/null || true
	echoes
	serve
	expect_eq "the end of the registration" "$before" "$(known 0 expires)"
	echoes
	token first 7200
	kill -HUP "$agent"
	wait_for 30 "a longer registration" lasts 4000
	echoes
}

another_key_takes_the_token_over() {
	connect
	echoes
	echo "${KEY[2]}" >"$TMP/key"
	agent once >"$TMP/once"
	is_known 2 || fail "the second key is not registered"
	is_unknown 0 || fail "the first key still is"
	expect_eq "the token" first "$(known 2 token_id)"
}

end_of_the_token_is_the_end() {
	token short 20
	connect
	echoes
	wait_for 40 "the end" has 0 state expired
	send_app 5
	wait_for 10 "they are dropped" are_dropped rx-identity-expired 5
	token next 3600
	wait_for 60 "the renewal" has 0 state active
	echoes
}

revoked_in_the_file() {
	connect
	echoes
	echo "token first" >>"$TMP/revoked"
	wait_for 20 "the end" is_unknown
	is_refused || fail "it is registered"
	expect_match "why" "401.*token is revoked" "$(cat "$TMP/once")"
	token second 3600
	agent once >"$TMP/once"
	echo "holder ef16640f-0fa9-4360-be74-dbeec7ab4f9a" >>"$TMP/revoked"
	wait_for 20 "the end" is_unknown
	rm "$TMP/revoked"
	wait_line 20 "$TMP/controld" "read again: 0 are revoked"
	agent once >"$TMP/once"
	is_known || fail "it is not registered again"
}

revoked_by_the_owner() {
	local before
	connect
	echoes
	on b snaptun-controld --socket "$TMP/controld.socket" revoke \
		token first >"$TMP/said"
	expect_eq "what is said" "1 registrations ended" "$(cat "$TMP/said")"
	is_unknown || fail "it is still registered"
	before=$(drops b g0 rx-unknown-index)
	send_app 5
	wait_for 10 "they are dropped" \
		are_dropped rx-unknown-index $((before + 5))
	expect_eq "what is kept" "token first" "$(cat "$TMP/revoked")"
}

# The family of netlink has another number then.
module_goes_and_comes_back() {
	[ "$(on b bash -c "$(declare -f health); health")" = 200 ] ||
		fail "it is not well"
	ipn b link del g0
	expect_eq "its health without a gateway" 503 \
		"$(on b bash -c "$(declare -f health); health")"
	is_refused || fail "it is registered"
	expect_match "why" "503.*data plane is not available" \
		"$(cat "$TMP/once")"
	modprobe -r snaptun
	modprobe snaptun
	gateway
	agent once >"$TMP/once"
	is_known || fail "it is not registered"
}

# By the public crates: it asks for underlays, registers, and has a tunnel beside
# that of the agent, who sends back what comes.
application_of_scion_stack_registers() {
	need_command scion-stack
	connect
	background "$TMP/app" helper a scion-turn dev=snap0
	wait_line 10 "$TMP/app" '^ready'
	mint second 3600 >"$TMP/second"
	on a scion-stack api=http://10.0.0.2:8080/ token="$(<"$TMP/second")" \
		key="$(base64 -d <<<"${KEY[2]}" | xxd -p -c 32)" count=5 \
		to="[1-ff00:0:110,10.0.0.1]:$app" >"$TMP/stack" 2>&1 ||
		fail "$(cat "$TMP/stack" "$TMP/controld")"
	expect_eq "datagrams" "sent=5 received=5" "$(tail -n 1 "$TMP/stack")"
	expect_eq "its token" second "$(known 2 token_id)"
}

# Beside ten thousand connections that ask for nothing; 400 tokens with a key each,
# three times. What it costs is in virtual time.
many_register_beside_many_who_wait() {
	local i before cost
	printf '%s\n' "[Clients]" "MaxConnections = 0" >>"$TMP/controld.conf"
	kill -TERM "$controld"
	wait_end 20 "$controld"
	serve
	for ((i = 0; i < 400; i++)); do
		mint "load-$i" 3600
	done >"$TMP/tokens"
	before=$(processor_ns)
	background "$TMP/load" helper a control-load to=10.0.0.2 \
		tokens="$TMP/tokens" rounds=3 idle=10000
	wait_line 60 "$TMP/load" '^ready'
	note "10000 connections: $(memory_kb) KB, $(($(processor_ns) - before)) ns"
	before=$(processor_ns)
	wait_line 60 "$TMP/load" '^asked='
	cost=$((($(processor_ns) - before) / 1200))
	note "a registration: $cost ns, $((1000000000 / cost)) in a second"
	expect_eq "registrations" "asked=1200 registered=1200" \
		"$(tail -n 1 "$TMP/load")"
	expect_eq "clients turned away" 0 "$(on b snaptun-controld --socket \
		"$TMP/controld.socket" status --json |
		jq '.listeners[0].refused')"
	expect_eq "identities" 400 "$(tool b identity show g0 --json |
		jq '.identities | length')"
}

processor_ns() { # of the control plane, in steps of 10 ms
	awk '{print ($14 + $15) * 10000000}' "/proc/$controld/stat"
}

memory_kb() { # likewise
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$controld/status"
}

run_tests agent_registers_and_its_tunnel_comes_up \
	death_of_the_control_plane_loses_nothing \
	another_key_takes_the_token_over end_of_the_token_is_the_end \
	revoked_in_the_file revoked_by_the_owner application_of_scion_stack_registers \
	many_register_beside_many_who_wait \
	module_goes_and_comes_back
