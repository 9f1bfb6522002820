#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Calls what an agent offers to applications, with curl or by hand.

call.py find URL SOURCE DESTINATION     Segments by gRPC: its status, its reason,
                                        and how many segments of each type
call.py same URL UPSTREAM TOKEN DEST    are they the bytes that UPSTREAM lists?
call.py list URL DESTINATION [PAGE]     ListSegments by Connect: status and how many
call.py underlays URL [ISD-AS]          ListUnderlays by Connect
call.py raw URL PATH TYPE HEX [CURL...] status of HTTP, header and body
call.py slow HOST PORT                  how peers that stall are cut off, and when
call.py many HOST PORT NUMBER           how many connections stay open
call.py fast HOST PORT NUMBER RATE BURST
                                        are no more calls answered than that?
call.py garbage HOST PORT NUMBER        so many requests that are none
"""
import collections
import os
import pathlib
import random
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "../../../selftests/agent"))
import endhost  # pylint: disable=wrong-import-position
from endhost import field  # pylint: disable=wrong-import-position

FIND = "proto.control_plane.v1.SegmentLookupService/Segments"
LIST = "scion.endhost.v1.SegmentsService/ListSegments"
UNDERLAYS = "scion.endhost.v1.UnderlayService/ListUnderlays"
TYPES = {1: "up", 2: "down", 3: "core"}


def repeated(message):
    """Yield (number, value) of each field of a message."""
    at = 0

    def take():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = take()
        value = take()
        if tag & 7 == 2:
            at += value
            value = message[at - value:at]
        yield tag >> 3, value


def curl(url, path, content_type, body, *options):
    """Return the header, with what comes behind the content, and the content."""
    with tempfile.NamedTemporaryFile() as head:
        out = subprocess.run(
            ["curl", "-sS", "--max-time", "120", "-D", head.name,
             "-H", f"Content-Type: {content_type}", "-H", "TE: trailers",
             "--data-binary", "@-", *options, f"{url}/{path}"],
            input=body, stdout=subprocess.PIPE, check=False).stdout
        return head.read().decode(), out


def header(head, name, default=""):
    """Return a field of a header."""
    for line in head.splitlines():
        if line.lower().startswith(name + ":"):
            return line.split(":", 1)[1].strip()
    return default


def find(url, source, destination):
    """Return status, reason, and segments by type."""
    ask = field(1, source) + field(2, destination)
    head, body = curl(url, FIND, "application/grpc",
                      b"\0" + struct.pack(">I", len(ask)) + ask,
                      "--http2-prior-knowledge")
    found = {}
    if body:
        assert struct.unpack(">I", body[1:5])[0] == len(body) - 5, body[:5]
        for _, entry in repeated(body[5:]):
            entry = dict(repeated(entry))
            found[entry[1]] = [s for _, s in repeated(entry[2])]
    return header(head, "grpc-status"), header(head, "grpc-message"), found


def print_find(url, source, destination):
    status, why, found = find(url, int(source, 0), int(destination, 0))
    counts = " ".join(f"{TYPES[n]}={len(found[n])}" for n in sorted(found))
    print(status, why, counts)


def print_same(url, upstream, token, destination):
    """Say whether what is found is what is listed."""
    destination = int(destination, 0)
    ask = field(1, endhost.OURS) + field(2, destination)
    request = urllib.request.Request(
        f"{upstream}/{LIST}", data=ask,
        headers={"Authorization": f"Bearer {token}"})
    listed = {}
    with urllib.request.urlopen(request) as answer:
        for number, value in repeated(answer.read()):
            listed.setdefault(number, []).append(value)
    found = find(url, endhost.OURS, destination)[2]
    print("same" if found == listed else f"{found} is not {listed}")


def connect(url, path, ask, *options):
    head, body = curl(url, path, "application/proto", ask, *options)
    return head.split()[1], body


def print_list(url, destination, page="", *options):
    status, body = connect(url, LIST, field(1, endhost.OURS) + field(
        2, int(destination, 0)) + field(4, page), *options)
    if status != "200":
        print(status, body.decode())
        return
    fields = list(repeated(body))
    print(status, f"segments={sum(n < 4 for n, _ in fields)}",
          *(f"next={v.decode()}" for n, v in fields if n == 4))


def print_underlays(url, isd_as=None, *options):
    ask = field(1, int(isd_as, 0)) if isd_as else b""
    status, body = connect(url, UNDERLAYS, ask, *options)
    if status != "200":
        print(status, body.decode())
        return
    message = dict(repeated(body))
    routers = [list(repeated(r)) for _, r in repeated(message[1])]
    for router in routers:
        fields = dict(router)
        links = fields.get(3, b"")
        print(f"{fields[1]:#x} {fields[2].decode()}",
              *(f"{byte}" for byte in links))
    print(status, f"routers={len(routers)} snaps={len(message.get(2, b''))}")


def print_raw(url, path, content_type, text, *options):
    head, body = curl(url, path, content_type, bytes.fromhex(text), *options)
    print(" ".join(head.split("\r\n")), body.decode(errors="replace"))


def open_socket(host, port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect((host, int(port)))
    return sock


def http1(path, body, more=""):
    return (f"POST /{path} HTTP/1.1\r\nHost: x\r\n{more}Content-Type: "
            f"application/proto\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode() + body


def frame(kind, flags, stream, payload):
    return (struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) +
            struct.pack(">I", stream) + payload)


def http2(path, body):
    """Return a connection's first request, with no room for an answer."""
    def literal(name, value):
        return (b"\0" + bytes([len(name)]) + name.encode() +
                bytes([len(value)]) + value.encode())

    head = (literal(":method", "POST") + literal(":scheme", "http") +
            literal(":authority", "x") + literal(":path", f"/{path}") +
            literal("content-type", "application/proto"))
    return (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") +
            frame(1, 4, 1, head) + frame(0, 1, 1, body))


def slow(host, port):
    """Stall in five ways, at the same time."""
    big = field(1, endhost.OURS) + field(2, endhost.BIG)
    ways = {
        "silent": b"",
        "half-a-head": http1(LIST, big)[:20],
        "half-a-body": http1(LIST, big)[:-3],
        "reads-no-http1": http1(LIST, big) * 40,
        "reads-no-http2": http2(LIST, big),
    }
    sockets = {}
    began = time.monotonic()
    for name, request in ways.items():
        sock = open_socket(host, port)
        sock.sendall(request)
        sockets[name] = sock
    left = dict(sockets)
    while left and time.monotonic() - began < 120:
        poll = select.poll()
        for sock in left.values():
            poll.register(sock, select.POLLRDHUP)
        poll.poll(1000)
        for name, sock in list(left.items()):
            one = select.poll()
            one.register(sock, select.POLLRDHUP)
            if one.poll(0):
                print(name, round(time.monotonic() - began, 1), flush=True)
                del left[name]
    print("left:", *left)


def many(host, port, number):
    """Count the connections that are neither refused nor closed."""
    sockets = [open_socket(host, port) for _ in range(int(number))]
    for sock in sockets:
        sock.settimeout(10)
        try:
            sock.sendall(http1(UNDERLAYS, b""))
        except OSError:
            pass
    nr_open = 0
    for sock in sockets:
        try:
            nr_open += bool(sock.recv(1))
        except OSError:
            pass
    print(nr_open)


def fast(host, port, number, rate, burst):
    """Write many calls one behind the other, and count those that are answered."""
    number = int(number)
    began = time.monotonic()
    sock = socket.create_connection((host, port))
    sock.settimeout(60)
    threading.Thread(target=sock.sendall, daemon=True, args=(
        http1(UNDERLAYS, field(1, 1)) * number,)).start()
    data = b""
    while data.count(b"HTTP/1.1 ") < number:
        data += sock.recv(65536)
    most = int(burst) + int(rate) * (time.monotonic() - began) + 1
    statuses = collections.Counter(
        part[:3].decode() for part in data.split(b"HTTP/1.1 ")[1:])
    if statuses["200"] <= most and statuses["200"] + statuses["429"] == number:
        print("bounded")
    else:
        print(dict(statuses), "where there may be", most)


def garbage(host, port, number):
    """Send what is no request, or one that makes no sense."""
    chance = random.Random(4711)
    good = [http1(LIST, field(1, 1)), http2(FIND, b"\0\0\0\0\0"),
            http1(UNDERLAYS, b"", "Transfer-Encoding: chunked\r\n"),
            http2(LIST, b"x" * 5000) + frame(6, 0, 0, b"12345678") * 50]
    for turn in range(int(number)):
        data = bytearray(chance.choice(good))
        if turn % 4 == 0:
            data = bytearray(os.urandom(chance.randrange(1, 300)))
        for _ in range(chance.randrange(0, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        sock = socket.create_connection((host, port))
        try:
            sock.sendall(data[:chance.randrange(1, len(data) + 1)])
            if turn % 8 == 0:
                sock.settimeout(0.005)
                sock.recv(100)
        except OSError:
            pass
        sock.close()
    print("done")


if __name__ == "__main__":
    {"find": print_find, "same": print_same, "list": print_list,
     "underlays": print_underlays, "raw": print_raw, "slow": slow,
     "many": many, "fast": fast,
     "garbage": garbage}[sys.argv[1]](*sys.argv[2:])
