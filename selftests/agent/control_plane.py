#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A control plane that behaves as the first folder of the URL says.

control_plane.py FOLDER [CERTIFICATE KEY]: listens on a free port of 127.0.0.1,
or of the address in LISTEN, with TLS when there is a certificate, writes the port
to standard output and a line for each request into FOLDER/log: "MODE METHOD
TOKEN BODY VIA CLIENT", with the last part of the token, the body in hexadecimal,
the proxy that it came by, and the client's address.  Ends with its standard
input.  Where the data plane is, it reads each time from FOLDER/data-plane-MODE or
FOLDER/data-plane: address and port, and the key in base64.  In the mode "paths"
it is an endhost API as well, see endhost.py.

control_plane.py token LIFE SERIAL: writes a token that lives so many seconds.

The modes are the methods of Mode below; "cut-N" sends N bytes of an answer, but
never all, and then closes; "METHOD-N" does so for one method.
"""
import base64
import http.server
import json
import os
import pathlib
import sys
import threading
import time

import endhost
from endhost import field

DATA_PLANE = ("127.0.0.1:41000", bytes(range(32)))


def make_token(life, serial):
    """Return a token that nobody signed."""
    def part(value):
        text = json.dumps(value).encode()
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    now = int(time.time())
    return ".".join([part({"alg": "none"}), part(
        {"exp": now + life, "iat": now, "jti": str(serial)}), str(serial)])


class Mode:
    """What is answered: (status, header, body)."""

    def __init__(self, handler):
        self.handler = handler
        self.here = handler.server.url
        self.method = handler.path.rsplit("/", 1)[-1]
        self.address, self.key = handler.server.data_plane(
            handler.path.split("/")[1])

    def good_body(self, where="good"):
        """Return the answer to any method."""
        answers = {
            "GetSnapDataPlaneAddress": field(1, self.address) +
                field(2, f"{self.here}/{where}/") + field(3, self.key),
            "RegisterSnapTunIdentity": field(1, bytes(32)),
            "ListUnderlays": field(1, b"") + field(2, b"".join(
                field(1, field(1, f"{self.here}/{snap}") + field(2, b"\1"))
                for snap in where.split("+"))),
            "GetEndhostApis": b"".join(
                field(1, field(1, field(1, f"{self.here}/{api}")))
                for api in ("500", where)),
            "AuthenticateByKey": field(1, make_token(3600, int(time.time()))) +
                field(2, field(1, f"{self.here}/{where}")),
        }
        return answers[self.method]

    def good(self):
        return 200, {}, self.good_body()

    def elsewhere(self):
        """Ask to register at a control plane named without a scheme."""
        host = self.here.split("//")[1]
        body = field(1, self.address) + field(2, host) + field(3, self.key)
        return 200, {}, body

    def two(self):
        """Name a control plane that fails before one that is good."""
        return 200, {}, self.good_body("500+good")

    def nokey(self):
        if self.method != "GetSnapDataPlaneAddress":
            return self.good()
        return 200, {}, field(1, self.address)

    def plain(self):
        """Send a token over the net in clear."""
        if self.method != "GetSnapDataPlaneAddress":
            return self.good()
        return 200, {}, field(1, self.address) + field(
            2, "http://192.0.2.1:80/") + field(3, self.key)

    def name(self):
        """Name a host instead of an address."""
        return 200, {}, field(1, "localhost:41000") + field(
            2, f"{self.here}/good/") + field(3, self.key)

    def noname(self):
        """Name a host that there is not, and might be a command."""
        return 200, {}, field(1, "$(touch x).invalid:1") + field(
            3, self.key)

    def share(self):
        if self.method != "RegisterSnapTunIdentity":
            return 200, {}, self.good_body("share")
        return 200, {}, field(1, bytes(31) + b"\1")

    def status(self, status, text, **header):
        header = {name.replace("_", "-"): v for name, v in header.items()}
        return status, header, text.encode()

    def s400(self):
        return self.status(400, '{"code":"invalid_argument","message":'
                           '"psk share is not 32 bytes","detail":null}')

    def s401(self):
        return self.status(401, "token verification failed: InvalidSignature")

    def s403(self):
        return self.status(403, "")

    def s404(self):
        return self.status(404, "")

    def s429(self):
        """Want to be left alone for two seconds, twice for each method."""
        server = self.handler.server
        now = time.monotonic()
        if now < server.not_before:
            server.note("impatient")
        server.not_before = now + 2
        server.asked[self.method] = server.asked.get(self.method, 0) + 1
        if server.asked[self.method] > 2:
            server.not_before = 0
            return 200, {}, self.good_body("429")
        return self.status(429, "slow down", Retry_After="2")

    def s500(self):
        return self.status(500, "a line\x1b[31m\nand one more")

    def garbage(self):
        return 200, {}, b"\xff\xfe<html>" * 10

    def empty(self):
        return 200, {}, b""

    def oversized(self):
        return 200, {}, field(1, self.address) + bytes(1 << 20)

    def endless(self):
        """Do not say how long the answer is."""
        return 200, {"Transfer-Encoding": "chunked"}, b"x" * (1 << 20)

    def header(self):
        return 200, {f"X-{n}": "x" * 1000 for n in range(99)}, b""

    def slow(self):
        self.handler.server.is_over.wait(30)
        return self.good()

    def late(self):
        """Fail when others have long answered."""
        self.handler.server.is_over.wait(60)
        return self.s500()

    def crowd(self):
        """Know eleven endhost APIs that are late before one that is good."""
        if self.method != "GetEndhostApis":
            return self.good()
        return 200, {}, b"".join(
            field(1, field(1, field(1, f"{self.here}/{api}")))
            for api in ["late"] * 11 + ["good"])

    def redirect(self):
        return self.status(307, "", Location=f"{self.here}/stolen/")

    def ended(self):
        return self.status(400, '{"code":"invalid_argument","message":'
                           '"expiration time is in the past"}')

    def paths(self):
        """Know paths, too."""
        if self.method == "ListUnderlays":
            return 200, {}, endhost.list_underlays(
                f"{self.here}/paths", self.handler.server.folder)
        if self.method != "ListSegments":
            return 200, {}, self.good_body("paths")
        return endhost.list_segments(self.handler.request_body,
                                     self.handler.server.folder,
                                     self.handler.server.is_over)

    def flaky(self):
        """Fail while there is a file that says so."""
        if (self.handler.server.folder / "fail-flaky").exists():
            return self.s500()
        return 200, {}, self.good_body("flaky")


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def respond(self, mode, body_of_request):
        name, _, number = mode.partition("-")
        if name == "cut" or name == self.path.rsplit("/", 1)[-1]:
            self.close_connection = True
            self.wfile.write(self.whole_answer()[:-1][:int(number)])
            return
        name = f"s{mode}" if mode.isdigit() else mode
        status, header, body = (
            (200, {}, Mode(self).good_body(mode)) if number
            else getattr(Mode(self), name)())
        self.send_response(status)
        if "Transfer-Encoding" not in header:
            header["Content-Length"] = len(body)
        for name, value in header.items():
            self.send_header(name, value)
        self.end_headers()
        if "Transfer-Encoding" in header:
            body = b"%x\r\n%s\r\n" % (len(body), body) * 9 + b"0\r\n\r\n"
        self.wfile.write(body)

    def whole_answer(self):
        body = Mode(self).good_body(self.path.split("/")[1])
        return (f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n"
                "\r\n").encode() + body

    def do_POST(self):
        mode = self.path.split("/")[1]
        if "." in mode:
            mode = "good"       # a control plane without a folder
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.request_body = body
        token = self.headers.get("Authorization", "-").split(".")[-1]
        self.server.note(f"{mode} {self.path.rsplit('/', 1)[-1]} "
                         f"{token.replace(' ', '_')} {body.hex() or '-'} "
                         f"{self.headers.get('Via', '-')} "
                         f"{self.client_address[0]}")
        try:
            self.respond(mode, body)
        except OSError:         # the client has gone
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    """All of it."""

    request_queue_size = 1024   # of hundreds who come at the same time

    def __init__(self, folder, certificate):
        address = os.environ.get("LISTEN", "127.0.0.1")
        super().__init__((address, 0), Handler)
        self.folder = folder
        self.asked = {}
        self.not_before = 0
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        scheme = "http"
        if certificate:
            import ssl          # not everywhere
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True,
                                              do_handshake_on_connect=False)
        self.url = f"{scheme}://{address}:{self.server_port}"

    def data_plane(self, mode):
        """Return its address with the port, and its key."""
        path = self.folder / f"data-plane-{mode}"
        if not path.exists():
            path = self.folder / "data-plane"
        if not path.exists():
            return DATA_PLANE
        address, key = path.read_text(encoding="utf-8").split()
        return address, base64.b64decode(key)

    def note(self, line):
        with self.lock, open(self.folder / "log", "a",
                             encoding="utf-8") as log:
            log.write(line + "\n")

    def handle_error(self, request, client_address):
        pass


def main():
    folder = pathlib.Path(sys.argv[1])
    server = Server(folder, sys.argv[2:])
    (folder / "log").touch()
    print(server.server_port, flush=True)
    # By itself it would wake twice a second to see whether it is to end.
    threading.Thread(target=server.serve_forever, args=(None,),
                     daemon=True).start()
    sys.stdin.read()
    server.is_over.set()


if __name__ == "__main__":
    if sys.argv[1:2] == ["token"]:
        print(make_token(int(sys.argv[2]), sys.argv[3]))
    else:
        main()
