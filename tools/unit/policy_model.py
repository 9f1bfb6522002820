#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare core/policy.c with a model that is a table of checks and a table of
fields, and that puts answers together from nothing.

usage: policy_model.py POLICY_PIPE VECTOR-FOLDER

Environment: SNAPTUN_POLICY_PACKETS, how many random packets (100000);
SNAPTUN_POLICY_SEED, what they come from (1).  Prints KTAP.
"""

import ipaddress
import json
import os
import struct
import subprocess
import sys
from errno import EADDRNOTAVAIL, EBADMSG, ENODATA, EPROTONOSUPPORT
from pathlib import Path

from translate_model import DESTINATION, HAVE_ID, HEAD_MAX, QUOTES_AT, SCMP, \
    SOURCE, UDP, Maker, Tally, pack_flow, run_tests, split_extensions, total

OFF, HOST, STRICT = range(3)
ANSWER_MAX = 1232
BATCH = 10000
ERRORS = {16: EBADMSG, 33: EADDRNOTAVAIL, 20: EPROTONOSUPPORT}

# Offset and length in bits.
FIELDS = {
    "version": (0, 4), "next": (32, 8), "header": (40, 8),
    "payload": (48, 16), "path type": (64, 8), "DL": (74, 2), "ST": (76, 2),
    "SL": (78, 2), "source": (160, 64),
}
# Which lengths a path of each type may have, by its first four bytes.
PATHS = {0: lambda meta: 0, 1: lambda meta: path_len(meta), 2: lambda meta: 32}


class Malformed(Exception):
    """It is no SCION packet."""


def path_len(meta):
    if len(meta) < 4:
        raise Malformed
    counts = [int.from_bytes(meta, "big") >> shift & 63
              for shift in (12, 6, 0)]
    # Segments are used from the first on, and there is one.
    if not counts[0] or (counts[2] and not counts[1]):
        raise Malformed
    return 4 + sum(8 + 12 * n for n in counts if n)


class Packet:
    """What the fields of a packet say, if they agree. What an error quotes may
    end where it likes behind the headers."""

    def __init__(self, data, is_quote=False):
        if len(data) < 36:
            raise Malformed
        bits = int.from_bytes(data[:36], "big")
        for name, (at, length) in FIELDS.items():
            value = bits >> (288 - at - length) & ((1 << length) - 1)
            setattr(self, name.replace(" ", "_"), value)
        self.header *= 4
        self.len = len(data) if is_quote else self.header + self.payload
        self.source_at = 32 + 4 * self.DL
        path_at = self.source_at + 4 + 4 * self.SL
        if self.version or not path_at <= self.header <= len(data) or \
                not 0 <= len(data) - self.len < 16:
            raise Malformed
        path = data[path_at:self.header]
        if self.path_type in PATHS and \
                len(path) != PATHS[self.path_type](path[:4]):
            raise Malformed
        # A host whose type is not 0 is none that an address equals.
        self.host = b"" if self.ST else data[self.source_at:path_at]
        self.transport = data[self.header:self.len]


def port(packet, end=SOURCE):
    """The port at that end, the destination's in what an error quotes."""
    kind, _, message = split_extensions(packet.next, packet.transport) or \
        (None, b"", b"")
    if kind == UDP and len(message) >= 4:
        return int.from_bytes(message[2 * end:2 * end + 2], "big")
    if kind != SCMP or not message:
        return None
    if message[0] in HAVE_ID and len(message) >= 6:
        return int.from_bytes(message[4:6], "big")
    if end == SOURCE and message[0] in QUOTES_AT:
        try:
            return port(Packet(message[QUOTES_AT[message[0]]:], True),
                        DESTINATION)
        except Malformed:
            return None
    return None


# From which level on, what must be, the code and the pointer if it is not.
CHECKS = (
    (HOST, lambda p, c: p, 16, lambda p: 0),
    (HOST, lambda p, c: p.host == c.remote[0], 33, lambda p: p.source_at),
    (HOST, lambda p, c: p.path_type in (0, 1), 20, lambda p: 8),
    (STRICT, lambda p, c: p.source in c.local, 33, lambda p: 20),
    (STRICT, lambda p, c: port(p) == c.remote[1], 33, lambda p: p.header),
)


class Case:
    """A packet, and a tunnel that it comes out of."""

    def __init__(self, packet, head, level, remote, gateway, local,
                 longest=ANSWER_MAX):
        self.packet, self.head, self.level = packet, head, level
        self.remote, self.gateway, self.local = remote, gateway, local
        self.longest = longest

    def __str__(self):
        return (f"level {self.level}, tunnel {self.remote[0].hex()}:"
                f"{self.remote[1]}, ours {[hex(ia) for ia in self.local]}, "
                f"{self.head} of {self.packet.hex()}")

    def request(self):
        return pack_flow(self.remote) + pack_flow(self.gateway) + struct.pack(
            "=QQIIII", *self.local, self.level, self.longest,
            len(self.packet), self.head) + self.packet[:self.head]


def may_be_error(data):
    """An SCMP error, or what hides whether it is one."""
    if len(data) < 36 or data[0] >> 4:
        return False
    kind, rest = data[4], data[4 * data[5]:]
    if 4 * data[5] > len(data):
        return kind in (SCMP, 200, 201)
    parts = split_extensions(kind, rest)
    if not parts or parts[0] in (200, 201):
        return True
    return parts[0] == SCMP and (not parts[2] or parts[2][0] < 128)


def answer_to(case, code, pointer, quote):
    """The error in full."""
    if may_be_error(quote):
        return b""
    (dst, _), (src, _) = case.remote, case.gateway
    addresses = bytes(16) + dst + src
    room = case.longest - 12 - len(addresses) - 8
    if room < 0:
        return b""
    body = bytes(2) + pointer.to_bytes(2, "big") + quote[:room]
    length = 4 + len(body)
    first = bytes((4, code))
    check = -(total(addresses) + length + SCMP + total(first + bytes(2) + body)
              ) % 0xffff
    kinds = (len(dst) // 4 - 1) << 4 | (len(src) // 4 - 1)
    header = bytes((0, 0, 0, 0, SCMP, (12 + len(addresses)) // 4)) \
        + length.to_bytes(2, "big") + bytes((0, kinds, 0, 0))
    return header + addresses + first + check.to_bytes(2, "big") + body


def model(case):
    """Error, length, source ISD-AS and answer."""
    try:
        packet = Packet(case.packet)
        length, source = packet.len, packet.source
    except Malformed:
        packet, length, source = None, len(case.packet), 0
    for level, is_good, code, pointer in CHECKS:
        if case.level >= level and not is_good(packet, case):
            quote = case.packet[:length][:case.head]
            return ERRORS[code], length, source, answer_to(
                case, code, pointer(packet), quote)
    return 0, length, source, b""


def run(pipe, cases):
    """What the code does with cases."""
    out = subprocess.run([pipe], input=b"".join(c.request() for c in cases),
                         stdout=subprocess.PIPE, check=True).stdout
    at = 0
    for _ in cases:
        source, err, length, answer_len, _ = struct.unpack_from(
            "=QiIII", out, at)
        at += 24
        yield -err, length, source, out[at:at + answer_len]
        at += answer_len
    if at != len(out):
        raise SystemExit("policy_pipe wrote something else")


def judge(case, result, tally):
    if result[0] == ENODATA and case.head < min(len(case.packet), HEAD_MAX):
        return tally.add("more needed")
    wanted = model(case)
    if result != wanted:
        print(f"# {result} instead of {wanted}: {case}")
        raise AssertionError("another verdict than the model's")
    if wanted[0]:
        tally.add(f"{'answered' if wanted[3] else 'silent'} {wanted[0]}")
    else:
        tally.add(f"passed at level {case.level}")
    return None


def judge_all(pipe, cases, tally):
    for case, result in zip(cases, run(pipe, cases)):
        judge(case, result, tally)


class Clients(Maker):
    """Packets of clients that are right, or in some way not."""

    def packet_of(self, remote):
        if self.chance(2):
            return self.random.randbytes(self.random.randrange(1, 80))
        packet = self.packet(SOURCE, remote)
        if self.chance(25):
            packet = self.damaged(packet) or b"\0"
        if self.chance(30):
            packet += self.random.randbytes(self.random.randrange(19))
        return packet

    def client_case(self):
        remote = self.flow()
        packet = self.packet_of(remote)
        if self.chance(5):
            remote = self.random.choice((
                self.flow(), (packet[32:36].ljust(4, b"\0"), remote[1])))
        local = [self.random.getrandbits(64) for _ in range(2)]
        if self.chance(90):
            local[self.random.getrandbits(1)] = int.from_bytes(
                packet[20:28], "big")
        head = len(packet)
        if self.chance(20):
            head = self.random.randrange(head + 1)
        longest = self.random.randrange(ANSWER_MAX + 1) if self.chance(5) \
            else ANSWER_MAX
        return Case(packet, head, self.random.choice((OFF, HOST, HOST, STRICT,
                                                      STRICT, STRICT)),
                    remote, self.flow(), local, longest)


def test_random(pipe, _):
    clients = Clients(int(os.environ.get("SNAPTUN_POLICY_SEED", "1")))
    left = int(os.environ.get("SNAPTUN_POLICY_PACKETS", "100000"))
    tally = Tally()
    while left > 0:
        judge_all(pipe, [clients.client_case()
                         for _ in range(min(left, BATCH))], tally)
        left -= BATCH
    print("# " + ", ".join(f"{n} {what}" for what, n in
                           sorted(tally.seen.items())))
    for what in [f"passed at level {level}" for level in (OFF, HOST, STRICT)] \
            + [f"{how} {err}" for err in ERRORS.values()
               for how in ("answered", "silent")] + ["more needed"]:
        if what not in tally.seen:
            raise AssertionError(f"nothing {what}")


def test_every_byte(pipe, _):
    """Each byte of the header of some packets, with every value."""
    clients, tally = Clients(2), Tally()
    for level in (HOST, STRICT):
        for _ in range(3):
            remote = clients.flow()
            packet = clients.packet(SOURCE, remote)
            ia = int.from_bytes(packet[20:28], "big")
            cases = []
            for at in range(min(4 * packet[5], 120)):
                for value in range(256):
                    changed = packet[:at] + bytes((value,)) + packet[at + 1:]
                    cases.append(Case(changed, len(packet), level, remote,
                                      (bytes(4), 0), [ia, 0]))
            judge_all(pipe, cases, tally)


def test_recorded(pipe, folder):
    """A real gateway says the same as the model, but for its checksums and for
    what is marked."""
    vectors = json.loads((Path(folder) / "gateway-refusals.json").read_text())
    cases, tally = [], Tally()
    for recorded in vectors["cases"]:
        tunnel, gateway = (
            (ipaddress.ip_address(recorded[end]).packed, 0)
            for end in ("tunnel", "gateway"))
        packet = bytes.fromhex(recorded["packet"])
        case = Case(packet, len(packet), HOST, tunnel, gateway, [0, 0])
        cases.append(case)
        answer = model(case)[3]
        seen = bytes.fromhex(recorded["answer"] or "")
        at = 4 * seen[5] + 2 if seen else 0
        if (seen[:at], seen[at + 2:]) != (answer[:at], answer[at + 2:]) and \
                "ours" not in recorded:
            raise AssertionError(f"another answer: {recorded['case']}")
    judge_all(pipe, cases, tally)
    print(f"# {len(cases)} recorded packets")


def main(pipe, folder):
    tests = (("recorded packets are judged as by the model", test_recorded),
             ("every byte of headers is judged as by the model",
              test_every_byte),
             ("random packets are judged as by the model", test_random))
    return run_tests(tests, pipe, folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
