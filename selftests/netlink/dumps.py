# SPDX-License-Identifier: GPL-2.0-only
"""Dumps: complete, in order, and sane while everything changes."""

import errno
import os
import signal
import socket
import struct
import time

import ktap
from ktap import expect, expect_true, run
from snl import (C, Client, NLM_F_DUMP_INTR, Refusal, attr, parse, text, u8,
                 u32)


def key(nr):
    """A public key for each number."""
    return struct.pack('>I', nr + 1) + bytes([9] * 28)


def peer(nr=None):
    """The device, and a peer by its number."""
    named = text(C.A_PEER_IFNAME, 'snt0')
    return named if nr is None else named + attr(C.A_PEER_PUBLIC_KEY, key(nr))


def allowed4(address, length=32):
    """An IPv4 prefix."""
    return attr(C.A_PEER_ALLOWEDIP,
                attr(C.A_ALLOWEDIP_IPV4, struct.pack('>I', address)) +
                u8(C.A_ALLOWEDIP_PREFIX_LEN, length), nested=True)


def allowed6(nr, length=128):
    """An IPv6 prefix."""
    return attr(C.A_PEER_ALLOWEDIP,
                attr(C.A_ALLOWEDIP_IPV6,
                     socket.inet_pton(socket.AF_INET6, 'fd00::')[:12] +
                     struct.pack('>I', nr)) +
                u8(C.A_ALLOWEDIP_PREFIX_LEN, length), nested=True)


def setup():
    """A device."""
    run('ip link add snt0 type snaptun')


def add_peers(client, numbers, extra=lambda nr: b''):
    """Peers, one request each."""
    for nr in numbers:
        client.do(C.CMD_PEER_ADD, peer(nr) + extra(nr))


def keys_of(messages):
    """Numbers of the peers in messages."""
    return [struct.unpack_from('>I', message.get(C.A_PEER_PUBLIC_KEY))[0] - 1
            for message in messages]


def prefixes_of(messages):
    """Prefixes in messages, as (address, length)."""
    found = []
    for message in messages:
        for payload in message.all(C.A_PEER_ALLOWEDIP):
            parts = dict(parse(payload))
            address = parts.get(C.A_ALLOWEDIP_IPV4,
                                parts.get(C.A_ALLOWEDIP_IPV6))
            found.append((address, parts[C.A_ALLOWEDIP_PREFIX_LEN][0]))
    return found


def was_interrupted(messages):
    """Did the kernel say that something changed meanwhile?"""
    return any(message.flags & NLM_F_DUMP_INTR for message in messages)


def peers_come_once_and_in_order():
    """In the order in which they were added, and none twice."""
    client = Client(recv_size=8192)
    expect('peers of an empty device', [],
           client.dump(C.CMD_PEER_GET, peer()))
    add_peers(client, range(300), lambda nr: allowed4(nr << 8, 24) +
              text(C.A_PEER_LABEL, f'number {nr}'))
    messages = client.dump(C.CMD_PEER_GET, peer())
    expect('peers', list(range(300)), keys_of(messages))
    expect('prefixes', [(struct.pack('>I', nr << 8), 24)
                        for nr in range(300)], prefixes_of(messages))
    expect('label', b'number 299\0', messages[299].get(C.A_PEER_LABEL))
    expect('interrupted', False, was_interrupted(messages))
    client.do(C.CMD_PEER_DEL, peer(7))
    add_peers(client, [7])
    expect('a peer that came back', 7,
           keys_of(client.dump(C.CMD_PEER_GET, peer()))[-1])


def everything_that_was_set_can_be_read():
    """And what was not set is absent."""
    client = Client()
    remote = socket.inet_pton(socket.AF_INET6, 'fe80::7')
    client.do(C.CMD_PEER_ADD, peer(0))
    client.do(C.CMD_PEER_ADD, peer(1) +
              attr(C.A_PEER_PRESHARED_KEY, bytes([6] * 32)) +
              attr(C.A_PEER_REMOTE_IPV6, remote) +
              u32(C.A_PEER_REMOTE_IPV6_SCOPE_ID, 1) +
              attr(C.A_PEER_REMOTE_PORT, struct.pack('>H', 65535)) +
              attr(C.A_PEER_PERSISTENT_KEEPALIVE, struct.pack('=H', 65535)) +
              text(C.A_PEER_LABEL, 'ü' * 32) + allowed6(5, 127))
    plain = client.do(C.CMD_PEER_GET, peer(0))
    full = client.do(C.CMD_PEER_GET, peer(1))
    for kind, value in (
            (C.A_PEER_PRESHARED_KEY, bytes([6] * 32)),
            (C.A_PEER_REMOTE_IPV6, remote),
            (C.A_PEER_REMOTE_IPV6_SCOPE_ID, struct.pack('=I', 1)),
            (C.A_PEER_REMOTE_PORT, b'\xff\xff'),
            (C.A_PEER_PERSISTENT_KEEPALIVE, b'\xff\xff'),
            (C.A_PEER_LABEL, ('ü' * 32).encode() + b'\0')):
        expect(f'attribute {kind}', value, full.get(kind))
        expect(f'attribute {kind} of the other', None, plain.get(kind))
    expect('prefix', 127, prefixes_of([full])[0][1])
    expect('host bits', 4, prefixes_of([full])[0][0][15])
    for message in (plain, full):
        expect('state', C.PEER_STATE_IDLE, message.number(C.A_PEER_STATE))
        for kind in (C.A_PEER_LAST_ERROR, C.A_PEER_LAST_HANDSHAKE,
                     C.A_PEER_ASSIGNED_PORT, C.A_PEER_CONTINUED):
            expect(f'attribute {kind}', None, message.get(kind))
        for kind in (C.A_PEER_RX_BYTES, C.A_PEER_TX_BYTES,
                     C.A_PEER_RX_PACKETS, C.A_PEER_TX_PACKETS):
            expect(f'counter {kind}', 0, message.number(kind))
    client.do(C.CMD_PEER_SET, peer(1) +
              attr(C.A_PEER_PRESHARED_KEY, bytes(32)) +
              attr(C.A_PEER_PERSISTENT_KEEPALIVE, bytes(2)) +
              text(C.A_PEER_LABEL, '') +
              u32(C.A_PEER_FLAGS, C.PEER_FLAGS_REPLACE_ALLOWEDIPS))
    emptied = client.do(C.CMD_PEER_GET, peer(1))
    for kind in (C.A_PEER_PRESHARED_KEY, C.A_PEER_PERSISTENT_KEEPALIVE,
                 C.A_PEER_LABEL, C.A_PEER_ALLOWEDIP):
        expect(f'attribute {kind} that was taken away', None,
               emptied.get(kind))
    expect('endpoint', remote, emptied.get(C.A_PEER_REMOTE_IPV6))


def allowed_ips_are_changed_as_told():
    """Added, removed one by one, replaced, and taken from another peer."""
    client = Client()

    def prefixes(nr):
        return sorted(number_of(address) for address, _ in
                      prefixes_of([client.do(C.CMD_PEER_GET, peer(nr))]))

    def number_of(address):
        return struct.unpack('>I', address)[0]

    def change(nr, *addresses, flags=0, remove=False):
        payload = b''.join(
            attr(C.A_PEER_ALLOWEDIP,
                 attr(C.A_ALLOWEDIP_IPV4, struct.pack('>I', address)) +
                 u8(C.A_ALLOWEDIP_PREFIX_LEN, 32) +
                 u32(C.A_ALLOWEDIP_FLAGS,
                     C.ALLOWEDIP_FLAGS_REMOVE if remove else 0), nested=True)
            for address in addresses)
        client.do(C.CMD_PEER_SET, peer(nr) + u32(C.A_PEER_FLAGS, flags) +
                  payload)

    change(0, 1, 2, 3)
    change(1, 4, 5)
    change(0, 2, 9, remove=True)
    expect('after removal', [1, 3], prefixes(0))
    change(0, 4, remove=True)
    expect('what another has is not removed', [4, 5], prefixes(1))
    change(0, 4)
    expect('after moving: new owner', [1, 3, 4], prefixes(0))
    expect('after moving: old owner', [5], prefixes(1))
    change(0, 7, 8, flags=C.PEER_FLAGS_REPLACE_ALLOWEDIPS)
    expect('after replacing', [7, 8], prefixes(0))
    change(0, flags=C.PEER_FLAGS_REPLACE_ALLOWEDIPS)
    expect('after replacing by nothing', [], prefixes(0))


def many_allowed_ips_of_one_peer_are_continued():
    """64 K of them, in messages that say that there are more."""
    client = Client(recv_size=32768)
    total = 65536
    client.do(C.CMD_PEER_ADD, peer(0))
    for first in range(0, total, 2048):
        client.do(C.CMD_PEER_SET, peer(1) + b''.join(
            allowed4(0x0a000000 + nr) if nr % 2 else allowed6(nr)
            for nr in range(first, first + 2048)))
    client.do(C.CMD_PEER_ADD, peer(2))
    messages = client.dump(C.CMD_PEER_GET, peer())
    keys = keys_of(messages)
    expect('peers', [0] + [1] * (len(keys) - 2) + [2], keys)
    expect('continued', [False] + [True] * (len(keys) - 3) + [False, False],
           [message.get(C.A_PEER_CONTINUED) is not None
            for message in messages])
    expect('different prefixes', total,
           len(set(prefixes_of(messages[1:-1]))))
    expect('state is in the first message only', 1,
           sum(message.get(C.A_PEER_STATE) is not None
               for message in messages[1:-1]))
    one = client.dump(C.CMD_PEER_GET, peer(1))
    expect('peers in a dump of one', {1}, set(keys_of(one)))
    expect('prefixes in a dump of one', total, len(set(prefixes_of(one))))
    reply = client.do(C.CMD_PEER_GET, peer(1))
    expect_true('a reply that is continued',
                reply.get(C.A_PEER_CONTINUED) is not None)
    expect_true('some prefixes in a reply', prefixes_of([reply]))


def dump_goes_on_when_peers_are_removed():
    """Even the one at which it stopped; and it says so."""
    client, changer = Client(recv_size=4096), Client()
    add_peers(changer, range(200), lambda nr: allowed4(nr << 8, 24))
    steps = client.dump_steps(C.CMD_PEER_GET, peer())
    first = next(steps)
    seen = keys_of(first)
    expect_true('more than one step', len(seen) < 100)
    for nr in range(seen[-1] - 1, 150):
        changer.do(C.CMD_PEER_DEL, peer(nr))
    rest = [message for step in steps for message in step]
    # The second step may have been filled before.
    again = [nr for nr in keys_of(rest) if nr < 150]
    expect_true(f'no peer twice: {again}', not set(again) & set(seen))
    expect('peers behind', list(range(150, 200)),
           [nr for nr in keys_of(rest) if nr >= 150])
    expect('interrupted', True, was_interrupted(rest))


def dump_goes_on_when_all_peers_are_removed():
    """It ends, quietly."""
    client, changer = Client(recv_size=4096), Client()
    client.do(C.CMD_PEER_ADD, peer(0) + b''.join(
        allowed4(nr) for nr in range(1000)))
    add_peers(changer, range(1, 100))
    steps = client.dump_steps(C.CMD_PEER_GET, peer())
    next(steps)
    changer.do(C.CMD_DEV_SET, text(C.A_DEV_IFNAME, 'snt0') +
               u32(C.A_DEV_FLAGS, C.DEV_FLAGS_REPLACE_PEERS))
    rest = [message for step in steps for message in step]
    expect_true('the rest is what was filled before', len(rest) <= 2)
    expect('peers', [], changer.dump(C.CMD_PEER_GET, peer()))


def dump_does_not_keep_a_device():
    """Removal does not wait for the reader, who is told that it has gone."""
    client, changer = Client(recv_size=4096), Client()
    add_peers(changer, range(200))
    steps = client.dump_steps(C.CMD_PEER_GET, peer())
    next(steps)
    start = time.monotonic()
    run('ip link del snt0')
    expect_true('removal in less than 5 s', time.monotonic() - start < 5)
    try:
        for _ in steps:
            pass
    except Refusal as refusal:
        expect('errno', errno.ENODEV, refusal.errno)
    else:
        raise AssertionError('expected ENODEV, seen an end as if complete')


def dumps_while_everything_changes():
    """Four writers, four readers: no reader sees a peer twice, all end."""
    def write(seed):
        client = Client()
        nr = seed
        while True:
            nr = (nr * 1103515245 + 12345) % 500
            try:
                if nr % 3:
                    client.do(C.CMD_PEER_SET, peer(nr) + allowed4(nr << 8, 24) +
                              allowed4((nr + seed) << 8, 25))
                else:
                    client.do(C.CMD_PEER_DEL, peer(nr + 1))
            except Refusal as refusal:
                expect('errno', errno.ENOENT, refusal.errno)

    def read():
        client = Client(recv_size=4096)
        for _ in range(15):
            messages = client.dump(C.CMD_PEER_GET, peer())
            firsts = [message for message in messages
                      if message.get(C.A_PEER_STATE)]
            numbers = keys_of(firsts)
            if not was_interrupted(messages):
                expect('peers seen once', len(numbers), len(set(numbers)))
            prefixes = prefixes_of(messages)
            if not was_interrupted(messages):
                expect('prefixes seen once', len(prefixes),
                       len(set(prefixes)))

    writers = [ktap.start(write, seed) for seed in range(4)]
    readers = [ktap.start(read) for _ in range(4)]
    statuses = [ktap.wait(pid) for pid in readers]
    for pid in writers:
        os.kill(pid, signal.SIGKILL)
        expect('writer', -signal.SIGKILL, ktap.wait(pid))
    run('ip link del snt0')
    expect('readers', [0] * 4, statuses)


def listing_is_linear():
    """Ten times the peers take not much more than ten times the time."""
    def measure(numbers):
        client.groups.clear()
        add_peers_fast(client, numbers)
        best = None
        for _ in range(3):
            start = time.process_time_ns()
            count = sum(1 for _ in client.dump_steps(C.CMD_PEER_GET, peer()))
            spent = time.process_time_ns() - start
            best = min(spent, best or spent)
            expect_true('some steps', count)
        return best

    client = Client()
    small = measure(range(1000))
    large = measure(range(1000, 10000))
    print(f'# 1000 peers {small // 1000} us, 10000 peers {large // 1000} us')
    expect_true(f'{large} < 20 * {small}', large < 20 * small)


def add_peers_fast(client, numbers):
    """Many requests, looking at the answers only at the end."""
    for nr in numbers:
        client.send(C.CMD_PEER_ADD, peer(nr), 0)
    expect_true('a device', client.do(C.CMD_DEV_GET,
                                      text(C.A_DEV_IFNAME, 'snt0')))


def devices_are_listed():
    """All of the namespace, by both dumps, and none of another."""
    client = Client()
    for nr in range(1, 40):
        run(f'ip link add snt{nr} type snaptun')
    for cmd, kind in ((C.CMD_DEV_GET, C.A_DEV_IFNAME),
                      (C.CMD_STATS_GET, C.A_STATS_IFNAME)):
        names = [message.get(kind) for message in client.dump(cmd)]
        expect('devices', [f'snt{nr}\0'.encode() for nr in range(40)], names)
    stats = client.do(C.CMD_STATS_GET, text(C.A_STATS_IFNAME, 'snt3'))
    reasons = [parse(drop) for drop in stats.all(C.A_STATS_DROP)]
    expect('reasons', sorted(C.members('DROP_REASON').values()),
           [int.from_bytes(dict(drop)[C.A_DROP_REASON], 'little')
            for drop in reasons])


ktap.main([peers_come_once_and_in_order, everything_that_was_set_can_be_read,
           allowed_ips_are_changed_as_told,
           many_allowed_ips_of_one_peer_are_continued,
           dump_goes_on_when_peers_are_removed,
           dump_goes_on_when_all_peers_are_removed,
           dump_does_not_keep_a_device, dumps_while_everything_changes,
           listing_is_linear, devices_are_listed], setup)
