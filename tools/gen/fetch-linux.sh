#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Print the folder that holds what is used of the kernel's own tree: its netlink
# tools (tools/net/ynl, Documentation/netlink), checkpatch, and the test of
# in-tree WireGuard; fetch them first where they are missing.
#
# No Debian package ships these, so they are taken out of Debian's kernel source.
# It is 6.12, which both bookworm and trixie have, because what the generator
# writes is committed and should not change with every release.
set -eu

PKG=linux-source-6.12
CACHE=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/snaptun}
DEST=$CACHE/linux-6.12

mkdir -p "$CACHE"
exec 9>"$DEST.lock"
flock 9
if [ -e "$DEST/.complete" ]; then
	echo "$DEST"
	exit 0
fi

TMP=$(mktemp -d "$CACHE/linux.XXXXXX")
trap 'rm -rf "$TMP"' EXIT

download() {
	(cd "$TMP" && apt-get -qq -o APT::Sandbox::User=root download $PKG >&2)
}

echo "fetching $PKG for parts of the kernel's tree" >&2
# Package lists may not name it yet, or name a version that is gone.
download 2>/dev/null || { apt-get -qq update >&2 && download; }
mkdir "$TMP/tree"
dpkg-deb --fsys-tarfile "$TMP"/*.deb |
	tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
	xz -dc |
	tar -x -C "$TMP/tree" --strip-components=1 --wildcards \
		'*/tools/net/ynl' '*/Documentation/netlink' \
		'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
		'*/scripts/const_structs.checkpatch' \
		'*/tools/testing/selftests/wireguard/netns.sh'
: >"$TMP/tree/.complete"
rm -rf "$DEST"
mv "$TMP/tree" "$DEST"
echo "$DEST"
