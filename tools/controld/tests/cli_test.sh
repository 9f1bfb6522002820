#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Command lines of snaptun-controld, keys and tokens.
# usage: cli_test.sh SNAPTUN-CONTROLD
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
tool=$1
# shellcheck source=tools/tests/docs.sh
. "$here/../tests/docs.sh"
# shellcheck source=tools/tests/cli.sh
. "$here/../tests/cli.sh"
[ "$(id -u)" = 0 ] || export ASAN_OPTIONS=detect_leaks=0

# part NUMBER: of the token on standard input, as JSON
part() {
	cut -d. -f"$1" | python3 -c 'import base64, sys
text = sys.stdin.read().strip()
print(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())'
}

has() { # has JSON EXPRESSION...: that are to be true of it, as t
	python3 -c 'import json, sys, time
t = json.loads(sys.argv[1])
for expression in sys.argv[2:]:
    if not eval(expression):
        print(expression, "of", t)' "$@" 2>&1
}

echo "KTAP version 1"
echo "1..9"
point "help is given wherever it is asked for" "$(
	helps "^Usage: snaptun-controld" --help
	helps "^Usage: snaptun-controld" help
	helps "^Usage: snaptun-controld" token --help
	helps "^snaptun-controld [0-9]" --version)"
point "what is not known is refused in one line" "$(
	refused "no command .nonsense'.*--help" nonsense
	refused "no option .--nonsense'" token --nonsense
	refused ".b' is too much" keygen a b
	refused "are for .token', not for .keygen'" keygen a --life 5
	refused "followed by a value" token --key)"
point "a file that is missing or wrong is refused in one line" "$(
	refused "^$tmp/no: No such file" --config "$tmp/no"
	echo nonsense >"$tmp/conf"
	refused "^$tmp/conf:1: .nonsense' is not a" --config "$tmp/conf" serve
	: >"$tmp/conf"
	refused "^$tmp/conf: there has to be a .Listen." --config "$tmp/conf"
	refused "is for .serve', not for .token'" token --config "$tmp/conf"
	refused ".x' is too much" serve x)"
point "nobody is asked where no control plane runs" "$(
	refused "$tmp/s: no control plane runs here" --socket "$tmp/s" status
	refused "$tmp/s: no control plane runs here" revoke token x \
		--socket "$tmp/s"
	refused "revoke: what" revoke token
	refused "for .status', not for .revoke'" revoke token x --json
	refused "not for .keygen'" keygen x --socket "$tmp/s")"
point "a key is made once, for oneself alone" "$(
	"$tool" keygen "$tmp/key" >"$tmp/jwks"
	[ "$(stat -c %a "$tmp/key")" = 600 ] || stat -c %a "$tmp/key"
	refused "$tmp/key: File exists" keygen "$tmp/key"
	"$tool" jwks "$tmp/key" | cmp - "$tmp/jwks"
	has "$(cat "$tmp/jwks")" "len(t['keys']) == 1" \
		"t['keys'][0]['crv'] == 'Ed25519'" "'d' not in t['keys'][0]"
	"$tool" jwks "$tmp/key" --kid other | grep -q '"kid":"other"' ||
		echo "no other name")"
point "keys that are not are refused" "$(
	refused "$tmp/no: No such file" token --key "$tmp/no"
	echo nonsense >"$tmp/bad"
	chmod 600 "$tmp/bad"
	refused "$tmp/bad: it is no private key" jwks "$tmp/bad"
	openssl genpkey -algorithm X25519 -out "$tmp/x25519" 2>/dev/null
	chmod 600 "$tmp/x25519"
	refused "$tmp/x25519: it is no key of Ed25519" token --key "$tmp/x25519"
	cp "$tmp/key" "$tmp/open"
	chmod 644 "$tmp/open"
	refused "others may read it" token --key "$tmp/open"
	refused "/nowhere/key: No such file" keygen /nowhere/key)"
point "tokens say what they are told to" "$(
	token=$("$tool" token --key "$tmp/key")
	has "$(part 1 <<<"$token")" "t['alg'] == 'EdDSA'" "t['typ'] == 'JWT'"
	has "$(part 2 <<<"$token")" "sorted(t) == ['exp', 'jti', 'pssid']" \
		"abs(t['exp'] - time.time() - 3600) < 60"
	token=$("$tool" token --key "$tmp/key" --token-version 1 --life -50 \
		--id one --kid two --pssid ef16640f-0fa9-4360-be74-dbeec7ab4f9a)
	has "$(part 1 <<<"$token")" "t['kid'] == 'two'"
	has "$(part 2 <<<"$token")" "t['jti'] == 'one'" "t['aud'] == 'snap'" \
		"t['exp'] == t['iat'] - 50" "t['ver'] == 1" \
		"t['pssid'] == 'AO8WZA8PqUNgvnTb7serT5o'"
	# whoever else knows EdDSA
	openssl pkey -in "$tmp/key" -pubout -out "$tmp/pub"
	printf %s "${token%.*}" >"$tmp/signed"
	cut -d. -f3 <<<"$token" | python3 -c 'import base64, sys
sys.stdout.buffer.write(base64.urlsafe_b64decode(sys.stdin.read().strip() + "=="))' \
		>"$tmp/signature"
	openssl pkeyutl -verify -pubin -inkey "$tmp/pub" -rawin \
		-in "$tmp/signed" -sigfile "$tmp/signature" >/dev/null 2>&1 ||
		echo "openssl does not take the signature")"
point "a token is good by its key alone" "$(
	"$tool" token --key "$tmp/key" --id one >"$tmp/token"
	"$tool" verify "$tmp/jwks" <"$tmp/token" | grep -q "^token: one$" ||
		echo "not by the key set"
	"$tool" verify "$tmp/pub" <"$tmp/token" | grep -q "^ends in: 3[56].. s$" ||
		echo "not by the key"
	not() { # not REGEX FILE TOKEN
		"$tool" verify "$2" <<<"$3" >"$tmp/out" 2>&1 &&
			echo "$1: good"
		grep -qE "$1" "$tmp/out" || echo "/$1/, seen $(cat "$tmp/out")"
	}
	"$tool" keygen "$tmp/other" >"$tmp/other.jwks"
	token=$(cat "$tmp/token")
	not "the key .* is not there" "$tmp/other.jwks" "$token"
	not InvalidSignature "$tmp/jwks" "${token%?????}AAAAA"
	not InvalidToken "$tmp/jwks" nonsense
	not ExpiredSignature "$tmp/jwks" \
		"$("$tool" token --key "$tmp/key" --life -100)"
	not "/nowhere: No such file" /nowhere "$token"
	not "it is not JSON" "$tmp/token" "$token")"
point "tokens that make no sense are not made" "$(
	sign() { refused "$1" token --key "$tmp/key" "${@:2}"; }
	sign "no number of seconds" --life x
	sign "no number of seconds" --life 99999999999
	sign "is not 0 or 1" --token-version 2
	sign "is no UUID" --pssid x
	sign "printable" --id "a
b"
	sign "ends before 1970" --life -3000000000)"
exit "$failed"
