#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The spec drives the module through the kernel's own command line client.
# SNAPTUN_YNL: folder with that client's cli.py and lib.
SNAPTUN_WIRES=snap
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

spec=../Documentation/netlink/specs/snaptun.yaml
key=0303030303030303030303030303030303030303030303030303030303030301
psk=0505050505050505050505050505050505050505050505050505050505050505

ynl() { # ynl ARGUMENTS...: in the host a
	on a python3 "$client/cli.py" --spec "$spec" --no-schema \
		--output-json "$@"
}

setup() {
	need_command python3 jq
	for client in "${SNAPTUN_YNL:-}" /ynl; do
		[ ! -e "$client/cli.py" ] || break
	done
	[ -e "$client/cli.py" ] || skip "no YNL: set SNAPTUN_YNL"
	python3 -c 'import yaml' 2>"$TMP/yaml" || skip "no yaml for python3"
	ns_add a
	ipn a link add t0 type snaptun
}

# The client's --subscribe stumbles over a notification that comes before an
# answer (up to 6.12), so a process of its own listens until its input ends.
listener='
import json, sys
sys.path.insert(0, sys.argv[1])
from lib import YnlFamily
ynl = YnlFamily(sys.argv[2], "")
ynl.ntf_subscribe("config")
print("ready", flush=True)
sys.stdin.read()
ynl.check_ntf()
print(json.dumps(ynl.async_msg_queue, default=bytes.hex))
'

run_listener() {
	on a python3 -c "$listener" "$client" "$spec" <"$TMP/listen"
}

listen() { # until the file descriptor in $listening is closed
	mkfifo "$TMP/listen"
	background "$TMP/told" run_listener
	exec {listening}>"$TMP/listen"
	wait_line 30 "$TMP/told" '^ready'
}

# expect_json WHAT FILTER EXPECTED JSON
expect_json() {
	expect_eq "$1" "$3" "$(jq -c "$2" <<<"$4")"
}

reasons() { # of drops, as the header has them
	sed -n 's/^\tSNAPTUN_DROP_REASON_\([A-Z0-9_]*\),$/\1/p' \
		../uapi/linux/snaptun.h | tr A-Z_ a-z-
}

every_operation_works_by_the_spec() {
	local dev='"ifname": "t0"' seen told

	listen
	ynl --multi dev-set "{$dev, \"wire\": \"wireguard\",
			\"payload\": \"any\", \"fwmark\": 7,
			\"listen-port\": 4321,
			\"private-key\": \"${key%1}8\"}" \
		--multi peer-add "{$dev, \"public-key\": \"$key\",
			\"preshared-key\": \"$psk\", \"label\": \"p\",
			\"remote-ipv4\": 167772161, \"remote-port\": 99,
			\"allowedip\": [{\"ipv4\": 167772160,
				\"prefix-len\": 8},
				{\"ipv6\": \"fd000000000000000000000000000000\",
				\"prefix-len\": 16}]}" \
		--multi peer-set "{$dev, \"public-key\": \"$key\",
			\"flags\": [\"update-only\"],
			\"persistent-keepalive\": 25}" \
		--multi dev-get "{$dev}" \
		--multi peer-get "{$dev, \"public-key\": \"$key\"}" \
		--multi stats-get "{$dev}" \
		--multi peer-del "{$dev, \"public-key\": \"$key\"}" >"$TMP/out"
	exec {listening}>&-
	wait_end 30 "$background"
	seen=$(<"$TMP/out")
	told=$(tail -n 1 "$TMP/told")
	expect_json "answers to changes" '[.[0, 1, 2, 6]]' \
		'[null,null,null,null]' "$seen"
	expect_json device \
		'.[3] | [.ifname, .role, .wire, .payload, .fwmark,
			."listen-port", .peers]' \
		'["t0","peer","wireguard","any",7,4321,1]' "$seen"
	expect_json peer \
		'.[4] | [(."public-key", ."preshared-key" | gsub(" "; "")), .label,
			."remote-ipv4", ."remote-port",
			."persistent-keepalive", .state]' \
		"[\"$key\",\"$psk\",\"p\",\"10.0.0.1\",99,25,\"idle\"]" "$seen"
	expect_json "allowed IPs" \
		'.[4].allowedip | map(.ipv4 // .ipv6, ."prefix-len")' \
		'["10.0.0.0",8,"fd00::",16]' "$seen"
	expect_json reasons \
		'.[5].drop | [length, .[0].reason, .[-1].reason,
			(map(.count) | add)]' \
		"[$(reasons | wc -l),\"$(reasons | head -n 1)\",\"$(reasons |
			tail -n 1)\",0]" "$seen"
	expect_json notifications 'map(.name)' \
		'["dev-ntf","peer-add-ntf","peer-set-ntf","peer-del-ntf"]' \
		"$told"
	expect_json "their numbers" 'map(.msg.seq)' '[1,2,3,4]' "$told"
}

dumps_and_refusals_work_by_the_spec() {
	local seen

	seen=$(ynl --dump dev-get)
	expect_json devices 'map([.ifname, .wire])' '[["t0","snap"]]' "$seen"
	seen=$(ynl --dump peer-get --json '{"ifname": "t0"}')
	expect_json peers . '[]' "$seen"
	! seen=$(ynl --do peer-get \
		--json "{\"ifname\": \"t0\", \"public-key\": \"$key\"}") ||
		fail "expected no peer, seen $seen"
	expect_match refusal 'No peer of the device has this public-key' "$seen"
	expect_match "its attribute" "'bad-attr': '.public-key'" "$seen"
}

clients_work_by_the_spec() {
	local dev='"ifname": "c0"' seen

	link_add_client a c0
	ynl --multi dev-set "{$dev, \"address-policy\": \"following\",
			\"give-up-after\": 60, \"carrier\": \"always\"}" \
		--multi gateway-set "{$dev, \"public-key\": \"$key\",
			\"preshared-key\": \"$psk\",
			\"remote-ipv4\": 167772161, \"remote-port\": 99,
			\"persistent-keepalive\": 20}" \
		--multi tunnel-add "{$dev, \"local-port\": 4000}" \
		--multi dev-get "{$dev}" \
		--multi gateway-get "{$dev}" \
		--multi tunnel-get "{$dev, \"id\": 1}" \
		--multi tunnel-del "{$dev, \"id\": 1}" >"$TMP/out"
	seen=$(<"$TMP/out")
	expect_json "the new tunnel" '.[2] | [.ifname, .id, ."local-port"]' \
		'["c0",1,4000]' "$seen"
	expect_json device '.[3] | [.role, ."address-policy",
			."give-up-after", .carrier, .peers]' \
		'["client","following",60,"always",1]' "$seen"
	expect_json gateway '.[4] | [."remote-ipv4", ."remote-port",
			."persistent-keepalive",
			(."preshared-key" | gsub(" "; ""))]' \
		"[\"10.0.0.1\",99,20,\"$psk\"]" "$seen"
	expect_json tunnel '.[5] | [.id, ."local-port", .state,
			has("preshared-key")]' '[1,4000,"idle",false]' "$seen"
}

run_tests every_operation_works_by_the_spec clients_work_by_the_spec \
	dumps_and_refusals_work_by_the_spec
