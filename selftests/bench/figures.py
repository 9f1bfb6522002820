# SPDX-License-Identifier: GPL-2.0-only
"""What is measured, in which unit, and what is to be reached.

A goal is a factor: at least so many times the value of the other where more
is better, at most so many times where less is.
"""

from typing import NamedTuple, Optional


class Figure(NamedTuple):
    name: str
    title: str
    unit: str
    more_is_better: bool = True
    goal: Optional[float] = None


MBIT = "Mbit/s"
KILO = "1000 datagrams/s"
COST = "instructions/packet"
US = "µs"

FIGURES = [
    Figure("tcp-1", "TCP, one flow", MBIT, goal=2.15),
    Figure("tcp-1-back", "TCP, one flow, other direction", MBIT, goal=2.0),
    Figure("tcp-8", "TCP, 8 flows", MBIT, goal=2.0),
    Figure("tcp-duplex", "TCP, both directions at once", MBIT),
    Figure("udp-64", "UDP 64 bytes, one by one", KILO, goal=1.55),
    Figure("udp-512", "UDP 512 bytes, one by one", KILO),
    Figure("udp-1300", "UDP 1300 bytes, one by one", KILO, goal=1.6),
    Figure("udp-64-gso", "UDP 64 bytes, application GSO", KILO),
    Figure("udp-512-gso", "UDP 512 bytes, application GSO", KILO),
    Figure("udp-1300-gso", "UDP 1300 bytes, application GSO", KILO, goal=1.75),
    Figure("forward-tcp", "TCP forwarded by routers, one flow", MBIT),
    Figure("forward-udp", "UDP 1300 bytes forwarded by routers", KILO),
    Figure("tunnel-64", "tunnel only, 64 bytes", COST, False, 0.45),
    Figure("tunnel-1300", "tunnel only, 1300 bytes", COST, False, 0.5),
    Figure("ping-min", "round trip, least", US, False, 0.7),
    Figure("ping-p99", "round trip, 99th percentile", US, False, 0.7),
    Figure("handshakes", "handshakes answered", "per CPU and second"),
    Figure("memory-idle", "memory of a peer, idle", "bytes", False),
    Figure("memory-session", "memory of a session, in addition", "bytes", False),
]

BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64]
BATCH_FIGURES = [
    Figure(f"batch-{n}", f"UDP 1000 bytes, {n} to a call", COST, False)
    for n in BATCH_SIZES
]

CLIENT_COST = "packets/s of the client's processor time"
CLIENT_FIGURES = [
    Figure(f"scion-{n}{way}", f"SCION {n} bytes{text}", CLIENT_COST)
    for n in (100, 1300)
    for way, text in (("", ", there and back"), ("-out", ", out"),
                      ("-in", ", in"))
]
CLIENTS = ["snap-tun-linked", "scion-stack", "snaptun-client", "snaptun-facade",
           "snaptun-facade-single"]

# There and back: which client, beside which, and how many times as many packets
CLIENT_GOALS = [
    ("snaptun-client", "snap-tun-linked", 5.0),
    ("snaptun-facade", "scion-stack", 4.0),
    ("snaptun-facade-single", "scion-stack", None),
]

GATEWAY_FIGURES = [
    Figure(f"gateway-{clients}-{size}",
           f"SCION {size} bytes, {clients} client{'s' * (clients > 1)}",
           COST, False, 0.2)
    for clients in (1, 100, 1000) for size in (100, 1300)
]
GATEWAY = "snaptun-gateway"
SERVER = "snap-tun-server"

# By the busiest of so many processors: against WireGuard's, the goal
CPU_SIZES = [1, 2, 4, 8]
CPU_GOALS = {
    4: {"tcp-1": 1.9, "tcp-8": 1.9, "udp-1300": 1.8, "udp-64": 2.0},
    8: {"tcp-1": 2.0, "tcp-8": 2.0, "udp-1300": 2.0, "udp-64": 2.6},
}
CPU_TITLES = {
    "tcp-1": ("TCP, one flow", MBIT),
    "tcp-1-back": ("TCP, one flow, other direction", MBIT),
    "tcp-8": ("TCP, 8 flows", MBIT),
    "tcp-8-back": ("TCP, 8 flows, other direction", MBIT),
    "udp-64": ("UDP 64 bytes, one by one", KILO),
    "udp-64-4": ("UDP 64 bytes, 4 senders", KILO),
    "udp-1300": ("UDP 1300 bytes, one by one", KILO),
    "udp-1300-4": ("UDP 1300 bytes, 4 senders", KILO),
    "udp-1300-gso": ("UDP 1300 bytes, application GSO", KILO),
    "forward-tcp": ("TCP forwarded by routers", MBIT),
    "forward-udp": ("UDP 1300 bytes forwarded", KILO),
}

BASE = "wireguard"
OURS = ["snaptun-snap", "snaptun-wireguard"]
NAMES = {
    "none": "no tunnel",
    "wireguard": "WireGuard",
    "snaptun-snap": "snaptun, snap",
    "snaptun-wireguard": "snaptun, wireguard",
    "wireguard-go": "wireguard-go through TUN",
    "snap-tun": "snap-tun through TUN",
    "snaptun-client": "snaptun, client",
    "snaptun-facade": "facade",
    "snaptun-facade-single": "facade, one by one",
    "snap-tun-linked": "snap-tun, linked",
    "scion-stack": "scion-stack",
    "snaptun-gateway": "snaptun, gateway",
    "snap-tun-server": "snap-tun, server",
}

# Programs in user space, on one figure: at least so many times as fast.
OTHERS_FIGURE = "tcp-1"
OTHERS_GOALS = {"wireguard-go": 1.5, "snap-tun": 4.0}
