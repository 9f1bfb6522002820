#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# gen.sh: make the files that come from the netlink spec.
# gen.sh --check: make them elsewhere, and compare with those committed.
set -eu

HERE=$(dirname "$0")
TOP=$(cd "$HERE/../.." && pwd)
SPEC=$TOP/Documentation/netlink/specs/snaptun.yaml
YNL=$("$HERE/fetch-linux.sh")

case ${1-} in
--check)
	TMP=$(mktemp -d)
	trap 'rm -rf "$TMP"' EXIT
	"$HERE/gen.py" "$YNL" "$SPEC" "$TMP"
	"$HERE/names.py" "$SPEC" "$TMP"
	status=0
	for file in uapi/linux/snaptun.h module/netlink/netlink_gen.h \
		    module/netlink/netlink_gen.c module/base/reasons_gen.h \
		    tools/lib/names_gen.c tools/lib/names_gen.h; do
		diff -u "$TOP/$file" "$TMP/$file" || status=1
	done
	[ $status = 0 ] || echo "out of date: run make gen" >&2
	exit $status
	;;
'')
	"$HERE/gen.py" "$YNL" "$SPEC" "$TOP"
	"$HERE/names.py" "$SPEC" "$TOP"
	;;
*)
	echo "usage: gen.sh [--check]" >&2
	exit 2
	;;
esac
