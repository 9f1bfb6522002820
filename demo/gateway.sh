#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A SNAP on one machine: gate is its gateway, in the kernel, and its control plane.
# Alice and bob register there, each with a token, and talk SCION through it; what
# each of them used is on an account. Then bob is thrown out. Bob is an application
# on the public crates in Rust, STACK, if there is that program; else he is as
# alice is, with an interface and the agent.
#
#   alice 10.0.1.2 === cable === 10.0.1.1 gate 10.0.2.1 === cable === 10.0.2.2 bob
#                                    10.0.0.1
# shellcheck source=demo/scene.sh
. "$(dirname "$0")/scene.sh"

gate=snt-gate a=snt-alice b=snt-bob
as=1-ff00:0:110
plane=http://10.0.0.1:8080/

# What "ip" needs to know the word "role" lies beside the tools, or is installed.
gateway() {
	IP_LIB_DIR=$(dirname "$(command -v snaptun-ctl)")
	[ ! -e "$IP_LIB_DIR/link_snaptun.so" ] || export IP_LIB_DIR
	snaptun-ctl genkey >"$work/gate.key"
	show_and_run $gate ip link add g0 type snaptun role gateway
	show_and_run $gate snaptun-ctl set g0 private-key "$work/gate.key" \
		listen-port 10002 hairpin on
	show_and_run $gate ip link set g0 up
}

control_plane() {
	local line
	snaptun-controld keygen "$work/token.key" >"$work/jwks"
	printf '%s\n' "[Listen]" "Address = 10.0.0.1:8080" "AllowHttp = true" \
		"[Tokens]" "KeysFile = $work/jwks" \
		"RevokedFile = $work/revoked" "[Gateway]" "Device = g0" \
		"DataPlane = 10.0.0.1:10002" "Url = $plane" \
		"[Endhost]" "IsdAs = $as" | tee "$work/controld.conf"
	exec 3< <(on $gate snaptun-controld --config "$work/controld.conf" \
		--socket "$work/controld.socket" 2>&1)
	while read -r -t 60 line <&3; do
		echo "$line"
		[[ $line != *"answered at"* ]] || break
	done
}

token() { # token NAME
	snaptun-controld token --key "$work/token.key" --id "$1" --life 3600 \
		>"$work/$1.token"
	echo "a token for $1, good for an hour"
}

client() { # client NAME: an interface of that host; its address is in $address
	agent "snt-$1" "[Control]" "Url = $plane" "AllowHttp = true" \
		"TokenFile = $work/$1.token" "[Device]" "Name = snap0" \
		"KeyFile = $work/$1.key"
	address=$(on "snt-$1" snaptun-ctl show snap0 assigned-addresses | cut -f 2)
}

# He sends something to alice first, as then the gateway knows him.
rust_client() {
	local line
	exec 6< <(on $b "$STACK" serve=1 api=$plane token="$(<"$work/bob.token")" \
		to="[$as,${1%:*}]:${1##*:}" 2>&1)
	while read -r -t 60 line <&6 && [ "$line" != ready ]; do
		echo "$line"
		address=${line##*,} address=${address/]/}
	done
}

# Three datagrams from alice to bob, and what comes back
echoes() { # echoes ALICE BOB
	local line nr=0
	exec 5< <(on $a "$HELPER" packet-recv dev=snap0 proto=0x88b5 count=3 \
		idle=2000)
	read -r -t 60 <&5
	show_and_run $a snaptun-inject scion snap0 --from "$as,$1" \
		--to "$as,$2" --count 3 --rate 10pps --size 100
	while read -r -t 60 line <&5; do
		[[ $line != 88b5* ]] || nr=$((nr + 1))
	done
	echo "of 3 datagrams $nr came back"
}

say "Three hosts: alice and bob have a cable to gate each, and gate does not route"
for ns in $gate $a $b; do
	host $ns
done
ip -n $gate addr add 10.0.0.1/32 dev lo
cable $a 10.0.1.2/24 $gate 10.0.1.1/24
cable $b 10.0.2.2/24 $gate 10.0.2.1/24
ip -n $a route add default via 10.0.1.1
ip -n $b route add default via 10.0.2.1

say "The gateway: an interface"
gateway

say "Its control plane: snaptun-controld, and tokens that are signed with its key"
control_plane
token alice
token bob

say "Alice's agent registers her key, and connects an interface"
client alice
alice=$address

if [ -n "${STACK:-}" ]; then
	say "Bob is an application in Rust, on scion-stack, that registers by itself"
	rust_client "$alice"
else
	say "Bob's agent does so, too; whatever comes he sends back"
	client bob
	exec 6< <(on $b "$HELPER" scion-turn dev=snap0)
	read -r -t 60 <&6
fi
bob=$address

say "Alice, $as,$alice, sends to bob, $as,$bob"
echoes "$alice" "$bob"

say "What the gateway knows, and what each of them used"
show_and_run $gate snaptun-ctl identity show g0
show_and_run $gate snaptun-ctl account show g0

say "Bob is thrown out: his token is revoked"
show_and_run $gate snaptun-controld --socket "$work/controld.socket" revoke \
	token bob
echoes "$alice" "$bob"
show_and_run $gate snaptun-ctl identity show g0

say "Done: everything is removed again"
