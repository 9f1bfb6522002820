#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Register or revoke many identities of a gateway, in batches.

identities.py add|del DEVICE COUNT: prints the time that the kernel took for each
of them, in nanoseconds.
"""

import os
import resource
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'netlink'))
# pylint: disable=wrong-import-position
from snl import C, Client, attr, text  # noqa: E402

BATCH = 1000


def identity(device, number):
    """Whose public key is that number."""
    return text(C.A_IDENTITY_IFNAME, device) + attr(
        C.A_IDENTITY_PUBLIC_KEY, struct.pack('<Q', number + 1000) + bytes(24))


def kernel_s():
    """What this process has spent in the kernel."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_stime


def main():
    """Return the exit status."""
    verb, device, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    client = Client()
    cmd = C.CMD_IDENTITY_ADD if verb == 'add' else C.CMD_IDENTITY_DEL
    more = b''
    if verb == 'add':
        more = attr(C.A_IDENTITY_EXPIRES, struct.pack(
            '=Q', int((time.time() + 36000) * 1000)))
    spent = 0
    for first in range(0, count, BATCH):
        payloads = [identity(device, i) + more
                    for i in range(first, min(first + BATCH, count))]
        before = kernel_s()
        client.do_all(cmd, payloads)
        spent += kernel_s() - before
    print(f'ns={spent * 1e9 / count:.0f}')
    return 0


sys.exit(main())
