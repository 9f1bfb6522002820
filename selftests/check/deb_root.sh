#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In the root that deb.sh made, with the packages beside this script: a user's
# life with them.  Nothing but the packages and what they ask for is installed.
#
#   deb_root.sh VERSION NEXT-VERSION
set -uo pipefail

version=$1 next=$2
cd "$(dirname "$0")" || exit 1
export DEBIAN_FRONTEND=noninteractive
nr=1	# deb.sh has the first

point() { # point NAME COMMAND...
	nr=$((nr + 1))
	if "${@:2}" >out 2>&1; then
		echo "ok $nr $1"
	else
		tail -n 50 out | sed 's/^/# /'
		echo "not ok $nr $1"
	fi
}

add() { # add PACKAGES...: by apt, as from an archive
	apt-get -qy --no-install-recommends install "$@"
}

packages() { # packages VERSION
	printf './%s\n' snaptun_"$1"_*.deb snaptun-dkms_"$1"_*.deb \
		snaptun-dev_"$1"_*.deb
}

module() { # module: the file, if DKMS has installed one
	find /lib/modules -name 'snaptun.ko*'
}

is_sound() { # apt has nothing to mend
	[ -z "$(dpkg --audit)" ] && apt-get -qy check
}

installs() {
	# shellcheck disable=SC2046
	add $(packages "$version") &&
		[ "$(modinfo -F version "$(module)")" = "$version" ] && is_sound
}

nothing_runs_by_itself() {
	! find /etc/systemd -name '*snaptun*' | grep .
}

tools_work() {
	umask 022
	[ "$(stat -c %a /etc/snaptun)" = 700 ] || return
	printf '[Interface]\nPrivateKey = %s\nPostUp = wg show %%i\n' \
		"$(snaptun-ctl genkey)" >wg0.conf
	snaptun-ctl import ./wg0.conf && snaptun-ctl strip wg0 || return
	ip link help snaptun 2>&1 | grep role || return
	snaptun-ctl check
	[ $? = 2 ] || return	# this kernel is another's, and has no module
	snaptun-agent --version && snaptun-controld --version &&
		snaptun-inject --version
}

examples_are_understood() {
	local example file=$PWD/example.conf
	for example in /usr/share/doc/snaptun/examples/*/*.conf; do
		sed "s,P[A-Z]*-KEY-OF.*,$(snaptun-ctl genkey)," "$example" >"$file"
		snaptun-ctl strip "$file" || return
	done
	zgrep 'where to begin' /usr/share/doc/snaptun/snaptun-start.rst.gz
}

programs_are_built() {
	add gcc libc6-dev || return
	cat >p.c <<-P
	#include <linux/snaptun.h>
	#include <snaptun-inject.h>
	int main(void) { return SNAPTUN_CMD_MAX && !snt_inject_open; }
	P
	gcc -o p p.c -lsnaptun-inject && ./p &&
		grep -x 'name: snaptun' /usr/share/ynl/specs/snaptun.yaml
}

upgrades() {
	# shellcheck disable=SC2046
	add $(packages "$next") && is_sound &&
		[ "$(modinfo -F version "$(module)")" = "$next" ] &&
		[ -e /etc/snaptun/wg0.conf ] && ! ls "/usr/src/snaptun-$version"
}

installs_without_a_module() {
	add "./snaptun-dkms_$next+broken_all.deb" && is_sound && [ -z "$(module)" ]
}

# What the package of a kernel, and that of its headers, run
takes_a_kernel_without_a_module() {
	local kernel
	kernel=$(basename "$(echo /lib/modules/*)")
	run-parts --exit-on-error --arg="$kernel" /etc/kernel/postinst.d &&
		run-parts --exit-on-error --arg="$kernel" \
			/etc/kernel/header_postinst.d && [ -z "$(module)" ]
}

gets_a_module_with_a_kernel() {
	local kernel
	kernel=$(basename "$(echo /lib/modules/*)")
	add --reinstall --allow-downgrades "./snaptun-dkms_${next}_all.deb" &&
		dkms uninstall -m snaptun -v "$next" -k "$kernel" &&
		[ -z "$(module)" ] &&
		run-parts --exit-on-error --arg="$kernel" /etc/kernel/postinst.d &&
		[ "$(modinfo -F version "$(module)")" = "$next" ]
}

is_removed() {
	apt-get -qy purge snaptun snaptun-dkms snaptun-dev && is_sound || return
	! find / -xdev \( -path /proc -o -path /sys -o -path /root \) -prune -o \
		-name '*snaptun*' ! -path '/etc/snaptun*' \
		! -path '/var/log/*' ! -path '/var/cache/*' -print | grep . &&
		[ -e /etc/snaptun/wg0.conf ]
}

echo "1..11"
apt-get -qq update
add linux-headers-amd64 >out 2>&1 || { cat out; exit 1; }
point "packages are installed, with a module for the kernel's headers" installs
point "no service runs by itself" nothing_runs_by_itself
point "the tools work" tools_work
point "the examples are there, and understood" examples_are_understood
point "programs are built with the header and the library" programs_are_built
point "packages are upgraded, and the module with them" upgrades
point "a module that DKMS cannot build is no failure" installs_without_a_module
point "nor is it one for a new kernel" takes_a_kernel_without_a_module
point "a new kernel gets its module" gets_a_module_with_a_kernel
point "nothing is left but the user's own files" is_removed
