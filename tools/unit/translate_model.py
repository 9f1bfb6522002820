#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare core/translate.c with a model that takes packets apart, replaces,
puts them together and computes all checksums anew.

usage: translate_model.py TRANSLATE_PIPE VECTOR-FOLDER

Environment: SNAPTUN_TRANSLATE_PACKETS, how many random packets (100000);
SNAPTUN_TRANSLATE_SEED, what they come from (1).  A tenth as many translations
are of recorded packets, and with a million or more each byte of the headers and
each field of two takes all its values, else some.  Prints KTAP.
"""

import itertools
import json
import os
import random
import struct
import subprocess
import sys
from errno import EINVAL, EMSGSIZE, ENODATA, ENOENT, EPROTO
from pathlib import Path

SOURCE, DESTINATION = 0, 1
UDP, SCMP, HOP_BY_HOP, END_TO_END = 17, 202, 200, 201
QUOTES_AT = {1: 8, 2: 8, 4: 8, 5: 20, 6: 28}
HAVE_ID = (128, 129, 130, 131)
ROOM, FILL = 24, 0xa5
HEAD_MAX = 2 * (1020 + 2048) + 28 + 8
BATCH = 10000


class Refused(Exception):
    """With the number of the error."""


def host_of(flow):
    return flow[0]


def port_of(flow):
    return flow[1].to_bytes(2, "big")


# Sums in one's complement: numbers modulo 65535, a byte string being one.

def total(data):
    return int.from_bytes(data + bytes(len(data) % 2), "big") % 0xffff


class Header:
    """The SCION header at the beginning of data, which may end within it."""

    def __init__(self, data):
        self.head, self.kinds = data[:4], data[9]
        self.next, self.units = data[4], data[5]
        self.payload_len = int.from_bytes(data[6:8], "big")
        self.path_type, self.reserved = data[8], data[10:12]
        self.ias = data[12:28]
        dst_end = 28 + 4 * (1 + (self.kinds >> 4) % 4)
        src_end = dst_end + 4 * (1 + self.kinds % 4)
        self.hosts = {DESTINATION: data[28:dst_end],
                      SOURCE: data[dst_end:src_end]}
        self.lens = {DESTINATION: dst_end - 28, SOURCE: src_end - dst_end}
        self.hosts_end = src_end
        self.len = 4 * self.units
        self.path = data[src_end:self.len]
        self.rest = data[max(self.len, src_end):]

    def host(self, end):
        """The IP address, if it is one and all of it is there."""
        kind = self.kinds >> 4 if end == DESTINATION else self.kinds & 15
        whole = len(self.hosts[end]) == self.lens[end]
        return self.hosts[end] if kind in (0, 3) and whole else None

    def path_is_good(self):
        if self.path_type == 0:
            return not self.path
        if self.path_type == 2:
            return len(self.path) == 32
        if self.path_type != 1:
            return True
        if len(self.path) < 4:
            return False
        meta = int.from_bytes(self.path[:4], "big")
        hops = [meta >> 12 & 63, meta >> 6 & 63, meta & 63]
        used = [n for n in hops if n]
        return bool(used) and hops[:len(used)] == used and \
            len(self.path) == 4 + sum(8 + 12 * n for n in used)

    def replace(self, end, host):
        if self.units + (len(host) - self.lens[end]) // 4 > 255:
            raise Refused(EMSGSIZE)
        self.units += (len(host) - self.lens[end]) // 4
        self.hosts[end] = host
        kind = 0 if len(host) == 4 else 3
        if end == DESTINATION:
            self.kinds = self.kinds & 15 | kind << 4
        else:
            self.kinds = self.kinds & 0xf0 | kind

    def put(self, rest):
        return b"".join((
            self.head, bytes((self.next, self.units)),
            self.payload_len.to_bytes(2, "big"),
            bytes((self.path_type, self.kinds)), self.reserved, self.ias,
            self.hosts[DESTINATION], self.hosts[SOURCE], self.path, rest))

    def pseudo(self, protocol, length):
        return total(self.ias + self.hosts[DESTINATION] + self.hosts[SOURCE]
                     ) + length + protocol


def split_extensions(kind, data):
    """Type of what follows at most two of them, their bytes, and the rest;
    None if data ends within them."""
    at = 0
    for _ in range(2):
        if kind not in (HOP_BY_HOP, END_TO_END):
            break
        if len(data) < at + 2 or len(data) < at + 4 * (data[at + 1] + 1):
            return None
        kind, at = data[at], at + 4 * (data[at + 1] + 1)
    return kind, data[:at], data[at:]


def change_transport(kind, message, end, old, new, before, after):
    """message with port or identifier replaced, and with a checksum as right
    or wrong as it was; before and after: sums of the pseudo headers."""
    changed = bytearray(message)
    if kind == UDP:
        at = 0 if end == SOURCE else 2
        if len(message) >= at + 2:
            if message[at:at + 2] != port_of(old):
                raise Refused(ENOENT)
            changed[at:at + 2] = port_of(new)
        sum_at, none, zero, needed = 6, 0, 0xffff, 8
    elif kind == SCMP:
        sum_at, none, zero, needed = 2, 0xffff, 0, 4
        if len(message) >= 4 and message[0] in HAVE_ID:
            if len(message) < 6:
                before += old[1]
                after += new[1]
            elif message[4:6] == port_of(old):
                changed[4:6] = port_of(new)
    else:
        return message
    if len(message) < needed:
        return bytes(changed)
    value = int.from_bytes(message[sum_at:sum_at + 2], "big")
    if value == none:
        return bytes(changed)
    error = (before + total(message)) % 0xffff
    changed[sum_at:sum_at + 2] = bytes(2)
    value = (error - after - total(bytes(changed))) % 0xffff or zero
    changed[sum_at:sum_at + 2] = value.to_bytes(2, "big")
    return bytes(changed)


def change_quote(quote, end, old, new):
    if len(quote) < 12 or quote[0] >> 4:
        return quote
    header = Header(quote)
    if header.host(end) != host_of(old) or header.len < 36:
        return quote
    whole = len(quote) >= header.len
    if whole and (header.hosts_end > header.len or not header.path_is_good()):
        return quote
    parts = split_extensions(header.next, header.rest) if whole else None
    before = after = 0
    if parts:
        kind, extensions, message = parts
        if kind == SCMP and message[:1] and message[0] in QUOTES_AT:
            return quote
        before = header.pseudo(kind, header.payload_len - len(extensions))
        changed = Header(quote)
        changed.hosts[end] = host_of(new)
        after = changed.pseudo(kind, header.payload_len - len(extensions))
        try:
            message = change_transport(kind, message, end, old, new, before,
                                       after)
        except Refused:
            return quote
        rest = extensions + message
    else:
        rest = header.rest
    header.replace(end, host_of(new))
    return header.put(rest)


def change_value(message, quote, end, growth):
    """message with the MTU or the pointer that is right for the new quote."""
    value = int.from_bytes(message[6:8], "big")
    fixed = 32
    if end == SOURCE:
        fixed += 4 * (1 + (quote[9] >> 4) % 4)
    if message[0] == 2:
        value = (value + growth) % 0x10000
    elif message[0] == 4 and value >= fixed:
        value += growth
        if value > 0xffff:
            value += fixed - 0x10000
        elif value < fixed:
            value += 0x10000 - fixed
    return message[:6] + value.to_bytes(2, "big") + message[8:]


def model(packet, end, old, new):
    """The translated packet, and how many of its first bytes matter."""
    if len(packet) < 12:
        raise Refused(EINVAL)
    if packet[0] >> 4:
        raise Refused(EPROTO)
    header = Header(packet)
    if not 36 <= header.len <= len(packet) or \
            header.hosts_end > header.len or not header.path_is_good():
        raise Refused(EINVAL)
    parts = split_extensions(header.next, header.rest)
    if not parts:
        raise Refused(EINVAL)
    kind, extensions, message = parts
    length = header.payload_len - len(extensions)
    if length < 0 or length > len(message):
        raise Refused(EINVAL)
    message, padding = message[:length], message[length:]
    needed = {UDP: 8, SCMP: 4}.get(kind, 0)
    if kind == SCMP and message[:1] and message[0] in HAVE_ID:
        needed = 8
    if length < needed:
        raise Refused(EINVAL)
    before = header.pseudo(kind, length)
    if header.host(end) != host_of(old):
        raise Refused(ENOENT)
    header.replace(end, host_of(new))
    needed += len(packet) - len(header.rest) + len(extensions)

    # A quote is changed first, and counts as part of the message.
    changed = message
    if kind == SCMP and message[0] in QUOTES_AT:
        at = QUOTES_AT[message[0]]
        quote = change_quote(message[at:], 1 - end, old, new)
        changed = message[:at] + quote
        if len(quote) != length - at and length > at:
            changed = change_value(changed, quote, 1 - end,
                                   len(quote) - (length - at))
        needed = min(len(packet), HEAD_MAX)
    header.payload_len += len(changed) - length
    if header.payload_len > 0xffff:
        raise Refused(EMSGSIZE)
    after = header.pseudo(kind, len(changed))
    if changed is not message:
        # As one transport message with other bytes: keep what was wrong.
        before += total(message) - total(changed)
    changed = change_transport(kind, changed, end, old, new, before, after)
    return header.put(extensions + changed + padding), needed


# Packets that are as good as a sender's, or in some way not.

class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def host(self):
        return self.random.randbytes(self.random.choice((4, 16)))

    def flow(self):
        return self.host(), self.random.choice(
            (0, 1, 0xffff, self.random.getrandbits(16)))

    def path(self):
        kind = self.random.choice((0, 0, 1, 1, 1, 2, 3, 4, 77))
        if kind == 0:
            return kind, b""
        if kind == 2 and self.chance(80):
            return kind, self.random.randbytes(32)
        if kind != 1:
            return kind, self.random.randbytes(4 * self.random.randrange(12))
        hops = [self.random.randrange(1, 5)
                for _ in range(self.random.randrange(1, 4))]
        if self.chance(2):
            hops = [63]
        meta = sum(n << shift for n, shift in zip(hops, (12, 6, 0)))
        meta |= self.random.getrandbits(14) << 18
        length = sum(8 + 12 * n for n in hops)
        return kind, meta.to_bytes(4, "big") + self.random.randbytes(length)

    def extensions(self):
        return [(kind, 4 * self.random.choice((1, 2, 5, 5, 256)))
                for kind in self.random.choice((
                    (), (), (), (HOP_BY_HOP,), (END_TO_END,),
                    (HOP_BY_HOP, END_TO_END), (END_TO_END,) * 3))]

    def udp(self, end, flow):
        ports = bytearray(self.random.randbytes(4))
        if not self.chance(5):
            ports[2 * end:2 * end + 2] = port_of(flow)
        data = self.random.randbytes(self.random.choice((0, 1, 8, 33, 64)))
        return UDP, bytes(ports) + (8 + len(data)).to_bytes(2, "big") \
            + bytes(2) + data

    def scmp(self, end, flow, depth):
        kind = self.random.choice((1, 2, 4, 5, 6) * 3 + HAVE_ID * 3
                                  + (0, 3, 7, 127, 132, 255))
        message = bytearray(self.random.randbytes(
            QUOTES_AT.get(kind, self.random.choice((8, 8, 17, 40)))))
        message[0], message[2:4] = kind, bytes(2)
        if kind in HAVE_ID and not self.chance(10):
            message[4:6] = port_of(flow)
        if kind in QUOTES_AT and not self.chance(5):
            quote = self.packet(1 - end, flow, depth + 1)
            if self.chance(50):
                quote = quote[:self.random.randrange(len(quote) + 1)]
            message += quote
        return SCMP, bytes(message)

    def transport(self, end, flow, depth):
        if depth > 1 or self.chance(40):
            return self.udp(end, flow)
        if self.chance(90):
            return self.scmp(end, flow, depth)
        return self.random.choice((203, 0, 6)), self.random.randbytes(
            self.random.randrange(40))

    def checksum(self, packet, at, none, header, kind):
        """Right, wrong, or one of those that are no sum or that are zero."""
        length = len(packet) - at
        choice = self.random.randrange(20)
        sum_at = at + (6 if kind == UDP else 2)
        if choice == 0 and length >= 10:
            # So that the sum is zero.
            packet[at + 8:at + 10] = bytes(2)
            rest = header.pseudo(kind, length) + total(packet[at:])
            packet[at + 8:at + 10] = (-rest % 0xffff).to_bytes(2, "big")
        if choice == 1:
            value = self.random.choice((0, 0xffff, none))
        elif choice == 2:
            value = self.random.getrandbits(16)
        else:
            value = -(header.pseudo(kind, length) + total(packet[at:])) % 0xffff
            if kind == UDP and not value:
                value = 0xffff
        packet[sum_at:sum_at + 2] = value.to_bytes(2, "big")

    def packet(self, end, flow, depth=0):
        """One that has flow at its end."""
        path_type, path = self.path()
        kind, message = self.transport(end, flow, depth)
        extensions = self.extensions()
        hosts = {end: host_of(flow), 1 - end: self.host()}
        kinds = {n: 0 if len(h) == 4 else 3 for n, h in hosts.items()}
        if self.chance(3):
            hosts[1 - end] = self.random.randbytes(8)
            kinds[1 - end] = self.random.choice((1, 5))
        if self.chance(3):
            hosts[end] = self.random.randbytes(len(hosts[end]))
        units = (28 + len(hosts[0]) + len(hosts[1]) + len(path)) // 4
        if path_type == 77 and self.chance(30):
            # A header that is as long as one can be, or nearly so.
            units = self.random.randrange(250, 256)
            path = self.random.randbytes(
                4 * units - 28 - len(hosts[0]) - len(hosts[1]))
        types = [n for n, _ in extensions] + [kind]
        tail = b"".join(
            bytes((follows, length // 4 - 1)) + self.random.randbytes(length - 2)
            for follows, (_, length) in zip(types[1:], extensions))
        packet = bytearray(
            (self.random.getrandbits(28)).to_bytes(4, "big")
            + bytes((types[0], units))
            + (len(tail) + len(message)).to_bytes(2, "big")
            + bytes((path_type, kinds[DESTINATION] << 4 | kinds[SOURCE]))
            + self.random.randbytes(18)
            + hosts[DESTINATION] + hosts[SOURCE] + path + tail + message)
        if kind in (UDP, SCMP) and len(message) >= 4:
            self.checksum(packet, len(packet) - len(message),
                          0 if kind == UDP else 0xffff, Header(bytes(packet)),
                          kind)
        return bytes(packet)

    def damaged(self, packet):
        packet = bytearray(packet)
        for _ in range(self.random.randrange(1, 4)):
            at = self.random.randrange(min(len(packet), 64))
            packet[at] = self.random.getrandbits(8)
        if self.chance(30):
            del packet[self.random.randrange(len(packet)):]
        return bytes(packet)

    def case(self):
        end, old, new = self.random.getrandbits(1), self.flow(), self.flow()
        packet = self.packet(end, old)
        if self.chance(15):
            packet = self.damaged(packet)
        if self.chance(20):
            packet += self.random.randbytes(self.random.randrange(16))
        head = len(packet)
        if self.chance(30):
            head = self.random.randrange(head + 1)
        return packet, head, end, old, new


def pack_flow(flow):
    host, port = flow
    return struct.pack("=16sHBB", host, port, 4 if len(host) == 4 else 6, 0)


def run(pipe, cases):
    """What the code does with cases: error, move, memory, came back same."""
    requests = b"".join(
        pack_flow(old) + pack_flow(new)
        + struct.pack("=III", end, len(packet), head) + packet[:head]
        for packet, head, end, old, new in cases)
    out = subprocess.run([pipe], input=requests, stdout=subprocess.PIPE,
                         check=True).stdout
    at = 0
    for _, head, _, _, _ in cases:
        err, moved, same = struct.unpack_from("=iiI", out, at)
        at += 12
        yield -err, moved, out[at:at + ROOM + head], same
        at += ROOM + head
    if at != len(out):
        raise SystemExit("translate_pipe wrote something else")


def expect(condition, what, case):
    if condition:
        return
    packet, head, end, old, new = case
    print(f"# {what}: end {end}, {old[0].hex()}:{old[1]} to "
          f"{new[0].hex()}:{new[1]}, {head} of {packet.hex()}")
    raise AssertionError(what)


class Tally:
    """How much of what was seen, so that a test that saw nothing fails."""

    def __init__(self):
        self.seen = {}

    def add(self, what):
        self.seen[what] = self.seen.get(what, 0) + 1


def judge(case, result, tally):
    packet, head, end, old, new = case
    err, moved, memory, same = result
    untouched = bytes((FILL,)) * ROOM + packet[:head]
    try:
        wanted, needed = model(packet, end, old, new)
    except Refused as refused:
        if err != ENODATA or head == len(packet):
            expect(err == refused.args[0],
                   f"error {err}, not {refused.args[0]}", case)
        expect(memory == untouched, "changed in spite of an error", case)
        return tally.add(f"error {err}")
    if err == ENODATA and head < needed:
        expect(memory == untouched, "changed in spite of an error", case)
        return tally.add("more needed")
    expect(not err, f"error {err}", case)
    expect(moved == len(wanted) - len(packet), f"moved by {moved}", case)
    expect(memory[ROOM - moved:] == wanted[:head + moved],
           "another packet than the model's", case)
    if moved >= 0:
        expect(memory[:ROOM - moved] == untouched[:ROOM - moved],
               "a write before the packet", case)
    tally.add("translated")
    if moved:
        tally.add(f"moved by {moved}")
    if not same:
        # Only where two packets become one: what is the new end already.
        try:
            back, _ = model(wanted, end, new, old)
        except Refused:
            back = None
        expect(back != packet, "did not come back", case)
        return tally.add("had the new end already")
    return tally.add("came back")


def judge_all(pipe, cases, tally):
    for case, result in zip(cases, run(pipe, cases)):
        judge(case, result, tally)


def wanted():
    return int(os.environ.get("SNAPTUN_TRANSLATE_PACKETS", "100000"))


def test_random(pipe, _):
    maker = Maker(int(os.environ.get("SNAPTUN_TRANSLATE_SEED", "1")))
    left = wanted()
    tally = Tally()
    while left > 0:
        judge_all(pipe, [maker.case() for _ in range(min(left, BATCH))], tally)
        left -= BATCH
    print("# " + ", ".join(f"{n} {what}" for what, n in
                           sorted(tally.seen.items())))
    for what in ("came back", "more needed", "error 2", "error 22",
                 "moved by 24", "moved by -24"):
        if what not in tally.seen:
            raise AssertionError(f"nothing {what}")


def test_every_bit(pipe, _):
    """Each bit of some packets of every kind, the other way round."""
    maker, tally = Maker(2), Tally()
    for _ in range(40):
        end, old, new = maker.random.getrandbits(1), maker.flow(), maker.flow()
        packet = maker.packet(end, old)[:400]
        cases = []
        for bit in range(8 * len(packet)):
            flipped = bytearray(packet)
            flipped[bit // 8] ^= 1 << bit % 8
            cases.append((bytes(flipped), len(packet), end, old, new))
        judge_all(pipe, cases, tally)


def plain_packet(maker, kind, end, flow, message):
    """One with flow at its end, in which the message begins at 60."""
    hosts = {end: host_of(flow), 1 - end: bytes((10, 1, 2, 3))}
    kinds = [0 if len(hosts[n]) == 4 else 3 for n in (DESTINATION, SOURCE)]
    hosts = hosts[DESTINATION] + hosts[SOURCE]
    packet = bytearray(
        bytes((0, 0, 0, 1, kind, 15)) + len(message).to_bytes(2, "big")
        + bytes((77, kinds[0] << 4 | kinds[1])) + maker.random.randbytes(18)
        + hosts + maker.random.randbytes(60 - 28 - len(hosts)) + message)
    right = -(Header(bytes(packet)).pseudo(kind, len(message))
              + total(message)) % 0xffff
    at = 66 if kind == UDP else 62
    packet[at:at + 2] = right.to_bytes(2, "big")
    return bytes(packet)


def plain_udp(maker, end, flow):
    ports = port_of(flow) + bytes((0, 7))
    if end == DESTINATION:
        ports = ports[2:] + ports[:2]
    return plain_packet(maker, UDP, end, flow,
                        ports + bytes((0, 12)) + bytes(2) + b"data")


def plain_packets(maker, end, flow):
    """One of each kind. What an error quotes went the other way."""
    yield plain_udp(maker, end, flow)
    yield plain_packet(maker, SCMP, end, flow, bytes((128, 0, 0, 0))
                       + port_of(flow) + bytes((0, 1)) + b"data")
    for kind, at in QUOTES_AT.items():
        yield plain_packet(maker, SCMP, end, flow, bytes((kind,)) + bytes(at - 1)
                           + plain_udp(maker, 1 - end, flow))


def fields_of_two(packet):
    """Where those are of which each value matters."""
    yield from (6, 60, 62, 64, 66)
    if packet[4] == SCMP and packet[60] in QUOTES_AT:
        quote = 60 + QUOTES_AT[packet[60]]
        yield from (quote + n for n in (6, 60, 62, 64, 66))


def with_each_value(packet, places, size, step):
    for at in places:
        for value in range(0, 1 << 8 * size, step):
            yield packet[:at] + value.to_bytes(size, "big") + packet[at + size:]


def test_every_value(pipe, _):
    """Bytes in translations to a longer host, one as long, and a shorter one;
    fields of two in the first of these."""
    maker, tally = Maker(5), Tally()
    is_long = wanted() >= 1000000
    short, long = (bytes((10, 0, 0, 1)), 5001), (bytes(range(16)), 7)
    for end, (old, new) in itertools.product((SOURCE, DESTINATION), (
            (short, long), (long, (bytes(range(1, 17)), 7)), (long, short))):
        for packet in plain_packets(maker, end, old):
            changed = itertools.chain(
                with_each_value(packet, range(len(packet)), 1,
                                1 if is_long else 17),
                with_each_value(packet, fields_of_two(packet), 2,
                                1 if is_long else 251)
                if old == short else ())
            while batch := [(other, len(packet), end, old, new)
                            for other in itertools.islice(changed, BATCH)]:
                judge_all(pipe, batch, tally)
    print("# " + ", ".join(f"{n} {what}" for what, n in
                           sorted(tally.seen.items())))
    if not tally.seen.get("came back"):
        raise AssertionError("nothing came back")


def test_limits(pipe, _):
    """Errors that are as long as one can be, by the length of their payload
    and by the header length of what they quote."""
    maker, cases = Maker(4), []
    old, new = (bytes(4), 7), (bytes(range(16)), 8)
    for end in (SOURCE, DESTINATION):
        addresses = bytes(16) + bytes(8)
        for units in range(250, 256):
            quote = bytes((0, 0, 0, 0, UDP, units, 0, 8, 77, 0, 0, 0)) \
                + bytes(16 + 8 + 4 * units - 36) + bytes((0, 7)) * 2 + bytes(4)
            for length in (2000, *range(65500, 65536)):
                packet = bytes((0, 0, 0, 0, SCMP, 9)) \
                    + length.to_bytes(2, "big") + bytes(4) + addresses \
                    + bytes((2, 0, 0x12, 0x34)) + bytes(4) + quote
                packet += maker.random.randbytes(36 + length - len(packet))
                cases.append((packet, 2000, end, old, new))
    tally = Tally()
    judge_all(pipe, cases, tally)
    if not tally.seen.get(f"error {EMSGSIZE}") or not tally.seen.get("translated"):
        raise AssertionError(f"only {tally.seen}")


def real_packets(folder):
    for name in sorted(Path(folder).glob("*.json")):
        for message in json.loads(name.read_text()).get("messages", ()):
            data = bytes.fromhex(message.get("plaintext") or "")
            if len(data) > 36 and data[4] in (UDP, SCMP) and data[8] < 2:
                yield data


def test_real(pipe, folder):
    """Packets of other implementations: their checksums are right for the
    model, too, and so are those of what they become."""
    maker, cases = Maker(3), []
    packets = list(real_packets(folder))
    for packet in packets:
        header = Header(packet)
        kind, _, message = split_extensions(header.next, header.rest)
        if (header.pseudo(kind, len(message)) + total(message)) % 0xffff:
            raise AssertionError(f"wrong checksum: {packet.hex()}")
        for end in (SOURCE, DESTINATION):
            at = 2 * end if kind == UDP else 4
            old = header.host(end), int.from_bytes(message[at:at + 2], "big")
            for _ in range(-(-wanted() // (20 * len(packets)))):
                cases.append((packet, len(packet), end, old, maker.flow()))
    tally = Tally()
    for first in range(0, len(cases), BATCH):
        judge_all(pipe, cases[first:first + BATCH], tally)
    print(f"# {len(cases)} translations of {len(packets)} recorded packets")
    if tally.seen.get("translated", 0) != len(cases) or not cases:
        raise AssertionError("not all of them were translated")


def run_tests(tests, pipe, folder):
    """Runs (name, function) in order and prints KTAP; returns whether one of
    them failed."""
    failed = False
    print(f"KTAP version 1\n1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            test(pipe, folder)
            print(f"ok {number} {name}")
        except AssertionError as why:
            print(f"# {why}\nnot ok {number} {name}")
            failed = True
    return failed


def main(pipe, folder):
    tests = (("recorded packets are translated as by the model", test_real),
             ("every bit is kept or translated as by the model",
              test_every_bit),
             ("every value is kept or translated as by the model",
              test_every_value),
             ("lengths do not overflow", test_limits),
             ("random packets are translated as by the model", test_random))
    return run_tests(tests, pipe, folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
