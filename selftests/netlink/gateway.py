# SPDX-License-Identifier: GPL-2.0-only
"""A gateway, and identities to be registered at it."""

import struct
import time

from ktap import expect, run
from snl import C, Client, attr, link_add, text, u32

OWN_KEY = bytes([8] + [0] * 30 + [64])


def setup():
    """A gateway with a key, and a device that is none."""
    client = Client()
    expect('a gateway is made', 0,
           link_add('gw0', u32(C.A_LINK_ROLE, C.ROLE_GATEWAY)))
    run('ip link add snt0 type snaptun')
    client.do(C.CMD_DEV_SET, text(C.A_DEV_IFNAME, 'gw0') + attr(
        C.A_DEV_PRIVATE_KEY, OWN_KEY))


def key_of(number):
    """A key; small numbers are of low order."""
    return struct.pack('<I', number + 100) + bytes(28)


def named(number, name='gw0'):
    """An identity."""
    return text(C.A_IDENTITY_IFNAME, name) + attr(
        C.A_IDENTITY_PUBLIC_KEY, key_of(number))


def expires(seconds=3600):
    """In so many seconds."""
    return attr(C.A_IDENTITY_EXPIRES, struct.pack(
        '=Q', int((time.time() + seconds) * 1000)))
