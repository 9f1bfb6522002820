# SPDX-License-Identifier: GPL-2.0-only
# Sourced.  Where artefacts that are costly to make are kept, outside the tree.
# shellcheck shell=bash

cache_dir() {
	local d=${SNAPTUN_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/snaptun}
	mkdir -p "$d"
	(cd "$d" && pwd)
}

# kernel_dir KERNEL: the directory of a fetched or built kernel.
# 6.1, 6.12, 7 and 7-rt are Debian's; debug-VARIANT are our own builds.
kernel_dir() {
	local here
	here=$(dirname "${BASH_SOURCE[0]}")
	case $1 in
	debug-*) "$here/../debug/build-kernel.sh" "${1#debug-}" ;;
	*) "$here/get-kernel.sh" "$1" ;;
	esac
}
