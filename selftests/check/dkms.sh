#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What DKMS is given builds without the rest of the tree and without pahole,
# dkms.conf takes the supported kernels and refuses others, and "make dkms-install"
# builds when there is something new.  Nothing is installed but in a folder.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$top/selftests/vm/cache.sh"
version=$(<"$top/VERSION")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nr=0

point() { # point NAME COMMAND...
	local name=$1
	shift
	nr=$((nr + 1))
	if "$@" >"$work/out" 2>&1; then
		echo "ok $nr $name"
	else
		find "$work/out" "$work/dkms" \( -name out -o -name make.log \) \
			-exec sed 's/^/# /' {} +
		echo "not ok $nr $name"
	fi
}

cd "$top" || exit 1
tree=$work/src/snaptun-$version
mkdir -p "$tree" "$work/dkms" "$work/modules"
selftests/vm/sources.sh --shipped | tar -c -T - | tar -x -C "$tree"
dkms_() {
	dkms "$@" --dkmstree "$work/dkms" --sourcetree "$work/src" \
		--installtree "$work/modules" -m snaptun -v "$version"
}
# A PATH with every program but pahole.
path_without_pahole() {
	local dirs dir
	mkdir "$work/bin"
	IFS=: read -ra dirs <<<"$PATH"
	for dir in "${dirs[@]}"; do
		[ ! -d "$dir" ] || cp -rsn "$(realpath "$dir")/." "$work/bin/"
	done
	rm -f "$work/bin/pahole"
	echo "$work/bin"
}
# gets_btf KERNELDIR: does the Makefile leave BTF to that kernel?
gets_btf() {
	make -s module KERNELDIR="$1" | grep -qx 'BTF is y'
}
pahole_decides() {
	mkdir "$work/kernel"
	printf '%s\n' 'CONFIG_DEBUG_INFO_BTF_MODULES=y' \
		'modules:; @echo BTF is $(CONFIG_DEBUG_INFO_BTF_MODULES)' \
		>"$work/kernel/Makefile"
	! gets_btf "$work/kernel" || return 1
	printf '#!/bin/sh\n' >"$work/bin/pahole"
	chmod +x "$work/bin/pahole"
	gets_btf "$work/kernel" || return 1
	rm "$work/bin/pahole"
}
kernel() { kernel_dir "$1" | tail -n 1; }
build_for() { # build_for RELEASE KERNEL
	dkms_ build -k "$1" \
		--kernelsourcedir "$(kernel "$2")/lib/modules/$(<"$(kernel "$2")/KVER")/build"
}
refused() {
	local rc
	build_for "$@"
	rc=$?
	grep -q BUILD_EXCLUSIVE "$work/out" && [ $rc != 0 ]
}
no_tests_shipped() {
	! find "$tree" -path '*tests*' -o -name '*.sh' | grep .
}

# "make dkms-install" for 6.1 of a copy of the tree, where it may be changed
copy=$work/copy
dkms_install() {
	local release
	release=$(<"$(kernel 6.1)/KVER")
	mkdir -p "$work/modules/$release"
	PATH=$work/counting:$PATH make -C "$copy" -o install-tools dkms-install \
		DKMS_DIR="$tree" \
		KERNELDIR="$(kernel 6.1)/lib/modules/$release/build" \
		DKMS="dkms --dkmstree $work/dkms --sourcetree $work/src --installtree $work/modules"
}
installs() { # installs yes|no: does dkms-install build?
	: >"$work/calls"
	dkms_install || return
	case $(grep -c "^make .*module " "$work/calls") in
	0) [ "$1" = no ] ;;
	1) [ "$1" = yes ] ;;
	*) false ;;
	esac || { echo "calls:"; cat "$work/calls"; return 1; }
	dkms_ status | tee "$work/status"
	grep -q "$(<"$(kernel 6.1)/KVER").*installed" "$work/status"
}
installs_what_changed() {
	echo 'MODULE_INFO(changed, "yes");' >>"$copy/module/main.c"
	installs yes || return
	modinfo -F changed "$(find "$work/modules" -name 'snaptun.ko*')" |
		tee "$work/changed"
	[ "$(<"$work/changed")" = yes ]
}

mkdir -p "$work/counting" "$copy/selftests/vm" "$copy/tools"
cp -r "$top/tools/dkms" "$copy/tools/"
cp selftests/vm/sources.sh "$copy/selftests/vm/"
selftests/vm/sources.sh --shipped | tar -c -T - | tar -x -C "$copy"
# The modules' lists of this system are not to be changed; builds are counted.
ln -s /bin/true "$work/counting/depmod"
printf '#!/bin/sh\necho "make $*" >>%s\nexec %s "$@"\n' "$work/calls" \
	"$(command -v make)" >"$work/counting/make"
chmod +x "$work/counting/make"

echo "KTAP version 1"
echo "1..11"
point "tests are not shipped" no_tests_shipped
point "dkms.conf has the version of the project" dkms_ add
PATH=$(path_without_pahole)
point "BTF is made where pahole is, and only there" pahole_decides
for k in 6.1 6.12; do
	point "builds with DKMS for $k without pahole" build_for "$(<"$(kernel $k)/KVER")" $k
done
for release in 5.10.0-28-amd64 6.0.12 8.0.1-amd64; do
	point "refuses $release" refused "$release" 6.1
done
point "dkms-install installs what is built" installs no
point "dkms-install builds nothing when nothing changed" installs no
point "dkms-install builds a changed source of the same version" \
	installs_what_changed
