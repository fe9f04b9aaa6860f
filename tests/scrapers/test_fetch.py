"""One request, within bounds: against a server on loopback that misbehaves."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
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
    ],
    ids=["too long", "bomb", "cut gzip", "no gzip", "lying length", "loop", "nonsense"],
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
