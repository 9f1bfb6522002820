#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Build a small kernel with run-time checks from Debian's linux-source 6.1 into
# the cache: allnoconfig plus the lists in config/.
#
#   build-kernel.sh kasan|kcsan     prints the directory; does nothing if there
#
# kasan: addresses, lockdep, kmemleak, reference trackers, object debugging,
# UBSAN, fault injection.  kcsan: data races.  Both have KUnit.  About seven
# minutes each on two processors.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/../vm/cache.sh"
# shellcheck source=selftests/vm/apt.sh
. "$here/../vm/apt.sh"

variant=${1:-}
[ -f "$here/config/$variant" ] ||
	{ sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
package=linux-source-6.1
dest=$(cache_dir)/kernel-debug-$variant
source=$(cache_dir)/$package
build=$dest/build
lists=("$here/config/base" "$here/config/net" "$here/config/watch"
	"$here/config/$variant")
say() { echo "build-kernel: $*" >&2; }

mkdir -p "$dest"
exec 9>"$dest.lock"
flock 9
stamp=$(cat "$0" "${lists[@]}" | sha256sum | cut -c 1-16)
if [ "$(cat "$dest/STAMP" 2>/dev/null)" = "$stamp" ]; then
	echo "$dest"
	exit 0
fi
"$here/../vm/setup.sh" debug >&2

fetch_source() {
	local tmp skip a
	exec 8>"$source.lock"
	flock 8
	[ ! -e "$source/.complete" ] || return 0
	say "fetching and unpacking $package"
	rm -rf "$source"
	mkdir -p "$source"
	tmp=$(mktemp -d "$source.XXXXXX")
	(
		private_apt "$tmp/apt" bookworm
		cd "$tmp"
		apt-get -qq download $package
		dpkg-deb --fsys-tarfile ./*.deb |
			tar -xO --wildcards './usr/src/linux-source-*.tar.xz' >source.tar.xz
	)
	# What this configuration can never build stays packed, for space.
	skip=()
	for a in alpha arc arm arm64 csky hexagon ia64 loongarch m68k \
		microblaze mips nios2 openrisc parisc powerpc riscv s390 sh \
		sparc xtensa; do
		skip+=("--exclude=*/arch/$a/*.[chS]" "--exclude=*/arch/$a/*.dts*")
	done
	for a in drivers/gpu drivers/media drivers/staging drivers/scsi \
		drivers/infiniband drivers/net/ethernet drivers/net/wireless \
		sound; do
		skip+=("--exclude=*/$a/*.[chS]")
	done
	tar -x -J -C "$source" --strip-components=1 "${skip[@]}" \
		-f "$tmp/source.tar.xz"
	rm -rf "$tmp"
	: >"$source/.complete"
}
fetch_source
exec 8>&-

rm -rf "$dest"
mkdir -p "$build"
kmake=(make -s -C "$source" "O=$build" ARCH=x86_64 "-j$(nproc)")
sed -n 's/^\([A-Z0-9_]*=\)/CONFIG_\1/p' "${lists[@]}" >"$build/wanted.config"
{
	echo "CONFIG_LOCALVERSION=\"-snaptun-$variant\""
	command -v lz4 >/dev/null && echo CONFIG_KERNEL_LZ4=y || echo CONFIG_KERNEL_GZIP=y
} >>"$build/wanted.config"
"${kmake[@]}" "KCONFIG_ALLCONFIG=$build/wanted.config" allnoconfig >/dev/null
# A check that silently is not there would be the worst result.
missing=$(while IFS= read -r line; do
	case $line in
	*=n) ! grep -q "^${line%=n}=" "$build/.config" || echo "$line" ;;
	*) grep -qxF "$line" "$build/.config" || echo "$line" ;;
	esac
done <"$build/wanted.config")
[ -z "$missing" ] || { say "not as asked for:" $missing; exit 1; }

say "building the $variant kernel in $dest (about seven minutes)"
nice -n 10 "${kmake[@]}" bzImage modules >"$build/build.log" 2>&1 ||
	{ grep -E 'rror|\*\*\*' "$build/build.log" >&2; exit 1; }
kver=$("${kmake[@]}" kernelrelease)
"${kmake[@]}" "INSTALL_MOD_PATH=$dest" INSTALL_MOD_STRIP=1 modules_install >/dev/null
mkdir -p "$dest/boot"
cp "$build/arch/x86/boot/bzImage" "$dest/boot/vmlinuz-$kver"
cp "$build/.config" "$dest/boot/config-$kver"
rm -f "$dest/lib/modules/$kver"/{build,source}
ln -s ../../../build "$dest/lib/modules/$kver/build"

# External modules need headers, symbols and the build tools; the rest goes.
find "$build" \( -name scripts -o -name tools \) -prune -o -type f \
	\( -name '*.o' -o -name '*.a' -o -name '*.ko' -o -name '.*.cmd' \
	-o -name '*.mod' -o -name '*.mod.c' \) -exec rm -f {} +
rm -f "$build"/.tmp_vmlinux* "$build/vmlinux" \
	"$build"/arch/x86/boot/compressed/vmlinux* \
	"$build/arch/x86/boot/vmlinux.bin"
echo native >"$dest/MODE"
echo "$kver" >"$dest/KVER"
echo "$stamp" >"$dest/STAMP"
echo "$dest"
