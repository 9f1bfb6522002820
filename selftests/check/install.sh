#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What "make install" and "make uninstall" put where, and what they leave alone.
# Everything goes into a folder; of what is for this system's own kernels only
# the commands are looked at.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$top/selftests/vm/cache.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
kernel=$(kernel_dir 6.1 | tail -n 1)
kver=$(<"$kernel/KVER")
headers=$kernel/lib/modules/$kver/build
nr=0

point() { # point NAME COMMAND...
	nr=$((nr + 1))
	if "${@:2}" >"$work/out" 2>&1; then
		echo "ok $nr $1"
	else
		sed 's/^/# /' "$work/out"
		echo "not ok $nr $1"
	fi
}

tools_go_below() { # tools_go_below PREFIX ELSEWHERE: a regular expression
	rm -rf "$root"
	make -s -C "$top/tools" install DESTDIR="$root" PREFIX="$1" || return
	! (cd "$root" && find . ! -type d -o -empty) | sed 's/^\.//' |
		grep -v "^$1/" | grep -vxE "$2"
}

units_run() { # units_run FOLDER: their programs are there
	local unit
	unit=$(find "$root" -name 'snaptun@.service')
	grep '^Exec' "$unit"
	[ "$(grep -c '^Exec' "$unit")" = 3 ] &&
		! grep '^Exec' "$unit" | grep -vF "=$1/snaptun-ctl " || return
	unit=$(find "$root" -name 'snaptun-resolve@.service')
	grep -F "ExecStart=-$1/snaptun-ctl " "$unit" || return
	for unit in snaptun-agent snaptun-controld; do
		grep -F "ExecStart=$1/$unit " \
			"$(find "$root" -name $unit.service)" || return
	done
	grep -F "	$1/snaptun-ctl " "$(find "$root" -path '*/device/snaptun')"
}

uninstall_leaves_nothing() {
	mkdir -p "$root/usr/src/snaptun-$(<"$top/VERSION")" \
		"$root/lib/modules/$kver/updates"
	: >"$root/lib/modules/$kver/updates/snaptun.ko"
	make -s -C "$top" uninstall DESTDIR="$root" PREFIX=/usr/local \
		DKMS="$work/dkms" DEPMOD="$work/depmod" DKMS_DIR="$work/src" &&
		! find "$root" ! -type d | grep .
}

calls_nothing_of_the_system() {
	cat "$work/calls"
	[ ! -s "$work/calls" ]
}

# The module as the build left it, with a Makefile that finds it built.
install_module() {
	local tree=$work/tree
	mkdir -p "$tree"
	cp "$top/Makefile" "$top/VERSION" "$top/Kbuild" "$tree/"
	cp -r "$top/module" "$tree/"
	cp "$top/build/6.1/snaptun.ko" "$tree/"
	sed "s,$top/build/6.1/,$tree/," "$top/build/6.1/modules.order" \
		>"$tree/modules.order"
	make -s -C "$tree" -o module -o install-tools install \
		KERNELDIR="$headers" "$@"
}

module_has_no_debugging_data() {
	local ko=$root/lib/modules/$kver/updates/snaptun.ko
	readelf -S "$top/build/6.1/snaptun.ko" | grep -q '\.debug_info' ||
		{ echo "the module was built without"; return 1; }
	install_module DESTDIR="$root" || return
	ls -l "$ko" && ! readelf -S "$ko" | grep '\.debug_'
}

depmod_is_for_the_kernel() {
	install_module -n DEPMOD=the-depmod | grep '^the-depmod' >"$work/depmods"
	cat "$work/depmods"
	[ "$(<"$work/depmods")" = "the-depmod $kver" ]
}

for c in dkms depmod; do
	printf '#!/bin/sh\necho "%s $*" >>%s\n' $c "$work/calls" >"$work/$c"
	chmod +x "$work/$c"
done
: >"$work/calls"
mkdir "$work/src"
"$top/selftests/vm/build-module.sh" 6.1 >"$work/out" 2>&1 ||
	{ cat "$work/out"; exit 1; }
echo "KTAP version 1"
echo "1..9"
point "what is for /usr goes there" tools_go_below /usr \
	"/etc/snaptun|/lib/systemd/system/snaptun(@|-resolve@|-agent|-controld).(service|timer)"
point "the units run the tools in /usr" units_run /usr/bin
point "what is for /opt goes there" tools_go_below /opt/s "/etc/snaptun"
point "what is for /usr/local goes there, but for what others look for" \
	tools_go_below /usr/local \
	"/etc/snaptun|/usr/lib/([^/]*/?ip/link_snaptun.so|NetworkManager/.*/snaptun)"
point "the units run the tools in /usr/local" units_run /usr/local/bin
point "uninstall of a folder leaves nothing there" uninstall_leaves_nothing
point "and leaves DKMS and the modules of this system alone" \
	calls_nothing_of_the_system
point "the installed module has no debugging data" module_has_no_debugging_data
point "depmod is run for the kernel of KERNELDIR" depmod_is_for_the_kernel
