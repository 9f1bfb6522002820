#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Print the folder that holds the kernel's netlink tools (tools/net/ynl,
# Documentation/netlink) and checkpatch; fetch them first where they are
# missing.
#
# No Debian package ships these tools, so they are taken out of Debian's kernel
# source. It is 6.12, which both bookworm and trixie have, because what the
# generator writes is committed and should not change with every release.
set -eu

PKG=linux-source-6.12
CACHE=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}
DEST=$CACHE/ynl-6.12

if [ -e "$DEST/.complete" ]; then
	echo "$DEST"
	exit 0
fi

mkdir -p "$CACHE"
TMP=$(mktemp -d "$CACHE/ynl.XXXXXX")
trap 'rm -rf "$TMP"' EXIT

echo "fetching $PKG for the netlink tools" >&2
(cd "$TMP" && apt-get -qq -o APT::Sandbox::User=root download $PKG >&2)
mkdir "$TMP/tree"
dpkg-deb --fsys-tarfile "$TMP"/*.deb |
	tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
	xz -dc |
	tar -x -C "$TMP/tree" --strip-components=1 --wildcards \
		'*/tools/net/ynl' '*/Documentation/netlink' \
		'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
		'*/scripts/const_structs.checkpatch'
: >"$TMP/tree/.complete"
rm -rf "$DEST"
mv "$TMP/tree" "$DEST"
echo "$DEST"
