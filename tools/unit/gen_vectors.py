#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Turn selftests/vectors/*.json into the C tables of module/tests/vectors.h.

usage: gen_vectors.py VECTOR-FOLDER OUTPUT.c
"""

import ipaddress
import json
import sys
from pathlib import Path

NO_MAC = bytes(16)
TYPES = {"init": 1, "response": 2, "cookie": 3, "data": 4}
LENGTHS = {"init": (148,), "response": (112,), "cookie": (64,)}
DATA_MIN_LEN = 32


def unhex(text):
    return None if text is None else bytes.fromhex(text)


def c_bytes(data):
    """A C expression of type const u8 *; three octal digits never run on."""
    if data is None:
        return "NULL"
    lines = [data[n:n + 16] for n in range(0, len(data), 16)] or [b""]
    text = "\n".join('\t"' + "".join(f"\\{b:03o}" for b in line) + '"'
                     for line in lines)
    return f"(const u8 *)\n{text}"


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def c_bool(value):
    return "true" if value else "false"


def c_struct(**members):
    inner = "".join(f"\t.{name} = {value},\n" for name, value in members.items())
    return "{\n" + inner + "},\n"


def index_of(message, offset):
    return message[offset:offset + 4]


class Handshake:
    """One handshake, from whichever file."""

    def __init__(self, name, mode, initiator, responder, psk):
        self.name, self.mode, self.psk = name, mode, psk
        self.initiator, self.responder = initiator, responder
        self.timestamp = self.cookie = self.sockaddr = None
        self.initiation = self.response = None
        self.derived, self.data = {}, []

    def add_data(self, message, plain, from_initiator, is_authentic=True):
        """Keep a data message if it belongs to this session."""
        offset = 4 if from_initiator else 8
        known = self.response
        if known is not None and index_of(message, 4) != index_of(known, offset):
            return
        self.data.append((message, plain, from_initiator, is_authentic))

    def emit(self, number):
        out, table = "", "NULL"
        if self.data:
            table = f"data_{number}"
            out = f"static const struct snt_vector_data {table}[] = {{\n"
            for message, plain, from_initiator, is_authentic in self.data:
                out += c_struct(msg=c_bytes(message), plain=c_bytes(plain),
                                len=len(message), plain_len=len(plain or b""),
                                from_initiator=c_bool(from_initiator),
                                is_authentic=c_bool(is_authentic))
            out += "};\n\n"
        derived = {k: unhex(v) for k, v in self.derived.items()}
        return out, c_struct(
            name=c_string(self.name),
            mode="SNT_MODE_" + self.mode.upper(),
            initiator_private=c_bytes(self.initiator["static_private"]),
            initiator_public=c_bytes(self.initiator["static_public"]),
            initiator_ephemeral=c_bytes(self.initiator.get("ephemeral_private")),
            responder_private=c_bytes(self.responder["static_private"]),
            responder_public=c_bytes(self.responder["static_public"]),
            responder_ephemeral=c_bytes(self.responder.get("ephemeral_private")),
            psk=c_bytes(self.psk),
            timestamp=c_bytes(self.timestamp),
            cookie=c_bytes(self.cookie),
            sockaddr=c_bytes(self.sockaddr),
            initiation=c_bytes(self.initiation),
            response=c_bytes(self.response),
            init_hash=c_bytes(derived.get("init_hash")),
            init_chaining_key=c_bytes(derived.get("init_chaining_key")),
            response_key=c_bytes(derived.get("response_aead_key")),
            key_to_responder=c_bytes(derived.get("key_initiator_to_responder")),
            key_to_initiator=c_bytes(derived.get("key_responder_to_initiator")),
            data=table, nr_data=len(self.data))


def new_handshake(vector, name, swap=False):
    sides = [{k: unhex(v) for k, v in vector["keys"][side].items()}
             for side in ("initiator", "responder")]
    if swap:
        sides.reverse()
    return Handshake(name, vector["mode"], *sides, unhex(vector["keys"]["psk"]))


def encoded_sockaddr(vector):
    return unhex(vector["sockaddr"]["encoded"]) if "sockaddr" in vector else None


def first_handshake(vector):
    messages = vector["messages"]
    at = next(n for n, m in enumerate(messages) if m["type"] == "response")
    hs = new_handshake(vector, vector["id"])
    hs.initiation = unhex(messages[at - 1]["message"])
    hs.response = unhex(messages[at]["message"])
    hs.timestamp = unhex(vector["timestamp"])
    hs.sockaddr = encoded_sockaddr(vector)
    hs.derived = vector["derived"]
    if hs.initiation[-16:] != NO_MAC:
        hs.cookie = unhex(vector["cookies"][-1]["cookie"])
    for m in messages[at + 1:]:
        if m["type"] == "data":
            hs.add_data(unhex(m["message"]), unhex(m["plaintext"]),
                        m["from"] == "initiator")
    return hs


def second_handshake(vector):
    """The server's own handshake in snap-server-initiates."""
    second, messages = vector["second_handshake"], vector["messages"]
    hs = new_handshake(vector, vector["id"] + ", second", swap=True)
    hs.initiator["ephemeral_private"] = None
    hs.responder["ephemeral_private"] = unhex(second["responder_ephemeral_private"])
    hs.initiation = unhex([m for m in messages if m["type"] == "init"][-1]["message"])
    hs.response = unhex([m for m in messages if m["type"] == "response"][-1]["message"])
    hs.timestamp = unhex(second["timestamp"])
    hs.sockaddr = encoded_sockaddr(second)
    hs.derived = second["derived"]
    for m in messages:
        if m["type"] == "data":
            hs.add_data(unhex(m["message"]), unhex(m["plaintext"]),
                        m["from"] == "responder")
    return hs


def other_port(vector):
    """The same cookie, used again from another port."""
    init, response = (unhex(m["message"]) for m in
                      vector["same_cookie_from_another_port"]["messages"][:2])
    hs = new_handshake(vector, vector["id"] + ", other port")
    hs.initiation, hs.response = init, response
    hs.cookie = unhex(vector["cookies"][-1]["cookie"])
    return hs


def has_session(case):
    """Whether the real end had a session that it tried the message with."""
    return case["type"] == "data" and case["length"] >= DATA_MIN_LEN and \
        case["outcome"] not in ("Err(InvalidPacket)", "Err(WrongIndex)",
                                "Err(NoCurrentSession)")


def is_authentic(case):
    return case["outcome"] != "Err(InvalidAeadTag)"


def case_handshake(vector, title, sender, swap=False):
    """The handshake of the initiation `title` and of its answer."""
    case = next(c for c in vector["cases"] if c["case"] == title)
    hs = new_handshake(vector, f"{vector['id']}, {title}", swap)
    hs.initiation = unhex(case["message"])
    hs.response = unhex(case["answers"][0]["message"])
    for c in vector["cases"]:
        if has_session(c):
            hs.add_data(unhex(c["message"]), None, c["sent_by"] == sender,
                        is_authentic(c))
    return hs


def handshakes(vectors):
    for vector in vectors.values():
        if "messages" in vector:
            yield first_handshake(vector)
        if "second_handshake" in vector:
            yield second_handshake(vector)
        if "same_cookie_from_another_port" in vector:
            yield other_port(vector)

    hs = case_handshake(vectors["negative-server"], "good init", "initiator")
    hs.timestamp = unhex(vectors["negative-server"]["timestamp"])
    hs.derived = vectors["negative-server"]["derived"]
    hs.sockaddr = unhex(hs.derived["response_plaintext"])
    yield hs

    yield case_handshake(vectors["rehandshake-server"], "first init", "initiator")

    vector = vectors["negative-client-transport"]
    hs = case_handshake(vector, "initiation from the server", "responder", swap=True)
    server = vector["server_initiation"]
    hs.initiator["ephemeral_private"] = unhex(server["ephemeral_private"])
    hs.responder["ephemeral_private"] = None
    hs.timestamp, hs.derived = unhex(server["timestamp"]), server["derived"]
    hs.sockaddr = unhex(hs.derived["response_plaintext"])
    yield hs

    # The session before that: its initiation was not recorded.
    hs = new_handshake(vector, vector["id"] + ", first session")
    hs.derived = vector["derived"]
    for c in vector["cases"]:
        if has_session(c) and index_of(unhex(c["message"]), 4) == b"\1\0\0\0":
            hs.add_data(unhex(c["message"]), None, False, is_authentic(c))
    yield hs


def emit_cookies(vectors):
    for vector in vectors.values():
        if "cookies" not in vector:
            continue
        last, number = None, 0
        opened = {c["nonce"]: c for c in vector["cookies"]}
        for m in vector["messages"]:
            message = unhex(m["message"])
            if m["type"] == "init":
                last = message
            if m["type"] != "cookie":
                continue
            number += 1
            known = opened[message[8:32].hex()]
            good = m.get("note") != "mac1 of another message"
            yield c_struct(
                name=c_string(f"{vector['id']}, reply {number}"),
                public_key=c_bytes(unhex(vector["keys"]["responder"]["static_public"])),
                msg=c_bytes(last), reply=c_bytes(message),
                cookie=c_bytes(unhex(known["cookie"]) if good else None))


def stage(case):
    outcome = case["outcome"]
    if outcome == "Err(InvalidMac)":
        return "BAD_MAC"
    if outcome == "Err(InvalidAeadTag)":
        return "BAD_STATIC" if "static key" in case["case"] else "BAD_TIMESTAMP"
    if outcome in ("Err(WrongKey)", "Err(UnexpectedPacket)"):
        return "OTHER_IDENTITY"
    return "GOOD"


def emit_initiations(vector):
    for case in vector["cases"]:
        if case["type"] == "init" and case["length"] == 148:
            yield c_struct(name=c_string(case["case"]),
                           msg=c_bytes(unhex(case["message"])),
                           stage="SNT_VECTOR_" + stage(case))


def datagram_type(kind, length):
    if kind == "data":
        return TYPES[kind] if length >= DATA_MIN_LEN else 0
    return TYPES[kind] if length in LENGTHS.get(kind, ()) else 0


def emit_datagrams(vectors):
    for vector in vectors.values():
        if vector["mode"] != "snap":
            continue
        items = vector.get("messages") or vector["cases"]
        for n, item in enumerate(items):
            title = item.get("case") or f"message {n}"
            yield c_struct(name=c_string(f"{vector['id']}, {title}"),
                           head=c_bytes(unhex(item["message"])[:4]),
                           len=item["length"],
                           type=datagram_type(item["type"], item["length"]))


def emit_sockaddrs(vector):
    for case in vector["cases"]:
        if case["tunn_address"] is None:    # the response itself was not taken
            continue
        yield c_struct(name=c_string(case["case"]),
                       bytes=c_bytes(unhex(case["plaintext"])),
                       is_valid=c_bool(case["tunn_address"] != "None"))


def c_flow(text):
    host = ipaddress.ip_address(text)
    octets = ", ".join(str(byte) for byte in host.packed)
    return f"{{ .host = {{ {octets} }}, .version = {host.version} }}"


def emit_refusals(vector):
    for case in vector["cases"]:
        packet, answer = unhex(case["packet"]), unhex(case["answer"]) or b""
        yield c_struct(
            name=c_string(case["case"]), gateway=c_flow(case["gateway"]),
            tunnel=c_flow(case["tunnel"]), packet=c_bytes(packet),
            len=len(packet), answer=c_bytes(answer), answer_len=len(answer),
            ours="SNT_VECTOR_OURS_" + case.get("ours", "same").upper())


def table(kind, plural, rows):
    rows = "".join(rows)
    return (f"const struct snt_vector_{kind} snt_vector_{plural}[] = {{\n{rows}}};\n\n"
            f"const size_t snt_vector_nr_{plural} =\n"
            f"\tsizeof(snt_vector_{plural}) / sizeof(snt_vector_{plural}[0]);\n\n")


def main(folder, output):
    vectors = {path.stem: json.loads(path.read_text())
               for path in sorted(Path(folder).glob("*.json"))}
    refusals = vectors.pop("gateway-refusals")
    server = vectors["negative-server"]
    out = ("// SPDX-License-Identifier: GPL-2.0-only\n"
           "/* Written by tools/unit/gen_vectors.py from selftests/vectors. */\n"
           '#include "tests/vectors.h"\n\n')
    rows = ""
    for number, hs in enumerate(handshakes(vectors)):
        data, row = hs.emit(number)
        out += data
        rows += row
    out += table("handshake", "handshakes", rows)
    out += table("cookie", "cookies", emit_cookies(vectors))
    out += table("initiation", "initiations", emit_initiations(server))
    out += table("datagram", "datagrams", emit_datagrams(vectors))
    out += table("sockaddr", "sockaddrs", emit_sockaddrs(vectors["negative-client"]))
    out += table("refusal", "refusals", emit_refusals(refusals))
    out += ("const u8 *const snt_vector_server_private = "
            + c_bytes(unhex(server["keys"]["responder"]["static_private"])) + ";\n"
            "const u8 *const snt_vector_client_public = "
            + c_bytes(unhex(server["keys"]["initiator"]["static_public"])) + ";\n")
    Path(output).write_text(out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
