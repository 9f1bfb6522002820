#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Build the packages into a folder, from a copy of this tree, as the tools of
# Debian write beside and into the one that they are run in.
#
#   build.sh FOLDER
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
version=$(cat "$top/VERSION")
mkdir -p "$1"
out=$(cd "$1" && pwd)
packaged=$(cd "$top" && dpkg-parsechangelog -S Version)
if [ "$packaged" != "$version" ]; then
	echo "VERSION is $version, but debian/changelog begins with $packaged" >&2
	exit 1
fi
rm -rf "$out"/snaptun*
mkdir "$out/snaptun"
tar -C "$top" --exclude=./.git --exclude=./build --exclude=./selftests/peers \
	-c . | tar -C "$out/snaptun" -x
cd "$out/snaptun"
dpkg-buildpackage -b -us -uc
rm -rf "$out/snaptun"
