# SPDX-License-Identifier: GPL-2.0-only
"""A snaptun-controld that runs, with a gateway that is a file, and its clients."""
import contextlib
import os
import pathlib
import resource
import signal
import socket
import struct
import subprocess
import tempfile
import time

SNAP = "/anapaya.snap.v1.SnapControl/"
PLANE = SNAP + "GetSnapDataPlaneAddress"
REGISTER = SNAP + "RegisterSnapTunIdentity"
PSSID = "ef16640f-0fa9-4360-be74-dbeec7ab4f9a"
# However slow the machine is: only what never comes is waited for so long.
SOON_S = int(os.environ.get("SOON_S", "300"))


def soon(what, condition):
    """Wait until it holds."""
    end = time.monotonic() + SOON_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not in {SOON_S} s")
        time.sleep(0.05)


def take_port():
    """Return a socket whose port another may listen at, and no connection is given."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


def register(key):
    """Return the message that registers a key."""
    return b"\x0a" + bytes([len(key)]) + key + b"\x12\x20" + bytes(32)


def http1(path, body=b"", token="", method="POST", more=""):
    """Return a request."""
    auth = f"Authorization: Bearer {token}\r\n" if token else ""
    return (f"{method} {path} HTTP/1.1\r\nHost: x\r\n{auth}{more}"
            f"Content-Type: application/proto\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def frame(kind, flags, stream, payload):
    """Return a frame of HTTP/2."""
    return (struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) +
            struct.pack(">I", stream) + payload)


def http2(path, body, token, window=True):
    """Return a connection's first request."""
    def literal(name, value):
        size = len(value)
        coded = bytes([size]) if size < 127 else b"\x7f" + varint(size - 127)
        return (b"\0" + bytes([len(name)]) + name.encode() + coded +
                value.encode())

    def varint(value):
        out = b""
        while value > 127:
            out += bytes([value & 127 | 128])
            value >>= 7
        return out + bytes([value])

    head = (literal(":method", "POST") + literal(":scheme", "http") +
            literal(":authority", "x") + literal(":path", path) +
            literal("content-type", "application/proto") +
            literal("authorization", f"Bearer {token}"))
    settings = b"" if window else struct.pack(">HI", 4, 0)
    return (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, settings) +
            frame(1, 4, 1, head) + frame(0, 1, 1, body))


def connect(port):
    """Return a socket that takes little at a time."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", port))
    return sock


class Controld:
    """One that runs."""

    def __init__(self, program, **options):
        self.program = program
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.taken = [take_port(), take_port()]
        self.port, self.monitor = (s.getsockname()[1] for s in self.taken)
        self.options = options
        self.process = None
        self.gateway = self.folder / "gateway"
        self.jwks = self.tool("keygen", self.path("key"))
        self.write("jwks", self.jwks)
        self.configure()

    def path(self, name):
        """Return the path of a file."""
        return str(self.folder / name)

    def write(self, name, text):
        """Write a file in one piece."""
        (self.folder / (name + ".new")).write_text(text, encoding="ascii")
        os.rename(self.path(name + ".new"), self.path(name))

    def read(self, name):
        """Return what stands in a file."""
        try:
            return (self.folder / name).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def tool(self, *words, check=True):
        """Run the program, and return what it prints."""
        done = subprocess.run([self.program, *words], capture_output=True,
                              text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"{words}: {done.stderr}")
        return done.stdout + ("" if check else done.stderr)

    def token(self, name="one", life=3600, **more):
        """Return a token."""
        words = [w for k, v in more.items() for w in (f"--{k}", v)]
        return self.tool("token", "--key", self.path("key"), "--id", name,
                         "--pssid", PSSID, "--life", str(life),
                         *words).strip()

    def configure(self, listen="", tokens="", gateway="", clients=""):
        """Write the configuration."""
        if "Members" not in gateway:
            gateway += "DataPlane = 192.0.2.1:30043\nUrl = http://snap/\n"
        self.write("conf", f"""
            [Listen]
            Address = 127.0.0.1:{self.port}
            {listen}
            [Monitor]
            Address = 127.0.0.1:{self.monitor}
            [Tokens]
            {tokens or "KeysFile = " + self.path("jwks")}
            RevokedFile = {self.path("revoked")}
            [Gateway]
            Device = g0
            {gateway}
            [Clients]
            {clients}
            """)

    def start(self, files=None, **environment):
        """Start it, with at most so many files, and wait until it answers."""
        def limit():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        with open(self.path("out"), "w", encoding="ascii") as out:
            self.process = subprocess.Popen(
                [self.program, "--config", self.path("conf"), "--socket",
                 self.path("socket")], stdout=out, stderr=out,
                preexec_fn=limit,
                env=dict(os.environ, FAKE_GATEWAY=str(self.gateway),
                         **environment))
        soon("it answers", lambda: "answered at" in self.read("out"))

    def stop(self, number=signal.SIGTERM):
        """End it, and return its status."""
        self.process.send_signal(number)
        return self.process.wait()

    def says(self, text):
        """Wait until it has said something."""
        soon(f"it says {text}", lambda: text in self.read("out"))

    def admin(self, *words, check=True):
        """Ask it."""
        return self.tool(*words, "--socket", self.path("socket"), check=check)

    def identities(self):
        """Return what is registered, by key."""
        rows = [line.split("\t") for line in self.read("gateway").splitlines()]
        return {row[0]: row[1:] for row in rows}

    def raw(self, request, port=None):
        """Send bytes, and return what comes back before the connection ends."""
        with contextlib.closing(connect(port or self.port)) as sock:
            sock.settimeout(SOON_S)
            sock.sendall(request)
            data = b""
            with contextlib.suppress(ConnectionResetError):
                while part := sock.recv(65536):
                    data += part
            return data

    def ask(self, *args, **more):
        """Return status, header and content of an answer."""
        port = more.pop("port", None)
        more["more"] = more.get("more", "") + "Connection: close\r\n"
        head, _, body = self.raw(http1(*args, **more), port).partition(
            b"\r\n\r\n")
        return int(head.split()[1]), head.decode(), body

    def curl(self, version, path, body, token, *options):
        """Return status and content of an answer, by curl."""
        out = subprocess.run(
            ["curl", "-sS", version, "--max-time", str(SOON_S), "-w",
             "%{http_code}", "-H", f"Authorization: Bearer {token}", "-H",
             "Content-Type: application/proto", "--data-binary", "@-",
             *(options or [f"http://127.0.0.1:{self.port}{path}"])],
            input=body, capture_output=True, check=False)
        return out.stdout[-3:].decode() or out.stderr.decode(), out.stdout[:-3]
