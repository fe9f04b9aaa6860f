"""One request, within bounds: against a server on loopback that misbehaves."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scrapers.fetch import (
    Limits,
    NotAllowed,
    Request,
    Unavailable,
    Validators,
    fetch,
    origin_of,
)

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Serves one behaviour at a time and remembers what it was asked."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = lambda handler: None
        self.seen: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.seen.append({**dict(self.headers), "path": self.path})
                outer.behaviour(self)

            def log_message(self, *args: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def ask(self, path: str = "/", **limits: object) -> object:
        return fetch(
            Request(self.base + path, "tests (+nobody)"),
            Validators(),
            replace(self.limits, **limits),  # type: ignore[arg-type]
        )

    @property
    def limits(self) -> Limits:
        return Limits(origin_of(self.base), 1, 1, 10_000, 20_000, private_targets=True)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


def say(handler: BaseHTTPRequestHandler, status: int, content: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def chunked(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(content)


def endless_chunks(handler: BaseHTTPRequestHandler) -> None:
    chunked(handler, b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    with suppress(OSError):
        while True:
            handler.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")


def many_headers(handler: BaseHTTPRequestHandler) -> None:
    told = "".join(f"X-{n}: {'x' * 100}\r\n" for n in range(2000))
    handler.wfile.write(f"HTTP/1.1 200 OK\r\n{told}\r\n".encode())


def twice(content: bytes) -> bytes:
    return gzip.compress(b"page") + gzip.compress(content)


def test_bytes_headers_and_status_come_back_as_served(server: Server) -> None:
    server.behaviour = lambda h: say(h, 503, b"\xff\x00busy", Retry_After="120")
    answer = fetch(Request(server.base + "/a", "me"), Validators(), server.limits)
    assert (answer.status, answer.content) == (503, b"\xff\x00busy")
    assert answer.headers["retry-after"] == "120"
    assert server.seen[0]["User-Agent"] == "me"


def test_validators_are_sent_and_304_is_told(server: Server) -> None:
    server.behaviour = lambda h: say(h, 304)
    told = Validators('"x"', "Tue, 24 Nov 2026 08:00:00 GMT")
    assert fetch(Request(server.base, "me"), told, server.limits).not_modified
    assert server.seen[0]["If-None-Match"] == '"x"'
    assert server.seen[0]["If-Modified-Since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_gzip_is_undone(server: Server) -> None:
    packed = gzip.compress(b"page" * 100)
    server.behaviour = lambda h: say(h, 200, packed, Content_Encoding="gzip")
    assert fetch(Request(server.base, "me"), Validators(), server.limits).content == b"page" * 100


def test_a_gzip_body_of_two_members_is_read_to_its_end(server: Server) -> None:
    server.behaviour = lambda h: say(h, 200, twice(b"and more"), Content_Encoding="gzip")
    answer = fetch(Request(server.base, "me"), Validators(), server.limits)
    assert answer.content == b"pageand more"


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (lambda h: say(h, 200, b"x" * 10_001), "more than 10000 bytes"),
        (
            lambda h: say(h, 200, gzip.compress(bytes(10**7))[:9_000], Content_Encoding="gzip"),
            "when decompressed",
        ),
        (
            lambda h: say(h, 200, gzip.compress(b"page" * 100)[:-9], Content_Encoding="gzip"),
            "breaks off",
        ),
        (lambda h: say(h, 200, b"not gzip", Content_Encoding="gzip"), "compression is broken"),
        (lambda h: say(h, 200, b"half", Content_Length="400"), "RemoteProtocolError"),
        (lambda h: say(h, 302, Location="/again", Connection="close"), "more than 5 redirects"),
        (lambda h: h.wfile.write(b"nonsense\r\n\r\n"), "RemoteProtocolError"),
        (lambda h: say(h, 200, b"\x1b", Content_Encoding="br"), "encoded as br"),
        (
            lambda h: say(h, 200, b"\x1f\x8b", Content_Encoding="gzip, gzip"),
            "encoded as gzip, gzip",
        ),
        (many_headers, "RemoteProtocolError"),
        (lambda h: say(h, 200, X_Long="x" * 200_000), "RemoteProtocolError"),
        (endless_chunks, "more than 10000 bytes"),
        (lambda h: chunked(h, b"zz\r\nno length\r\n"), "RemoteProtocolError"),
        (lambda h: chunked(h, b"10\r\nhalf"), "RemoteProtocolError"),
        (lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "Protocol"),
        (lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\nBad\0Header: x\r\n\r\n"), "Protocol"),
        (lambda h: h.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 5), "Protocol"),
        (lambda h: h.connection.close(), "RemoteProtocolError|ReadError"),
        (lambda h: say(h, 302, Location="https://eur-lex.europa.eu:99999/"), "elsewhere"),
        (lambda h: say(h, 302, Location="http://[::1"), "elsewhere"),
        (lambda h: say(h, 307, Location="ftp://127.0.0.1/"), "elsewhere"),
        (lambda h: say(h, 200, twice(bytes(10**5)), Content_Encoding="gzip"), "when decompressed"),
    ],
    ids=[
        "too long",
        "bomb",
        "cut gzip",
        "no gzip",
        "lying length",
        "loop",
        "nonsense",
        "brotli",
        "gzip twice",
        "many headers",
        "a long header",
        "endless chunks",
        "chunks without a length",
        "half a chunk",
        "negative length",
        "a NUL in a header",
        "only continue",
        "hangs up",
        "a port that cannot be",
        "half an address",
        "another scheme",
        "a bomb in the second member",
    ],
)
def test_a_bad_answer_is_unavailable_in_words(
    server: Server, behaviour: Behaviour, says: str
) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        behaviour(handler)
        handler.close_connection = True

    server.behaviour = once
    with pytest.raises(Unavailable, match=says):
        server.ask()


def test_a_drip_does_not_outlast_the_total_time(server: Server) -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not stop.wait(0.1):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    server.behaviour = drip
    started = time.monotonic()
    with pytest.raises(Unavailable, match="no answer within 1 seconds"):
        server.ask()
    stop.set()
    assert time.monotonic() - started < 10


def test_headers_that_drip_do_not_outlast_it_either(server: Server) -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not stop.wait(0.1):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    server.behaviour = drip
    started = time.monotonic()
    with pytest.raises(Unavailable, match="no answer within 1 seconds"):
        server.ask()
    stop.set()
    assert time.monotonic() - started < 10


def test_silence_is_unavailable(server: Server) -> None:
    stop = threading.Event()
    server.behaviour = lambda h: (stop.wait(5), None)[1]
    with pytest.raises(Unavailable, match=r"no answer within 0\.3 seconds"):
        server.ask(total_seconds=0.3)
    stop.set()


def test_nobody_there_is_unavailable() -> None:
    limits = Limits("http://127.0.0.1:9", 0.5, 1, private_targets=True)
    with pytest.raises(Unavailable, match="ConnectError"):
        fetch(Request("http://127.0.0.1:9/", "me"), Validators(), limits)


@pytest.mark.parametrize(
    ("address", "origin", "why"),
    [
        ("https://example.org/", "https://eur-lex.europa.eu:443", "the only place"),
        ("http://127.0.0.1:80/", "http://127.0.0.1:80", "not https"),
        ("https://127.0.0.1/", "https://127.0.0.1:443", "not a public address"),
        ("https://[::1]/", "https://::1:443", "not a public address"),
        ("https://169.254.169.254/", "https://169.254.169.254:443", "not a public address"),
        ("https://me:secret@127.0.0.1/", "https://127.0.0.1:443", "name and password"),
        ("file:///etc/passwd", "https://127.0.0.1:443", "the only place"),
    ],
)
def test_a_wrong_target_is_never_asked(address: str, origin: str, why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        fetch(Request(address, "me"), Validators(), Limits(origin))


def test_a_redirect_to_another_place_is_not_followed(server: Server) -> None:
    server.behaviour = lambda h: say(h, 302, Location="http://127.0.0.1:1/secret")
    with pytest.raises(Unavailable, match="sends us elsewhere"):
        server.ask()
    assert len(server.seen) == 1


PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.1"),
    *("192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "192.0.0.8", "192.0.2.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "2002:7f00:1::"),
    *("2001:db8::1", "64:ff9b::7f00:1", "2001::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_stands_for_an_address_inside_is_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a site's name is made to stand for, also between a check and the request."""
    asked: list[str] = []
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(kind, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: asked.append(address))
    with pytest.raises(NotAllowed, match="not a public address"):
        fetch(
            Request("https://eur-lex.europa.eu/", "me"),
            Validators(),
            Limits("https://eur-lex.europa.eu:443", 1, 1),
        )
    assert asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "//127.0.0.1/",
        "https://eur-lex.europa.eu@127.0.0.1/",
        "https://eur-lex.europa.eu.example.org/",
        "https://127.0.0.1\\@eur-lex.europa.eu/",
        "\\\\127.0.0.1\\",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "https://eur-lex.europa.eu:22/",
        "http://127.0.0.1:{trap}/",
    ],
)
def test_no_redirect_leads_to_another_place(server: Server, target: str) -> None:
    trap = Server()
    try:
        address = target.format(trap=trap.http.server_address[1])
        server.behaviour = lambda h: say(h, 302, Location=address)
        with suppress(Unavailable):  # sent elsewhere, or round and round at home
            server.ask()
        assert trap.seen == []
    finally:
        trap.http.shutdown()
        trap.http.server_close()


def test_an_address_that_leads_nowhere_is_not_the_whole_site(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.http.server_address[1]
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port)),  # nobody listens there
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)
    server.behaviour = lambda h: say(h, 200, b"page")
    answer = fetch(Request(server.base, "me"), Validators(), server.limits)
    assert answer.content == b"page"
