# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of snaptun-ctl for bash.

_snaptun_ctl_interfaces() {
	snaptun-ctl show interfaces 2>/dev/null
}

_snaptun_ctl_configurations() {
	local f
	for f in /etc/snaptun/*.conf; do
		[[ ! -e $f ]] || basename "$f" .conf
	done
}

# Words of "set" after the interface: a value for what stands before, or the
# next word of the grammar.
_snaptun_ctl_set() {
	local previous=$1 i have=
	case $previous in
	wire) echo "snap wireguard"; return ;;
	payload) echo "ip scion any"; return ;;
	gso) echo "auto on off"; return ;;
	encap) echo "none geneve"; return ;;
	role) echo "peer client gateway"; return ;;
	address-policy) echo "auto pinned following"; return ;;
	give-up-after) echo "never"; return ;;
	carrier) echo "follow always"; return ;;
	facade) echo "off"; return ;;
	facade-senders) echo "local any"; return ;;
	facade-translation) echo "on off"; return ;;
	flow-idle) echo "never"; return ;;
	policy) echo "off host strict"; return ;;
	isd-as) echo "off"; return ;;
	hairpin | keylog) echo "on off"; return ;;
	fwmark | persistent-keepalive) echo "off"; return ;;
	private-key | preshared-key) echo "@file"; return ;;
	peer) snaptun-ctl show "${COMP_WORDS[2]}" peers 2>/dev/null; return ;;
	gateway) snaptun-ctl show "${COMP_WORDS[2]}" gateway 2>/dev/null; return ;;
	listen-port | flow-limit | tunnel-idle) return ;;
	endpoint | allowed-ips | vni | label) return ;;
	esac
	for ((i = 3; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in peer | gateway) have=${COMP_WORDS[i]} ;; esac
	done
	if [[ $have = gateway ]]; then
		echo "preshared-key endpoint persistent-keepalive"
	elif [[ $have = peer ]]; then
		echo "peer remove preshared-key endpoint persistent-keepalive" \
			"allowed-ips encap vni label"
	else
		echo "listen-port fwmark private-key wire payload gso role" \
			"address-policy give-up-after carrier facade" \
			"facade-senders facade-translation flow-limit" \
			"flow-idle policy isd-as tunnel-idle hairpin" \
			"keylog peer gateway"
	fi
}

# Words of "tunnel" after the interface
_snaptun_ctl_tunnel() {
	case $1:${COMP_WORDS[2]} in
	port:add) echo "any" ;;
	count:add) ;;
	*:add) echo "port count --json" ;;
	state:show)
		echo "idle handshaking up stale backoff address-changed failed"
		;;
	identity:show | idle:show) ;;
	*:show) echo "identity state idle --json" ;;
	*)
		[[ $COMP_CWORD != 4 ]] || {
			echo "all"
			snaptun-ctl show "${COMP_WORDS[3]}" tunnels 2>/dev/null
		}
		;;
	esac
}

# Words of "identity" after the interface
_snaptun_ctl_identity() {
	case $1:${COMP_WORDS[2]} in
	expires:*) echo "never" ;;
	preshared-key:*) echo "@file" ;;
	quota:* | rate:*) echo "off" ;;
	for:* | token-id:* | label:* | tunnel-limit:* | quota-used:* | *:revoke) ;;
	*:show) echo "--json" ;;
	*:save) echo "--secrets @file" ;;
	*:restore) echo "@file" ;;
	*)
		[[ $COMP_CWORD = 4 ]] ||
			echo "expires for token-id label tunnel-limit" \
				"preshared-key quota quota-used rate"
		;;
	esac
}

# Words of "underlay" after the interface
_snaptun_ctl_underlay() {
	case $1:$COMP_CWORD:${COMP_WORDS[2]} in
	port:*) ;;
	*:4:load) echo "@file" ;;
	*:4:set) echo "off port" ;;
	*:show) echo "--json" ;;
	*) echo "port" ;;
	esac
}

_snaptun_ctl_words() {
	local command=${COMP_WORDS[1]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	case $COMP_CWORD:$command in
	1:*)
		echo "show showconf set tunnel flow identity account underlay" \
			"setconf addconf syncconf genkey genpsk pubkey up reload" \
			"resolve down save strip import monitor keylog stats metrics check" \
			"--help --version"
		;;
	2:show) echo "all interfaces --json"; _snaptun_ctl_interfaces ;;
	3:show)
		[[ $previous = interfaces ]] ||
			echo "public-key private-key listen-port fwmark wire" \
				"payload gso role address-policy give-up-after carrier" \
				"facade facade-senders facade-translation" \
				"flow-limit flow-idle applications" \
				"policy isd-as tunnel-idle hairpin keylog" \
				"identities gateway-tunnels" \
				"gateway tunnels local-ports previous-addresses" \
				"peers labels preshared-keys endpoints" \
				"allowed-ips states last-errors" \
				"latest-handshakes assigned-addresses transfer" \
				"packets encaps persistent-keepalive dump"
		echo "--json"
		;;
	2:showconf | 2:keylog | 2:set | 2:setconf | 2:addconf | 2:syncconf)
		_snaptun_ctl_interfaces
		;;
	3:setconf | 3:addconf | 3:syncconf) echo "@file" ;;
	2:monitor | 2:check) echo "--json"; _snaptun_ctl_interfaces ;;
	2:stats | 3:stats) echo "--all --json"; _snaptun_ctl_interfaces ;;
	3:showconf | 4:show | 3:monitor | 3:check | 4:stats | 4:flow) echo "--json" ;;
	2:up | 2:reload | 2:resolve | 2:down | 2:save | 2:strip)
		_snaptun_ctl_configurations
		echo "@file"
		;;
	*:import) echo "--replace @file" ;;
	*:set) _snaptun_ctl_set "$previous" ;;
	2:flow) echo "show" ;;
	3:flow) echo "--json"; _snaptun_ctl_interfaces ;;
	2:identity) echo "add prolong revoke show save restore" ;;
	3:identity) _snaptun_ctl_interfaces ;;
	*:identity) _snaptun_ctl_identity "$previous" ;;
	2:metrics) echo "--write" ;;
	3:metrics) echo "@file" ;;
	2:account) echo "show" ;;
	3:account) echo "--json"; _snaptun_ctl_interfaces ;;
	[45]:account) echo "--json" ;;
	2:underlay) echo "set load show" ;;
	3:underlay) _snaptun_ctl_interfaces ;;
	*:underlay) _snaptun_ctl_underlay "$previous" ;;
	2:tunnel) echo "add del restart accept-address show" ;;
	3:tunnel) _snaptun_ctl_interfaces ;;
	*:tunnel) _snaptun_ctl_tunnel "$previous" ;;
	esac
}

_snaptun_ctl() {
	local current=${COMP_WORDS[COMP_CWORD]} words
	words=$(_snaptun_ctl_words)
	COMPREPLY=()
	if [[ $words == *@file* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		words=${words//@file/}
	fi
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < \
		<(compgen -W "$words" -- "$current")
}

complete -F _snaptun_ctl snaptun-ctl
