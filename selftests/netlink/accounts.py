# SPDX-License-Identifier: GPL-2.0-only
"""Limits of identities, and accounts before anything was counted."""

import errno
import struct

import ktap
from gateway import expires, named, setup
from ktap import expect, expect_true
from snl import C, Client, attr, refused, text, u32


def u64(kind, value):
    """An attribute of eight bytes."""
    return attr(kind, struct.pack('=Q', value))


def limits(client, number, cmd=None):
    """Quota, what is used of it, and rate; None for what is not there."""
    seen = client.do(cmd or C.CMD_IDENTITY_GET, named(number))
    return [None if seen.get(kind) is None else seen.number(kind)
            for kind in (C.A_IDENTITY_QUOTA, C.A_IDENTITY_QUOTA_USED,
                         C.A_IDENTITY_RATE)]


def limits_can_be_read_and_changed():
    """A part of them or all, and taken away."""
    client = Client()
    change = C.CMD_IDENTITY_SET
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires() +
              u64(C.A_IDENTITY_QUOTA, 1000) + u64(C.A_IDENTITY_RATE, 8000))
    expect('limits', [1000, 0, 8000], limits(client, 1))
    expect('the same of its account', [1000, 0, 8000],
           limits(client, 1, C.CMD_ACCOUNT_GET))
    client.do(change, named(1) + u64(C.A_IDENTITY_QUOTA_USED, 999))
    client.do(change, named(1) + u64(C.A_IDENTITY_RATE, 10 ** 12))
    expect('limits', [1000, 999, 10 ** 12], limits(client, 1))
    client.do(change, named(1) + u64(C.A_IDENTITY_QUOTA, 2 ** 64 - 1))
    client.do(change, named(1) + u64(C.A_IDENTITY_RATE, 0))
    expect('limits', [2 ** 64 - 1, 999, None], limits(client, 1))
    client.do(change, named(1) + u64(C.A_IDENTITY_QUOTA, 0))
    expect('limits', [None] * 3, limits(client, 1))
    client.do(change, named(1) + u64(C.A_IDENTITY_QUOTA, 2000))
    expect('limits', [2000, 999, None], limits(client, 1))


def who_never_came_has_no_account():
    """Not one that is listed, and one without counts by its name."""
    client = Client()
    for number in range(3):
        client.do(C.CMD_IDENTITY_ADD, named(number) + expires() + (
            u64(C.A_IDENTITY_QUOTA, 0) + u64(C.A_IDENTITY_RATE, 0)
            if number else u64(C.A_IDENTITY_RATE, 8000)))
    listed = client.dump(C.CMD_ACCOUNT_GET, text(C.A_IDENTITY_IFNAME, 'gw0'))
    expect('accounts that are listed', 1, len(listed))
    for kind in (C.A_IDENTITY_RX_PACKETS, C.A_IDENTITY_RX_BYTES,
                 C.A_IDENTITY_RX_LAST, C.A_IDENTITY_TX_PACKETS,
                 C.A_IDENTITY_TX_BYTES, C.A_IDENTITY_TX_LAST):
        expect(f'attribute {kind}', 0, listed[0].number(kind))
    expect('drops', None, listed[0].get(C.A_IDENTITY_DROP))
    named_one = client.do(C.CMD_ACCOUNT_GET, named(1))
    expect('generation', None, named_one.get(C.A_IDENTITY_GENERATION))
    expect('listed by its name', [], client.dump(C.CMD_ACCOUNT_GET, named(1)))


def generations_differ():
    """Where an identity was revoked and registered again."""
    client, seen = Client(), set()
    for _ in range(5):
        client.do(C.CMD_IDENTITY_ADD, named(1) + expires() +
                  u64(C.A_IDENTITY_QUOTA, 1))
        seen.add(client.do(C.CMD_ACCOUNT_GET, named(1)).number(
            C.A_IDENTITY_GENERATION))
        client.do(C.CMD_IDENTITY_DEL, named(1))
    expect('generations', 5, len(seen))


def events_have_what_was_counted():
    """Also the last one."""
    client, listener = Client(), Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires())
    listener.subscribe('config')
    client.do(C.CMD_IDENTITY_SET, named(1) + u64(C.A_IDENTITY_QUOTA, 7))
    client.do(C.CMD_IDENTITY_DEL, named(1))
    told = listener.notifications(2)
    expect('events', [C.IDENTITY_EVENT_CHANGED, C.IDENTITY_EVENT_REVOKED],
           [m.number(C.A_IDENTITY_EVENT) for m in told])
    for message in told:
        expect('quota', 7, message.number(C.A_IDENTITY_QUOTA))
        expect('packets', 0, message.number(C.A_IDENTITY_RX_PACKETS))


def drop(reason, count):
    """Packets dropped for a reason."""
    return attr(C.A_IDENTITY_DROP, u32(C.A_DROP_REASON, reason) +
                u64(C.A_DROP_COUNT, count), nested=True)


def pair(way, packets, size, ases=None):
    """Packets between two ISD-AS, or between all others."""
    named_by = b'' if ases is None else \
        u64(C.A_IA_PAIR_SRC_IA, ases[0]) + u64(C.A_IA_PAIR_DST_IA, ases[1])
    return attr(C.A_IDENTITY_IA_PAIR, u32(C.A_IA_PAIR_WAY, way) + named_by +
                u64(C.A_IA_PAIR_PACKETS, packets) +
                u64(C.A_IA_PAIR_BYTES, size), nested=True)


def members(messages):
    """Drops and pairs of an account, as they were put, in all messages."""
    return sorted(
        attr(kind, payload, nested=True) for message in messages
        for kind, payload in message.attrs
        if kind in (C.A_IDENTITY_DROP, C.A_IDENTITY_IA_PAIR))


COUNTS = ((C.A_IDENTITY_GENERATION, 1234567890), (C.A_IDENTITY_RX_PACKETS, 21),
          (C.A_IDENTITY_RX_BYTES, 4200), (C.A_IDENTITY_RX_LAST, 10 ** 18),
          (C.A_IDENTITY_TX_PACKETS, 2 ** 63), (C.A_IDENTITY_TX_BYTES, 7),
          (C.A_IDENTITY_TX_LAST, 10 ** 18 + 1))


def full_account():
    """As many drops and pairs as there can be."""
    return [drop(reason, reason + 1)
            for reason in range(C.DROP_REASON_MAX + 1)] + \
        [pair(way, i + 1, 100 * i, (i << 48 | 0xff00 << 32, way))
         for way in range(2) for i in range(32)] + \
        [pair(way, 9, 900) for way in range(2)]


def an_account_goes_on():
    """As it was set, whole, also where it takes several messages."""
    client, small = Client(recv_size=32768), Client(recv_size=4096)
    for number in range(3):
        client.do(C.CMD_IDENTITY_ADD, named(number) + expires())
        client.do(C.CMD_ACCOUNT_SET, named(number) + b''.join(
            u64(kind, value + number) for kind, value in COUNTS) +
            b''.join(full_account()))
    for reader in (client, small):
        messages = reader.dump(C.CMD_ACCOUNT_GET,
                               text(C.A_IDENTITY_IFNAME, 'gw0'))
        for number in range(3):
            key = named(number)[-32:]
            mine = [m for m in messages
                    if m.get(C.A_IDENTITY_PUBLIC_KEY) == key]
            for kind, value in COUNTS:
                expect(f'attribute {kind}', value + number,
                       mine[0].number(kind))
            expect('drops and pairs', sorted(full_account()), members(mine))
            expect('messages with more to come', len(mine) - 1, len(
                [m for m in mine
                 if m.get(C.A_IDENTITY_CONTINUED) is not None]))
    expect_true('several messages for one', len(messages) > 3)
    client.do(C.CMD_ACCOUNT_SET, named(1) + u64(C.A_IDENTITY_GENERATION, 5))
    seen = client.do(C.CMD_ACCOUNT_GET, named(1))
    expect('generation', 5, seen.number(C.A_IDENTITY_GENERATION))
    expect('packets', 0, seen.number(C.A_IDENTITY_RX_PACKETS))
    expect('drops and pairs', [], members([seen]))


def wrong_requests_are_refused():
    """And change nothing."""
    client = Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires())
    for what, number, cmd, payload, attribute in (
            ('too slow', errno.ERANGE, C.CMD_IDENTITY_SET,
             named(1) + u64(C.A_IDENTITY_RATE, 7999), C.A_IDENTITY_RATE),
            ('too fast', errno.ERANGE, C.CMD_IDENTITY_SET,
             named(1) + u64(C.A_IDENTITY_RATE, 10 ** 12 + 1),
             C.A_IDENTITY_RATE),
            ('no gateway', errno.EOPNOTSUPP, C.CMD_ACCOUNT_GET,
             named(1, 'snt0'), None),
            ('nobody', errno.ENOENT, C.CMD_ACCOUNT_GET, named(2),
             C.A_IDENTITY_PUBLIC_KEY),
            ('no key', errno.EINVAL, C.CMD_ACCOUNT_GET,
             text(C.A_IDENTITY_IFNAME, 'gw0'), None),
            ('no generation', errno.EINVAL, C.CMD_ACCOUNT_SET, named(1), None),
            ('account of nobody', errno.ENOENT, C.CMD_ACCOUNT_SET,
             named(2) + u64(C.A_IDENTITY_GENERATION, 1),
             C.A_IDENTITY_PUBLIC_KEY),
            ('no such reason', errno.ERANGE, C.CMD_ACCOUNT_SET,
             named(1) + u64(C.A_IDENTITY_GENERATION, 1) +
             drop(C.DROP_REASON_MAX + 1, 1), C.A_DROP_REASON),
            ('drop without reason', errno.EINVAL, C.CMD_ACCOUNT_SET,
             named(1) + u64(C.A_IDENTITY_GENERATION, 1) +
             attr(C.A_IDENTITY_DROP, u64(C.A_DROP_COUNT, 1), nested=True),
             None),
            ('pair without way', errno.EINVAL, C.CMD_ACCOUNT_SET,
             named(1) + u64(C.A_IDENTITY_GENERATION, 1) +
             attr(C.A_IDENTITY_IA_PAIR, u64(C.A_IA_PAIR_BYTES, 1),
                  nested=True), None),
            ('half a pair', errno.EINVAL, C.CMD_ACCOUNT_SET,
             named(1) + u64(C.A_IDENTITY_GENERATION, 1) +
             attr(C.A_IDENTITY_IA_PAIR, u32(C.A_IA_PAIR_WAY, 0) +
                  u64(C.A_IA_PAIR_SRC_IA, 1), nested=True),
             C.A_IDENTITY_IA_PAIR)):
        expect(what, number, refused(client, cmd, payload, attribute))
    expect('limits', [None] * 3, limits(client, 1))
    expect('accounts', [], client.dump(
        C.CMD_ACCOUNT_GET, text(C.A_IDENTITY_IFNAME, 'gw0')))


ktap.main([limits_can_be_read_and_changed, who_never_came_has_no_account,
           generations_differ, events_have_what_was_counted,
           an_account_goes_on, wrong_requests_are_refused], setup)
