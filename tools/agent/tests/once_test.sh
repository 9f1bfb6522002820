#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# "snaptun-agent once" against control planes that behave well, badly, or like
# no control plane at all.  All cases run at the same time, as most of their
# time is that between two attempts.
# usage: once_test.sh SNAPTUN-AGENT
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
agent=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"

# shellcheck source=tools/agent/tests/plane.sh
. "$here/tests/plane.sh"
trap 'rm -rf "$tmp"' EXIT

certificate() { # certificate NAME DAYS: for 127.0.0.1
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$tmp/$1.key" -out "$tmp/$1.csr" -subj /CN=127.0.0.1
	openssl x509 -req -in "$tmp/$1.csr" -CA "$tmp/ca.pem" \
		-CAkey "$tmp/ca.key" -days "$2" -out "$tmp/$1.pem" \
		-extfile <(echo subjectAltName=IP:127.0.0.1)
}

authority() { # authority NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$tmp/$1.key" -out "$tmp/$1.pem" -subj "/CN=$1" -days 2
}

run() { # run NAME: the agent, with the file of that name
	(
		"$agent" --config "$tmp/$1.conf" once >"$tmp/$1.stdout" \
			2>"$tmp/$1.stderr" </dev/null
		echo $? >"$tmp/$1.status"
	) &
	cases+=($!)
}

# begin NAME LINES...: the agent with these lines in its [Control], and those
# behind "--" in its [Device].  It waits for answers as long as that takes where
# everything is slow; only those of "slow" come too late.
begin() {
	local name=$1 line section="[Control]"
	shift
	{
		echo "[Control]"
		echo "Timeout = $timeout"
		for line; do
			[ "$line" != -- ] || line="[Device]"
			section=$([ "$line" = "[Device]" ] && echo "$line" ||
				echo "$section")
			echo "$line"
		done
		[ "$section" = "[Device]" ] || echo "[Device]"
		echo "Name = snap0"
		echo "KeyFile = $tmp/made/key"
	} >"$tmp/$name.conf"
	run "$name"
}

seen() { # seen NAME: all that a case wrote
	cat "$tmp/$1.stdout" "$tmp/$1.stderr"
}

expect() { # expect NAME STATUS REGEX...: what is not so
	local name=$1 status=$2 regex
	shift 2
	[ "$(<"$tmp/$name.status")" = "$status" ] ||
		echo "$name: status $status, seen $(<"$tmp/$name.status");"
	for regex; do
		seen "$name" | grep -qE -- "$regex" ||
			echo "$name: /$regex/, seen '$(seen "$name")';"
	done
}

seconds() { # seconds NAME: that a case took
	echo $(($(stat -c %Y "$tmp/$1.status") - $(stat -c %Y "$tmp/$1.conf")))
}

asked() { # asked FOLDER MODE [METHOD]: how many requests there were
	grep -c "^$2 ${3:-}" "$tmp/$1/log"
}

times() { # times WANTED FOLDER MODE [METHOD]
	local n
	n=$(asked "${@:2}")
	[ "$n" = "$1" ] || echo "${*:2}: asked $1 times, seen $n;"
}

# cut_everywhere NAME MODE: answers that end after each of their bytes, at once
cut_everywhere() {
	local n
	for ((n = 0; n < 150; n++)); do
		printf '[Control]\nName = c%d\nUrl = %s/%s-%d\n' $n "$http" "$2" $n
		printf 'TokenFile = %s\nTimeout = 300\n' "$tmp/token"
		printf '[Device]\nName = d%d\nControl = c%d\n' $n $n
		echo "KeyFile = $tmp/made/key"
	done >"$tmp/$1.conf"
	run "$1"
}

all_cut() { # all_cut NAME
	expect "$1" 1 | head -c 500
	grep ": registered" "$tmp/$1.stdout" | head -n 3
	[ "$(grep -c "^d[0-9]*: cannot use" "$tmp/$1.stderr")" = 150 ] ||
		echo "not all of $1 have failed"
}

listens() { # listens PORT
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

mkfifo "$tmp/never"
echo "KTAP version 1"
echo "1..19"
{
	authority ca
	authority other
	certificate good 2
	certificate expired -1
} 2>/dev/null
cp "$tmp/ca.pem" "$tmp/cas.pem"
start plain
http=http://127.0.0.1:$port
start tls "$tmp/good.pem" "$tmp/good.key"
https=https://127.0.0.1:$port
start expired "$tmp/expired.pem" "$tmp/expired.key"
expired=https://127.0.0.1:$port
"$plane" token 3600 secret >"$tmp/token"
"$plane" token -3600 2 >"$tmp/old-token"
echo nonsense >"$tmp/nonsense"
echo api-key >"$tmp/api-key"
install -m 600 <("$plane" token 60 3) "$tmp/key.readable"
token="TokenFile = $tmp/token"
h2=
if command -v nghttpx >/dev/null; then
	h2=$(free_port)
	nghttpx --frontend="127.0.0.1,$h2" --backend="127.0.0.1,${http##*:}" \
		--workers=1 "$tmp/good.key" "$tmp/good.pem" >"$tmp/nghttpx" 2>&1 &
	nghttpx=$!
	until listens "$h2" || ! kill -0 "$nghttpx"; do
		read -r -t 0.1 <>"$tmp/never"
	done
fi

timeout=300
cases=()
begin key "Url = $http/good" "$token"
wait "${cases[@]}"
for mode in good elsewhere 400 401 403 404 429 500 garbage empty oversized \
	endless header redirect share nokey plain name noname ended; do
	begin $mode "Url = $http/$mode" "$token"
done
timeout=1 begin slow "Url = $http/slow" "$token"
begin override "Url = $http/nokey" "$token" "DataPlane = 192.0.2.9:5" \
	"DataPlaneKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="
begin tls "Url = $https/good" "$token" "CaFile = $tmp/ca.pem"
begin wrong-ca "Url = $https/good" "$token" "CaFile = $tmp/other.pem"
begin no-ca "Url = $https/good" "$token"
begin expired "Url = $expired/good" "$token" "CaFile = $tmp/ca.pem"
begin failover "Url = $http/500, $http/good" "$token"
begin endhost "Endhost = $http/two" "$token"
begin discovery "Discovery = $http/good" "$token"
begin crowd "Discovery = $http/crowd" "$token"
begin api-key "Authority = $http/good" "ApiKeyFile = $tmp/api-key" "DeviceId = d"
begin api-key-401 "Authority = $http/401" "ApiKeyFile = $tmp/api-key" \
	"DeviceId = d" "Url = $http/good"
begin command "Url = $http/good" "TokenCommand = cat '$tmp/token'"
begin bad-command "Url = $http/good" "TokenCommand = cat '$tmp/token'; exit 3"
begin no-file "Url = $http/good" "TokenFile = $tmp/nothing"
begin pipe "Url = $http/good" "TokenFile = $tmp/never"
begin nonsense "Url = $http/good" "TokenFile = $tmp/nonsense"
begin no-credential "Url = $http/good" "TokenCredential = token"
CREDENTIALS_DIRECTORY=$tmp begin credential "Url = $http/good" \
	"TokenCredential = token"
begin source "Url = $http/good" "$token" "Source = 127.0.0.9"
begin no-source "Url = $http/good" "$token" "Source = 192.0.2.1"
begin family "Url = $http/good" "$token" "Family = ipv6"
[ -z "$h2" ] ||
	begin h2 "Url = https://127.0.0.1:$h2/good" "$token" "CaFile = $tmp/ca.pem"
cut_everywhere cut cut
cut_everywhere cut-last RegisterSnapTunIdentity
wait "${cases[@]}"
[ -z "$h2" ] || kill "$nghttpx"

point "a key is made, registered, and used again" "$(
	expect key 0 "new key $tmp/made/key, public key" "registered at $http/good/"
	[ "$(stat -c %a "$tmp/made/key" "$tmp/made" | xargs)" = "600 700" ] ||
		stat "$tmp/made/key" "$tmp/made"
	expect good 0 "has key $tmp/made/key" "data plane 127.0.0.1:41000")"
point "what is sent is what was observed of a real client" "$(
	public=$(base64 -d <<<"$(sed -n 's/.*public key //p' "$tmp/good.stdout")" |
		od -An -v -tx1 | tr -d ' \n')
	zero=$(printf '00%.0s' {1..32})
	grep -q "^good GetSnapDataPlaneAddress secret - - 127.0.0.1$" "$tmp/plain/log" ||
		echo "a request without a body"
	grep -q "^good RegisterSnapTunIdentity secret 0a20${public}1220$zero - 127.0.0.1$" \
		"$tmp/plain/log" || echo "a registration of $public")"
point "the control plane says where to register" "$(
	expect elsewhere 0 "registered at $http,")"
point "a refused token is not used again" "$(
	expect 401 1 "refuses the token .401.: token verification failed: Inv"
	expect 403 1 "does not let the owner of the token in .403.$"
	times 1 plain 401 GetSnap
	times 1 plain 403)"
point "failures are told in words, and there is an end of attempts" "$(
	expect 400 1 "not take the request .400.: psk share is not 32 bytes$"
	expect 404 1 "no such service at this URL .404.$"
	expect 500 1 "in trouble .500.: a line.\[31m$"
	expect ended 1 "expiration time is in the past"
	times 5 plain 404
	times 5 plain 400)"
point "who asks to be left alone is" "$(
	expect 429 0 "registered at"
	times 3 plain 429 Register
	grep impatient "$tmp/plain/log")"
point "what is no answer is none" "$(
	expect garbage 1 "not a message that we know"
	expect empty 1 "names no data plane"
	expect oversized 1 "longer than any that makes sense"
	expect endless 1 "longer than any that makes sense"
	expect header 1 "header of the answer is longer"
	expect slow 1 "timed out"
	expect nokey 1 "no key of its data plane: give .DataPlaneKey'")"
point "an answer that is cut anywhere is none" "$(
	all_cut cut
	all_cut cut-last)"
point "the token goes nowhere else" "$(
	expect redirect 1 "sends us to $http/stolen/, and the token is not for"
	grep "^stolen" "$tmp/plain/log"
	expect plain 1 "everybody on the way could read the token")"
point "a data plane may have a name" "$(
	expect name 0 "data plane localhost:41000"
	expect noname 1 "data plane is at no address")"
point "a preshared key is not ignored" "$(
	expect share 1 "share of a preshared key")"
point "TLS is verified" "$(
	expect tls 0 "registered at $https/good/"
	expect wrong-ca 1 "certificate"
	expect no-ca 1 "certificate"
	expect expired 1 "certificate has expired"
	[ ! -s "$tmp/expired/log" ] || cat "$tmp/expired/log")"
if [ -n "$h2" ]; then
	point "HTTP/2 is spoken" "$(
		expect h2 0 "registered at"
		grep -q "^good .* 2 nghttpx 127.0.0.1$" "$tmp/plain/log" ||
			grep nghttpx "$tmp/plain/log")"
else
	nr=$((nr + 1))
	echo "ok $nr HTTP/2 is spoken # SKIP there is no nghttpx"
fi
point "the next control plane is used when one fails" "$(
	expect failover 0 "cannot use $http/500: .*in trouble" \
		"registered at $http/good/"
	expect endhost 0 "registered at $http/good/")"
point "control planes are found" "$(
	expect discovery 0 "registered at $http/good/"
	expect crowd 0 "registered at $http/good/"
	[ "$(seconds crowd)" -lt 300 ] || echo "$(seconds crowd) s for a crowd"
	expect api-key 0 "registered at $http/good/"
	expect api-key-401 1 "no token by $http/401: it refuses")"
point "tokens come from files, credentials and commands" "$(
	expect command 0 "registered"
	expect credential 0 "registered"
	expect bad-command 1 "no token by .cat .*': it ends with status 3"
	expect no-file 1 "no token: $tmp/nothing: No such file"
	expect pipe 1 "what should be the token is none"
	expect nonsense 1 "what should be the token is none: .*three parts"
	expect no-credential 1 "LoadCredential")"
point "family and source address are chosen" "$(
	expect source 0 "registered"
	expect no-source 1 "192.0.2.1|bind"
	expect family 1 "cannot use")"
point "what the file says counts more than the control plane" "$(
	expect override 0 "data plane 192.0.2.9:5")"
point "no secret is told, and the sanitizers are silent" "$(
	grep -lF -e "$(<"$tmp/token")" -e "$(<"$tmp/made/key")" -e api-key \
		"$tmp"/*.std* | grep -v "api-key"
	grep -E "Sanitizer|runtime error" "$tmp"/*.stderr | head -n 3)"
exit "$failed"
