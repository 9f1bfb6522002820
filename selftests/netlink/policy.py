# SPDX-License-Identifier: GPL-2.0-only
"""The settings of a gateway: what it lets out of tunnels, and who is ours."""

import errno
import socket
import struct

import ktap
from ktap import expect, run
from snl import C, Client, attr, link_add, refused, text, u16, u32

MOST = 16


def setup():
    """A gateway, and a device of each other role."""
    expect('a gateway is made', 0,
           link_add('gw0', u32(C.A_LINK_ROLE, C.ROLE_GATEWAY)))
    expect('a client is made', 0,
           link_add('cl0', u32(C.A_LINK_ROLE, C.ROLE_CLIENT)))
    run('ip link add snt0 type snaptun')


def dev(name='gw0'):
    """A device."""
    return text(C.A_DEV_IFNAME, name)


def ases(*numbers):
    """A list of ISD-ASes."""
    return attr(C.A_DEV_ISD_AS, struct.pack(f'>{len(numbers)}Q', *numbers))


def numbered(nr):
    """So many of them."""
    return ases(*(i << 48 | i for i in range(1, nr + 1)))


def seen(client, name='gw0'):
    """Policy, ISD-ASes, idle time and hairpin of a device."""
    reply = client.do(C.CMD_DEV_GET, dev(name))
    return [reply.get(kind) for kind in (
        C.A_DEV_POLICY, C.A_DEV_ISD_AS, C.A_DEV_TUNNEL_IDLE,
        C.A_DEV_HAIRPIN)]


def words(policy, isd_as, idle, hairpin=C.HAIRPIN_ON):
    """The same as it is expected."""
    return [struct.pack('=I', policy), isd_as[4:], struct.pack('=I', idle),
            struct.pack('=I', hairpin)]


def what_is_usual_is_read():
    """And nothing of it from devices of other roles."""
    client = Client()
    expect('gateway', words(C.POLICY_HOST, ases(), 540), seen(client))
    expect('client', [None] * 4, seen(client, 'cl0'))
    expect('peer', [None] * 4, seen(client, 'snt0'))


def what_was_set_is_read():
    """All at once, or one by one."""
    client = Client()
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_POLICY, C.POLICY_STRICT) +
              numbered(MOST) + u32(C.A_DEV_TUNNEL_IDLE, 200) +
              u32(C.A_DEV_HAIRPIN, C.HAIRPIN_OFF))
    expect('all', words(C.POLICY_STRICT, numbered(MOST), 200, C.HAIRPIN_OFF),
           seen(client))
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_HAIRPIN, C.HAIRPIN_ON))
    client.do(C.CMD_DEV_SET, dev() + ases(1 << 48 | 7))
    expect('a shorter list', words(C.POLICY_STRICT, ases(1 << 48 | 7), 200),
           seen(client))
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_POLICY, C.POLICY_OFF))
    client.do(C.CMD_DEV_SET, dev() + ases())
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_TUNNEL_IDLE, 540))
    expect('nothing', words(C.POLICY_OFF, ases(), 540), seen(client))


def refusals():
    """Wrong requests, the error, and the attribute that is to blame."""
    strict = u32(C.A_DEV_POLICY, C.POLICY_STRICT)
    idle = u32(C.A_DEV_TUNNEL_IDLE, 300)
    return (
        (dev() + strict, errno.EINVAL, C.A_DEV_POLICY),
        (dev() + strict + ases(), errno.EINVAL, C.A_DEV_POLICY),
        (dev() + attr(C.A_DEV_ISD_AS, bytes(7)), errno.EINVAL,
         C.A_DEV_ISD_AS),
        (dev() + numbered(MOST + 1), errno.EINVAL, C.A_DEV_ISD_AS),
        (dev() + ases(1 << 48 | 1, 1), errno.EINVAL, C.A_DEV_ISD_AS),
        (dev() + ases(1 << 48), errno.EINVAL, C.A_DEV_ISD_AS),
        (dev() + u32(C.A_DEV_POLICY, 3), errno.ERANGE, C.A_DEV_POLICY),
        (dev() + u32(C.A_DEV_TUNNEL_IDLE, 199), errno.ERANGE,
         C.A_DEV_TUNNEL_IDLE),
        (dev() + u32(C.A_DEV_TUNNEL_IDLE, 541), errno.ERANGE,
         C.A_DEV_TUNNEL_IDLE),
        (dev() + u32(C.A_DEV_HAIRPIN, 2), errno.ERANGE, C.A_DEV_HAIRPIN),
        (dev('cl0') + idle, errno.EOPNOTSUPP, C.A_DEV_TUNNEL_IDLE),
        (dev('snt0') + ases(), errno.EOPNOTSUPP, C.A_DEV_ISD_AS),
    )


def wrong_requests_are_refused():
    """And change nothing."""
    client = Client()
    before = seen(client)
    for request, error, to_blame in refusals():
        expect('error', error, refused(client, C.CMD_DEV_SET, request,
                                       to_blame))
    expect('settings', before, seen(client))


def strict_needs_its_list():
    """As long as it is strict."""
    client = Client()
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_POLICY, C.POLICY_STRICT) +
              numbered(1))
    expect('error', errno.EINVAL, refused(client, C.CMD_DEV_SET,
                                          dev() + ases(), C.A_DEV_ISD_AS))
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_POLICY, C.POLICY_HOST) +
              ases())


def refused_port_leaves_the_settings():
    """What comes with it is not done by half."""
    client = Client()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(('0.0.0.0', 5001))
    run('ip link set gw0 up')
    before = seen(client)
    expect('error', errno.EADDRINUSE, refused(
        client, C.CMD_DEV_SET, dev() + u16(C.A_DEV_LISTEN_PORT, 5001) +
        u32(C.A_DEV_TUNNEL_IDLE, 300), C.A_DEV_LISTEN_PORT))
    expect('settings', before, seen(client))
    sock.close()


ktap.main([what_is_usual_is_read, what_was_set_is_read,
           wrong_requests_are_refused, strict_needs_its_list,
           refused_port_leaves_the_settings], setup)
