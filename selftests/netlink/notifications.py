# SPDX-License-Identifier: GPL-2.0-only
"""Notifications: what is told, to whom, and with which number."""

import errno
import os
import socket
import struct

import ktap
from ktap import expect, expect_true, run
from snl import C, Client, attr, text, u8, u16, u32

KEYS = {'a': bytes([1]) * 32, 'b': bytes([2]) * 32}


def setup():
    """A device."""
    run('ip link set lo up')
    run('ip link add snt0 type snaptun')


def dev(name='snt0'):
    """The device."""
    return text(C.A_DEV_IFNAME, name)


def peer(key, name='snt0'):
    """A peer of the device."""
    return text(C.A_PEER_IFNAME, name) + attr(C.A_PEER_PUBLIC_KEY, key)


def endpoint(address, port):
    """Where a peer is."""
    return attr(C.A_PEER_REMOTE_IPV4, bytes(map(int, address.split('.')))) + \
        attr(C.A_PEER_REMOTE_PORT, struct.pack('>H', port))


def everything(length=0):
    """All inner addresses."""
    return attr(C.A_PEER_ALLOWEDIP,
                attr(C.A_ALLOWEDIP_IPV4, bytes(4)) +
                u8(C.A_ALLOWEDIP_PREFIX_LEN, length), nested=True)


def changes_are_told():
    """To those who listen, numbered without a gap, without secrets."""
    listener, client = Client(), Client()
    listener.subscribe('config')
    key = bytes([3] * 31 + [1])
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 9) +
              attr(C.A_DEV_PRIVATE_KEY, KEYS['a']))
    client.do(C.CMD_PEER_SET, peer(key) + endpoint('192.0.2.1', 7) +
              attr(C.A_PEER_PRESHARED_KEY, bytes([5] * 32)) +
              text(C.A_PEER_LABEL, 'x' * 64) + everything())
    client.do(C.CMD_PEER_SET, peer(key) + u16(
        C.A_PEER_PERSISTENT_KEEPALIVE, 25))
    client.do(C.CMD_PEER_DEL, peer(key))
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FLAGS,
                                         C.DEV_FLAGS_REPLACE_PEERS))
    told = listener.notifications(5)
    expect('commands', [C.CMD_DEV_NTF, C.CMD_PEER_ADD_NTF,
                        C.CMD_PEER_SET_NTF, C.CMD_PEER_DEL_NTF,
                        C.CMD_DEV_NTF], [ntf.cmd for ntf in told])
    seqs = [ntf.number(C.A_DEV_SEQ if ntf.cmd == C.CMD_DEV_NTF
                       else C.A_PEER_SEQ) for ntf in told]
    expect('numbers', list(range(seqs[0], seqs[0] + 5)), seqs)
    expect('fwmark', 9, told[0].number(C.A_DEV_FWMARK))
    expect_true('a public key', told[0].get(C.A_DEV_PUBLIC_KEY))
    expect('private key', None, told[0].get(C.A_DEV_PRIVATE_KEY))
    for ntf in told[1:4]:
        expect('peer', key, ntf.get(C.A_PEER_PUBLIC_KEY))
        expect('preshared key', None, ntf.get(C.A_PEER_PRESHARED_KEY))
    expect('label', b'x' * 64 + b'\0', told[1].get(C.A_PEER_LABEL))
    expect('port', b'\0\7', told[1].get(C.A_PEER_REMOTE_PORT))
    expect('keepalive', 25, told[2].number(C.A_PEER_PERSISTENT_KEEPALIVE))


def refused_changes_are_not_told():
    """Nor do they count."""
    listener, client = Client(), Client()
    listener.subscribe('config')
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 1))
    ktap.expect_raises(client.do, C.CMD_PEER_ADD, peer(bytes(32)))
    ktap.expect_raises(client.do, C.CMD_PEER_DEL, peer(KEYS['a']))
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 2))
    told = listener.notifications(2)
    expect('marks', [1, 2], [ntf.number(C.A_DEV_FWMARK) for ntf in told])
    expect('numbers', 1, told[1].number(C.A_DEV_SEQ) -
           told[0].number(C.A_DEV_SEQ))
    expect('more', [], listener.notifications(1, seconds=0.2))


def numbers_go_on_while_nobody_listens():
    """So that who comes back can tell that something was missed."""
    listener, client = Client(), Client()
    listener.subscribe('config')
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 1))
    first = listener.notifications(1)[0].number(C.A_DEV_SEQ)
    listener.close()
    for _ in range(5):
        client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 2))
    listener = Client()
    listener.subscribe('config')
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 3))
    expect('number', first + 6,
           listener.notifications(1)[0].number(C.A_DEV_SEQ))


def lost_notifications_show_as_a_gap():
    """A listener with a small buffer gets ENOBUFS, then a later number."""
    listener, client = Client(), Client()
    listener.sock.setsockopt(1, 8, 2048)        # SO_RCVBUF
    listener.subscribe('config')
    for mark in range(200):
        client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, mark))
    seqs = []
    try:
        while True:
            seqs += [ntf.number(C.A_DEV_SEQ)
                     for ntf in listener.notifications(1, seconds=0.5)]
            if len(seqs) > 100:
                break
    except OSError as error:
        expect('errno', errno.ENOBUFS, error.errno)
    listener.sock.settimeout(0.1)
    drained = listener.notifications(1000, seconds=0.5)
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 999))
    last = (drained + listener.notifications(1))[-1]
    expect('mark', 999, last.number(C.A_DEV_FWMARK))
    expect_true('a gap', last.number(C.A_DEV_SEQ) >
                len(seqs) + len(drained) + 1)


def other_namespaces_hear_nothing():
    """A notification goes where the device is."""
    client = Client()
    run('ip netns add snt-other')
    try:
        def elsewhere(ready, go):
            ktap.setns('/run/netns/snt-other', ktap.CLONE_NEWNET)
            listener = Client()
            listener.subscribe('config')
            os.write(ready, b'x')
            os.read(go, 1)
            expect('heard', [], listener.notifications(1, seconds=0.3))

        ready, ready_end = os.pipe()
        go, go_end = os.pipe()
        pid = ktap.start(elsewhere, ready_end, go)
        os.read(ready, 1)
        client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_FWMARK, 1))
        os.write(go_end, b'x')
        expect('listener', 0, ktap.wait(pid))
    finally:
        run('ip netns del snt-other')


def pair(ports=(7001, 7002)):
    """Two devices in one namespace that know each other."""
    client = Client()
    run('ip link add snt1 type snaptun')
    public = {}
    for name, key, port in (('snt0', 'a', ports[0]), ('snt1', 'b', ports[1])):
        client.do(C.CMD_DEV_SET, dev(name) +
                  attr(C.A_DEV_PRIVATE_KEY, KEYS[key]) +
                  u16(C.A_DEV_LISTEN_PORT, port))
        public[name] = client.do(C.CMD_DEV_GET, dev(name)) \
            .get(C.A_DEV_PUBLIC_KEY)
    client.do(C.CMD_PEER_ADD, peer(public['snt1']) + everything() +
              endpoint('127.0.0.1', ports[1]) + text(C.A_PEER_LABEL, 'b'))
    client.do(C.CMD_PEER_ADD, peer(public['snt0'], 'snt1') + everything() +
              text(C.A_PEER_LABEL, 'a'))
    run('ip link set snt0 up')
    run('ip link set snt1 up')
    run('ip addr add 10.9.0.1/24 dev snt0')
    return client, public


def session_and_address_are_told():
    """Both ends report the session, the initiator what it was told."""
    listener = Client()
    listener.subscribe('peer')
    client, public = pair()
    client.do(C.CMD_PEER_SET, peer(public['snt1']) +
              u16(C.A_PEER_PERSISTENT_KEEPALIVE, 10))
    events, seqs = set(), {'snt0': [], 'snt1': []}

    def listen():
        for ntf in listener.notifications(1, seconds=1):
            expect('command', C.CMD_PEER_EVENT_NTF, ntf.cmd)
            name = ntf.get(C.A_PEER_IFNAME).rstrip(b'\0').decode()
            check_event(ntf, public['snt1' if name == 'snt0' else 'snt0'])
            events.add((name, ntf.number(C.A_PEER_EVENT)))
            seqs[name].append(ntf.number(C.A_PEER_SEQ))
        return {('snt0', C.PEER_EVENT_SESSION_ESTABLISHED),
                ('snt1', C.PEER_EVENT_SESSION_ESTABLISHED),
                ('snt0', C.PEER_EVENT_ADDRESS_ASSIGNED)} <= events

    ktap.wait_for(30, listen)
    for name, found in seqs.items():
        expect(f'numbers of {name}', list(range(1, len(found) + 1)), found)


def check_event(ntf, public_key):
    """What has to be in an event."""
    expect('public key', public_key, ntf.get(C.A_PEER_PUBLIC_KEY))
    event = ntf.number(C.A_PEER_EVENT)
    if event == C.PEER_EVENT_SESSION_ESTABLISHED:
        expect_true('time of the handshake',
                    ntf.number(C.A_PEER_LAST_HANDSHAKE) > 0)
    elif event == C.PEER_EVENT_ADDRESS_ASSIGNED:
        expect('assigned address', bytes([127, 0, 0, 1]),
               ntf.get(C.A_PEER_ASSIGNED_IPV4))
        expect('assigned port', 7001,
               int.from_bytes(ntf.get(C.A_PEER_ASSIGNED_PORT), 'big'))


def moved_endpoint_is_told():
    """A peer that goes on from another port."""
    client, public = pair()
    client.do(C.CMD_PEER_SET, peer(public['snt1']) +
              u16(C.A_PEER_PERSISTENT_KEEPALIVE, 1))
    ktap.wait_for(20, lambda: client.do(
        C.CMD_PEER_GET, peer(public['snt0'], 'snt1')).number(
            C.A_PEER_STATE) == C.PEER_STATE_UP)
    listener = Client()
    listener.subscribe('peer')
    client.do(C.CMD_DEV_SET, dev('snt0') + u16(C.A_DEV_LISTEN_PORT, 7005))
    told = listener.notifications(1, seconds=10)
    expect('events', [C.PEER_EVENT_ENDPOINT_MOVED],
           [ntf.number(C.A_PEER_EVENT) for ntf in told])
    expect('device', socket.if_nametoindex('snt1'), told[0].number(C.A_PEER_IFINDEX))
    expect('port', 7005, int.from_bytes(
        told[0].get(C.A_PEER_REMOTE_PORT), 'big'))
    expect('label', b'a\0', told[0].get(C.A_PEER_LABEL))


ktap.main([changes_are_told, refused_changes_are_not_told,
           numbers_go_on_while_nobody_listens,
           lost_notifications_show_as_a_gap, other_namespaces_hear_nothing,
           session_and_address_are_told, moved_endpoint_is_told], setup)
