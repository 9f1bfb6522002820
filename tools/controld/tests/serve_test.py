#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What "snaptun-controld serve" does, with a gateway that is a file.

serve_test.py SNAPTUN-CONTROLD [TEST...]: the program is built with sanitizers.
"""
import base64
import contextlib
import http.server
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from running import (PLANE, PSSID, REGISTER, SOON_S, Controld, connect, frame,
                     http1, http2, register, soon)

KEY = bytes([7]) * 32
KEY_TEXT = base64.b64encode(KEY).decode()
TOLD = (b"\x0a\x0f192.0.2.1:30043\x12\x0chttp://snap/\x1a\x20" +
        b"\x77" * 32)


class Skip(Exception):
    """Why a test cannot run here."""


def expect(what, expected, seen):
    """Compare."""
    if expected != seen:
        raise AssertionError(f"{what}: expected {expected!r}, seen {seen!r}")


def answers_by_both_versions_of_http(c):
    c.start()
    for version in "--http1.1", "--http2-prior-knowledge", "--http1.0":
        expect(version, ("200", TOLD), c.curl(version, PLANE, b"", c.token()))
        expect(version, ("200", b"\x0a\x20" + bytes(32)),
               c.curl(version, REGISTER, register(KEY), c.token()))
        expect(version, "401", c.curl(version, PLANE, b"", "x")[0])


def tls_is_spoken(c):
    pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
            "subjectAltName=IP:127.0.0.1"]

    def certify():
        subprocess.run(["openssl", "req", "-x509", *pair, "-keyout",
                        c.path("tls.key.new"), "-out", c.path("tls.new")],
                       check=True, capture_output=True)
        os.rename(c.path("tls.key.new"), c.path("tls.key"))
        os.rename(c.path("tls.new"), c.path("tls.pem"))

    def call(version, newest="1.3"):
        return c.curl(version, "", register(KEY), c.token(), "--tls-max",
                      newest, "--cacert", c.path("tls.pem"), f"https://127.0.0.1:{c.port}{REGISTER}")

    certify()
    c.configure(listen=f"Certificate = {c.path('tls.pem')}\n"
                f"Key = {c.path('tls.key')}")
    c.start()
    for version in "--http1.1", "--http2":
        expect(version, "200", call(version)[0])
    expect("an old client", "200", call("--http2", "1.2")[0])
    expect("too old a client", "000", call("--http2", "1.1")[0])
    expect("plain text", b"", c.raw(http1(PLANE, token=c.token())))
    certify()
    c.says("tls.pem: read again")
    soon("the new one", lambda: call("--http2")[0] == "200")
    c.write("tls.pem", "nonsense")
    c.says("no start line")
    expect("an alert", 0x15, c.raw(b"\x16\x03\x01\x00\x05hello")[0])


def answers_look_as_they_do_elsewhere(c):
    c.start()
    status, head, body = c.ask(PLANE)
    expect("status", 401, status)
    expect("text", b"SNAP Token validation failed: authorization header is "
           b"missing", body)
    expect("its type", False, "content-type" in head.lower())
    status, head, body = c.ask(REGISTER, register(b"x" * 31), c.token())
    expect("status", 400, status)
    expect("reason", b'{"code":"invalid_argument","message":"initiator identity '
           b'is not 32 bytes","detail":null}', body)
    expect("its type", True, "Content-Type: application/json" in head)
    status, head, _ = c.ask(PLANE, token=c.token(), method="GET")
    expect("status", 405, status)
    expect("method", True, "Allow: POST" in head)


def registrations_are_the_kernels(c):
    c.start()
    expect("status", 200, c.ask(REGISTER, register(KEY), c.token())[0])
    before = c.identities()
    expect("who is registered", [KEY_TEXT], list(before))
    expect("token", "one", before[KEY_TEXT][1])
    expect("holder", PSSID, before[KEY_TEXT][2])
    c.stop(signal.SIGKILL)
    expect("who is, without it", before, c.identities())
    c.start()
    expect("status", 200, c.ask(
        REGISTER, register(bytes([8]) * 32), c.token("two"))[0])
    expect("how many", 2, len(c.identities()))
    c.ask(REGISTER, register(KEY), c.token("two"))
    expect("how many with one token", 1, len(c.identities()))


def several_instances_share_a_gateway(c):
    c.start()
    other = Controld(c.program)
    other.gateway = c.gateway
    shutil.copy(c.path("key"), other.path("key"))
    other.write("jwks", c.jwks)
    other.start()
    c.ask(REGISTER, register(KEY), c.token())
    other.ask(REGISTER, register(bytes([8]) * 32), c.token("two"))
    expect("how many", 2, len(c.identities()))
    expect("its end", 0, other.stop())


def keys_that_go_are_forgotten(c):
    c.start()
    token = c.token()
    expect("with the key", 200, c.ask(PLANE, token=token)[0])
    os.rename(c.path("key"), c.path("old"))
    c.write("jwks", c.tool("keygen", c.path("key")))
    c.says("jwks: read again: 1 keys")
    status, _, body = c.ask(PLANE, token=token)
    expect("without it", (401, True), (status, b"JWKS key not found" in body))
    expect("with the new one", 200, c.ask(PLANE, token=c.token())[0])
    c.write("jwks", "nonsense")
    c.says("jwks: it is not JSON")
    expect("with a broken file", 200, c.ask(PLANE, token=c.token())[0])


class KeyServer(http.server.ThreadingHTTPServer):
    """Serves key sets, or what else it is told to."""

    def __init__(self, text):
        self.text = text
        self.status = 200
        self.asked = 0
        self.go = threading.Event()
        self.go.set()
        super().__init__(("127.0.0.1", 0), KeyHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/jwks"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class KeyHandler(http.server.BaseHTTPRequestHandler):
    """One request for keys."""

    def do_GET(self):           # pylint: disable=invalid-name
        """Answer."""
        self.server.asked += 1
        self.server.go.wait(SOON_S)
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(self.server.text.encode())

    def log_message(self, *_):  # pylint: disable=arguments-differ
        """Say nothing."""


def keys_are_fetched(c):
    began = time.monotonic()
    with KeyServer(c.jwks) as server:
        c.configure(tokens=f"KeysUrl = {server.url}\nKeysInterval = 10")
        server.go.clear()
        c.start()
        token = c.token()
        with ThreadPoolExecutor(4) as pool:
            early = [pool.submit(c.ask, PLANE, b"", token) for _ in range(3)]
            with connect(c.port) as sock:       # does not wait for its answer
                sock.sendall(http1(PLANE, token=token))
                soon("it asks", lambda: server.asked)
            server.go.set()
            expect("those who waited", [200] * 3,
                   [one.result()[0] for one in early])
        for _ in range(50):
            expect("of nobody", 401, c.ask(PLANE, token=c.token(kid="x"))[0])
        expect("it asked seldom", True,
               server.asked <= 2 + (time.monotonic() - began) / 10)
        # a new key, and the old one goes
        os.unlink(c.path("key"))
        server.text = c.tool("keygen", c.path("key"))
        soon("the new key", lambda: c.ask(PLANE, token=c.token())[0] == 200)
        status, _, body = c.ask(PLANE, token=token)
        expect("the old key", (401, True), (status, b"not found" in body))
        # trouble there leaves the keys
        for server.status, server.text, said in (
                (500, "", "status 500"), (302, "", "status 302"),
                (200, "x" * 70000, "Maximum file size|too|exceed|long|larger"),
                (200, "{}", "it is not JSON with an array")):
            soon(said, lambda: re.search(said, c.read("out")))
            expect("the key", 200, c.ask(PLANE, token=c.token())[0])
        expect("it is told", True, "problem: " in c.admin("status"))


class Endhost(http.server.BaseHTTPRequestHandler):
    """Answers with what it is asked, or as its body says."""

    def do_POST(self):          # pylint: disable=invalid-name
        """Answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.tokens.add(self.headers["Authorization"])
        if body == b"wait":
            self.server.came.set()
            self.server.go.wait(SOON_S)
        self.send_response({b"bad": 400, b"broken": 500}.get(body, 200))
        self.send_header("Content-Type", "application/proto")
        self.end_headers()
        with contextlib.suppress(OSError):      # nobody waits for it
            self.wfile.write(self.path.encode() + (
                bytes(300000) if body == b"much" else body))

    def log_message(self, *_):  # pylint: disable=arguments-differ
        """Say nothing."""


def calls_are_passed_on(c):
    segments = "/scion.endhost.v1.SegmentsService/ListSegments"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endhost) as server:
        server.tokens = set()
        server.go, server.came = threading.Event(), threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        c.write("conf", c.read("conf") + f"[Endhost]\nUrl = http://127.0.0.1:{port}/api")
        c.start()
        token = c.token()
        for version in "--http1.1", "--http2-prior-knowledge":
            for body in b"", b"some", b"much":
                expect(f"{version} {body}", (
                    "200", b"/api" + segments.encode() +
                    (bytes(300000) if body == b"much" else body)),
                       c.curl(version, segments, body, token))
        expect("whose token", {f"Bearer {token}"}, server.tokens)
        underlays = "/scion.endhost.v1.UnderlayService/ListUnderlays"
        expect("underlays", 200, c.ask(underlays, b"", token)[0])
        expect("without a token", 401, c.ask(segments)[0])
        expect("a bad one", 400, c.ask(segments, b"bad", token)[0])
        expect("trouble there", 503, c.ask(segments, b"broken", token)[0])
        with connect(c.port) as sock:       # does not wait for its answer
            sock.sendall(http1(segments, b"wait", token))
            server.came.wait(SOON_S)
        expect("others", 200, c.ask(PLANE, token=token)[0])
        server.go.set()
        server.shutdown()
    expect("nobody there", 503, c.ask(segments, b"", token)[0])


def the_owner_revokes(c):
    c.start()
    c.ask(REGISTER, register(KEY), c.token())
    expect("what is said", "1 registrations ended\n",
           c.admin("revoke", "token", "one"))
    expect("who is registered", {}, c.identities())
    status, _, body = c.ask(REGISTER, register(KEY), c.token())
    expect("status", (401, True), (status, b"token is revoked" in body))
    expect("another token", 200, c.ask(REGISTER, register(KEY),
                                       c.token("two"))[0])
    expect("by key", "1 registrations ended\n",
           c.admin("revoke", "key", KEY_TEXT))
    expect("status", 403, c.ask(REGISTER, register(KEY), c.token("two"))[0])
    c.ask(REGISTER, register(bytes([8]) * 32), c.token("two"))
    expect("by holder", "1 registrations ended\n",
           c.admin("revoke", "holder", PSSID.upper()))
    expect("status", 401, c.ask(REGISTER, register(bytes([8]) * 32),
                                c.token("two"))[0])
    expect("what makes no sense", True, "it is not `token ID'" in
           c.admin("revoke", "nobody", "x", check=False))
    expect("what is kept", 3, len(c.read("revoked").splitlines()))
    c.stop()
    c.start()
    expect("after it began anew", 401, c.ask(PLANE, token=c.token())[0])


def a_file_revokes(c):
    c.start()
    c.ask(REGISTER, register(KEY), c.token())
    c.write("revoked", "# by hand\ntoken one\n")
    soon("nobody is registered", lambda: not c.identities())
    c.says("1 registrations are revoked")
    c.write("revoked", "nonsense\n")
    c.says("revoked:1: `nonsense' is not `token ID'")
    expect("with a broken file", 401, c.ask(PLANE, token=c.token())[0])
    # without an end of the last line
    c.write("revoked", "token two\ntoken three")
    c.says("2 are revoked")
    expect("what is let in again", 200, c.ask(PLANE, token=c.token())[0])
    c.admin("revoke", "token", "four")
    expect("lines", ["token two", "token three", "token four"],
           c.read("revoked").splitlines())
    os.unlink(c.path("revoked"))
    c.says("0 are revoked")


def a_gateway_that_is_away_is_told_later(c):
    c.start()
    c.ask(REGISTER, register(KEY), c.token())
    c.write("gateway.broken", "19")
    status, _, body = c.ask(REGISTER, register(KEY), c.token())
    expect("status", (503, True), (status, b'"unavailable"' in body))
    expect("health", 503, c.ask("/healthz", method="GET")[0])
    expect("what is said", True, "could not be told yet" in
           c.admin("revoke", "token", "one", check=False))
    os.unlink(c.path("gateway.broken"))
    soon("nobody is registered", lambda: not c.identities())
    expect("health", 200, c.ask("/healthz", method="GET")[0])


def gateways_share_the_clients(c):
    line = ("{} 192.0.2.{}:3 d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3c= "
            "http://snap{}\n")
    c.write("members", "".join(line.format(n, n, n) for n in range(1, 5)))
    c.configure(gateway=f"Members = {c.path('members')}")
    c.start()
    chosen = c.ask(PLANE, token=c.token())[2]
    number = chosen[12:13]
    expect("its URL", True, b"http://snap" + number in chosen)
    # the same in another order, and another when that one has gone
    lines = c.read("members").splitlines(keepends=True)
    c.write("members", "".join(reversed(lines)))
    c.says("members: read again: 4 gateways")
    expect("in another order", chosen, c.ask(PLANE, token=c.token())[2])
    c.write("members", "".join(
        line for line in lines if line[0] != number.decode()))
    c.says("members: read again: 3 gateways")
    expect("without it", True, c.ask(PLANE, token=c.token())[2] != chosen)
    c.write("members", "nonsense")
    c.says("members:1: a gateway has a name")
    expect("with a broken file", 200, c.ask(PLANE, token=c.token())[0])


def it_is_watched(c):
    c.start()
    c.ask(PLANE, token=c.token())
    c.ask("/nonsense", token=c.token())
    status, head, body = c.ask("/metrics", method="GET", port=c.monitor)
    text = body.decode()
    expect("status", 200, status)
    expect("type", True, "openmetrics-text; version=1.0.0" in head)
    for line in (f'started_total{{rpc_method="{PLANE}"}} 1\n',
                 f'handled_total{{rpc_method="{PLANE}",status="200"}} 1\n',
                 'handled_total{rpc_method="<unmatched>",status="404"} 1\n',
                 f'_count{{rpc_method="{PLANE}"}} 1\n',
                 "snaptun_controld_gateway_up 1\n",
                 "snaptun_controld_token_keys 1\n"):
        expect(line, 1, text.count(line))
    expect("the end", True, text.endswith("\n# EOF\n"))
    expect("form", [], [line for line in text.splitlines() if not re.match(
        r'(# (TYPE|HELP) \w+ .|# EOF$|\w+({\w+="[^"]*"(,\w+="[^"]*")*})? '
        r'[0-9.]+$)', line)])
    expect("elsewhere", 401, c.ask("/metrics", method="GET")[0])
    expect("health", (200, b"ok\n"), c.ask(
        "/healthz", method="GET", port=c.monitor)[::2])
    expect("nothing else", 404, c.ask(PLANE, port=c.monitor)[0])
    status = json.loads(c.admin("status", "--json"))
    expect("calls", {"200": 1}, status["calls"]["GetSnapDataPlaneAddress"])
    expect("gateway", True, status["gateway_up"])
    expect("for people", True, "gateway: up\n" in c.admin("status"))


def prometheus_understands_its_figures(c):
    try:
        from prometheus_client.openmetrics import parser
    except ImportError:
        raise Skip("no prometheus_client, of python3-prometheus-client") from None
    c.start()
    c.ask(PLANE, token=c.token())
    body = c.ask("/metrics", method="GET", port=c.monitor)[2]
    seen = {(sample.name, *sorted(sample.labels.values())): sample.value
            for family in parser.text_string_to_metric_families(body.decode())
            for sample in family.samples}
    expect("gateway", 1, seen["snaptun_controld_gateway_up",])
    expect("calls", 1,
           seen["control_plane_requests_handled_total", PLANE, "200"])
    expect("times", 1, seen["control_plane_requests_latency_seconds_count", PLANE])



def the_log_has_no_secrets(c):
    c.start()
    token = c.token("visible")
    c.ask(REGISTER, register(KEY), token)
    c.ask(PLANE, token=token[:-6] + "AAAAAA")
    c.ask("/\x1b[31m", token=token)
    soon("all is written", lambda: " - " in c.read("out"))
    log = c.read("out")
    expect("the call", True, re.search(
        r"127.0.0.1 RegisterSnapTunIdentity 200 [0-9.]+ ms token visible "
        f"holder {PSSID}\n", log) is not None)
    expect("what was wrong", True, "401" in log and "InvalidSignature" in log)
    expect("secrets", [], [part for part in token.split(".") if part in log])
    expect("control characters", False, "\x1b" in log)


def it_reads_its_configuration_again(c):
    c.start()
    c.write("conf", c.read("conf").replace("192.0.2.1", "192.0.2.9"))
    c.process.send_signal(signal.SIGHUP)
    soon("it tells the new address",
         lambda: b"192.0.2.9" in c.ask(PLANE, token=c.token())[2])
    c.write("conf", "nonsense")
    c.process.send_signal(signal.SIGHUP)
    c.says("conf:1: `nonsense' is not")
    expect("status", 200, c.ask(PLANE, token=c.token())[0])


def it_tells_systemd(c):
    path = c.path("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(path)
        c.start(NOTIFY_SOCKET=path, WATCHDOG_USEC="200000")
        said = set()
        soon("it is ready and alive", lambda: said.add(
            sock.recv(100)) or {b"READY=1\n", b"WATCHDOG=1\n"} <= said)
        c.process.send_signal(signal.SIGHUP)
        soon("it reads again", lambda: sock.recv(100).startswith(
            b"RELOADING=1\nMONOTONIC_USEC="))
        c.process.terminate()
        soon("it ends", lambda: sock.recv(100) == b"STOPPING=1\n")


def there_is_one_at_a_socket(c):
    c.start()
    other = Controld(c.program)
    text = other.tool("--config", other.path("conf"), "--socket",
                      c.path("socket"), check=False)
    expect("what the second says", True,
           "another control plane is there" in text)
    c.stop(signal.SIGKILL)
    expect("nobody there", True, "no control plane runs here" in
           c.admin("status", check=False))
    c.start()
    c.admin("status")


def peers_that_stall_are_cut_off(c):
    c.start()
    body = register(KEY)
    ways = {
        "silent": b"",
        "half a head": http1(REGISTER, body, c.token())[:20],
        "half a body": http1(REGISTER, body, c.token())[:-3],
        "half a frame": http2(REGISTER, body, c.token())[:-3],
        "reads nothing": http1("/nonsense", token=c.token()) * 20000,
    }
    began = time.monotonic()
    left = {}
    for name, request in ways.items():
        left[name] = connect(c.port)
        left[name].setblocking(False)
        try:
            left[name].send(request)
        except BlockingIOError:
            pass
    while left and time.monotonic() - began < 120:
        for name, sock in list(left.items()):
            poll = select.poll()
            poll.register(sock, select.POLLRDHUP)
            if poll.poll(100):
                took = time.monotonic() - began
                least = 9.9 if name == "reads nothing" else 4.9
                expect(f"{name}: not too early", True, took > least or took)
                left.pop(name).close()
    expect("who is left", [], list(left))


def turned_away(sockets, least):
    """How many of @sockets the server has closed: at least @least of them."""
    closed = set()
    soon(f"{least} are turned away", lambda: len(closed) >= least or closed.update(
        select.select(sockets, [], [], 0)[0]))
    return len(closed)


def connections_are_bounded(c):
    c.configure(listen="MaxConnections = 50", clients="MaxConnections = 0")
    c.start()
    sockets = [connect(c.port) for _ in range(60)]
    expect("how many", 10, turned_away(sockets, 10))
    expect("who is counted", 10, json.loads(
        c.admin("status", "--json"))["listeners"][0]["refused"])
    for sock in sockets:
        sock.close()
    soon("others may come", lambda: c.ask(PLANE, token=c.token())[0] == 200)


def descriptors_that_run_out_stop_nobody(c):
    c.start(files=64)
    sockets = [connect(c.port) for _ in range(100)]
    # Of 64 descriptors the server itself has more than four.
    away = turned_away(sockets, 40)
    for sock in sockets:
        sock.close()
    soon("others may come", lambda: c.ask(PLANE, token=c.token())[0] == 200)
    refused = json.loads(c.admin("status", "--json"))["listeners"][0]["refused"]
    expect("who is counted", True, away <= refused < 100 or refused)


def an_address_is_bounded(c):
    c.configure(clients="MaxConnections = 5")
    c.start()
    sockets = [connect(c.port) for _ in range(6)]
    soon("one is closed", lambda: any(select.select([s], [], [], 0)[0]
                                      for s in sockets))
    expect("who is counted", 1, json.loads(
        c.admin("status", "--json"))["clients_refused"])
    for sock in sockets:
        sock.close()
    soon("others may come", lambda: json.loads(c.admin(
        "status", "--json"))["listeners"][0]["connections"] == 0)
    expect("status", 200, c.ask(PLANE, token=c.token())[0])


def a_proxy_asks_for_others(c):
    c.configure(clients="MaxConnections = 1\nProxies = 127.0.0.0/8, ::1")
    c.start()
    sockets = [connect(c.port) for _ in range(5)]
    more = "X-Forwarded-For: 1.1.1.1, 192.0.2.55\r\n"
    expect("status", 200, c.ask(PLANE, token=c.token(), more=more)[0])
    c.says("192.0.2.55 GetSnapDataPlaneAddress 200")
    for version in "--http1.1", "--http2-prior-knowledge":
        c.curl(version, "", b"", c.token(), "-H", "X-Forwarded-For: 2001:db8::5",
               f"http://127.0.0.1:{c.port}/nonsense")
    soon("both are logged", lambda: c.read("out").count("2001:db8::5 - 404") == 2)
    for sock in sockets:
        sock.close()


def requests_are_bounded(c):
    c.start()
    expect("a long body", 413, c.ask(REGISTER, bytes(2000), c.token())[0])
    expect("one that nobody has", 413, c.ask(
        REGISTER, token=c.token(), more="X: y\r\n")[0] and
        int(c.raw(b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
            .split()[1]))
    expect("a long head", 431, c.ask(
        PLANE, token=c.token(), more=f"X: {'y' * 13000}\r\n")[0])
    expect("two tokens", 400, c.ask(
        PLANE, token=c.token(), more="Authorization: Bearer x\r\n")[0])
    expect("a body in parts", 411, c.ask(
        PLANE, token=c.token(), more="Transfer-Encoding: chunked\r\n")[0])


def what_is_no_request_does_no_harm(c):
    c.start()
    chance = random.Random(4711)
    body = register(KEY)
    good = [http1(REGISTER, body, c.token()), http2(REGISTER, body, c.token()),
            http2(PLANE, b"x" * 5000, c.token()) + frame(
                6, 0, 0, b"12345678") * 50,
            http1(PLANE, b"", "a.b.c")]
    for turn in range(int(os.environ.get("GARBAGE", "3000"))):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randrange(0, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with socket.create_connection(("127.0.0.1", c.port)) as sock:
            sock.sendall(data[:chance.randrange(1, len(data) + 1)])
            if turn % 8 == 0:
                sock.settimeout(0.005)
                try:
                    sock.recv(100)
                except OSError:
                    pass
    expect("status", 200, c.ask(PLANE, token=c.token())[0])


TESTS = [
    answers_by_both_versions_of_http, tls_is_spoken, answers_look_as_they_do_elsewhere,
    registrations_are_the_kernels, several_instances_share_a_gateway,
    keys_that_go_are_forgotten, keys_are_fetched, calls_are_passed_on, the_owner_revokes, a_file_revokes,
    a_gateway_that_is_away_is_told_later, gateways_share_the_clients,
    it_is_watched, prometheus_understands_its_figures, the_log_has_no_secrets,
    it_reads_its_configuration_again, it_tells_systemd, there_is_one_at_a_socket, peers_that_stall_are_cut_off,
    connections_are_bounded, descriptors_that_run_out_stop_nobody,
    an_address_is_bounded, a_proxy_asks_for_others, requests_are_bounded,
    what_is_no_request_does_no_harm,
]


def run(test, program):
    """Return what is wrong, or nothing; it ends well, and without a word of a sanitizer."""
    c = Controld(program)
    try:
        test(c)
        if c.process and c.process.poll() is None:
            expect("its end", 0, c.stop())
        expect("sanitizers", None, re.search("Sanitizer|runtime error",
                                             c.read("out")))
    except Skip:
        raise
    except Exception:       # pylint: disable=broad-except
        return traceback.format_exc() + c.read("out")[-2000:]
    finally:
        if c.process and c.process.poll() is None:
            c.process.kill()
        shutil.rmtree(c.folder)
    return ""


def main():
    program, *names = sys.argv[1:]
    if os.getuid():
        os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
    tests = [t for t in TESTS if not names or t.__name__ in names]
    print(f"KTAP version 1\n1..{len(tests)}", flush=True)
    failed = False
    for number, test in enumerate(tests, 1):
        note = ""
        try:
            wrong = run(test, program)
        except Skip as why:
            wrong, note = "", f" # SKIP {why}"
        for line in wrong.splitlines():
            print("#", line)
        print("not ok" if wrong else "ok", number,
              test.__name__.replace("_", " ") + note, flush=True)
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
