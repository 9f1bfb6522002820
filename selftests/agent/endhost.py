# SPDX-License-Identifier: GPL-2.0-only
"""What an endhost API knows of paths, in a world of four ASes.

Ours is 1-ff00:0:111.  Up segments come to its interfaces 41 and 42, and to those
in FOLDER/links; each is a page of its own when they alone are asked for.  Beyond
the core AS 1-ff00:0:110 is 2-ff00:0:210, and below that 2-ff00:0:211.  More than
a socket holds are the segments to 2-ff00:0:299, those to 2-ff00:0:2aa take half a
minute, those to 2-ff00:0:2ff have no last page, and to 2-ff00:0:2ee there are
none.  FOLDER/age is how many seconds ago segments were made that live for a day,
FOLDER/made when that was, and FOLDER/fail makes all requests fail.
"""
import time

ISD_1 = 1 << 48
ISD_2 = 2 << 48
OURS = ISD_1 | 0xff0000000111
CORE = ISD_1 | 0xff0000000110
FAR_CORE = ISD_2 | 0xff0000000210
FAR = ISD_2 | 0xff0000000211
BIG = ISD_2 | 0xff0000000299
SLOW = ISD_2 | 0xff00000002aa
EMPTY = ISD_2 | 0xff00000002ee
ENDLESS = ISD_2 | 0xff00000002ff


def varint(value):
    """Return a number as protobuf has it."""
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    """Return a field of bytes, of text or of a number in protobuf."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message):
    """Return the numbers and texts of a message, by the number of the field."""
    def take():
        value = shift = 0
        while True:
            byte = next(rest)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    found = {}
    rest = iter(message)
    for tag in rest:
        value = take()
        if tag & 7 == 2:
            value = bytes(next(rest) for _ in range(value))
        found[tag >> 3] = value
    return found


def segment(made, *hops, signature=b"signature"):
    """Return a path segment of hops (AS, ingress, egress) that lives a day."""
    out = field(1, field(1, made) + field(2, 4711))
    for number, (isd_as, ingress, egress) in enumerate(hops):
        after = hops[number + 1][0] if number + 1 < len(hops) else 0
        hop = field(1, ingress) + field(2, egress) + field(3, 255) + field(
            4, b"\1\2\3\4\5\6")
        body = (field(1, isd_as) + field(2, after) +
                field(3, field(1, hop) + field(2, 1400)) + field(5, 1500))
        signed = field(1, field(1, b"header") + field(2, body)) + field(
            2, signature)
        out += field(2, field(1, signed))
    return out


def read(folder, name):
    """Return what is in a file, or nothing."""
    path = folder / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def list_underlays(url, folder):
    """Return an answer with a SNAP of our AS, and of those in FOLDER/ases."""
    ases = [OURS] + [int(number) for number in read(folder, "ases").split()]
    return field(1, b"") + field(2, field(1, field(1, url) + field(
        2, b"".join(varint(isd_as) for isd_as in ases))))


def list_segments(request, folder, is_over):
    """Return (status, header, body)."""
    ask = fields(request)
    to, page = ask.get(2, 0), ask.get(4, b"").decode()
    made = int(read(folder, "made") or time.time())
    made -= int(read(folder, "age") or 0)
    links = [41, 42] + [int(link) for link in read(folder, "links").split()]
    ups = [field(1, segment(made, (CORE, 0, link), (OURS, link, 0)))
           for link in links]
    core = field(3, segment(made, (FAR_CORE, 0, 1), (CORE, 9, 0)))
    if read(folder, "fail"):
        return 500, {}, b"the folder says so"
    if ask.get(1) != OURS:
        return 400, {}, b'{"code":"invalid_argument","message":"not from there"}'
    if to == ISD_1:
        number = int(page or 1)
        more = field(4, str(number + 1)) if number < len(ups) else b""
        return 200, {}, ups[number - 1] + more
    if to in (FAR, ISD_2):
        down = field(2, segment(made, (FAR_CORE, 0, 2), (FAR, 1, 0)))
        return 200, {}, b"".join(ups) + core + (down if to == FAR else b"")
    if to == BIG:
        down = segment(made, (FAR_CORE, 0, 2), (BIG, 1, 0),
                       signature=bytes(20000))
        return 200, {}, field(2, down) * 20
    if to == SLOW:
        is_over.wait(30)
    if to == ENDLESS:
        return 200, {}, core + field(4, page + "x")
    if to in (SLOW, EMPTY):
        return 200, {}, b""
    return 400, {}, b'{"code":"invalid_argument","message":"no such AS"}'
