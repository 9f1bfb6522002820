#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Give DKMS the sources of the module, and let it build what is not built of
# them already.
#
#   install.sh FOLDER VERSION [KERNELRELEASE KERNELDIR]
#
# FOLDER is where DKMS looks for them; with DESTDIR set they are only put below
# that.  Without a kernel, the module is for the running one.  When the sources
# changed, all kernels that had the module get it anew.
set -eu

folder=$1 version=$2 kernel=${3:-$(uname -r)} headers=${4:-}
: "${DKMS:=dkms}" "${DESTDIR:=}"
top=$(cd "$(dirname "$0")/../.." && pwd)
if [ -z "$DESTDIR" ] && ! command -v "${DKMS%% *}" >/dev/null; then
	echo 'dkms is missing: apt-get install dkms' >&2
	exit 1
fi

# Others never see half of the new sources.
fresh=$DESTDIR$folder.new
rm -rf "$fresh"
mkdir -p "$fresh"
(cd "$top" && selftests/vm/sources.sh --shipped | tar -c -T -) |
	tar -x -C "$fresh"
changed=
if diff -r "$fresh" "$DESTDIR$folder" >/dev/null 2>&1; then
	rm -rf "$fresh"
else
	changed=yes
	rm -rf "$DESTDIR${folder:?}"
	mv "$fresh" "$DESTDIR$folder"
fi
[ -z "$DESTDIR" ] || exit 0

kernels_with() { # kernels_with STATES: that have the module in this version
	$DKMS status -m snaptun -v "$version" |
		sed -n "s/.*, \([^,]*\), [^,]*: \($1\).*/\1/p" | sort -u
}

install_for() { # install_for KERNEL OPTIONS...
	release=$1
	shift
	[ "$release" != "$kernel" ] || [ -z "$headers" ] ||
		set -- "$@" --kernelsourcedir "$headers"
	$DKMS install -m snaptun -v "$version" -k "$release" "$@"
}

if [ -z "$changed" ] && kernels_with installed | grep -qxF "$kernel"; then
	echo "snaptun $version is installed for $kernel, and nothing changed"
	exit 0
fi
[ -z "$changed" ] || for release in $(kernels_with 'built\|installed'); do
	$DKMS remove -m snaptun -v "$version" -k "$release"
	[ "$release" = "$kernel" ] || install_for "$release" ||
		echo "Warning: no module for $release any more" >&2
done
install_for "$kernel"
