#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What collectors are told: a document that parsers take, and true.
: "${SNAPTUN_WIRES:=snap}"
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=selftests/lib/gateway.sh
. lib/gateway.sh

setup() {
	need_snap_wire
	command -v python3 >/dev/null || skip "no python3 on this machine"
}

# Samples of a host go to $TMP/samples, one on a line.
metrics() { # metrics NS
	tool "$1" metrics >"$TMP/metrics"
	python3 metrics/openmetrics.py <"$TMP/metrics" >"$TMP/samples" \
		2>"$TMP/wrong" || fail "no OpenMetrics: $(cat "$TMP/wrong")"
}

sample() { # sample NAME [LABEL=VALUE...]: in their order; the value
	awk -v name="$*" 'index($0, name " ") == 1 { print $NF }' "$TMP/samples"
}

shown() { # shown MEMBER: of the peer of t0
	tool a show t0 --json | jq ".interfaces[0].peers[0].$1"
}

peers_have_their_counters() {
	local label='a "b" \ c' at="device=t0 peer=${PUB[1]}" metric
	hosts
	tunnel 10.0.0.1 10.0.0.2
	pings a 192.168.241.2
	tool a set t0 peer "${PUB[1]}" label "$label"
	metrics a
	for metric in rx_bytes:received_bytes tx_bytes:sent_bytes \
		rx_packets:received_packets tx_packets:sent_packets; do
		expect_eq "$metric" "$(shown "${metric%:*}")" \
			"$(sample "snaptun_peer_${metric#*:}_total" "$at")"
	done
	expect_eq "handshake" "$(shown 'latest_handshake_s | floor')" \
		"$(sample snaptun_peer_last_handshake_timestamp_seconds "$at")"
	expect_eq "peers that are up" 1 \
		"$(sample snaptun_tunnels device=t0 state=up)"
	expect_eq "peers that are idle" 0 \
		"$(sample snaptun_tunnels device=t0 state=idle)"
	expect_eq "inner packets" "$(counter a t0 rx_packets)" \
		"$(sample snaptun_received_packets_total device=t0)"
	expect_eq "role" 1 "$(sample snaptun_device_info device=t0 payload=any \
		role=peer wire=snap)"
	file_has "$TMP/metrics" 'label="a \\"b\\" \\\\ c"} 1$' ||
		fail "no label:" "$(grep snaptun_peer_info "$TMP/metrics")"
	on a ping -n -q -c 1 -W 1 192.168.241.9 >"$TMP/ping" 2>&1 || true
	metrics a
	expect_eq "drops" 1 "$(sample snaptun_dropped_packets_total device=t0 \
		reason=tx-no-peer)"
}

# Those who use it are counted; one by one they would be too many.
gateway_and_client_have_theirs() {
	hosts
	gateway
	turn
	identity add 0 for 3600
	identity add 2 for 3600
	client 0 6001
	tunnels_wait 6001
	scion_echoes 6001
	send b scion g0 --from 1-ff00:0:111,10.9.9.9:7 \
		--to 1-ff00:0:110,10.0.0.1:6002 --size 100 --count 7
	metrics b
	expect_eq "identities" 2 \
		"$(sample snaptun_identities device=g0 state=active)"
	expect_eq "tunnels" 1 "$(sample snaptun_tunnels device=g0 state=up)"
	expect_eq "packets" 5 "$(sample snaptun_sent_packets_total device=g0)"
	expect_eq "as deployed gateways call it" 7 \
		"$(sample snap_tunnel_gw_forwarding_errors_total device=g0 \
			error_type=tunnel_missing)"
	expect_eq "keys" 0 "$(grep -cF "${PUB[0]}" "$TMP/metrics")"
	metrics a
	expect_eq "packets of the tunnel" \
		"$(tunnel_of 6001 rx_packets)" \
		"$(sample snaptun_tunnel_received_packets_total device=t0 tunnel=1)"
}

same_by_prometheus() { # same_by_prometheus NS
	local rc=0
	tool "$1" metrics >"$TMP/metrics"
	python3 metrics/openmetrics.py --compare <"$TMP/metrics" \
		>"$TMP/compared" 2>&1 || rc=$?
	[ $rc != 4 ] || skip "no prometheus_client, of python3-prometheus-client"
	[ $rc = 0 ] || fail "seen otherwise:" "$(<"$TMP/compared")"
	grep -q '^[1-9][0-9]* samples$' "$TMP/compared"
}

# A parser that was not written for this sees the same in them.
prometheus_understands_all_roles() {
	hosts
	gateway
	identity add 0 for 3600
	client 0 6001
	tunnels_wait 6001
	ipn a link add t1 type snaptun
	tool a set t1 peer "${PUB[2]}" label 'a "b" \ c'
	same_by_prometheus a
	same_by_prometheus b
}

# Whoever looks sees the old one or the new one, and may look.
file_is_replaced() {
	ns_add a
	ipn a link add t0 type snaptun
	echo old >"$TMP/prom"
	tool a metrics --write "$TMP/prom"
	expect_eq "mode" 644 "$(stat -c %a "$TMP/prom")"
	expect_eq "last line" "# EOF" "$(tail -n 1 "$TMP/prom")"
	expect_eq "what is beside it" "$TMP/prom" "$(echo "$TMP"/prom*)"
	says 'nowhere' tool a metrics --write "$TMP/nowhere/prom"
	python3 metrics/openmetrics.py <"$TMP/prom" >"$TMP/samples"
}

run_tests peers_have_their_counters gateway_and_client_have_theirs \
	prometheus_understands_all_roles file_is_replaced
