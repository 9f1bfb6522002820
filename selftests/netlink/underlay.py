# SPDX-License-Identifier: GPL-2.0-only
"""The underlay of a gateway: its routers and its port."""

import errno
import socket
import struct

import ktap
from ktap import expect, run
from snl import C, Client, attr, link_add, number, parse, refused, text, u16, u32

MOST = 64


def setup():
    """A gateway, and a device that is none."""
    expect('a gateway is made', 0,
           link_add('gw0', u32(C.A_LINK_ROLE, C.ROLE_GATEWAY)))
    run('ip link add snt0 type snaptun')


def named(name='gw0'):
    """A device."""
    return text(C.A_UNDERLAY_IFNAME, name)


def nest(*parts):
    """A router of these attributes."""
    return attr(C.A_UNDERLAY_ROUTER, b''.join(parts), nested=True)


def port(number_):
    """Of a router."""
    return attr(C.A_ROUTER_PORT, struct.pack('>H', number_))


def ipv4(address):
    """Of a router."""
    return attr(C.A_ROUTER_IPV4, socket.inet_aton(address))


def ipv6(address):
    """Of a router."""
    return attr(C.A_ROUTER_IPV6, socket.inet_pton(socket.AF_INET6, address))


def interface(number_):
    """Of a router."""
    return u16(C.A_ROUTER_INTERFACE, number_)


def router(number_, address='192.0.2.1'):
    """A router for an interface."""
    return nest(interface(number_), ipv4(address), port(30042))


def seen(client):
    """Routers as (interface, address, port), and the local port."""
    reply = client.do(C.CMD_UNDERLAY_GET, named())
    routers = []
    for kind, payload in reply.attrs:
        if kind != C.A_UNDERLAY_ROUTER:
            continue
        parts = dict(parse(payload))
        address = parts.get(C.A_ROUTER_IPV4) or parts[C.A_ROUTER_IPV6]
        routers.append((number(parts[C.A_ROUTER_INTERFACE]),
                        socket.inet_ntop(
                            socket.AF_INET if len(address) == 4 else
                            socket.AF_INET6, address),
                        struct.unpack('>H', parts[C.A_ROUTER_PORT])[0]))
    return routers, reply.number(C.A_UNDERLAY_PORT)


def known(client):
    """How many routers the device says it has."""
    return client.do(C.CMD_DEV_GET, text(C.A_DEV_IFNAME, 'gw0')).number(
        C.A_DEV_ROUTERS)


def what_was_set_is_read():
    """And takes the place of all that was."""
    client = Client()
    expect('at first', ([], 0), seen(client))
    client.do(C.CMD_UNDERLAY_SET, named() + u16(C.A_UNDERLAY_PORT, 5000) +
              router(7) + nest(ipv6('2001:db8::1'), port(1)))
    expect('two', ([(7, '192.0.2.1', 30042), (0, '2001:db8::1', 1)], 5000),
           seen(client))
    expect('how many', 2, known(client))
    client.do(C.CMD_UNDERLAY_SET, named() + b''.join(
        router(i) for i in range(MOST)))
    expect('most', ([(i, '192.0.2.1', 30042) for i in range(MOST)], 0),
           seen(client))
    client.do(C.CMD_UNDERLAY_SET, named())
    expect('none', ([], 0), seen(client))
    expect('how many', 0, known(client))


def refusals():
    """Wrong routers, and why."""
    return (
        (nest(interface(1), port(1)), errno.EINVAL),
        (nest(interface(1), ipv4('192.0.2.1')), errno.EINVAL),
        (nest(ipv4('192.0.2.1'), ipv6('2001:db8::1'), port(1)),
         errno.EINVAL),
        (nest(ipv4('192.0.2.1'), port(0)), errno.ERANGE),
        (nest(ipv4('0.0.0.0'), port(1)), errno.EINVAL),
        (nest(ipv4('224.0.0.1'), port(1)), errno.EINVAL),
        (nest(ipv4('255.255.255.255'), port(1)), errno.EINVAL),
        (nest(ipv6('::'), port(1)), errno.EINVAL),
        (nest(ipv6('ff02::1'), port(1)), errno.EINVAL),
        (nest(ipv6('fe80::1'), port(1)), errno.EINVAL),
        (nest(ipv6('::ffff:192.0.2.1'), port(1)), errno.EINVAL),
        (router(3) + router(3), errno.EEXIST),
        (b''.join(router(i) for i in range(MOST + 1)), errno.E2BIG),
    )


def wrong_requests_are_refused():
    """And change nothing."""
    client = Client()
    client.do(C.CMD_UNDERLAY_SET, named() + router(7))
    for request, error in refusals():
        expect('error', error, refused(client, C.CMD_UNDERLAY_SET,
                                       named() + request))
    for name, error in (('snt0', errno.EOPNOTSUPP), ('none', errno.ENODEV)):
        for cmd in (C.CMD_UNDERLAY_SET, C.CMD_UNDERLAY_GET):
            expect('error', error, refused(client, cmd, named(name)))
    expect('routers', ([(7, '192.0.2.1', 30042)], 0), seen(client))


def port_that_is_taken_is_refused():
    """While the device is up; the old one stays."""
    client = Client()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(('0.0.0.0', 5001))
    run('ip link set gw0 up')
    client.do(C.CMD_UNDERLAY_SET, named() + router(7) +
              u16(C.A_UNDERLAY_PORT, 5002))
    expect('error', errno.EADDRINUSE, refused(
        client, C.CMD_UNDERLAY_SET, named() + router(8) +
        u16(C.A_UNDERLAY_PORT, 5001), C.A_UNDERLAY_PORT))
    expect('as before', ([(7, '192.0.2.1', 30042)], 5002), seen(client))
    sock.close()
    client.do(C.CMD_UNDERLAY_SET, named() + router(8) +
              u16(C.A_UNDERLAY_PORT, 5001))
    expect('then', ([(8, '192.0.2.1', 30042)], 5001), seen(client))


ktap.main([what_was_set_is_read, wrong_requests_are_refused,
           port_that_is_taken_is_refused], setup)
