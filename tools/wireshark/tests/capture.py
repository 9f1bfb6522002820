#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make of a recorded exchange a capture and a key log, as its initiator would.

usage: capture.py VECTORS CAPTURE KEYLOG
"""

import base64
import json
import struct
import sys

LINKTYPE_RAW = 101
HOSTS = {'initiator': (b'\x0a\0\0\x01', 40000), 'responder': (b'\x0a\0\0\x02', 51820)}


def datagram(sender, payload):
    """The payload in UDP and IPv4, without checksums."""
    receiver = 'responder' if sender == 'initiator' else 'initiator'
    source, port = HOSTS[sender]
    destination, to_port = HOSTS[receiver]
    udp = struct.pack('>HHHH', port, to_port, 8 + len(payload), 0)
    return struct.pack('>BBHHHBBH4s4s', 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0,
                       source, destination) + udp + payload


def write_capture(path, messages):
    """One packet in each second."""
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, LINKTYPE_RAW))
        for second, message in enumerate(messages):
            packet = datagram(message['from'], bytes.fromhex(message['message']))
            file.write(struct.pack('<IIII', second, 0, len(packet), len(packet)) + packet)


def write_log(path, derived, response):
    """The line that snaptun-ctl keylog writes of the initiator's session."""
    remote, index = struct.unpack_from('<II', response, 4)
    keys = [base64.b64encode(bytes.fromhex(derived[name])).decode()
            for name in ('key_responder_to_initiator', 'key_initiator_to_responder',
                         'response_aead_key')]
    with open(path, 'w', encoding='ascii') as file:
        print('SNAPTUN_SESSION', f'{index:08x}', f'{remote:08x}', *keys, file=file)


def main():
    """Do it."""
    with open(sys.argv[1], encoding='utf-8') as file:
        vectors = json.load(file)
    messages = vectors['messages']
    response = next(m for m in messages if m['type'] == 'response')
    write_capture(sys.argv[2], messages)
    write_log(sys.argv[3], vectors['derived'], bytes.fromhex(response['message']))


main()
