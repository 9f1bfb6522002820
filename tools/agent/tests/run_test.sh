#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# "snaptun-agent run" from its start to its end, and what others ask it meanwhile.
# usage: run_test.sh SNAPTUN-AGENT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
agent=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/agent/tests/plane.sh
. "$here/tests/plane.sh"
# shellcheck source=tools/agent/tests/running.sh
. "$here/tests/running.sh"

is_gone() {
	[ ! -e "$1" ]
}

has_no_agent() { # has_no_agent NAME
	ask "$1" status 2>&1 | grep -q "no agent runs here"
}

misses_token() { # misses_token NAME
	: >"$tmp/news"		# in the folder that is watched
	ask "$1" status >"$tmp/status" && grep -q "no token: " "$tmp/status"
}

misses_no_token() { # misses_no_token NAME
	ask "$1" status >"$tmp/status" && ! grep -q "no token: " "$tmp/status"
}

conf() { # conf NAME MODE TOKEN-LINE
	printf '[Control]\nName = home\nUrl = %s/%s\n%s\n[Device]\nName = snap0\nKeyFile = %s\nManage = false\n' \
		"$http" "$2" "$3" "$tmp/$1.key" >"$tmp/$1.conf"
}

listen() { # listen: what systemd would hear, in $tmp/notified
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listens", flush=True)
while True:
    print(s.recv(4096).decode(), end="", flush=True)
' "$tmp/notify" >"$tmp/notified" &
	agents+=($!)
	there listens "$tmp/notified"
}

echo "KTAP version 1"
echo "1..13"
start plain
http=http://127.0.0.1:$port
"$plane" token 3600 first >"$tmp/token"
conf main good "TokenFile = $tmp/token"
listen
NOTIFY_SOCKET=$tmp/notify WATCHDOG_USEC=400000 run main
main=$pid
point "it waits, and says that it is ready" "$(
	there READY=1 "$tmp/notified"
	ask main wait --timeout 300 snap0 || echo "wait: $?"
	there "^snap0: registered at $http/good/" "$tmp/main.stdout"
	there "STATUS=1 of 1 devices registered" "$tmp/notified")"
point "the watchdog is satisfied" "$(
	there WATCHDOG=1 "$tmp/notified")"
point "status is for people and for scripts" "$(
	ask main status >"$tmp/status" || echo "status: $?"
	there "^control: home: token, ends in 0:59:" "$tmp/status"
	there "^control plane: $http/good: registered, ends in" "$tmp/status"
	there "^  registered at: $http/good/$" "$tmp/status"
	there "^  data plane: 127.0.0.1:41000, AAECAwQF" "$tmp/status"
	ask main status --json | python3 -c 'import json, sys
status = json.load(sys.stdin)
assert status["devices"][0]["registered"] is True, status
assert status["control_planes"][0]["users"] == 1, status
assert status["controls"][0]["token_left_s"] > 3000, status' 2>&1)"
point "nobody waits for a device that there is not" "$(
	ask main wait nonsense --timeout 1 2>"$tmp/err" && echo "status 0"
	grep -q "longer than --timeout" "$tmp/err" || cat "$tmp/err")"
point "a token that is renewed is registered" "$(
	"$plane" token 3600 second >"$tmp/new"
	mv "$tmp/new" "$tmp/token"
	there "^good RegisterSnapTunIdentity second" "$tmp/plain/log"
	grep "GetSnapDataPlaneAddress second" "$tmp/plain/log")"
point "a token that was away for a moment is no trouble any more" "$(
	mv "$tmp/token" "$tmp/away"
	soon misses_token main || echo "not missed"
	mv "$tmp/away" "$tmp/token"
	soon misses_no_token main || cat "$tmp/status")"
point "a bad configuration leaves the old one at work" "$(
	cp "$tmp/main.conf" "$tmp/good.conf"
	echo nonsense >>"$tmp/main.conf"
	kill -HUP "$main"
	there "main.conf:9: .nonsense" "$tmp/main.stderr"
	ask main wait --timeout 300 || echo "wait: $?")"
point "a key that is none does so, too" "$(
	install -m 600 <(echo nonsense) "$tmp/bad.key"
	sed "s,^KeyFile.*,KeyFile = $tmp/bad.key," "$tmp/good.conf" \
		>"$tmp/main.conf"
	kill -HUP "$main"
	there "bad.key: it holds no key" "$tmp/main.stderr"
	ask main wait --timeout 300 || echo "wait: $?")"
point "a good one is put to work" "$(
	sed 's,^Url.*,&ish,; s,goodish,elsewhere,' "$tmp/good.conf" \
		>"$tmp/main.conf"
	kill -HUP "$main"
	there "registered at $http,|registered at $http$" "$tmp/main.stdout"
	there RELOADING=1 "$tmp/notified")"
point "there is one agent at a socket, and a dead one is no obstacle" "$(
	"$agent" --config "$tmp/main.conf" --socket "$tmp/main.socket" \
		>"$tmp/other.stdout" 2>"$tmp/other.stderr" && echo "status 0"
	there "another agent is there" "$tmp/other.stderr"
	conf dead good "TokenFile = $tmp/token"
	run dead
	there "registered" "$tmp/dead.stdout"
	kill -KILL "$pid"
	soon has_no_agent dead || echo "it has not died"
	run dead
	soon ask dead wait --timeout 300 || echo "wait: $?"
	kill "$pid")"
point "no core dump has its secrets, nor has its environment" "$(
	grep "^Max core file size" "/proc/$main/limits" |
		grep -vE "size +0 +0 "
	tr '\0' '\n' <"/proc/$main/environ" | grep -F "$(<"$tmp/token")"
	tr '\0' '\n' <"/proc/$main/cmdline" | grep -F "$(<"$tmp/token")")"
point "a token of a command is renewed" "$(
	conf short good "TokenCommand = echo >>$tmp/calls; $plane token 12 c\$(wc -l <$tmp/calls)"
	run short
	# a later one where this one has ended before it could be used
	there "RegisterSnapTunIdentity c([2-9]|[1-9][0-9]+) " "$tmp/plain/log"
	kill "$pid")"
point "a signal ends it, and nothing is left behind" "$(
	kill -TERM "$main"
	there STOPPING=1 "$tmp/notified"
	soon is_gone "$tmp/main.socket" || echo "the socket is still there"
	grep -hE "Sanitizer|runtime error" "$tmp"/*.stderr | head -n 3)"
wait "$main" || echo "# status $?"
exit "$failed"
