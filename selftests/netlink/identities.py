# SPDX-License-Identifier: GPL-2.0-only
"""Identities of a gateway: who may use it, and until when."""

import errno
import struct
import time

import ktap
from gateway import expires, key_of, named, setup
from ktap import expect, expect_true, run
from snl import (C, Client, NLM_F_DUMP_INTR, Refusal, attr, refused, text,
                 u32)

MANY = 10000
BATCH = 1000


def token(name):
    """What it is registered with."""
    return text(C.A_IDENTITY_TOKEN_ID, name)


def get(client, number):
    """What is known of an identity, or None."""
    try:
        return client.do(C.CMD_IDENTITY_GET, named(number))
    except Refusal as refusal:
        expect('why', errno.ENOENT, refusal.errno)
        return None


def state_of(client, number):
    """Its state."""
    return get(client, number).number(C.A_IDENTITY_STATE)


def known(client):
    """How many the device says it has."""
    return client.do(C.CMD_DEV_GET, text(C.A_DEV_IFNAME, 'gw0')).number(
        C.A_DEV_IDENTITIES)


def what_was_registered_can_be_read():
    """And changed, a part of it or all."""
    client = Client()
    until = expires()
    client.do(C.CMD_IDENTITY_ADD, named(1) + until + token('t1') +
              text(C.A_IDENTITY_LABEL, 'one') +
              u32(C.A_IDENTITY_TUNNEL_LIMIT, 7) +
              attr(C.A_IDENTITY_PRESHARED_KEY, bytes([5] * 32)))
    seen = get(client, 1)
    for kind, value in ((C.A_IDENTITY_EXPIRES, until[4:]),
                        (C.A_IDENTITY_TOKEN_ID, b't1\0'),
                        (C.A_IDENTITY_LABEL, b'one\0'),
                        (C.A_IDENTITY_PRESHARED_KEY, bytes([5] * 32)),
                        (C.A_IDENTITY_TUNNEL_LIMIT, struct.pack('=I', 7)),
                        (C.A_IDENTITY_TUNNELS, bytes(4)),
                        (C.A_IDENTITY_STATE, bytes(4))):
        expect(f'attribute {kind}', value, seen.get(kind))
    later = expires(7200)
    client.do(C.CMD_IDENTITY_SET, named(1) + later)
    seen = get(client, 1)
    expect('prolonged', later[4:], seen.get(C.A_IDENTITY_EXPIRES))
    expect('the rest', b'one\0', seen.get(C.A_IDENTITY_LABEL))
    client.do(C.CMD_IDENTITY_SET, named(1) + token('') +
              text(C.A_IDENTITY_LABEL, '') +
              attr(C.A_IDENTITY_PRESHARED_KEY, bytes(32)))
    seen = get(client, 1)
    for kind in (C.A_IDENTITY_TOKEN_ID, C.A_IDENTITY_LABEL,
                 C.A_IDENTITY_PRESHARED_KEY):
        expect(f'attribute {kind} that was taken away', None, seen.get(kind))
    client.do(C.CMD_IDENTITY_SET, named(2) + expires())
    expect('identities', 2, known(client))
    client.do(C.CMD_IDENTITY_DEL, named(1))
    expect('one that was revoked', None, get(client, 1))
    expect('identities', 1, known(client))


def a_token_is_one_identitys():
    """Who gets it takes it, and the other is revoked and told of."""
    client, listener = Client(), Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires() + token('t1'))
    client.do(C.CMD_IDENTITY_ADD, named(2) + expires() + token('t2'))
    listener.subscribe('config')
    client.do(C.CMD_IDENTITY_SET, named(2) + token('t2'))
    client.do(C.CMD_IDENTITY_SET, named(2) + token('t1'))
    expect('who had it', None, get(client, 1))
    expect('who has it', b't1\0', get(client, 2).get(C.A_IDENTITY_TOKEN_ID))
    client.do(C.CMD_IDENTITY_ADD, named(3) + expires() + token('t2'))
    client.do(C.CMD_IDENTITY_ADD, named(4) + expires() + token('t1'))
    expect('identities', 2, known(client))
    told = [(m.get(C.A_IDENTITY_PUBLIC_KEY), m.number(C.A_IDENTITY_EVENT))
            for m in listener.notifications(6)]
    expect('what was told', [
        (key_of(2), C.IDENTITY_EVENT_CHANGED),
        (key_of(1), C.IDENTITY_EVENT_REVOKED),
        (key_of(2), C.IDENTITY_EVENT_CHANGED),
        (key_of(3), C.IDENTITY_EVENT_ADDED),
        (key_of(2), C.IDENTITY_EVENT_REVOKED),
        (key_of(4), C.IDENTITY_EVENT_ADDED)], told)


def an_end_is_told_of():
    """Then, and not before; it can be prolonged still."""
    client, listener = Client(), Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires(2))
    until = get(client, 1).number(C.A_IDENTITY_EXPIRES)
    listener.subscribe('config')
    told = listener.notifications(1)[0]
    now = int(time.time() * 1000)
    expect('event', C.IDENTITY_EVENT_EXPIRED, told.number(
        C.A_IDENTITY_EVENT))
    expect('whose', key_of(1), told.get(C.A_IDENTITY_PUBLIC_KEY))
    expect_true(f'it to be told after {until}, not at {now}', now >= until)
    expect('state', C.IDENTITY_STATE_EXPIRED, state_of(client, 1))
    client.do(C.CMD_IDENTITY_SET, named(1) + expires())
    expect('state', C.IDENTITY_STATE_ACTIVE, state_of(client, 1))


def an_end_follows_the_clock():
    """Also where that is set while the registration lasts."""
    client, listener = Client(), Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires(3600))
    listener.subscribe('config')
    now = time.time()
    time.clock_settime(time.CLOCK_REALTIME, now + 3601)
    try:
        told = listener.notifications(1)[0]
        expect('event', C.IDENTITY_EVENT_EXPIRED,
               told.number(C.A_IDENTITY_EVENT))
        expect('state', C.IDENTITY_STATE_EXPIRED, state_of(client, 1))
    finally:
        time.clock_settime(time.CLOCK_REALTIME, now + 1)
    expect('state', C.IDENTITY_STATE_ACTIVE, state_of(client, 1))


def wrong_requests_are_refused():
    """And change nothing."""
    client = Client()
    client.do(C.CMD_IDENTITY_ADD, named(1) + expires())
    before = get(client, 1).attrs
    update = u32(C.A_IDENTITY_FLAGS, C.IDENTITY_FLAGS_UPDATE_ONLY)
    own = client.do(C.CMD_DEV_GET, text(C.A_DEV_IFNAME, 'gw0')).get(
        C.A_DEV_PUBLIC_KEY)
    add, change = C.CMD_IDENTITY_ADD, C.CMD_IDENTITY_SET
    ifname = text(C.A_IDENTITY_IFNAME, 'gw0')
    for what, number, cmd, payload, attribute in (
            ('no gateway', errno.EOPNOTSUPP, add,
             named(2, 'snt0') + expires(), None),
            ('no key', errno.EINVAL, add, ifname + expires(), None),
            ('no end', errno.EINVAL, add, named(2), None),
            ('end in the past', errno.EINVAL, add, named(2) + expires(-1),
             C.A_IDENTITY_EXPIRES),
            ('end too late', errno.ERANGE, add, named(2) + attr(
                C.A_IDENTITY_EXPIRES, bytes([255] * 8)),
             C.A_IDENTITY_EXPIRES),
            ('there is one', errno.EEXIST, add, named(1) + expires(),
             C.A_IDENTITY_PUBLIC_KEY),
            ('there is none', errno.ENOENT, change,
             named(2) + expires() + update, C.A_IDENTITY_PUBLIC_KEY),
            ('revoke nobody', errno.ENOENT, C.CMD_IDENTITY_DEL, named(2),
             C.A_IDENTITY_PUBLIC_KEY),
            ('no tunnel', errno.EINVAL, change, named(1) + u32(
                C.A_IDENTITY_TUNNEL_LIMIT, 0), C.A_IDENTITY_TUNNEL_LIMIT),
            ('control characters', errno.EINVAL, change,
             named(1) + token('a\tb'), C.A_IDENTITY_TOKEN_ID),
            ('own key', errno.EINVAL, add, ifname + expires() + attr(
                C.A_IDENTITY_PUBLIC_KEY, own), C.A_IDENTITY_PUBLIC_KEY),
            ('low order', errno.EKEYREJECTED, add, ifname + expires() + attr(
                C.A_IDENTITY_PUBLIC_KEY, bytes(32)),
             C.A_IDENTITY_PUBLIC_KEY),
            ('WireGuard', errno.EOPNOTSUPP, C.CMD_DEV_SET,
             text(C.A_DEV_IFNAME, 'gw0') + u32(
                 C.A_DEV_WIRE, C.WIRE_WIREGUARD), C.A_DEV_WIRE),
            ('a peer', errno.EOPNOTSUPP, C.CMD_PEER_SET,
             text(C.A_PEER_IFNAME, 'gw0') + attr(
                 C.A_PEER_PUBLIC_KEY, key_of(9)), None)):
        expect(what, number, refused(client, cmd, payload, attribute))
    expect('the identity', before, get(client, 1).attrs)
    expect('identities', 1, known(client))


def send_all(client, cmd, payloads):
    """Many requests in few system calls; the last of each is acknowledged."""
    for at in range(0, len(payloads), BATCH):
        client.do_all(cmd, payloads[at:at + BATCH])


def many_are_registered_in_batches():
    """And listed, while others change, and revoked."""
    client, other = Client(recv_size=32768), Client()
    until = expires()
    payloads = [named(i) + until + token(f'token {i}') for i in range(MANY)]
    begin = time.monotonic()
    send_all(client, C.CMD_IDENTITY_SET, payloads)
    took = time.monotonic() - begin
    print(f'# {MANY} registered in {took:.3f} s')
    expect('identities', MANY, known(client))
    begin = time.monotonic()
    send_all(client, C.CMD_IDENTITY_SET, payloads)
    print(f'# and prolonged in {time.monotonic() - begin:.3f} s')
    seen, interrupted = [], False
    for step, messages in enumerate(client.dump_steps(
            C.CMD_IDENTITY_GET, text(C.A_IDENTITY_IFNAME, 'gw0'))):
        seen += [m.get(C.A_IDENTITY_PUBLIC_KEY) for m in messages]
        interrupted |= any(m.flags & NLM_F_DUMP_INTR for m in messages)
        if step < 20:
            other.do(C.CMD_IDENTITY_DEL, named(MANY - 1 - step))
    expect('listed', [key_of(i) for i in range(MANY - 20)],
           seen[:MANY - 20])
    expect('none twice', len(seen), len(set(seen)))
    expect_true('it to say that there were changes', interrupted)
    for i in range(MANY - 20):
        payloads[i] = named(i)
    begin = time.monotonic()
    send_all(client, C.CMD_IDENTITY_DEL, payloads[:MANY - 20])
    print(f'# and revoked in {time.monotonic() - begin:.3f} s')
    expect('identities', 0, known(client))


def a_device_goes_with_its_identities():
    """However many."""
    client = Client()
    until = expires()
    send_all(client, C.CMD_IDENTITY_SET,
             [named(i) + until + token(f'{i}') for i in range(2000)])
    run('ip link del gw0')


ktap.main([what_was_registered_can_be_read, a_token_is_one_identitys,
           an_end_is_told_of, an_end_follows_the_clock,
           wrong_requests_are_refused, many_are_registered_in_batches,
           a_device_goes_with_its_identities], setup)
