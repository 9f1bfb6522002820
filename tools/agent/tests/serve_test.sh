#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What "snaptun-agent run" does for SCION applications that know nothing of it.
# usage: serve_test.sh SNAPTUN-AGENT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
agent=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/agent/tests/plane.sh
. "$here/tests/plane.sh"
# shellcheck source=tools/agent/tests/running.sh
. "$here/tests/running.sh"

conf() { # conf NAME LINES...: of its [Device], the interface lo
	printf '[Control]\nUrl = %s/paths\nTokenFile = %s\n' "$http" "$tmp/token"
	printf '[Device]\nName = lo\nManage = false\nKeyFile = %s\n' "$tmp/key"
	printf 'Facade = 127.0.0.1\n'
	printf '%s\n' "${@:2}"
} >"$tmp/$1.conf"

free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# A process that writes a line each time that it is told, even if whoever started
# the test has signals ignored, as nohup has.
listen() {
	# shellcheck disable=SC2016
	env --default-signal=HUP bash -c '
		trap "echo told >>$1/told" HUP
		: >"$1/told"
		while read -r -t 1000 <>"$1/nothing" || true; do
			:
		done' listener "$tmp" >"$tmp/listener" 2>&1 &
	agents+=($!)
	echo $! >"$tmp/pid"
	soon [ -e "$tmp/told" ]
}

lines() { # lines NUMBER FILE
	[ "$(wc -l <"$2")" = "$1" ]
}

# A topology as a daemon of SCION reads it.
topology() { # topology FILE EXPRESSION...: that are to be true of it
	python3 -c '
import json, re, sys
topology = json.load(open(sys.argv[1]))
routers = list(topology["border_routers"].values())
links = routers[0]["interfaces"]
controls = list(topology["control_service"].values())
for expression in sys.argv[2:]:
    if not eval(expression):
        print(expression, "in", topology)' "$@" 2>&1
}

echo "KTAP version 1"
echo "1..18"
start plain
http=http://127.0.0.1:$port
"$plane" token 3600 first >"$tmp/token"
serve=127.0.0.1:$(free_port)
file=$tmp/topology.json

conf main "Serve = $serve" "Topology = $file" "TopologyPid = $tmp/pid"
listen
run main
main=$pid
point "a daemon gets its topology" "$(
	there "^$file is written" "$tmp/main.stdout"
	topology "$file" "topology['isd_as'] == '1-ff00:0:111'" \
		"topology['mtu'] == $(cat /sys/class/net/lo/mtu) - 28" \
		"topology['dispatched_ports'] == '1-65535'" \
		"topology['attributes'] == []" \
		"routers[0]['internal_addr'] == '127.0.0.1:30042'" \
		"controls == [{'addr': '$serve'}]" "sorted(links) == ['41', '42']" \
		"links['41'] == {'isd_as': '1-ff00:0:110', 'link_to': 'parent', 'mtu': 1400}"
	grep -qE "^paths ListSegments first " "$tmp/plain/log" ||
		echo "without the token")"
point "it is told when there is news, and only then" "$(
	soon lines 1 "$tmp/told" || echo "not told at first"
	for link in 77 "77 88"; do
		echo "$link" >"$tmp/plain/links"
		kill -HUP "$main"
		soon grep -q "\"${link##* }\": {" "$file" || echo "no $link"
		# nothing is new for this one
		n=$(grep -c "first 08.* - " "$tmp/plain/log")
		kill -HUP "$main"
		more() { [ "$(grep -c "first 08.* - " "$tmp/plain/log")" -ge $((n + 3)) ]; }
		soon more || echo "not asked again"
	done
	soon lines 3 "$tmp/told" || cat "$tmp/told"
	topology "$file" "sorted(links) == ['41', '42', '77', '88']"
	there "pid: process $(<"$tmp/pid") is told" "$tmp/main.stdout")"
point "a command is run without a shell, and its end is told" "$(
	printf '#!/bin/sh\necho "$#:$*" >"%s"\nexit 3\n' "$tmp/words" >"$tmp/tell"
	chmod +x "$tmp/tell"
	conf other "Serve = 127.0.0.1:$(free_port)" "Topology = $tmp/other.json" \
		"TopologyCommand = $tmp/tell *  \$HOME;x"
	run other
	there "TopologyCommand .$tmp/tell': it ends with status 3" \
		"$tmp/other.stderr"
	# shellcheck disable=SC2016
	[ "$(cat "$tmp/words")" = '2:* $HOME;x' ] || cat "$tmp/words"
	kill "$pid")"
point "a file that cannot be written is told once" "$(
	conf nowhere "Serve = 127.0.0.1:$(free_port)" \
		"Topology = $tmp/nowhere/file"
	run nowhere
	there "^Topology $tmp/nowhere/file: No such file" "$tmp/nowhere.stderr"
	kill "$pid")"
point "several ASes are one too many, unless one is chosen" "$(
	echo $((2 << 48 | 5)) >"$tmp/plain/ases"
	conf several "Serve = 127.0.0.1:$(free_port)" "Topology = $tmp/several"
	run several
	there "several ASes: give .IsdAs'" "$tmp/several.stderr"
	echo "IsdAs = 1-ff00:0:111" >>"$tmp/several.conf"
	kill -HUP "$pid"
	there "several is written" "$tmp/several.stdout"
	rm "$tmp/plain/ases"
	kill "$pid")"
point "an endhost API that fails is asked again" "$(
	echo yes >"$tmp/plain/fail"
	conf failing "Serve = 127.0.0.1:$(free_port)" "Topology = $tmp/failing"
	run failing
	there "the links of our AS: .*in trouble .500.: the folder says so" \
		"$tmp/failing.stderr"
	rm "$tmp/plain/fail"
	there "failing is written" "$tmp/failing.stdout"
	kill "$pid")"

# From here on it is called by programs.
call=$here/tests/call.py
url=http://$serve
ours=$((1 << 48 | 0xff0000000111)) core=$((1 << 48))
far=$((2 << 48 | 0xff0000000211))
far_core=$((2 << 48)) empty=$((2 << 48 | 0xff00000002ee))
endless=$((2 << 48 | 0xff00000002ff)) foreign=$((3 << 48 | 1))

calls() { # calls PATTERN WORDS...: what call.py says
	local seen
	seen=$("$call" "${@:2}" 2>&1 | tr '\n' ' ')
	seen=$(sed 's/ *$//' <<<"$seen")
	# shellcheck disable=SC2053
	[[ $seen == $1 ]] || echo "'$1' for '${*:2}', seen '$seen'"
}

asked() { # asked: how often the endhost API was asked for segments
	grep -c "^paths ListSegments" "$tmp/plain/log"
}

shows() { # shows EXPRESSION...: that are true of what the main agent offers
	ask main status --json | python3 -c '
import json, sys
serving = json.load(sys.stdin)["devices"][0]["serving"]
for expression in sys.argv[1:]:
    if not eval(expression):
        print(expression, "in", serving)' "$@" 2>&1
}

date +%s >"$tmp/plain/made"
rm "$tmp/plain/links"
kill -HUP "$main"
soon curl -s "$url"
conf stalled "Serve = 127.0.0.1:$(free_port)"
run stalled
stalled_pid=$pid
stalled=$(sed -n 's/^Serve = .*://p' "$tmp/stalled.conf")
soon curl -s "http://127.0.0.1:$stalled"
"$call" slow 127.0.0.1 "$stalled" >"$tmp/slow" 2>&1 &
slow_pid=$!

point "segments are found by gRPC, as the bytes that they came as" "$(
	calls "0  up=2 down=1 core=1" find "$url" "$ours" "$far"
	calls same same "$url" "$http/paths" "$(<"$tmp/token")" "$far")"
point "any core AS is found, page by page, and from anywhere on the way" "$(
	calls "0  up=2" find "$url" "$ours" "$core"
	calls "0  up=2 core=1" find "$url" "$core" "$far_core"
	calls "0  up=2 down=1 core=1" find "$url" "$far_core" "$far"
	calls 0 find "$url" "$ours" "$empty")"
point "answers are kept, and good when the endhost API is not" "$(
	n=$(asked)
	echo yes >"$tmp/plain/fail"
	calls "0  up=2 down=1 core=1" find "$url" "$ours" "$far"
	[ "$n" = "$(asked)" ] || echo "asked again"
	rm "$tmp/plain/fail"
	echo $((86400 - 2)) >"$tmp/plain/age"
	rm "$tmp/plain/made"
	calls "200 segments=4" list "$url" "$far"
	echo yes >"$tmp/plain/fail"
	has_ended() { "$call" list "$url" "$far" | grep -q ^503; }
	soon has_ended || echo "segments are kept that have run out"
	rm "$tmp/plain/fail" "$tmp/plain/age")"
point "what is wrong with a call is said as gRPC says it" "$(
	calls "3 it does not take the request (400): no such AS" \
		find "$url" "$ours" "$((far + 5))"
	calls "3 these segments are on no path from here" \
		find "$url" "$foreign" "$far"
	calls "13 the endhost API sends page after page" \
		find "$url" "$ours" "$endless"
	h2=--http2-prior-knowledge
	find=proto.control_plane.v1.SegmentLookupService/Segments
	calls "HTTP/2 200*grpc-status: 12*no such method*" \
		raw "$url" nonsense application/grpc 0000000000 $h2
	calls "*grpc-status: 3*not whole*compressed*" \
		raw "$url" $find application/grpc 0100000000 $h2
	calls "*grpc-status: 3*not whole*" \
		raw "$url" $find application/grpc 00000000050801 $h2
	calls "*grpc-status: 3*no request for segments*" \
		raw "$url" $find application/grpc+proto 0000000001ff $h2
	calls "*grpc-status: 8*longer than any*" raw "$url" $find \
		application/grpc "$(printf '%010000d' 0)" $h2
	calls "HTTP/2 415*" raw "$url" $find application/grpcx 00 $h2
	calls "HTTP/2 405*" raw "$url" $find application/grpc 00 $h2 -X PUT)"
point "an endhost API is there, by both versions of HTTP" "$(
	links="0x1ff0000000111 127.0.0.1:30042 41 42 200 routers=1 snaps=0"
	for version in --http1.1 --http2-prior-knowledge; do
		calls "$links" underlays "$url" 0 $version
		calls "200 segments=4" list "$url" "$far" "" $version
		calls "200 segments=1 next=2" list "$url" "$core" "" $version
		calls "200 segments=1" list "$url" "$core" 2 $version
		calls '400 {"code":"invalid_argument","message":*no such AS"}' \
			list "$url" "$((far + 6))" "" $version
	done
	calls "200 routers=0 snaps=0" underlays "$url" "$far")"
point "what is wrong with HTTP/1 is said as that says it" "$(
	list=scion.endhost.v1.SegmentsService/ListSegments
	calls 'HTTP/1.1 404*{"code":"unimplemented"*' \
		raw "$url" nonsense application/proto ""
	calls "HTTP/1.1 415*" raw "$url" $list application/json 7b7d
	calls "HTTP/1.1 415*" raw "$url" $list application/grpc 0000000000
	calls "HTTP/1.1 405*Allow: POST*" raw "$url" $list application/proto \
		"" -X GET
	calls "HTTP/1.1 411*Connection: close*" raw "$url" $list \
		application/proto 08 -H "Transfer-Encoding: chunked"
	calls "HTTP/1.1 431*" raw "$url" $list application/proto 08 \
		-H "X: $(printf '%013000d' 0)"
	calls "HTTP/1.1 400*" raw "$url" $list application/proto ff)"
point "who calls is shown, and what keeps them from getting through" "$(
	shows "serving['listens']" "serving['address'] == '$serve'" \
		"serving['isd_as'] == '1-ff00:0:111'" "serving['links'] == 2" \
		"serving['calls'] > 30" "serving['failed_calls'] > 10" \
		"serving['cached_answers'] > 3" "serving['cache_hits'] > 3"
	exec 3<>"/dev/tcp/127.0.0.1/${serve##*:}"
	shows "serving['clients'][0]['client'].startswith('127.0.0.1:')"
	exec 3>&-
	ask main status >"$tmp/status"
	there "^  applications: answered at $serve, facade 127.0.0.1:30042" \
		"$tmp/status"
	conf away "Serve = 192.0.2.77" "Topology = $tmp/away.json"
	run away
	there "192.0.2.77:30252 is no address of this device" "$tmp/away.stderr"
	ask away status >"$tmp/status"
	there "^    problem: 192.0.2.77:30252 is no address" "$tmp/status"
	kill "$pid")"
point "a port that is taken is listened at when it is free" "$(
	python3 -c 'import socket, sys, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
time.sleep(1000)' >"$tmp/taken" &
	other=$!
	there "^[0-9]" "$tmp/taken"
	conf taken "Serve = 127.0.0.1:$(<"$tmp/taken")"
	run taken
	there "$(<"$tmp/taken"): Address already in use" "$tmp/taken.stderr"
	kill "$other"
	there "answered at 127.0.0.1:$(<"$tmp/taken")" "$tmp/taken.stdout"
	kill "$pid")"
point "peers that stall are cut off" "$(
	wait_for_it() { ! kill -0 "$slow_pid"; }
	soon wait_for_it
	there "^left:$" "$tmp/slow"
	# later on a slow machine, but neither earlier nor never
	awk '{ least = $1 ~ /^reads/ ? 9.9 : 4.9 } $1 != "left:" && $2 < least' \
		"$tmp/slow"
	[ "$(wc -l <"$tmp/slow")" = 6 ] || cat "$tmp/slow")"
point "connections and calls are bounded" "$(
	calls 64 many 127.0.0.1 "$stalled" 80
	calls "bounded" fast 127.0.0.1 "$stalled" 3000 200 1000)"
point "10000 requests that are none do no harm" "$(
	calls "done" garbage 127.0.0.1 "$stalled" 10000
	is_well() { "$call" list "http://127.0.0.1:$stalled" "$far" |
		grep -q "^200 segments=4"; }
	soon is_well || echo "it answers no more")"
point "other places to listen at are taken when it is told" "$(
	port=$(free_port)
	sed -i "s/^Serve = .*/Serve = 127.0.0.1:$port/" "$tmp/main.conf"
	exec 3<>"/dev/tcp/127.0.0.1/${serve##*:}"
	kill -HUP "$main"
	there "answered at 127.0.0.1:$port" "$tmp/main.stdout"
	curl -s "$url" && echo "it is still answered at $url"
	calls "0  up=2 down=1 core=1" find "http://127.0.0.1:$port" "$ours" "$far"
	topology "$file" "controls == [{'addr': '127.0.0.1:$port'}]")"
kill "$main" "$stalled_pid"
wait "$main" || echo "# status $?"
wait "$stalled_pid" || echo "# status $?"
grep -hE "Sanitizer|runtime error" "$tmp"/*.stderr | sed 's/^/# /' | head -n 3
exit "$failed"
