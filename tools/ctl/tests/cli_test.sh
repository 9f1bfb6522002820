#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tool says to a command line that is wrong, or asks for help: one line
# on standard error and status 1, or the usage on standard output and status 0.
# Nothing here gets as far as the kernel.
# usage: cli_test.sh SNAPTUN-CTL
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
tool=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/tests/cli.sh
. "$here/../tests/cli.sh"

KEY=xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=

conf() { # conf LINE...: as a file
	printf '%s\n' "$@" >"$tmp/c.conf"
	echo "$tmp/c.conf"
}

peer() { # peer REGEX WORDS...: refused after a peer
	local regex=$1
	shift
	refused "$regex" set w0 peer "$KEY" "$@"
}

echo "KTAP version 1"
echo "1..18"
mapfile -t commands < <("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
point "help is given wherever it is asked for" "$(
	helps "^Usage: snaptun-ctl COMMAND" --help
	helps "^Usage: snaptun-ctl COMMAND" -h
	helps "^Usage: snaptun-ctl COMMAND" help
	for c in "${commands[@]}"; do
		helps "^Usage: snaptun-ctl $c( |$)" "$c" --help
		helps "^Usage: snaptun-ctl $c( |$)" "$c" help
		helps "^Usage: snaptun-ctl $c( |$)" "$c" a b c d --help
		helps "^Usage: snaptun-ctl $c( |$)" "$c" --json -h x
	done
	helps "^Usage: snaptun-ctl set" set w0 peer --help
	helps "^Usage: snaptun-ctl set" set w0 peer KEY allowed-ips --help
	helps "^Usage: snaptun-ctl show" --json --help
	helps "endpoints .*transfer" show --help)"
point "a label is no call for help" "$(
	refused "nonsense. is not understood" \
		set w0 peer "$KEY" label --help nonsense
	refused "nonsense. is not understood" \
		set w0 peer "$KEY" label -h nonsense)"
point "what is not known is refused in one line" "$(
	refused "no command .nonsense'.*--help" nonsense
	refused "no command .nonsense'" nonsense --help
	refused "no command .--nonsense'" --nonsense
	for c in "${commands[@]}"; do
		refused "^snaptun-ctl: $c: there is no option .--nonsense'" \
			"$c" --nonsense
	done
	for c in show showconf monitor keylog stats check up down save strip \
			resolve; do
		refused "there is no option .--jsno'" "$c" w0 --jsno
	done
	refused "^Usage: snaptun-ctl import" import
	refused "^Usage: snaptun-ctl keylog" keylog
	refused "^Usage: snaptun-ctl import" import a b c
	for c in genkey genpsk pubkey; do
		refused "^Usage: snaptun-ctl $c" "$c" x
	done
	for c in monitor keylog stats check showconf show; do
		refused "^Usage: snaptun-ctl $c" "$c" x y z
	done
	for c in set setconf addconf syncconf up down save strip tunnel \
			resolve; do
		refused "^Usage: snaptun-ctl $c" "$c"
	done
	refused "no field .nonsense': .*--help" show w0 nonsense)"
point "set names what a word takes" "$(
	refused "wire: .tcp' is not .snap' or .wireguard'" set w0 wire tcp
	refused "payload: .all' is not .ip', .scion' or .any'" \
		set w0 payload all
	refused "gso: .yes' is not .auto', .on' or .off'" set w0 gso yes
	peer "encap: .gre' is not .none' or .geneve'" encap gre
	peer "vni: .16777216' is not a number up to 16777215" vni 16777216
	peer "persistent-keepalive: .x' is not .*1 to 65535.*off" \
		persistent-keepalive x
	refused "fwmark: .x' is not a 32-bit number or .off'" set w0 fwmark x
	refused "peer: .short' is not a key in base64" set w0 peer short
	refused ".vni' needs a value" set w0 peer "$KEY" vni)"
point "set names the words that it knows" "$(
	refused "colour. is not understood; .* listen-port .* gso .*peer gateway$" \
		set w0 colour red
	peer "colour. is not understood; .* endpoint .* label peer remove$" \
		colour red
	refused "allowed-ips. is said of a peer" set w0 allowed-ips ::/0
	refused "remove. is said of a peer" set w0 remove
	peer "listen-port. is said of the interface" listen-port 1)"
point "set knows what a gateway is" "$(
	gateway() {
		local regex=$1
		shift
		refused "$regex" set w0 gateway "$KEY" "$@"
	}
	refused "gateway: .short' is not a key in base64" set w0 gateway short
	gateway "understood; possible are preshared-key endpoint persistent-keepalive$" \
		colour red
	gateway "allowed-ips. is not understood" allowed-ips ::/0
	gateway "remove. is not understood" remove
	gateway "carrier. is said of the interface" carrier always
	gateway "one gateway, or else peers" gateway "$KEY"
	gateway "one gateway, or else peers" peer "$KEY"
	peer "one gateway, or else peers" gateway "$KEY"
	gateway "endpoint: .* with a port from 1 to 65535" endpoint 192.0.2.1:0
	refused "address-policy: .x' is not .auto', .pinned' or .following'" \
		set w0 address-policy x
	refused "carrier: .x' is not .follow' or .always'" set w0 carrier x
	for s in x -1 4294967296 "5 s"; do
		refused "give-up-after: .*1 to 4294967295.* or .never'" \
			set w0 give-up-after "$s"
	done)"
point "set knows what a facade is" "$(
	for s in x "" 192.0.2 192.0.2.9:0 192.0.2.9/32 "[192.0.2.9]:5" \
		2001:db8::9/128 "[2001:db8::9]:" host.example:5; do
		refused "facade: .*' is not an address, address:port or " \
			set w0 facade "$s"
	done
	refused "facade-senders: .x' is not .local' or .any'" \
		set w0 facade-senders x
	refused "facade-translation: .x' is not .on' or .off'" \
		set w0 facade-translation x
	for s in x -1 1025 ""; do
		refused "flow-limit: .*' is not a number from 0 to 1024" \
			set w0 flow-limit "$s"
	done
	refused "flow-idle: .off' is not a number of seconds .* or .never'" \
		set w0 flow-idle off
	refused "c.conf:2: Facade: .x' is not an address, address:port or " \
		setconf w0 "$(conf '[Interface]' 'Facade = x')"
	refused "c.conf:2: FlowLimit is for clients" \
		setconf w0 "$(conf '[Interface]' 'FlowLimit = 5')")"
point "set knows what a gateway's policy is" "$(
	refused "policy: .x' is not .off', .host' or .strict'" set w0 policy x
	for s in x "" 1 0-1 1-0 1-ff00:0 1-ff00:0:110,x 65536-1 \
		"$(printf '1-%d,' {1..17})"; do
		refused "isd-as: .*' is not up to 16 of an ISD and an AS" \
			set w0 isd-as "$s"
	done
	for s in x 199 541 never ""; do
		refused "tunnel-idle: .*' is not a number of seconds from 200" \
			set w0 tunnel-idle "$s"
	done
	refused "hairpin: .x' is not .on' or .off'" set w0 hairpin x
	refused "keylog: .x' is not .off' or .on'" set w0 keylog x
	refused "c.conf:2: IsdAs: .x' is not up to 16 of" \
		setconf w0 "$(conf '[Interface]' 'IsdAs = x')"
	refused "c.conf:2: Policy is for gateways: say .Role = gateway'" \
		setconf w0 "$(conf '[Interface]' 'Policy = strict')")"
point "underlay says what it takes" "$(
	for s in x 192.0.2.1 192.0.2.1:0 =192.0.2.1:5 0=192.0.2.1:5 \
		65536=192.0.2.1:5 1=2=192.0.2.1:5 2001:db8::1:5 1=host:5; do
		refused "underlay: .*' is not .INTERFACE=.ADDRESS:PORT" \
			underlay set w0 "$s"
	done
	refused "another router has this interface" \
		underlay set w0 1=192.0.2.1:5 1=192.0.2.2:5
	refused "these are more than 64 routers" \
		underlay set w0 $(seq -f '%g=192.0.2.1:5' 65)
	refused "port: .65536' is not a port" \
		underlay set w0 192.0.2.1:5 port 65536
	refused "name a router, or .off'" underlay set w0 port 5
	refused ".port' needs a value" underlay set w0 192.0.2.1:5 port
	refused "line 1: this is not JSON" \
		underlay load w0 "$(conf 'border_routers')"
	refused "there is no router with an interface" \
		underlay load w0 "$(conf '{"border_routers": {}}')"
	refused "No such file" underlay load w0 "$tmp/none")"
point "tunnel says what it takes" "$(
	for words in "" add del "del w0" "restart w0" "accept-address w0" \
			show "show w0 x" "grow w0" "del w0 1 2"; do
		# shellcheck disable=SC2086
		refused "^Usage: snaptun-ctl tunnel" tunnel $words
	done
	refused "there is no option .--jsno'" tunnel show w0 --jsno)"
point "flow says what it takes" "$(
	for words in "" w0 shwo "show w0 w1" "show w0 --json x"; do
		# shellcheck disable=SC2086
		refused "^Usage: snaptun-ctl flow show .INTERFACE. .--json.$" \
			flow $words
	done
	refused "there is no option .--jsno'" flow show --jsno)"
point "a list goes on after a comma" "$(
	peer "allowed-ips: .oops' is not an address" \
		allowed-ips 10.0.0.0/8, "::/0 , ::1", oops
	peer "allowed-ips: .endpoint' is not an address" \
		allowed-ips 10.0.0.0/8, endpoint 192.0.2.1:5
	peer "allowed-ips: .,' is not an address" allowed-ips 10.0.0.0/8,
	peer "oops. is not understood" allowed-ips 10.0.0.0/8, ::/0 oops)"
point "ports end at 65535" "$(
	refused "listen-port: .65536' is not a port .0 to 65535." \
		set w0 listen-port 65536
	for port in 65536 70000 0 -1 +5 " 5"; do
		for host in 192.0.2.1 "[::1]" host.example; do
			peer "endpoint: .* with a port from 1 to 65535" \
				endpoint "$host:$port"
		done
	done
	for port in 65536 70000 0 -1 +5; do
		refused "c.conf:3: Endpoint: .* with a port from 1 to 65535" \
			setconf w0 "$(conf '[Peer]' "PublicKey = $KEY" \
				"Endpoint = host.example:$port")"
	done
	refused "c.conf:2: ListenPort: .70000' is not a port" \
		setconf w0 "$(conf '[Interface]' 'ListenPort = 70000')")"
point "addresses have four numbers" "$(
	for host in 1.2.3 1 010.0.0.1 0x7f.1 1.2.3.256; do
		peer "endpoint: .$host:5' .*four numbers" endpoint "$host:5"
		peer "allowed-ips: .$host' is not an address" \
			allowed-ips "$host"
		peer "allowed-ips: .$host/24' is not an address" \
			allowed-ips "10.0.0.0/8, $host/24"
		for c in setconf addconf syncconf; do
			refused "c.conf:3: Endpoint: .$host:5' .*four numbers" \
				$c w0 "$(conf '[Peer]' "PublicKey = $KEY" \
					"Endpoint = $host:5")"
			refused "c.conf:3: AllowedIPs: .$host' is not an" \
				$c w0 "$(conf '[Peer]' "PublicKey = $KEY" \
					"AllowedIPs = ::/0, $host")"
		done
		refused "c.conf:2: Address: .$host/24' is not an address" \
			strip "$(conf '[Interface]' "Address = $host/24")"
	done
	refused "c.conf:2: DNS: .9.9.9' is not an address" \
		strip "$(conf '[Interface]' 'DNS = 9.9.9')")"
point "an unknown host is one line" "$(
	export WG_ENDPOINT_RESOLUTION_RETRIES=0
	peer "^snaptun-ctl: endpoint: nosuch.invalid:5: [A-Z]" \
		endpoint nosuch.invalid:5
	refused "c.conf:1: the endpoint of this .Peer.: nosuch.invalid:5: [A-Z]" \
		setconf w0 "$(conf '[Peer]' "PublicKey = $KEY" \
			"Endpoint = nosuch.invalid:5")")"
point "a key in the place of its file is not shown" "$(
	for word in private-key "peer $KEY preshared-key"; do
		# shellcheck disable=SC2086
		refused "key takes the file" set w0 $word "$KEY"
		! grep -F "$KEY" "$tmp/err"
	done
	refused "private-key: /nonexistent: No such file" \
		set w0 private-key /nonexistent)"
imported() { # imported OUTPUT ARGUMENTS...: what import says on standard output
	local expected=$1
	shift
	"$tool" import "$@" >"$tmp/out" 2>"$tmp/err" || cat "$tmp/err"
	[ "$(<"$tmp/out")" = "$expected" ] ||
		echo "'$expected', seen '$(<"$tmp/out")'"
}
point "import writes a file of its owner alone, and none over another" "$(
	cd "$tmp" || exit
	umask 0
	printf '%s\n' '[Interface]' 'PostUp = wg set %i fwmark 1' \
		'PreDown = ping -I wg ::1' >wg0.conf
	mkdir to
	changes="wg0.conf:1: \`Wire = wireguard' is added
wg0.conf:2: \`wg set' becomes \`snaptun-ctl set'"
	imported "$changes
to/s0.conf is written" wg0.conf to/s0.conf
	[ "$(<err)" = "wg0.conf:3: Warning: \`wg' is left as it is" ] || cat err
	[ "$(stat -c %a to/s0.conf)" = 600 ] || ls -l to
	"$tool" strip to/s0.conf | grep -qx 'Wire = wireguard' || cat to/s0.conf
	echo mine >to/wg0.conf
	refused "to/wg0.conf is there already; with --replace" \
		import wg0.conf to/wg0.conf
	[ "$(<to/wg0.conf)" = mine ] || cat to/wg0.conf
	imported "$changes
$tmp/to/wg0.conf is written" wg0.conf to/wg0.conf --replace
	[ "$(stat -c %a to/wg0.conf)" = 600 ] || ls -l to
	echo 'Jc = 4' >>wg0.conf
	refused "^wg0.conf:4: unknown key .Jc' in .Interface." \
		import wg0.conf to/x.conf
	refused "stdin: the name of the file must be that of an interface" \
		import /dev/stdin
	refused "/etc/wireguard/none.conf: No such file" import none
	find to -type f ! -name s0.conf ! -name wg0.conf)"
point "lists are not empty" "$([ ${#commands[@]} -ge 16 ] ||
	echo ${#commands[@]})"
exit "$failed"
