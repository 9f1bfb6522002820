# SPDX-License-Identifier: GPL-2.0-only
"""A small generic netlink client for tests.

It can send what no proper client would: attributes of any type, length and
nesting. Names and numbers come from the uapi header.
"""

import contextlib
import errno
import os
import re
import socket
import struct
import time

from ktap import expect, expect_true

HERE = os.path.dirname(os.path.abspath(__file__))

NETLINK_GENERIC = 16
NLM_F_REQUEST = 0x1
NLM_F_ACK = 0x4
NLM_F_DUMP_INTR = 0x10
NLM_F_DUMP = 0x300
NLM_F_CREATE_EXCL = 0x600
NLM_F_ACK_TLVS = 0x200
NLM_F_CAPPED = 0x100
NLMSG_ERROR = 2
NLMSG_DONE = 3
NLMSG_OVERRUN = 4
NLA_F_NESTED = 0x8000
NLA_TYPE_MASK = 0x3fff
GENL_ID_CTRL = 0x10
RTM_NEWLINK = 16
IFLA_IFNAME = 3
IFLA_LINKINFO = 18
IFLA_INFO_KIND = 1
IFLA_INFO_DATA = 2
SO_SNDBUFFORCE = 32
SO_RCVBUFFORCE = 33
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
NETLINK_CAP_ACK = 10
NETLINK_EXT_ACK = 11


def find_header():
    """The uapi header: of the source tree, or installed."""
    for path in (f'{HERE}/../../uapi/linux/snaptun.h',
                 '/usr/include/linux/snaptun.h'):
        if os.path.exists(path):
            return path
    raise FileNotFoundError('linux/snaptun.h')


def parse_header(path):
    """All constants of the header: {name: number}."""
    with open(path, encoding='utf-8') as stream:
        text = re.sub(r'/\*.*?\*/', '', stream.read(), flags=re.S)
    names = {}
    for name, value in re.findall(r'#define (\w+)\s+(\d+)\s', text):
        names[name] = int(value)
    for body in re.findall(r'enum[^{]*{(.*?)}', text, re.S):
        value = -1
        for item in filter(None, map(str.strip, body.split(','))):
            name, _, given = (part.strip() for part in item.partition('='))
            if given.startswith('('):
                value = names['__' + name] - 1
            else:
                value = int(given) if given else value + 1
            names[name] = value
    return names


class Names:
    """Constants without their prefix, as C.CMD_DEV_GET."""

    def __init__(self):
        self.all = parse_header(find_header())

    def __getattr__(self, name):
        return self.all['SNAPTUN_' + name]

    def members(self, prefix):
        """{short name: number} of an enum's members, without its limits."""
        full = f'SNAPTUN_{prefix}_'
        return {name[len(full):]: number for name, number in self.all.items()
                if name.startswith(full) and not name.endswith('_MAX')}


C = Names()


def attr(kind, payload=b'', nested=False):
    """One attribute."""
    length = 4 + len(payload)
    head = struct.pack('=HH', length, kind | (NLA_F_NESTED if nested else 0))
    return head + payload + bytes(-length % 4)


def u8(kind, value):
    """An attribute of one byte."""
    return attr(kind, struct.pack('=B', value))


def u16(kind, value):
    """An attribute of two bytes."""
    return attr(kind, struct.pack('=H', value))


def u32(kind, value):
    """An attribute of four bytes."""
    return attr(kind, struct.pack('=I', value))


def text(kind, value):
    """A string with its NUL."""
    return attr(kind, value.encode() + b'\0')


def parse(data):
    """Attributes as a list of (type, payload)."""
    found = []
    while len(data) >= 4:
        length, kind = struct.unpack_from('=HH', data)
        found.append((kind & NLA_TYPE_MASK, data[4:length]))
        data = data[(length + 3) & ~3:]
    return found


def number(payload):
    """A number in host order, of whatever length."""
    return int.from_bytes(payload, 'little')


def link_add(name, *data):
    """Make a device; data are attributes of the kind."""
    info = attr(IFLA_INFO_KIND, b'snaptun\0') + \
        attr(IFLA_INFO_DATA, b''.join(data))
    body = struct.pack('=BxHiII', 0, 0, 0, 0, 0) + text(IFLA_IFNAME, name) + \
        attr(IFLA_LINKINFO, info)
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    sock.send(struct.pack('=IHHII', 16 + len(body), RTM_NEWLINK,
                          NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE_EXCL,
                          1, 0) + body)
    error = struct.unpack_from('=i', sock.recv(65536), 16)[0]
    sock.close()
    return -error


class Refusal(Exception):
    """What the kernel said no with."""

    def __init__(self, number, message, attribute, missing):
        super().__init__(f'{errno.errorcode.get(number, number)}: {message}')
        self.errno = number
        self.message = message
        self.attribute = attribute
        self.missing = missing


class Message:
    """One message from the family."""

    def __init__(self, flags, data):
        self.flags = flags
        self.cmd = data[0]
        self.attrs = parse(data[4:])

    def get(self, kind, default=None):
        """Payload of the first attribute of a type."""
        return dict(reversed(self.attrs)).get(kind, default)

    def number(self, kind):
        """The same as a number, or None."""
        payload = self.get(kind)
        return None if payload is None else number(payload)

    def all(self, kind):
        """Payloads of all attributes of a type."""
        return [payload for a_kind, payload in self.attrs if a_kind == kind]


class Client:
    """A socket of the family."""

    def __init__(self, recv_size=1 << 17):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  NETLINK_GENERIC)
        self.sock.bind((0, 0))
        self.sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        with contextlib.suppress(PermissionError):
            self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
            self.sock.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, 1 << 24)
        self.recv_size = recv_size
        self.seq = 0
        self.groups = {}
        self.warning = ''
        self.family = GENL_ID_CTRL
        self._resolve()

    def _resolve(self):
        name = text(2, 'snaptun')       # CTRL_ATTR_FAMILY_NAME
        reply = self.do(3, name)        # CTRL_CMD_GETFAMILY
        self.family = reply.number(1)
        for _, group in parse(reply.get(7, b'')):
            parts = dict(parse(group))
            self.groups[parts[1].rstrip(b'\0').decode()] = number(parts[2])

    def subscribe(self, group):
        """Join a multicast group."""
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                             self.groups[group])

    def pack(self, cmd, payload, flags):
        """The bytes of the next request."""
        self.seq += 1
        body = struct.pack('=BBH', cmd, 1, 0) + payload
        return struct.pack('=IHHII', 16 + len(body), self.family,
                           NLM_F_REQUEST | flags, self.seq, 0) + body

    def send(self, cmd, payload, flags):
        """Send one request; returns its bytes."""
        request = self.pack(cmd, payload, flags)
        self.sock.send(request)
        return request

    def receive(self):
        """One datagram's messages: (type, flags, seq, payload)."""
        data = self.sock.recv(self.recv_size)
        while len(data) >= 16:
            length, kind, flags, seq, _ = struct.unpack_from('=IHHII', data)
            yield kind, flags, seq, data[16:length]
            data = data[(length + 3) & ~3:]

    @staticmethod
    def _refusal(request, kind, flags, payload):
        code = -struct.unpack_from('=i', payload)[0]
        rest = payload[4:]
        if kind == NLMSG_ERROR:
            # Behind the error stands the request, or its header only.
            if flags & NLM_F_CAPPED:
                rest = rest[16:]
            else:
                rest = rest[struct.unpack_from('=I', rest)[0]:]
        found = dict(parse(rest)) if flags & NLM_F_ACK_TLVS else {}
        attribute = None
        if 2 in found:
            at = number(found[2])
            attribute = struct.unpack_from('=H', request, at + 2)[0]
            attribute &= NLA_TYPE_MASK
        missing = number(found[5]) if 5 in found else None
        message = found.get(1, b'').rstrip(b'\0').decode()
        return Refusal(code, message, attribute, missing)

    def do(self, cmd, payload=b'', flags=0):
        """One request; returns its reply, or None. Raises Refusal.

        What the kernel says to a success is left in self.warning.
        """
        request = self.send(cmd, payload, flags | NLM_F_ACK)
        reply = None
        while True:
            for kind, mflags, seq, data in self.receive():
                if seq != self.seq:
                    continue
                if kind == NLMSG_ERROR:
                    answer = self._refusal(request, kind, mflags, data)
                    if answer.errno:
                        raise answer
                    self.warning = answer.message
                    return reply
                reply = Message(mflags, data)

    def do_all(self, cmd, payloads):
        """Many requests in one system call; the last is acknowledged."""
        self.sock.send(b''.join(
            self.pack(cmd, payload,
                      NLM_F_ACK if i == len(payloads) - 1 else 0)
            for i, payload in enumerate(payloads)))
        for kind, _, _, data in self.receive():
            expect('kind of answer', NLMSG_ERROR, kind)
            expect('error', 0, struct.unpack_from('=i', data)[0])

    def dump_steps(self, cmd, payload=b''):
        """A dump, one list of messages per datagram."""
        request = self.send(cmd, payload, NLM_F_DUMP)
        while True:
            messages = []
            for kind, mflags, _, data in self.receive():
                if kind == NLMSG_ERROR or (
                        kind == NLMSG_DONE and
                        struct.unpack_from('=i', data)[0]):
                    raise self._refusal(request, kind, mflags, data)
                if kind == NLMSG_DONE:
                    if messages:
                        yield messages
                    return
                messages.append(Message(mflags, data))
            yield messages

    def dump(self, cmd, payload=b''):
        """A dump's messages."""
        return [message for step in self.dump_steps(cmd, payload)
                for message in step]

    def notifications(self, count, seconds=10):
        """Wait for so many notifications; fewer when the time is up."""
        found = []
        end = time.monotonic() + seconds
        while len(found) < count and time.monotonic() < end:
            self.sock.settimeout(max(end - time.monotonic(), 0.01))
            with contextlib.suppress(TimeoutError):
                found += [Message(flags, data)
                          for kind, flags, _, data in self.receive()
                          if kind == self.family]
        self.sock.settimeout(None)
        return found

    def close(self):
        """Leave."""
        self.sock.close()


def refused(client, cmd, payload, attribute=None):
    """The errno of a request that must fail, with a message."""
    try:
        client.do(cmd, payload)
    except Refusal as refusal:
        expect_true(f'a message with {refusal}', refusal.message)
        if attribute is not None:
            expect('attribute that is named', attribute, refusal.attribute)
        return refusal.errno
    raise AssertionError('expected a refusal')
