#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Devices that move between namespaces, and namespaces that go away.
SNAPTUN_WIRE_MATTERS=no
# shellcheck source=selftests/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

# The name of a namespace may go before the kernel has taken it down; a new
# pair of hosts with the same devices must come up all the same.
still_works() {
	pings a 192.168.241.2
	pings b 192.168.241.1
}

moved_device_keeps_its_socket() {
	hosts
	ns_add c
	tunnel 10.0.0.1 10.0.0.2
	ipn a link set t0 netns "$NS-c"
	dev_up c t0 192.168.241.1/24 fd00:241::1/64
	pings c 192.168.241.2
	pings b 192.168.241.1
	pings c fd00:241::2
	tcp c b 192.168.241.2 1000000
}

moved_device_changes_port_where_it_was_born() {
	hosts
	ns_add c
	tunnel 10.0.0.1 10.0.0.2
	ipn a link set t0 netns "$NS-c"
	dev_up c t0 192.168.241.1/24
	tool c set t0 listen-port 10005
	pings c 192.168.241.2
	expect_eq "the endpoint" 10.0.0.1:10005 "$(endpoint_of b t0 0)"
	has_listener a udp 10005 || fail "expected the socket in the first namespace"
	! has_listener c udp 10005 || fail "expected no socket in the second"
}

swapped_devices_do_not_hold_each_other() {
	hosts
	tunnel 10.0.0.1 10.0.0.2
	ipn b link set t0 down
	ipn b link set t0 name t1
	ipn a link set t0 netns "$NS-b"
	ipn b link set t1 netns "$NS-a"
	dev_up b t0 192.168.241.1/24
	dev_up a t1 192.168.241.2/24
	pings b 192.168.241.2
	ns_remove a
	ns_remove b
	hosts
	tunnel 10.0.0.1 10.0.0.2
	still_works
}

# Routes that were cached there must be gone before the namespace is.
birthplace_goes_first() { # birthplace_goes_first [OUTER_A OUTER_B]
	hosts
	ns_add c
	tunnel "${1:-10.0.0.1}" "${2:-10.0.0.2}"
	ipn a link set t0 netns "$NS-c"
	dev_up c t0 192.168.241.1/24
	pings c 192.168.241.2
	ns_remove a
	wait_for 20 "the wire goes with its namespace" gone b b0
	memory_of_namespaces_goes
	no_ping c 192.168.241.2
	# Whose device it is nobody can tell now: only root may look.
	[ -n "${as_user:-}" ] || tool c show t0 >"$TMP/show"
	ipn c link set t0 down
	# The socket has nowhere to be: this may be refused.
	ipn c link set t0 up 2>"$TMP/up" || true
	ipn c link del t0
}

# The kernel keeps that of a namespace until the next one has gone, and takes
# them down one by one: the second one begins when the first is through.
memory_of_namespaces_goes() {
	local n
	for n in d e; do
		ns_add $n
		veth b b$n $n wire
		ns_remove $n
		wait_for 20 "another namespace goes" gone b b$n
	done
}

birthplace_goes_first_over_ipv6() {
	birthplace_goes_first fd00::1 fd00::2
}

# What was removed a moment before has no hold on the namespace either.
peer_and_birthplace_go() {
	local i
	hosts
	for i in 1 2 3; do
		ns_add c
		tunnel fd00::1 fd00::2
		ipn a link set t0 netns "$NS-c"
		dev_up c t0 192.168.241.1/24
		pings c 192.168.241.2
		tool c set t0 peer "${PUB[1]}" remove
		ns_remove a
		wait_for 20 "the wire goes with its namespace" gone b b0
		memory_of_namespaces_goes
		ns_remove b
		ns_remove c
		hosts
	done
}

# All of it is in reach of any local user, in a user namespace.
any_user_removes_a_birthplace() {
	local status=0
	need_command setpriv unshare
	# shellcheck disable=SC2016
	as_user=1 SNAPTUN_ONLY='^birthplace' setpriv --reuid 65534 --regid 65534 \
		--clear-groups unshare -Urnm bash -c '
			mount -t tmpfs run /run && mkdir /run/netns &&
			exec bash namespaces.sh' >"$TMP/user" 2>&1 || status=$?
	expect_eq "status as another user" 0 "$status$(
		[ "$status" = 0 ] || cat "$TMP/user")"
	grep -q '^ok .*birthplace_goes_first_over_ipv6' "$TMP/user" ||
		fail "expected a test to run, seen: $(cat "$TMP/user")"
}

gone() { # gone NS DEV
	! ipn "$1" link show "$2"
}

exit_under_traffic() {
	local i
	for i in 1 2 3 4 5; do
		hosts
		tunnel 10.0.0.1 10.0.0.2
		background "$TMP/flood" on a ping -n -q -f 192.168.241.2
		wait_for 20 "a session" has_handshake b t0 0
		[ $((i % 2)) = 0 ] || ns_remove b
		ns_remove a
		ns_remove b || true
	done
	hosts
	tunnel 10.0.0.1 10.0.0.2
	still_works
}

run_tests moved_device_keeps_its_socket \
	moved_device_changes_port_where_it_was_born \
	birthplace_goes_first birthplace_goes_first_over_ipv6 \
	any_user_removes_a_birthplace peer_and_birthplace_go \
	swapped_devices_do_not_hold_each_other exit_under_traffic
