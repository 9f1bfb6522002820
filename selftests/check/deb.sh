#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The packages of "make deb": without remarks of lintian, and on a new machine
# installed, used, upgraded and removed, also where DKMS fails (deb_root.sh).
# As root; wants what minimal-root.sh wants, and ten minutes.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
"$top/selftests/vm/setup.sh" deb
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(<"$top/VERSION")
next=$version.1
mkdir "$work/debs" "$work/next" "$work/broken"

"$top/debian/build.sh" "$work/debs" >"$work/log" 2>&1 ||
	{ cat "$work/log"; exit 1; }
echo "KTAP version 1"
if lintian --allow-root --fail-on error,warning,override "$work"/debs/*.changes \
	>"$work/lintian" 2>&1 && [ ! -s "$work/lintian" ]; then
	echo "ok 1 lintian has no remarks"
else
	sed 's/^/# /' "$work/lintian"
	echo "not ok 1 lintian has no remarks"
fi
rm -f "$work"/debs/*-dbgsym_* "$work"/debs/*.buildinfo "$work"/debs/*.changes

# The same as a next version, and that with a module that no kernel can build.
repack() { # repack PACKAGE VERSION FILE-SUFFIX
	sed -i "s/^Version: .*/Version: $2/" "$work/next/DEBIAN/control"
	dpkg-deb -b "$work/next" "$work/debs/$1_$2_$3.deb" >"$work/log"
}
for deb in "$work"/debs/*.deb; do
	rm -rf "$work/next"
	dpkg-deb -R "$deb" "$work/next"
	package=$(basename "${deb%%_*}")
	arch=${deb##*_} arch=${arch%.deb}
	sed -i "s/\<$version\>/$next/g" "$work"/next/DEBIAN/*
	if [ "$package" = snaptun-dkms ]; then
		mv "$work/next/usr/src/snaptun-$version" \
			"$work/next/usr/src/snaptun-$next"
		echo "$next" >"$work/next/usr/src/snaptun-$next/VERSION"
	fi
	repack "$package" "$next" "$arch"
	if [ "$package" = snaptun-dkms ]; then
		echo '#error "no kernel builds this"' \
			>>"$work/next/usr/src/snaptun-$next/module/main.c"
		repack snaptun-dkms "$next+broken" "$arch"
	fi
done
cp "$here/deb_root.sh" "$work/debs/"
"$here/minimal-root.sh" -f "$work/debs" "bash ~/files/deb_root.sh $version $next"
