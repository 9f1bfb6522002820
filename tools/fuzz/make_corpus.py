#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write first inputs for the fuzzers, from the recorded exchanges.

usage: make_corpus.py VECTOR-FOLDER CORPUS-FOLDER
"""

import json
import struct
import sys
import zlib
from pathlib import Path


def put_translations(put, udp):
    """A packet with IPv4 hosts and an empty path, and others like it."""
    def carry(kind, message, hosts=udp[28:36]):
        return udp[:4] + bytes((kind, udp[5])) + struct.pack(
            ">H", len(message)) + udp[8:28] + hosts + message

    came = carry(17, udp[38:40] + udp[36:38] + udp[40:], udp[32:36] + udp[28:32])
    extended = carry(200, bytes.fromhex("c9000000 11010000 00000000")
                     + udp[36:])
    packets = {
        "udp": udp,
        "echo": carry(202, bytes.fromhex("8000 1234 8df5 0001") + b"data"),
        "error": carry(202, bytes.fromhex("0104 1234 00000000") + came),
        "cut": carry(202, bytes.fromhex("0500 1234") + bytes(16) + came[:41]),
        "extended": extended,
        "other": carry(203, bytes(24)),
    }
    for name, packet in packets.items():
        for end in (0, 1):
            put("translate", f"{name}-{end}-4", bytes((end,)) + bytes.fromhex(
                "c0000207 c350 2800") + packet)
            put("translate", f"{name}-{end}-6", bytes((end | 2,))
                + bytes.fromhex("fd00" + 13 * "00" + "07 c350 ffff") + packet)
        put("scmp", name, bytes.fromhex("0410 0000 01 d004 0a000001") + packet)


def put_policies(put, refusals):
    """What a real gateway refused, all of it there, by its tunnel's owner and
    by another."""
    for number, case in enumerate(refusals["cases"]):
        for choice in (0, 1):
            put("policy", f"refused-{number}-{choice}", bytes((choice,))
                + bytes.fromhex("ffff d004" + case["packet"]))


def put_stun(put):
    def request(attributes):
        message = struct.pack(">HHI", 1, len(attributes) + 8, 0x2112a442) \
            + b"transaction " + attributes
        return message + struct.pack(
            ">HHI", 0x8028, 4, zlib.crc32(message) ^ 0x5354554e)

    put("stun", "plain", request(b""))
    put("stun", "software", request(bytes.fromhex("80220005") + b"jpan\0" + bytes(3)))
    put("stun", "unknown", request(bytes.fromhex("0003000400000006 00240004") + bytes(4)))
    put("stun", "integrity", request(bytes.fromhex("00080014") + bytes(20)))


def main(vectors, corpus):
    def load(name):
        return json.loads((Path(vectors) / f"{name}.json").read_text())

    def put(kind, name, data):
        folder = Path(corpus) / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    def message(vector, kind, number=0):
        found = [m for m in vector["messages"] if m["type"] == kind]
        return bytes.fromhex(found[number]["message"])

    snap, wireguard = load("computed-snap-ipv4"), load("computed-wireguard")
    cookie, client = load("snap-closed-cookie-ipv4"), load("snap-client-ipv4")

    put("wire", "initiation", message(snap, "init"))
    put("wire", "response-snap", message(snap, "response"))
    put("wire", "response-wireguard", message(wireguard, "response"))
    put("wire", "cookie", message(cookie, "cookie"))
    put("wire", "data-empty", message(snap, "data"))
    put("wire", "data", message(snap, "data", 3))
    for case in load("negative-client")["cases"]:
        if case["plaintext"]:
            name = case["case"].replace(" ", "-").replace(",", "")
            put("sockaddr", name[:24], bytes.fromhex(case["plaintext"]))
    put("geneve", "good", bytes.fromhex("00007a12abcdef00"))
    put("geneve", "options", bytes.fromhex("04007a12abcdef00"))
    # A leading 1 asks for changes of the good message, 0 for this one.
    put("initiation", "good", b"\1")
    put("initiation", "one-byte", b"\1\x2a\1")
    put("initiation", "foreign", b"\0" + message(snap, "init"))
    observed = bytes.fromhex("0400 9210 000000000000000000000000 c0000207")
    put("response", "snap", b"\0" + observed)
    put("response", "wireguard", b"\1")
    put("response", "one-byte", b"\0" + observed + b"\x30\1")
    put("response", "version-5", b"\0\5" + observed[1:])
    put("cookie", "initiation", b"\0\4" + bytes(33) + message(cookie, "cookie")
        + message(cookie, "init"))
    put("cookie", "response", b"\1\x10" + bytes(33) + message(cookie, "cookie")
        + message(snap, "response"))
    number = 0
    for m in client["messages"]:
        if m["type"] == "data" and m["plaintext"]:
            number += 1
            put("scion", f"client-{number}", bytes.fromhex(m["plaintext"]))
            put("flow", f"client-{number}", bytes.fromhex(m["plaintext"]))
            udp = bytes.fromhex(m["plaintext"])
    put_translations(put, udp)
    put_policies(put, load("gateway-refusals"))
    put_stun(put)
    put("replay", "in-order", bytes.fromhex("010000") * 20)
    put("replay", "edges", bytes.fromhex("ffff03 4100 02 4000 03 0000 05 0100 05"))
    put("schedule", "start", bytes.fromhex("01 02000000 02020000 00 e803"))
    put("schedule", "handshake", bytes.fromhex(
        "00 02000000 02090000" + "00f401 02090000" * 20))

    frame = bytes.fromhex("ffffffffffff 020000000001 88b5 01")
    for order, name in (("<", "little"), (">", "big")):
        def block(kind, body, order=order):
            length = struct.pack(order + "I", len(body) + 12)
            return struct.pack(order + "I", kind) + length + body + length

        record = struct.pack(order + "4I", 1, 2, len(frame), 60) + frame
        put("pcap", f"{name}-classic", struct.pack(
            order + "IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1) + 2 * record)
        put("pcap", f"{name}-ng", block(0x0a0d0d0a, struct.pack(
            order + "IHHq", 0x1a2b3c4d, 1, 0, -1))
            + block(1, struct.pack(order + "HHIHHB7x", 1, 0, 16, 9, 1, 9))
            + block(6, struct.pack(order + "5I", 0, 1, 2, 15, 60) + frame
                    + bytes(1))
            + block(3, struct.pack(order + "I", 60) + frame + bytes(1)))
    put("probe", "udp", bytes.fromhex("0003 4000 00") + bytes(76))
    put("probe", "scion", bytes.fromhex("0101 2100 05") + bytes(76))
    put("probe", "echo", bytes.fromhex("0200 5500 01") + bytes(76))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
