#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How long the cipher takes on this machine's own processor, in nanoseconds: the
# kernel's assembly, out of Debian's sources of that kernel, in a program.
#
#   cipher.sh [6.1|6.12|7]...    default: all
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/../vm/cache.sh"
# shellcheck source=selftests/vm/apt.sh
. "$here/../vm/apt.sh"

suite_of() { # suite_of KERNEL
	case $1 in
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	7) echo trixie-backports ;;
	*) echo "cipher: unknown kernel '$1' (6.1, 6.12 or 7)" >&2; return 2 ;;
	esac
}

# The package of that name is empty, and needs the one with the sources. What is
# wanted of these lies in one of two folders.
fetch() ( # fetch KERNEL DIRECTORY
	suite=$(suite_of "$1")
	rm -rf "$2"
	mkdir -p "$2"
	private_apt "$2/apt" "$suite"
	cd "$2"
	package=$(apt-cache show --no-all-versions linux-source |
		sed -n 's/^Depends: \(linux-source-[^ ,]*\).*/\1/p')
	echo "cipher: fetching $package" >&2
	apt-get -qq download "$package" >&2
	dpkg-deb --fsys-tarfile ./*.deb |
		tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		tar -xJ --strip-components=1 --wildcards '*/arch/x86/crypto/*' \
			'*/lib/crypto/x86/*' 2>/dev/null || true
	rm -rf ./*.deb apt
	[ -n "$(find . -name 'chacha-avx2*')" ] || {
		echo "cipher: no ChaCha20 for x86-64 in $package" >&2
		exit 1
	}
	: >.complete
)

[ $# -gt 0 ] || set -- 6.1 6.12 7
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
for kernel; do
	suite_of "$kernel" >/dev/null
	source=$(cache_dir)/cipher-$kernel
	[ -e "$source/.complete" ] || fetch "$kernel" "$source"
	out=$top/build/bench/cipher-$kernel
	make -s -C "$here/cipher" LINUX="$source" OUT="$out"
	echo "Linux $kernel, nanoseconds for each packet of a batch:"
	"$out/cipher"
done
