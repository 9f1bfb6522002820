#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Show two hosts connected by snaptun, and then two clients of a gateway: on the
# running kernel where it can load the module, else in a throw-away virtual
# machine.  Installs what is missing.
#
#   demo.sh [--vm]      --vm: in the machine in any case
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
vm=$top/selftests/vm
release=$(uname -r)
headers=/lib/modules/$release/build
why=
loaded=

# On the running kernel: needs root, loadable modules and headers.  Sets why.
can_load() {
	[ "${1:-}" != --vm ] || { why="as asked for"; return 1; }
	[ "$(id -u)" = 0 ] || { why="not root"; return 1; }
	[ -e /proc/modules ] && [ "$(cat /proc/sys/kernel/modules_disabled)" = 0 ] ||
		{ why="the running kernel $release does not load modules"; return 1; }
	if [ ! -d "$headers" ]; then
		echo "demo: installing linux-headers-$release"
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			"linux-headers-$release" >/dev/null 2>&1 ||
			{ why="there are no headers for the running kernel $release"; return 1; }
	fi
}

# The module of this tree, unless the system has one loaded already.
load_module() {
	local m
	[ ! -d /sys/module/snaptun ] || return 0
	make -s -C "$top" module || { why="the module does not build for $release"; return 1; }
	for m in $(modinfo -F depends "$top/snaptun.ko" | tr , ' '); do
		modprobe "$m" || { why="the running kernel has no module $m"; return 1; }
	done
	insmod "$top/snaptun.ko" ||
		{ why="the running kernel refused the module"; return 1; }
	loaded=1
}

unload_module() {
	[ -z "$loaded" ] || rmmod snaptun
}

"$vm/setup.sh" vm
make -s -C "$top" tools
make -s -C "$top/selftests"
# Where they were built: that takes cargo, and longer than a demonstration may.
built() { # built NAME
	local path
	read -r _ path _ < <("$top/selftests/peers/build.sh" -n "$1")
	[ "$path" = skip ] || echo "$path"
}
pocket=$(built pocket)
stack=$(built scion-stack)
scenes=("$here/two-hosts.sh" "$here/gateway.sh")
if can_load "${1:-}" && load_module; then
	echo "demo: on the running kernel $release, in network namespaces"
	trap unload_module EXIT
	for scene in "${scenes[@]}"; do
		PATH=$top/build/tools:$PATH POCKET=$pocket STACK=$stack \
			HELPER=$top/selftests/snt-helper bash "$scene"
	done
else
	echo "demo: in a virtual machine, because $why"
	certificates=/etc/ssl/certs/ca-certificates.crt
	files=(-f "$here/scene.sh:/scripts/scene.sh")
	for program in agent controld; do
		files+=(-f "$top/build/tools/snaptun-$program:/usr/bin/snaptun-$program")
	done
	[ -z "$pocket" ] || files+=(-f "$pocket:/usr/bin/pocket" -e POCKET=pocket)
	# It asks nobody without certificates, not even without TLS.
	[ -z "$stack" ] || [ ! -e $certificates ] ||
		files+=(-f "$stack:/usr/bin/scion-stack" -e STACK=scion-stack
			-f "$certificates:$certificates")
	exec "$vm/run.sh" -i -e WG_COLOR_MODE=never "${files[@]}" "${scenes[@]}"
fi
