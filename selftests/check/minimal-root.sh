#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Run a command as on a new machine: in a fresh clone of what is committed, with
# an empty cache, in a Debian that holds only what debootstrap calls "minbase",
# make and git.  Shows what passes only because earlier work left it behind.
#
#   minimal-root.sh [-f FOLDER] [COMMAND]     default: make demo && make check
#
# FOLDER is copied to ~/files there.
# As root; wants debootstrap, some 6 GB in TMPDIR (default /var/tmp) and, for the
# default, an hour.  The apt configuration is this machine's.  Nothing is left.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/apt.sh
. "$top/selftests/vm/apt.sh"

files=
[ "${1:-}" != -f ] || { files=$2; shift 2; }
[ "$(id -u)" = 0 ] || { echo "minimal-root: as root, please" >&2; exit 1; }
command -v debootstrap >/dev/null ||
	{ echo "minimal-root: debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$(mktemp -d -p "${TMPDIR:-/var/tmp}" snaptun-root.XXXXXX)
trap 'rm -rf --one-file-system "$root"' EXIT

debootstrap --variant=minbase --include=ca-certificates,git,make \
	"$suite" "$root" "$(apt_mirror Debian)" >&2
rm "$root/etc/apt/sources.list"
cp -r /etc/apt/. "$root/etc/apt/"
cp -rn /usr/share/keyrings/. "$root/usr/share/keyrings/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
git clone -q "$top" "$root/root/snaptun"
[ -z "$files" ] || cp -r "$files" "$root/root/files"

# The mounts are seen in here only, and end with the command.  The root must be
# one too: it is made private where modules are built in a chroot.
# shellcheck disable=SC2016
unshare --mount bash -ec '
	mount --bind "$1" "$1"
	mount --rbind /dev "$1/dev"
	mount --rbind /proc "$1/proc"
	chroot "$1" /usr/bin/env -i HOME=/root TERM=dumb ${CI:+CI=$CI} \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		bash -c "cd /root/snaptun && $2" </dev/null
' - "$root" "${*:-make demo && make check}"
