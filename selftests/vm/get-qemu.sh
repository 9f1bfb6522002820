#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetch the emulator of Debian 13 with its libraries into the cache, and build
# beside it the plugin that counts instructions; nothing is installed.  When
# time is virtual the older one gives processors their turns in slices of
# milliseconds, and does not get on when these are made short.
#
#   get-qemu.sh       prints the directory: "qemu" starts it, "count.so" counts
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/cache.sh"
# shellcheck source=selftests/vm/apt.sh
. "$here/apt.sh"

dest=$(cache_dir)/qemu-trixie
mkdir -p "$dest"
exec 9>"$dest.lock"
flock 9

unpack() {
	local root=$dest/root d deb
	for d in bin sbin lib lib64; do
		mkdir -p "$root/usr/$d"
		ln -sfn "usr/$d" "$root/$d"
	done
	for deb in "$dest"/.apt/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -p -C "$root" --keep-directory-symlink
	done
	cat >"$dest/qemu.new" <<-Q
		#!/bin/bash
		root=\$(dirname "\$0")/root
		exec "\$root/lib64/ld-linux-x86-64.so.2" --library-path \\
			"\$root/usr/lib/x86_64-linux-gnu" \\
			"\$root/usr/bin/qemu-system-x86_64" \\
			-L "\$root/usr/share/qemu" -L "\$root/usr/share/seabios" "\$@"
	Q
	chmod +x "$dest/qemu.new"
	mv "$dest/qemu.new" "$dest/qemu"
}

if [ ! -x "$dest/qemu" ]; then
	echo "get-qemu: fetching the emulator of trixie into $dest" >&2
	rm -rf "$dest"
	mkdir -p "$dest"
	(private_apt "$dest/.apt" trixie &&
		apt-get -qq -y --download-only install qemu-system-x86 seabios \
			>/dev/null)
	unpack
	rm -rf "$dest/.apt"
fi
gcc -O2 -Wall -Wextra -shared -fPIC -o "$dest/count.so.new" "$here/count.c"
mv "$dest/count.so.new" "$dest/count.so"
echo "$dest"
