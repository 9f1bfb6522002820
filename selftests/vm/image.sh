#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Make the root file system of the test VM for one kernel: busybox, the few
# real programs that tests use, and the kernel's own modules for networking.
# Kept in the cache and made again when a program or the kernel changes.
#
#   image.sh [-p] KERNEL     prints the directory; -p: with python3 and YAML
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/vm/cache.sh
. "$here/cache.sh"

python=
[ "${1:-}" = -p ] && { python=1; shift; }
[ $# = 1 ] || { sed -n '3,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kernel=$1
kroot=$(kernel_dir "$kernel" | tail -n 1)
kver=$(<"$kroot/KVER")

programs="bash kmod ip tc bridge ss iperf3 wg nft tcpdump ethtool ping socat jq
	unshare nsenter setpriv ncat iptables-nft"
applets="awk base64 basename cat chmod chown cmp comm cp cut date dd df diff
	dirname dmesg du echo env expr false find fold free grep gunzip gzip
	head hexdump hostname id kill killall ln ls md5sum mkdir mkfifo mknod
	mktemp more mount mv nc nohup nproc od paste pgrep pidof pkill poweroff
	printf ps pwd readlink realpath rev rm rmdir sed seq setsid sh-busybox
	sha256sum shuf sleep sort split stat stty strings su sync sysctl tac
	tail tar taskset tee test time timeout top touch tr true truncate tty
	umount uname uniq uptime usleep wc which whoami xargs xxd yes"
modules="udp_tunnel ip6_udp_tunnel libchacha20poly1305 libcurve25519
	curve25519-x86_64 libcurve25519-generic chacha-x86_64 poly1305-x86_64
	wireguard veth tun dummy ifb bridge vxlan geneve macvlan ipvlan vrf
	nlmon bonding 8021q fou pktgen netconsole
	sch_netem sch_tbf sch_htb sch_fq sch_fq_codel sch_ingress sch_prio
	cls_matchall cls_u32 cls_flower cls_bpf act_mirred act_gact act_police
	act_csum act_pedit act_skbedit
	nf_tables nft_ct nft_nat nft_masq nft_chain_nat nft_limit nft_log
	nft_redir nft_reject nft_reject_inet nft_reject_ipv4 nft_reject_ipv6
	nft_numgen nft_fib nft_fib_inet nft_hash nft_queue nf_conntrack nf_nat
	nf_log_syslog nf_dup_netdev nft_dup_netdev nft_fwd_netdev
	nf_conntrack_netlink nft_tproxy nft_socket
	nft_compat xt_length xt_mark xt_nat
	udp_diag tcp_diag inet_diag packet_diag netlink_diag
	authenc esp4 xfrm_user kunit"

program_path() {
	command -v "$1" || PATH=$PATH:/usr/sbin:/sbin command -v "$1"
}

# What the image depends on, so that a changed program makes a new one.
paths=() packages=()
for p in $programs; do
	path=$(program_path "$p") ||
		{ echo "image: '$p' is missing; run $here/setup.sh vm" >&2; exit 1; }
	paths+=("$path")
done
if [ -n "$python" ]; then
	[ -x /usr/bin/python3 ] ||
		{ echo "image: python3 is missing; run $here/setup.sh" >&2; exit 1; }
	paths+=(/usr/bin/python3)
	# what of those is installed
	for m in yaml _yaml jsonschema attr attrs pyrsistent pyrsistent.py \
		_pyrsistent_version.py pvectorc* prometheus_client decorator.py; do
		for f in /usr/lib/python3/dist-packages/$m; do
			[ ! -e "$f" ] || packages+=("$f")
		done
	done
fi
stamp=$({
	cat "$0" "$kroot/KVER"
	stat -L -c '%n %s %Y' "${paths[@]}" "${packages[@]}" /bin/busybox \
		"$kroot/boot/vmlinuz-$kver"
} | sha256sum | cut -c 1-16)
# Another tree may want another image at the same time: each has its place, and
# what nobody has wanted for a week goes.
cache=$(cache_dir)
dest=$cache/image-$kernel${python:+-python}-$stamp
exec 9>"$cache/image-$kernel.lock"
flock 9
if [ -e "$dest/complete" ]; then
	touch "$dest"
	echo "$dest"
	exit 0
fi
find "$cache" -maxdepth 1 -type d -name 'image-*' -mtime +7 -exec rm -rf {} +
rm -rf "$dest"
root=$dest/root
mkdir -p "$root"/{dev,etc,lib64,proc,root,run,sys,tmp,usr/bin,usr/lib,var}
ln -s usr/bin "$root/bin"
ln -s usr/bin "$root/sbin"
ln -s bin "$root/usr/sbin"
ln -s usr/lib "$root/lib"
ln -s ../run "$root/var/run"

# add_libs FILE...: the shared libraries that the files are linked with
add_libs() {
	local lib
	{ ldd "$@" 2>/dev/null || true; } | { grep -o '/[^ :]*lib[^ :]*' || true; } |
		sort -u | while read -r lib; do
		mkdir -p "$root$(dirname "$lib")"
		cp -L -n "$lib" "$root$lib"
	done
}

cp /bin/busybox "$root/bin/"
for a in $applets; do
	ln -s busybox "$root/bin/$a"
done
rm "$root/bin/sh-busybox"
for path in "${paths[@]}"; do
	cp -L "$path" "$root/bin/"
	add_libs "$path"
done
ln -s bash "$root/bin/sh"
ln -s ping "$root/bin/ping6"
mv "$root/bin/iptables-nft" "$root/bin/iptables"
xtables=$(dirname "$(dpkg -L iptables | grep -m 1 '/libxt_length\.so$')")
mkdir -p "$root$(dirname "$xtables")"
cp -r "$xtables" "$root$xtables"
for a in modprobe insmod rmmod lsmod modinfo depmod; do
	ln -s kmod "$root/bin/$a"
done
for f in ld.so.conf ld.so.conf.d protocols services; do
	[ ! -e "/etc/$f" ] || cp -rL "/etc/$f" "$root/etc/"
done
echo 'root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/:/bin/false' >"$root/etc/passwd"
echo 'root:x:0:
nogroup:x:65534:' >"$root/etc/group"
echo '127.0.0.1 localhost
::1 localhost' >"$root/etc/hosts"
echo 'hosts: files' >"$root/etc/nsswitch.conf"

if [ -n "$python" ]; then
	version=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
	cp -r "/usr/lib/$version" "$root/usr/lib/"
	rm -rf "$root/usr/lib/$version"/{test,idlelib,lib2to3,ensurepip,tkinter,config-*}
	mkdir -p "$root/usr/lib/python3/dist-packages"
	for f in "${packages[@]}"; do
		cp -r "$f" "$root/usr/lib/python3/dist-packages/"
	done
	mapfile -t extensions < <(find "$root/usr/lib/"python3* -name '*.so')
	add_libs "${extensions[@]}"
fi

# Modules are stored unpacked, whatever the distribution does.
into=$root/lib/modules/$kver
mkdir -p "$into/kernel"
for m in $modules; do
	modprobe -d "$kroot" -S "$kver" --show-depends "$m" 2>/dev/null || true
done | awk '$1 == "insmod" && !seen[$2]++ {print $2}' | while read -r ko; do
	to=$into/kernel/$(basename "$ko")
	cp "$ko" "$into/kernel/"
	case $ko in
	*.xz) xz -d "$to" ;;
	*.zst) zstd -q -d --rm "$to" ;;
	*.gz) gunzip "$to" ;;
	esac
done
cp "$kroot/lib/modules/$kver"/modules.{order,builtin}* "$into/" 2>/dev/null || true
(cd "$root" && find . | cpio -o -H newc --quiet >"$dest/root.cpio")
: >"$dest/complete"
echo "$dest"
