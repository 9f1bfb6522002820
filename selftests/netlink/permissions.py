# SPDX-License-Identifier: GPL-2.0-only
"""Who may read and change a device: capabilities, namespaces, moves.

Each case tries every operation and both groups as somebody. The rule: one
needs CAP_NET_ADMIN over the namespace where the device is and over the one
where it was created.
"""

import ctypes
import errno
import os

import ktap
from ktap import expect, in_child, run, unshare
from snl import C, Client, Refusal, attr, text, u16

KEY = bytes([7]) + bytes(30) + bytes([9])
PEER = bytes([3] * 31 + [1])
PSK = bytes([5] * 32)
CAP_NET_ADMIN = 12


def name(kind):
    """The device, by its name."""
    return text(kind, 'snt0')


def operations():
    """Every operation on the device: {name: (command, payload, is dump)}."""
    peer = name(C.A_PEER_IFNAME) + attr(C.A_PEER_PUBLIC_KEY, PEER)
    other = name(C.A_PEER_IFNAME) + attr(C.A_PEER_PUBLIC_KEY, PEER[::-1])
    return {
        'dev-get': (C.CMD_DEV_GET, name(C.A_DEV_IFNAME)),
        'dev-set': (C.CMD_DEV_SET, name(C.A_DEV_IFNAME) +
                    u16(C.A_DEV_LISTEN_PORT, 0)),
        'peer-get': (C.CMD_PEER_GET, peer),
        'peer-set': (C.CMD_PEER_SET, peer + text(C.A_PEER_LABEL, 'x')),
        'peer-add': (C.CMD_PEER_ADD, other),
        'peer-del': (C.CMD_PEER_DEL, other),
        'stats-get': (C.CMD_STATS_GET, name(C.A_STATS_IFNAME)),
    }


def attempt(function, *args):
    """What comes of it: the name of an errno, or 'ok'."""
    try:
        function(*args)
    except Refusal as refusal:
        return errno.errorcode[refusal.errno]
    except OSError as error:
        return errno.errorcode[error.errno]
    return 'ok'


def expect_all(client, outcome, groups='ok'):
    """Every operation ends so; joining a group ends as told."""
    for what, (cmd, payload) in operations().items():
        expect(what, outcome, attempt(client.do, cmd, payload))
    expect('peer-get dump', outcome,
           attempt(client.dump, C.CMD_PEER_GET, name(C.A_PEER_IFNAME)))
    for group in client.groups:
        expect(f'group {group}', groups, attempt(client.subscribe, group))


def listed(client):
    """How many devices the dumps show."""
    devices = len(client.dump(C.CMD_DEV_GET))
    expect('devices with counters', devices,
           len(client.dump(C.CMD_STATS_GET)))
    return devices


def make_device():
    """A device with secrets."""
    run('ip link set lo up')
    run('ip link add snt0 type snaptun')
    client = Client()
    client.do(C.CMD_DEV_SET, name(C.A_DEV_IFNAME) +
              attr(C.A_DEV_PRIVATE_KEY, KEY))
    client.do(C.CMD_PEER_ADD, name(C.A_PEER_IFNAME) +
              attr(C.A_PEER_PUBLIC_KEY, PEER) +
              attr(C.A_PEER_PRESHARED_KEY, PSK))
    client.close()


def drop_net_admin():
    """Go on as root without CAP_NET_ADMIN."""
    # The caller's capabilities are in the permitted and effective sets.
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    ktap.libc.capget(header, data)
    data[0] &= ~(1 << CAP_NET_ADMIN)
    data[1] &= ~(1 << CAP_NET_ADMIN)
    if ktap.libc.capset(header, data):
        raise OSError(ctypes.get_errno(), 'capset')


def enter_user_namespace():
    """Become root of a new user namespace."""
    unshare(ktap.CLONE_NEWUSER)
    for path, line in (('setgroups', 'deny'), ('uid_map', '0 0 1'),
                       ('gid_map', '0 0 1')):
        with open(f'/proc/self/{path}', 'w', encoding='ascii') as stream:
            stream.write(line)


def child(function, *args):
    """Run it in a process of its own, and fail if it does."""
    expect(function.__name__, 0, in_child(function, *args))


def root_may_do_everything():
    """Secrets included."""
    make_device()
    client = Client()
    expect_all(client, 'ok')
    expect('devices', 1, listed(client))
    reply = client.do(C.CMD_DEV_GET, name(C.A_DEV_IFNAME))
    expect('private key', KEY[1:31], reply.get(C.A_DEV_PRIVATE_KEY)[1:31])
    reply = client.dump(C.CMD_PEER_GET, name(C.A_PEER_IFNAME))[0]
    expect('preshared key', PSK, reply.get(C.A_PEER_PRESHARED_KEY))


def without_the_capability_nothing_goes():
    """Neither reading nor writing nor listening."""
    make_device()

    def powerless():
        drop_net_admin()
        client = Client()
        expect_all(client, 'EPERM', 'EPERM')
        expect('dump', 'EPERM', attempt(client.dump, C.CMD_DEV_GET))
        expect('dump', 'EPERM', attempt(client.dump, C.CMD_STATS_GET))

    child(powerless)


def socket_of_a_mighty_one_does_not_help():
    """Nor does a socket that root has opened, in the hands of another."""
    make_device()
    client = Client()

    def powerless():
        drop_net_admin()
        expect_all(client, 'EPERM', 'EPERM')

    child(powerless)


def root_of_a_container_may_do_everything_with_its_own():
    """A user namespace with a network namespace of its own."""
    def container():
        enter_user_namespace()
        unshare(ktap.CLONE_NEWNET)
        make_device()
        client = Client()
        expect_all(client, 'ok')
        expect('devices', 1, listed(client))

    child(container)


def user_namespace_has_no_power_over_its_parents_network():
    """Root in a user namespace only."""
    make_device()

    def container():
        enter_user_namespace()
        expect_all(Client(), 'EPERM', 'EPERM')

    child(container)


def start_container(body):
    """A process in its own user and network namespace.

    Returns the process in the namespaces, and what lets it run its body and
    returns its exit status.
    """
    start, end = os.pipe()
    ready, ready_end = os.pipe()

    def container():
        enter_user_namespace()
        unshare(ktap.CLONE_NEWNET)
        os.write(ready_end, b'%16d' % os.getpid())
        os.read(start, 1)
        body()

    pid = ktap.start(container)

    def finish():
        os.write(end, b'x')
        return ktap.wait(pid)

    return int(os.read(ready, 16)), finish


def device_moved_into_a_container_keeps_its_secrets():
    """Its keys and its socket are those of where it was created."""
    make_device()

    def powerless():
        client = Client()
        expect_all(client, 'EPERM')
        expect('devices', 0, listed(client))

    inner, finish = start_container(powerless)
    run(f'ip link set snt0 netns {inner}')
    expect('what the container could do', 0, finish())


def device_moved_by_its_owner_obeys_the_owner():
    """Both namespaces belong to one user namespace."""
    make_device()
    run('ip netns add snt-moved')
    try:
        run('ip link set snt0 netns snt-moved')

        def there():
            ktap.setns('/run/netns/snt-moved', ktap.CLONE_NEWNET)
            client = Client()
            expect_all(client, 'ok')
            expect('devices', 1, listed(client))

        child(there)
        expect('where it was', 'ENODEV',
               attempt(Client().do, C.CMD_DEV_GET, name(C.A_DEV_IFNAME)))
    finally:
        run('ip netns del snt-moved')


def device_that_outlived_its_namespace_obeys_the_initial_one():
    """Nobody else can tell whose it was."""
    def container():
        enter_user_namespace()
        unshare(ktap.CLONE_NEWNET)
        home = os.getpid()
        # It ends with its namespace, which only the device's memory keeps.
        start, end = os.pipe()
        ready, ready_end = os.pipe()

        def birthplace():
            unshare(ktap.CLONE_NEWNET)
            make_device()
            run(f'ip link set snt0 netns {home}')
            os.write(ready_end, b'x')
            os.read(start, 1)

        pid = ktap.start(birthplace)
        os.read(ready, 1)
        client = Client()
        expect('while it is there', 'ok',
               attempt(client.do, C.CMD_DEV_GET, name(C.A_DEV_IFNAME)))
        os.write(end, b'x')
        expect('birthplace', 0, ktap.wait(pid))
        ktap.wait_for(20, lambda: attempt(
            client.do, C.CMD_DEV_GET, name(C.A_DEV_IFNAME)) != 'ok')
        expect_all(client, 'EPERM')
        run('ip link del snt0')

    child(container)


def device_taken_from_a_container_obeys_who_took_it():
    """The initial user namespace has power over all others."""
    inner, finish = start_container(lambda: None)
    here = os.getpid()

    def make():
        ktap.setns(f'/proc/{inner}/ns/user', ktap.CLONE_NEWUSER)
        ktap.setns(f'/proc/{inner}/ns/net', ktap.CLONE_NEWNET)
        make_device()

    child(make)
    run(f'nsenter -t {inner} -n ip link set snt0 netns {here}')
    expect_all(Client(), 'ok')
    expect('container', 0, finish())


ktap.main([root_may_do_everything, without_the_capability_nothing_goes,
           socket_of_a_mighty_one_does_not_help,
           root_of_a_container_may_do_everything_with_its_own,
           user_namespace_has_no_power_over_its_parents_network,
           device_moved_into_a_container_keeps_its_secrets,
           device_moved_by_its_owner_obeys_the_owner,
           device_that_outlived_its_namespace_obeys_the_initial_one,
           device_taken_from_a_container_obeys_who_took_it],
          lambda: run('ip link set lo up'))
