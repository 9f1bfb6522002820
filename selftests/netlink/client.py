# SPDX-License-Identifier: GPL-2.0-only
"""A client: its gateway, its tunnels, and what goes through them.

The gateway is a device with role peer in the same namespace, over loopback.
"""

import errno
import socket
import struct

import ktap
from ktap import expect, expect_true, run, wait_for
from snl import (C, Client, attr, link_add, number, parse, refused, text, u16,
                 u32)

ETH_P_SCION = 0x88b5

GATEWAY_KEY = bytes([8] + [0] * 30 + [64])
CLIENT_KEY = bytes([16] + [0] * 30 + [64])
OTHER_KEY = bytes([24] + [0] * 30 + [64])
PORT = 5000


def dev(name='snt0'):
    """A device."""
    return text(C.A_DEV_IFNAME, name)


def named(name='snt0'):
    """The same where it is about a tunnel."""
    return text(C.A_PEER_IFNAME, name)


def endpoint(address='127.0.0.1', port=PORT):
    """Where the gateway is."""
    return attr(C.A_PEER_REMOTE_IPV4, socket.inet_aton(address)) + \
        attr(C.A_PEER_REMOTE_PORT, struct.pack('>H', port))


def public_key(client, name):
    """Of a device."""
    return client.do(C.CMD_DEV_GET, dev(name)).get(C.A_DEV_PUBLIC_KEY)


def setup():
    """A gateway, which is up, and a client without one."""
    run('ip link set lo up')
    client = Client()
    run('ip link add gw0 type snaptun')
    expect('a client is made', 0,
           link_add('snt0', u32(C.A_LINK_ROLE, C.ROLE_CLIENT)))
    client.do(C.CMD_DEV_SET, dev('gw0') + u16(C.A_DEV_LISTEN_PORT, PORT) +
              attr(C.A_DEV_PRIVATE_KEY, GATEWAY_KEY))
    client.do(C.CMD_DEV_SET, dev() + attr(C.A_DEV_PRIVATE_KEY, CLIENT_KEY))
    client.do(C.CMD_PEER_SET, named('gw0') + attr(
        C.A_PEER_PUBLIC_KEY, public_key(client, 'snt0')))
    run('ip link set gw0 up')


def set_gateway(client, *more):
    """The one that setup() made."""
    client.do(C.CMD_GATEWAY_SET, named() + endpoint() + attr(
        C.A_PEER_PUBLIC_KEY, public_key(client, 'gw0')) + b''.join(more))


def add(client, *ports):
    """A tunnel; returns its id."""
    reply = client.do(C.CMD_TUNNEL_ADD, named() + b''.join(ports))
    return reply.number(C.A_PEER_ID)


def tunnel(client, number_):
    """How a tunnel fares."""
    return client.do(C.CMD_TUNNEL_GET, named() + u32(C.A_PEER_ID, number_))


def state(client, number_):
    """Its state."""
    return tunnel(client, number_).number(C.A_PEER_STATE)


def wait_up(client, number_):
    """Until it has a session."""
    wait_for(20, lambda: state(client, number_) == C.PEER_STATE_UP)


def up_with_one(*ports):
    """A client that is up, with a tunnel that is: both."""
    client = Client()
    set_gateway(client)
    one = add(client, *ports)
    run('ip link set snt0 up')
    wait_up(client, one)
    return client, one


def scion(host, port, text_=b'hello'):
    """A SCION packet with UDP from host and port to 10.9.9.9:7."""
    udp = struct.pack('>HHHH', port, 7, 8 + len(text_), 0) + text_
    return struct.pack('>IBBHBBH', 1, 17, 9, len(udp), 0, 0, 0) + \
        struct.pack('>QQ', 0x1000000000001, 0x1000000000002) + \
        socket.inet_aton('10.9.9.9') + socket.inet_aton(host) + udp


def raw(name):
    """A packet socket of a device."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                         socket.htons(ETH_P_SCION))
    sock.bind((name, ETH_P_SCION))
    sock.settimeout(20)
    return sock


def send(sock, name, packet):
    """Into a device."""
    sock.sendto(packet, (name, ETH_P_SCION))


def drops(client, reason, name='snt0'):
    """Counter of a reason."""
    reply = client.do(C.CMD_STATS_GET, text(C.A_STATS_IFNAME, name))
    for nest in reply.all(C.A_STATS_DROP):
        drop = dict(parse(nest))
        if number(drop[C.A_DROP_REASON]) == reason:
            return number(drop[C.A_DROP_COUNT])
    raise AssertionError('no such reason')


def carrier():
    """Has the client carrier?"""
    return 'NO-CARRIER' not in run('ip link show dev snt0')


def a_tunnel_learns_its_address_and_carries_packets():
    """Out of the tunnel that has the source, and back."""
    client = Client()
    set_gateway(client)
    one = add(client, u16(C.A_PEER_LOCAL_PORT, 6001))
    expect('state while down', C.PEER_STATE_IDLE, state(client, one))
    run('ip link set snt0 up')
    wait_up(client, one)
    at = tunnel(client, one)
    expect('assigned address', socket.inet_aton('127.0.0.1'),
           at.get(C.A_PEER_ASSIGNED_IPV4))
    expect('assigned port', struct.pack('>H', 6001),
           at.get(C.A_PEER_ASSIGNED_PORT))
    here, there = raw('snt0'), raw('gw0')
    send(here, 'snt0', scion('127.0.0.1', 6001))
    expect('what arrives', scion('127.0.0.1', 6001), there.recv(2000))
    send(there, 'gw0', scion('10.1.1.1', 9))
    while True:
        packet = here.recv(2000)
        if packet != scion('127.0.0.1', 6001):
            break
    expect('what comes back', scion('10.1.1.1', 9), packet)


def a_packet_without_a_tunnel_is_counted():
    """Another port, another host, and what has no port."""
    client, _ = up_with_one(u16(C.A_PEER_LOCAL_PORT, 6001))
    here = raw('snt0')
    send(here, 'snt0', scion('127.0.0.1', 6002))
    send(here, 'snt0', scion('127.0.0.2', 6001))
    send(here, 'snt0', scion('127.0.0.1', 6001)[:36] + bytes(4))
    expect('counted', 3, drops(client, C.DROP_REASON_TX_NO_TUNNEL))


def foreign_datagrams_are_counted():
    """From another port or address than the gateway's."""
    client, one = up_with_one(u16(C.A_PEER_LOCAL_PORT, 6001))
    foreign = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    foreign.sendto(b'\4' + bytes(60), ('127.0.0.1', 6001))
    foreign.sendto(b'\1' + bytes(147), ('127.0.0.1', 6001))
    wait_for(5, lambda: drops(client, C.DROP_REASON_RX_FOREIGN) == 2)
    expect('state', C.PEER_STATE_UP, state(client, one))


def carrier_follows():
    """While a tunnel is up, unless it is to be there always."""
    client = Client()
    set_gateway(client)
    run('ip link set snt0 up')
    expect('carrier without a tunnel', False, carrier())
    one = add(client)
    wait_up(client, one)
    wait_for(5, carrier)
    client.do(C.CMD_TUNNEL_DEL, named() + u32(C.A_PEER_ID, one))
    wait_for(5, lambda: not carrier())
    client.do(C.CMD_DEV_SET, dev() + u32(C.A_DEV_CARRIER, C.CARRIER_ALWAYS))
    wait_for(5, carrier)


def a_changed_address_waits_to_be_accepted():
    """SCION packets stop both ways; the other address is used when accepted."""
    client, one = up_with_one()
    was = tunnel(client, one).get(C.A_PEER_ASSIGNED_PORT)
    here, there = raw('snt0'), raw('gw0')
    # Another private key: the tunnel gets another port.
    client.do(C.CMD_DEV_SET, dev() + attr(C.A_DEV_PRIVATE_KEY, OTHER_KEY))
    client.do(C.CMD_PEER_SET, named('gw0') + attr(
        C.A_PEER_PUBLIC_KEY, public_key(client, 'snt0')))
    client.do(C.CMD_TUNNEL_SET, named() + u32(C.A_PEER_ID, one) +
              u32(C.A_PEER_ACTION, C.TUNNEL_ACTION_RESTART))
    wait_for(20, lambda: state(client, one) == C.PEER_STATE_ADDRESS_CHANGED)
    at = tunnel(client, one)
    now = at.get(C.A_PEER_ASSIGNED_PORT)
    expect_true('another port', now != was)
    expect('the one in use', was, at.get(C.A_PEER_PREVIOUS_PORT))
    port = struct.unpack('>H', was)[0]
    send(here, 'snt0', scion('127.0.0.1', port))
    expect('sent', 1, drops(client, C.DROP_REASON_TX_ADDRESS_CHANGED))
    client.do(C.CMD_TUNNEL_SET, named() + u32(C.A_PEER_ID, one) +
              u32(C.A_PEER_ACTION, C.TUNNEL_ACTION_ACCEPT_ADDRESS))
    expect('state', C.PEER_STATE_UP, state(client, one))
    port = struct.unpack('>H', now)[0]
    send(here, 'snt0', scion('127.0.0.1', port))
    expect('what arrives', scion('127.0.0.1', port), there.recv(2000))


def wrong_requests_are_refused():
    """Each with a message, and without an effect."""
    client = Client()
    expect('no gateway', errno.EDESTADDRREQ,
           refused(client, C.CMD_TUNNEL_ADD, named()))
    key = attr(C.A_PEER_PUBLIC_KEY, public_key(client, 'gw0'))
    expect('no key', errno.EINVAL,
           refused(client, C.CMD_GATEWAY_SET, named() + endpoint()))
    expect('no endpoint', errno.EINVAL,
           refused(client, C.CMD_GATEWAY_SET, named() + key))
    expect('the own key', errno.EINVAL, refused(
        client, C.CMD_GATEWAY_SET, named() + endpoint() + attr(
            C.A_PEER_PUBLIC_KEY, public_key(client, 'snt0'))))
    expect('a low order key', errno.EKEYREJECTED, refused(
        client, C.CMD_GATEWAY_SET, named() + endpoint() + attr(
            C.A_PEER_PUBLIC_KEY, bytes(32))))
    expect('not a client', errno.EOPNOTSUPP, refused(
        client, C.CMD_GATEWAY_SET, named('gw0') + endpoint() + key))
    expect('tunnel of a peer', errno.EOPNOTSUPP,
           refused(client, C.CMD_TUNNEL_ADD, named('gw0')))
    expect('peer of a client', errno.EOPNOTSUPP,
           refused(client, C.CMD_PEER_SET, named() + key))
    expect('port of a client', errno.EOPNOTSUPP, refused(
        client, C.CMD_DEV_SET, dev() + u16(C.A_DEV_LISTEN_PORT, 5)))
    set_gateway(client)
    expect('range without a begin', errno.EINVAL, refused(
        client, C.CMD_TUNNEL_ADD, named() + u16(C.A_PEER_LOCAL_PORT_MAX, 9)))
    run('ip link set snt0 up')
    expect('a port that is taken', errno.EADDRINUSE, refused(
        client, C.CMD_TUNNEL_ADD, named() + u16(C.A_PEER_LOCAL_PORT, PORT)))
    expect('no such tunnel', errno.ENOENT, refused(
        client, C.CMD_TUNNEL_DEL, named() + u32(C.A_PEER_ID, 77)))
    expect('no tunnels', 0, client.do(C.CMD_DEV_GET, dev()).number(
        C.A_DEV_PEERS))


def a_port_is_free_when_its_tunnel_has_gone():
    """At once, though the rest of the tunnel may take a moment."""
    client = Client()
    set_gateway(client)
    run('ip link set snt0 up')
    for _ in range(20):
        one = add(client, u16(C.A_PEER_LOCAL_PORT, 6001))
        client.do(C.CMD_TUNNEL_DEL, named() + u32(C.A_PEER_ID, one))


def tunnels_come_and_go():
    """Hundreds, from a range of ports, listed by a dump."""
    client = Client()
    set_gateway(client, u16(C.A_PEER_PERSISTENT_KEEPALIVE, 0))
    run('ip link set snt0 up')
    ports = u16(C.A_PEER_LOCAL_PORT, 20000) + \
        u16(C.A_PEER_LOCAL_PORT_MAX, 20199)
    numbers = [add(client, ports) for _ in range(200)]
    expect('one too many', errno.EADDRINUSE,
           refused(client, C.CMD_TUNNEL_ADD, named() + ports))
    seen = client.dump(C.CMD_TUNNEL_GET, named())
    expect('all are listed', numbers, [m.number(C.A_PEER_ID) for m in seen])
    expect('all ports', set(range(20000, 20200)),
           {m.number(C.A_PEER_LOCAL_PORT) for m in seen})
    for gone in numbers:
        client.do(C.CMD_TUNNEL_DEL, named() + u32(C.A_PEER_ID, gone))
    expect('none is left', [], client.dump(C.CMD_TUNNEL_GET, named()))
    run('ip link del snt0')


ktap.main([a_tunnel_learns_its_address_and_carries_packets,
           a_packet_without_a_tunnel_is_counted,
           foreign_datagrams_are_counted, carrier_follows,
           a_changed_address_waits_to_be_accepted,
           wrong_requests_are_refused,
           a_port_is_free_when_its_tunnel_has_gone, tunnels_come_and_go],
          setup)
