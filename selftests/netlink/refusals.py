# SPDX-License-Identifier: GPL-2.0-only
"""Requests that must be refused, change nothing, and say why."""

import errno
import socket
import struct

import ktap
from ktap import expect, expect_true, run
from snl import C, Client, NLM_F_DUMP, Refusal, attr, text, u8, u16, u32

KEY = bytes([7]) + bytes(30) + bytes([9])
PEER = bytes([3] * 31 + [1])
OTHER = bytes([4] * 31 + [1])
ANY = object()
BY_POLICY = -errno.EINVAL       # or ERANGE, as kernels have it


def be32(kind, address):
    """An IPv4 address."""
    return attr(kind, socket.inet_aton(address))


def inet6(kind, address):
    """An IPv6 address."""
    return attr(kind, socket.inet_pton(socket.AF_INET6, address))


def be16(kind, value):
    """A port."""
    return attr(kind, struct.pack('!H', value))


def allowed(address, length, flags=None):
    """A nest with an allowed IP."""
    if ':' in address:
        inner = inet6(C.A_ALLOWEDIP_IPV6, address)
    else:
        inner = be32(C.A_ALLOWEDIP_IPV4, address)
    inner += u8(C.A_ALLOWEDIP_PREFIX_LEN, length)
    if flags is not None:
        inner += u32(C.A_ALLOWEDIP_FLAGS, flags)
    return attr(C.A_PEER_ALLOWEDIP, inner, nested=True)


def nest(*inner):
    """A nest with whatever in it."""
    return attr(C.A_PEER_ALLOWEDIP, b''.join(inner), nested=True)


def setup():
    """A device with a key, a port and a peer."""
    run('ip link set lo up')
    run('ip link add snt0 type snaptun')
    client = Client()
    client.do(C.CMD_DEV_SET, dev() + attr(C.A_DEV_PRIVATE_KEY, KEY) +
              u16(C.A_DEV_LISTEN_PORT, 12345) + u32(C.A_DEV_FWMARK, 5))
    client.do(C.CMD_PEER_ADD, peer(PEER) + allowed('10.1.0.0', 16) +
              be32(C.A_PEER_REMOTE_IPV4, '192.0.2.1') +
              be16(C.A_PEER_REMOTE_PORT, 4000) +
              text(C.A_PEER_LABEL, 'first'))
    client.close()


def dev():
    """The device by its name."""
    return text(C.A_DEV_IFNAME, 'snt0')


def peer(key=None):
    """The device by its name, and a peer."""
    named = text(C.A_PEER_IFNAME, 'snt0')
    return named + (attr(C.A_PEER_PUBLIC_KEY, key) if key else b'')


def state(client):
    """Everything that can be read and does not change by itself."""
    counts = {C.A_PEER_RX_BYTES, C.A_PEER_TX_BYTES, C.A_PEER_RX_PACKETS,
              C.A_PEER_TX_PACKETS, C.A_PEER_PAD}
    found = [client.do(C.CMD_DEV_GET, dev()).attrs]
    for message in client.dump(C.CMD_PEER_GET, peer()):
        found.append([item for item in message.attrs
                      if item[0] not in counts])
    return found


def refused(client, name, cmd, payload, number=errno.EINVAL, message=ANY,
            attribute=ANY, missing=ANY, dump=False):
    """One request that must fail as told, and leave everything as it is."""
    before = state(client)
    try:
        if dump:
            client.dump(cmd, payload)
        else:
            client.do(cmd, payload)
    except Refusal as refusal:
        if number is not BY_POLICY or refusal.errno != errno.ERANGE:
            expect(f'{name}: errno ({refusal.message})',
                   errno.errorcode[abs(number)],
                   errno.errorcode.get(refusal.errno))
        expect_true(f'{name}: a message', refusal.message)
        if message is not ANY:
            expect_true(f'{name}: "{message}" in "{refusal.message}"',
                        message in refusal.message)
        if attribute is not ANY:
            expect(f'{name}: attribute', attribute, refusal.attribute)
        if missing is not ANY:
            expect(f'{name}: missing attribute', missing, refusal.missing)
    else:
        raise AssertionError(f'{name}: expected a refusal, seen success')
    expect(f'{name}: state', before, state(client))


# What each attribute's payload must be: its length, or None for a string.
DEV_ATTRS = {'IFINDEX': 4, 'IFNAME': None, 'FLAGS': 4, 'WIRE': 4,
             'PAYLOAD': 4, 'PRIVATE_KEY': 32, 'LISTEN_PORT': 2, 'FWMARK': 4,
             'GSO': 4}
PEER_ATTRS = {'IFINDEX': 4, 'IFNAME': None, 'FLAGS': 4, 'PUBLIC_KEY': 32,
              'PRESHARED_KEY': 32, 'REMOTE_IPV4': 4, 'REMOTE_IPV6': 16,
              'REMOTE_IPV6_SCOPE_ID': 4, 'REMOTE_PORT': 2,
              'PERSISTENT_KEEPALIVE': 2, 'LABEL': None, 'ENCAP': 4, 'VNI': 4}
ALLOWED_ATTRS = {'IPV4': 4, 'IPV6': 16, 'PREFIX_LEN': 1, 'FLAGS': 4}


def each_wrong_length(client, cmd, base, prefix, attrs, wrap=lambda a: a,
                      without=()):
    """Every attribute a byte short, a byte long, and empty."""
    for name, length in attrs.items():
        kind = getattr(C, f'A_{prefix}_{name}')
        if length is None or name in without:
            continue
        for wrong in {0, length - 1, length + 1, length * 2} - {length}:
            refused(client, f'{prefix}.{name} of {wrong} bytes', cmd,
                    base + wrap(attr(kind, bytes([1] * wrong))),
                    BY_POLICY, attribute=kind)


def attributes_of_a_wrong_length():
    """Lengths are exact."""
    client = Client()
    each_wrong_length(client, C.CMD_DEV_SET, dev(), 'DEV', DEV_ATTRS)
    each_wrong_length(client, C.CMD_PEER_SET, peer(PEER), 'PEER', PEER_ATTRS,
                      without=('PUBLIC_KEY',))
    each_wrong_length(client, C.CMD_PEER_SET, peer(), 'PEER',
                      {'PUBLIC_KEY': 32})
    each_wrong_length(client, C.CMD_PEER_SET, peer(PEER), 'ALLOWEDIP',
                      ALLOWED_ATTRS, wrap=nest)


def strings_that_are_too_long_or_have_no_end():
    """Names of 15 bytes and labels of 64 at most, with a NUL."""
    client = Client()
    for kind, longest, cmd, base in (
            (C.A_DEV_IFNAME, 15, C.CMD_DEV_GET, b''),
            (C.A_PEER_IFNAME, 15, C.CMD_PEER_GET,
             attr(C.A_PEER_PUBLIC_KEY, PEER)),
            (C.A_PEER_LABEL, C.LABEL_LEN, C.CMD_PEER_SET, peer(PEER))):
        for name, payload in (('too long', b'x' * (longest + 1) + b'\0'),
                              ('no NUL', b'x' * longest), ('empty', b'')):
            refused(client, name, cmd, base + attr(kind, payload), BY_POLICY,
                    attribute=kind)
    refused(client, 'a label with a line feed', C.CMD_PEER_SET,
            peer(PEER) + text(C.A_PEER_LABEL, 'a\nb'),
            message='Leave control characters out',
            attribute=C.A_PEER_LABEL)


def values_out_of_range():
    """Enums, flags and bounded numbers."""
    client = Client()
    for name, base, cmd, kind, value in (
            ('wire', dev(), C.CMD_DEV_SET, C.A_DEV_WIRE, C.WIRE_MAX + 1),
            ('payload', dev(), C.CMD_DEV_SET, C.A_DEV_PAYLOAD,
             C.PAYLOAD_MAX + 1),
            ('gso', dev(), C.CMD_DEV_SET, C.A_DEV_GSO, C.GSO_MAX + 1),
            ('encap', peer(PEER), C.CMD_PEER_SET, C.A_PEER_ENCAP,
             C.ENCAP_MAX + 1),
            ('dev flags', dev(), C.CMD_DEV_SET, C.A_DEV_FLAGS, 2),
            ('ifindex', b'', C.CMD_DEV_GET, C.A_DEV_IFINDEX, 0),
            ('peer flags', peer(PEER), C.CMD_PEER_SET, C.A_PEER_FLAGS, 4),
            ('peer ifindex', attr(C.A_PEER_PUBLIC_KEY, PEER), C.CMD_PEER_SET,
             C.A_PEER_IFINDEX, 0)):
        refused(client, name, cmd, base + u32(kind, value),
                errno.EINVAL if 'flags' in name else errno.ERANGE,
                attribute=kind)
    refused(client, 'port 0', C.CMD_PEER_SET,
            peer(PEER) + be32(C.A_PEER_REMOTE_IPV4, '192.0.2.9') +
            be16(C.A_PEER_REMOTE_PORT, 0), errno.ERANGE,
            attribute=C.A_PEER_REMOTE_PORT)
    refused(client, 'IPv6 prefix of 129', C.CMD_PEER_SET,
            peer(PEER) + allowed('fd00::', 129), errno.ERANGE,
            attribute=C.A_ALLOWEDIP_PREFIX_LEN)
    refused(client, 'IPv4 prefix of 33', C.CMD_PEER_SET,
            peer(PEER) + allowed('10.0.0.0', 33), errno.ERANGE,
            'prefix-len is 32 at most', C.A_ALLOWEDIP_PREFIX_LEN)
    refused(client, 'flags of an allowed IP', C.CMD_PEER_SET,
            peer(PEER) + allowed('10.0.0.0', 8, flags=2),
            attribute=C.A_ALLOWEDIP_FLAGS)


def unknown_and_misplaced_attributes():
    """An operation takes what it knows, and nothing else."""
    client = Client()
    for cmd, base, top in (
            (C.CMD_DEV_GET, dev(), C.A_DEV_MAX),
            (C.CMD_DEV_SET, dev(), C.A_DEV_MAX),
            (C.CMD_PEER_GET, peer(PEER), C.A_PEER_MAX),
            (C.CMD_PEER_ADD, peer(OTHER), C.A_PEER_MAX),
            (C.CMD_PEER_SET, peer(PEER), C.A_PEER_MAX),
            (C.CMD_PEER_DEL, peer(PEER), C.A_PEER_MAX),
            (C.CMD_STATS_GET, dev(), C.A_STATS_MAX)):
        for kind in (top + 1, 200, 0):
            refused(client, f'unknown {kind} for {cmd}', cmd,
                    base + u32(kind, 1), attribute=kind)
    for name in ('ROLE', 'PUBLIC_KEY', 'PEERS', 'SEQ'):
        refused(client, f'DEV.{name} is read only', C.CMD_DEV_SET,
                dev() + u32(getattr(C, f'A_DEV_{name}'), 1),
                attribute=getattr(C, f'A_DEV_{name}'))
    for name in ('CONTINUED', 'STATE', 'LAST_ERROR', 'LAST_ERROR_TIME',
                 'LAST_HANDSHAKE', 'ASSIGNED_IPV4', 'ASSIGNED_IPV6',
                 'ASSIGNED_PORT', 'RX_BYTES', 'TX_BYTES', 'RX_PACKETS',
                 'TX_PACKETS', 'EVENT', 'SEQ', 'PAD'):
        refused(client, f'PEER.{name} is read only', C.CMD_PEER_SET,
                peer(PEER) + u32(getattr(C, f'A_PEER_{name}'), 1),
                attribute=getattr(C, f'A_PEER_{name}'))
    refused(client, 'flags for peer-add', C.CMD_PEER_ADD,
            peer(OTHER) + u32(C.A_PEER_FLAGS, 1),
            attribute=C.A_PEER_FLAGS)
    refused(client, 'a nest that does not say so', C.CMD_PEER_SET,
            peer(PEER) + attr(C.A_PEER_ALLOWEDIP,
                              be32(C.A_ALLOWEDIP_IPV4, '10.0.0.0') +
                              u8(C.A_ALLOWEDIP_PREFIX_LEN, 8)),
            attribute=C.A_PEER_ALLOWEDIP)
    refused(client, 'unknown in a nest', C.CMD_PEER_SET,
            peer(PEER) + nest(u32(C.A_ALLOWEDIP_MAX + 1, 1)),
            attribute=C.A_ALLOWEDIP_MAX + 1)


def devices_that_are_not_there():
    """Missing, unknown, of another kind, or two names that disagree."""
    client = Client()
    run('ip link add d0 type dummy')
    for cmd, index, name, rest in (
            (C.CMD_DEV_GET, C.A_DEV_IFINDEX, C.A_DEV_IFNAME, b''),
            (C.CMD_DEV_SET, C.A_DEV_IFINDEX, C.A_DEV_IFNAME, b''),
            (C.CMD_STATS_GET, C.A_STATS_IFINDEX, C.A_STATS_IFNAME, b''),
            (C.CMD_PEER_GET, C.A_PEER_IFINDEX, C.A_PEER_IFNAME, PEER),
            (C.CMD_PEER_ADD, C.A_PEER_IFINDEX, C.A_PEER_IFNAME, OTHER),
            (C.CMD_PEER_SET, C.A_PEER_IFINDEX, C.A_PEER_IFNAME, PEER),
            (C.CMD_PEER_DEL, C.A_PEER_IFINDEX, C.A_PEER_IFNAME, PEER)):
        rest = attr(C.A_PEER_PUBLIC_KEY, rest) if rest else b''
        refused(client, 'no name', cmd, rest, errno.EINVAL,
                'Name the device by ifindex or ifname')
        refused(client, 'unknown name', cmd, rest + text(name, 'nothere'),
                errno.ENODEV, 'No such device', name)
        refused(client, 'unknown index', cmd, rest + u32(index, 0x7fffffff),
                errno.ENODEV, 'No such device', index)
        refused(client, 'another kind', cmd, rest + text(name, 'd0'),
                errno.EOPNOTSUPP, 'Not a snaptun device', name)
        refused(client, 'two devices', cmd,
                rest + u32(index, 1) + text(name, 'snt0'),
                errno.ENODEV, 'another name', name)


def own_key(client):
    """The device's public key."""
    return client.do(C.CMD_DEV_GET, dev()).get(C.A_DEV_PUBLIC_KEY)


def own_key_is_left_out():
    """One list of peers serves all hosts: nothing is refused or changed."""
    client = Client()
    own = own_key(client)
    before = state(client)
    for cmd in (C.CMD_PEER_ADD, C.CMD_PEER_SET):
        client.do(cmd, peer(own) + allowed('10.1.0.0', 16))
        expect_true(f'{cmd}: a warning, seen "{client.warning}"',
                    "device's own" in client.warning)
        expect(f'{cmd}: state', before, state(client))
    client.do(C.CMD_PEER_SET, peer(own) + allowed('10.2.0.0', 16) +
              u32(C.A_PEER_FLAGS, C.PEER_FLAGS_UPDATE_ONLY))
    expect('an update: warning', '', client.warning)
    expect('an update: state', before, state(client))
    refused(client, 'removal', C.CMD_PEER_DEL, peer(own), errno.ENOENT,
            'No peer', C.A_PEER_PUBLIC_KEY)
    refused(client, 'a bad list is bad all the same', C.CMD_PEER_SET,
            peer(own) + allowed('10.1.0.0', 33), errno.ERANGE)


def peer_that_becomes_the_device_goes():
    """With a new private key, whose public key a peer had."""
    client = Client()
    key = attr(C.A_DEV_PRIVATE_KEY, bytes([9] * 32))
    first = own_key(client)
    client.do(C.CMD_DEV_SET, dev() + key)
    second = own_key(client)
    client.do(C.CMD_DEV_SET, dev() + attr(C.A_DEV_PRIVATE_KEY, KEY))
    client.do(C.CMD_PEER_ADD, peer(second) + allowed('10.2.0.0', 16))
    expect('a regular peer: warning', '', client.warning)
    client.do(C.CMD_DEV_SET, dev() + key)
    expect_true(f'a warning, seen "{client.warning}"',
                'was removed' in client.warning)
    expect('peers', [PEER], [message.get(C.A_PEER_PUBLIC_KEY) for message
                             in client.dump(C.CMD_PEER_GET, peer())])
    client.do(C.CMD_PEER_ADD, peer(first) + allowed('10.2.0.0', 16))
    expect('the key before is a stranger: warning', '', client.warning)


def peers_that_cannot_be():
    """Missing keys, keys that are no keys, peers that are or are not there."""
    client = Client()
    for cmd in (C.CMD_PEER_GET, C.CMD_PEER_ADD, C.CMD_PEER_SET,
                C.CMD_PEER_DEL):
        refused(client, 'no key', cmd, peer(), message='public-key',
                missing=C.A_PEER_PUBLIC_KEY)
    low_order = (bytes(32), bytes([1]) + bytes(31),
                 bytes([0xec] + [0xff] * 30 + [0x7f]))
    for cmd in (C.CMD_PEER_ADD, C.CMD_PEER_SET):
        for key in low_order:
            refused(client, f'key {key.hex()}', cmd, peer(key),
                    errno.EKEYREJECTED, 'low order', C.A_PEER_PUBLIC_KEY)
    refused(client, 'add again', C.CMD_PEER_ADD, peer(PEER), errno.EEXIST,
            'change it by peer-set', C.A_PEER_PUBLIC_KEY)
    refused(client, 'update what is not there', C.CMD_PEER_SET,
            peer(OTHER) + u32(C.A_PEER_FLAGS, C.PEER_FLAGS_UPDATE_ONLY),
            errno.ENOENT, 'leave update-only out', C.A_PEER_PUBLIC_KEY)
    for cmd in (C.CMD_PEER_GET, C.CMD_PEER_DEL):
        refused(client, 'not there', cmd, peer(OTHER), errno.ENOENT,
                'No peer of the device', C.A_PEER_PUBLIC_KEY)
    refused(client, 'dump of one that is not there', C.CMD_PEER_GET,
            peer(OTHER), errno.ENOENT, 'public-key', dump=True)


def endpoints_that_cannot_be():
    """Half an endpoint, two of them, or an address of no host."""
    client = Client()
    port = be16(C.A_PEER_REMOTE_PORT, 1)
    ipv4 = be32(C.A_PEER_REMOTE_IPV4, '192.0.2.7')
    ipv6 = inet6(C.A_PEER_REMOTE_IPV6, '2001:db8::1')
    scope = u32(C.A_PEER_REMOTE_IPV6_SCOPE_ID, 1)
    for name, payload, attribute in (
            ('both families', ipv4 + ipv6 + port, C.A_PEER_REMOTE_IPV6),
            ('a port alone', port, C.A_PEER_REMOTE_PORT),
            ('scope with IPv4', ipv4 + port + scope,
             C.A_PEER_REMOTE_IPV6_SCOPE_ID),
            ('scope of a global address', ipv6 + port + scope,
             C.A_PEER_REMOTE_IPV6_SCOPE_ID),
            ('0.0.0.0', be32(C.A_PEER_REMOTE_IPV4, '0.0.0.0') + port,
             C.A_PEER_REMOTE_IPV4),
            ('multicast', be32(C.A_PEER_REMOTE_IPV4, '224.0.0.1') + port,
             C.A_PEER_REMOTE_IPV4),
            ('broadcast', be32(C.A_PEER_REMOTE_IPV4, '255.255.255.255') +
             port, C.A_PEER_REMOTE_IPV4),
            ('::', inet6(C.A_PEER_REMOTE_IPV6, '::') + port,
             C.A_PEER_REMOTE_IPV6),
            ('ff02::1', inet6(C.A_PEER_REMOTE_IPV6, 'ff02::1') + port,
             C.A_PEER_REMOTE_IPV6),
            ('mapped', inet6(C.A_PEER_REMOTE_IPV6, '::ffff:192.0.2.1') +
             port, C.A_PEER_REMOTE_IPV6)):
        for key in (PEER, OTHER):
            refused(client, name, C.CMD_PEER_SET, peer(key) + payload,
                    attribute=attribute)
    for address in (ipv4, ipv6):
        refused(client, 'an address alone', C.CMD_PEER_SET,
                peer(PEER) + address, message='remote-port',
                missing=C.A_PEER_REMOTE_PORT)


def encapsulations_that_cannot_be():
    """A VNI for nothing, none for Geneve, one that is too big."""
    client = Client()
    geneve = u32(C.A_PEER_ENCAP, C.ENCAP_GENEVE)
    none = u32(C.A_PEER_ENCAP, C.ENCAP_NONE)
    for key in (PEER, OTHER):
        for name, payload, number, attribute, missing in (
                ('vni alone', u32(C.A_PEER_VNI, 1), errno.EINVAL,
                 C.A_PEER_VNI, ANY),
                ('vni for none', none + u32(C.A_PEER_VNI, 1), errno.EINVAL,
                 C.A_PEER_VNI, ANY),
                ('no vni', geneve, errno.EINVAL, ANY, C.A_PEER_VNI),
                ('vni of 25 bits', geneve + u32(C.A_PEER_VNI, 1 << 24),
                 errno.ERANGE, C.A_PEER_VNI, ANY)):
            refused(client, name, C.CMD_PEER_SET, peer(key) + payload,
                    number, attribute=attribute, missing=missing)


def allowed_ips_that_cannot_be():
    """Without address, with two, without length; behind good ones, too."""
    client = Client()
    good = b''.join(allowed(f'10.9.{i}.0', 24) for i in range(50))
    ipv4 = be32(C.A_ALLOWEDIP_IPV4, '10.0.0.0')
    ipv6 = inet6(C.A_ALLOWEDIP_IPV6, 'fd00::')
    length = u8(C.A_ALLOWEDIP_PREFIX_LEN, 8)
    replace = u32(C.A_PEER_FLAGS, C.PEER_FLAGS_REPLACE_ALLOWEDIPS)
    for key in (PEER, OTHER):
        for name, bad, attribute, missing in (
                ('empty', nest(), C.A_PEER_ALLOWEDIP, ANY),
                ('no address', nest(length), C.A_PEER_ALLOWEDIP, ANY),
                ('two addresses', nest(ipv4, ipv6, length),
                 C.A_PEER_ALLOWEDIP, ANY),
                ('no length', nest(ipv4), ANY, C.A_ALLOWEDIP_PREFIX_LEN)):
            refused(client, name, C.CMD_PEER_SET,
                    peer(key) + replace + good + bad, attribute=attribute,
                    missing=missing)


def port_that_is_taken():
    """The old sockets stay, and the rest of the request is not done."""
    client = Client()
    run('ip link set snt0 up')
    taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    taken.bind(('0.0.0.0', 12399))
    refused(client, 'port', C.CMD_DEV_SET,
            dev() + u16(C.A_DEV_LISTEN_PORT, 12399) +
            u32(C.A_DEV_FWMARK, 77) +
            u32(C.A_DEV_FLAGS, C.DEV_FLAGS_REPLACE_PEERS),
            errno.EADDRINUSE, attribute=C.A_DEV_LISTEN_PORT)
    taken.close()
    client.do(C.CMD_DEV_SET, dev() + u16(C.A_DEV_LISTEN_PORT, 12399))
    expect('port', 12399, client.do(C.CMD_DEV_GET, dev())
           .number(C.A_DEV_LISTEN_PORT))


def dumps_of_all_devices_take_no_name():
    """Who wants one device asks for it."""
    client = Client()
    for cmd in (C.CMD_DEV_GET, C.CMD_STATS_GET):
        refused(client, 'name', cmd, dev(), message='leave ifindex and ifname',
                dump=True)
    refused(client, 'peers of all devices', C.CMD_PEER_GET, b'',
            message='ifindex or ifname', dump=True)


def commands_that_do_not_exist():
    """Notifications cannot be sent, nor what comes behind the last."""
    client = Client()
    for cmd in (C.CMD_DEV_NTF, C.CMD_PEER_ADD_NTF, C.CMD_PEER_EVENT_NTF,
                C.CMD_MAX + 1, 0, 255):
        try:
            client.do(cmd, dev())
        except Refusal as refusal:
            expect(f'command {cmd}', errno.EOPNOTSUPP, refusal.errno)
        else:
            raise AssertionError(f'command {cmd}: expected a refusal')
    for cmd in (C.CMD_DEV_SET, C.CMD_PEER_ADD, C.CMD_PEER_SET,
                C.CMD_PEER_DEL):
        try:
            client.do(cmd, peer(PEER), NLM_F_DUMP)
        except Refusal as refusal:
            expect(f'dump {cmd}', errno.EOPNOTSUPP, refusal.errno)
        else:
            raise AssertionError(f'dump {cmd}: expected a refusal')


ktap.main([attributes_of_a_wrong_length,
           strings_that_are_too_long_or_have_no_end,
           values_out_of_range, unknown_and_misplaced_attributes,
           devices_that_are_not_there, own_key_is_left_out,
           peer_that_becomes_the_device_goes, peers_that_cannot_be,
           endpoints_that_cannot_be, encapsulations_that_cannot_be,
           allowed_ips_that_cannot_be,
           port_that_is_taken,
           dumps_of_all_devices_take_no_name, commands_that_do_not_exist],
          setup)
