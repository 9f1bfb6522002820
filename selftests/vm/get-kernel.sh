#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetch a Debian cloud kernel with its headers, and where this machine cannot
# run those, with the compiler it was built with, into the cache.  Nothing is
# installed on this machine.
#
#   get-kernel.sh 6.1|6.12|7|7-rt  prints the directory; does nothing if there
#   FORCE=1 get-kernel.sh ...      fetch again (a newer point release)
#
# 7-rt is the newest with PREEMPT_RT; it is made for any machine, not for clouds.
# The directory has KVER (release), MODE (native or chroot), boot/vmlinuz-KVER,
# lib/modules/KVER with build and source links.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/cache.sh"
# shellcheck source=selftests/vm/apt.sh
. "$here/apt.sh"

[ $# = 1 ] || { sed -n '3,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
spec=$1
# shellcheck source=/dev/null
host=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
case $spec in
6.1) suite=bookworm ;;
6.12)
	suite=trixie
	[ "$host" != bookworm ] || suite=bookworm-backports
	;;
7 | 7-rt) suite=trixie-backports ;;
*)
	echo "get-kernel: unknown kernel '$spec' (6.1, 6.12, 7 or 7-rt)" >&2
	exit 2
	;;
esac
arch=$(dpkg --print-architecture)
case $spec in
*-rt) flavour=rt ;;
*) flavour=cloud ;;
esac

dest=$(cache_dir)/kernel-$spec
mkdir -p "$dest"
exec 9>"$dest.lock"
flock 9
if [ -z "${FORCE:-}" ] && [ -e "$dest/KVER" ]; then
	echo "$dest"
	exit 0
fi
say() { echo "get-kernel: $*" >&2; }
say "fetching the $spec kernel of $suite into $dest"
rm -rf "$dest"
mkdir -p "$dest"

apt=$dest/.apt
private_apt "$apt" "$suite"

depends() {
	apt-cache show --no-all-versions "$1" |
		sed -n 's/^\(Pre-\)\{0,1\}Depends: //p' |
		tr ',|' '\n\n' | sed 's/(.*//; s/[[:blank:]]//g'
}

# The metapackage names the newest kernel; newer Debian splits the image.
image=$(depends "linux-image-$flavour-$arch" | grep -E '^linux-image-[0-9]' | head -n 1)
kver=${image#linux-image-}
want=("linux-headers-$kver")
if depends "$image" | grep -qx "linux-binary-$kver"; then
	want+=("linux-binary-$kver" "linux-modules-$kver")
else
	want+=("$image")
fi
gcc=
for d in $(depends "linux-headers-$kver"); do
	case $d in
	linux-headers-*-common | linux-kbuild-* | "linux-base-$kver") want+=("$d") ;;
	gcc-[0-9]* | linux-compiler-gcc-*) gcc=$(grep -oE 'gcc-[0-9]+' <<<"$d") ;;
	esac
done

# Merged /usr, so that packages of either layout land in one place.
for d in bin sbin lib lib64; do
	mkdir -p "$dest/usr/$d"
	ln -s "usr/$d" "$dest/$d"
done
unpack() {
	local deb
	for deb in "$@"; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -p -C "$dest" --keep-directory-symlink
	done
}
(cd "$apt/debs" && apt-get -qq download "${want[@]}")
unpack "$apt"/debs/*.deb
mkdir -p "$dest/boot"
[ -e "$dest/boot/vmlinuz-$kver" ] ||
	ln -s "../usr/lib/modules/$kver/vmlinuz" "$dest/boot/vmlinuz-$kver"
[ -e "$dest/boot/config-$kver" ] ||
	ln -s "../usr/lib/modules/$kver/config" "$dest/boot/config-$kver"
headers=usr/src/linux-headers-$kver
common=$(cd "$dest/usr/src" && ls -d linux-headers-*-common)
ln -sfn "../../../src/linux-headers-$kver" "$dest/lib/modules/$kver/build"
ln -sfn "../../../src/$common" "$dest/lib/modules/$kver/source"
depmod -b "$dest" "$kver"

# Do this kernel's build tools and its compiler run here?
runs_here() {
	local f kbuild
	command -v "$gcc" >/dev/null || return 1
	kbuild=$(echo "$dest"/usr/lib/linux-kbuild-*)
	for f in scripts/basic/fixdep scripts/mod/modpost tools/objtool/objtool; do
		! ldd "$kbuild/$f" 2>&1 | grep -q 'not found' || return 1
	done
}
mode=native
runs_here || mode=chroot
if [ $mode = chroot ]; then
	say "this machine cannot run its build tools: fetching $gcc for a chroot"
	kbuild=$(cd "$dest/usr/lib" && echo linux-kbuild-*)
	# shellcheck disable=SC2046
	apt-get -qq -y --download-only install "$gcc" binutils make bash dash \
		coreutils sed grep mawk findutils diffutils base-files \
		$(depends "$kbuild") >/dev/null
	unpack "$apt"/cache/archives/*.deb
	[ -e "$dest/usr/bin/awk" ] || ln -s mawk "$dest/usr/bin/awk"
	[ -e "$dest/usr/bin/sh" ] || ln -s dash "$dest/usr/bin/sh"
	mkdir -p "$dest"/{mnt,tmp,dev,proc}
else
	# The packaged Makefile names its place after installation.
	sed -i "s#/usr/src/#$dest/usr/src/#g" "$dest/$headers/Makefile"
fi
rm -rf "$apt"
echo "$mode" >"$dest/MODE"
echo "$kver" >"$dest/KVER"
say "$spec is $kver, modules are built in mode '$mode'"
echo "$dest"
