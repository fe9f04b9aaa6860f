"""Serves recorded pages over real HTTP on loopback, so that the scrapers run without the sites.

Each host of the index gets a port of its own, because robots.txt and paths belong to a host.
"""

from __future__ import annotations

import socket
import socketserver
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from scrapers.recordings import Answer, BadIndex, Index, Question, bare, route_of

__all__ = ["SETTINGS_OF_HOSTS", "BadIndex", "Replay"]

LOOPBACK = "127.0.0.1"
# Also the order of the ports, so that an added recording moves none of these three.
SETTINGS_OF_HOSTS = {
    "publications.europa.eu": "CELLAR_BASE",
    "eur-lex.europa.eu": "EURLEX_BASE",
    "www.consilium.europa.eu": "COUNCIL_BASE",
    "oeil.europarl.europa.eu": "PARLIAMENT_BASE",
    "data.europarl.europa.eu": "EPAPI_BASE",
}


class _Site(ThreadingHTTPServer):
    """One host of the index. Leaves neither a thread nor a connection behind when it closes."""

    daemon_threads = False  # joined on close, unlike the parent's

    def __init__(self, port: int, host: str, replay: Replay) -> None:
        self.host = host
        self.replay = replay
        self.connections: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Handler)
        self._loop = Thread(target=self.serve_forever, args=(0.02,), name=f"replay {host}")
        self._loop.start()

    def server_bind(self) -> None:
        # The parent asks the resolver for its own name, which can take seconds without a network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no error of ours; everything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        self.shutdown()
        self._loop.join()
        # A caller may keep its connection open for ever.
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Site
    protocol_version = "HTTP/1.1"
    server_version = "replay"
    # One packet for head and body; otherwise each kept-alive answer waits 40 ms for an ACK.
    wbufsize = -1
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        self._skip_body()
        address = urlsplit(self.path)
        question = Question(
            host=self.server.host,
            method="GET" if self.command == "HEAD" else self.command,
            route=route_of(address.path),
            parameters=tuple(parse_qsl(address.query, keep_blank_values=True)),
            accepts=frozenset(map(bare, ",".join(self.headers.get_all("Accept", [])).split(","))),
        )
        answer = self.server.replay.index.answer(question)
        if answer.status == 200 and self._knows(answer.headers.get("Etag")):
            answer = Answer(304, answer.headers, b"")
        self.server.replay.note(self.server.host, self.command, self.path, answer.status)
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815

    def _skip_body(self) -> None:
        """Read what came with the request, or the next one would begin in its middle."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.close_connection = True
        else:
            self.rfile.read(int(length))

    def _knows(self, etag: str | None) -> bool:
        known = {tag.strip().removeprefix("W/") for tag in self._condition().split(",")}
        return etag is not None and bool(known & {"*", etag.removeprefix("W/")})

    def _condition(self) -> str:
        # Only a repeated reading can be "not modified".
        return self.headers.get("If-None-Match", "") if self.command in {"GET", "HEAD"} else ""

    def _send(self, answer: Answer) -> None:
        has_body = answer.status not in {204, 304}
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if has_body:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Quiet: `Replay.note` says what is to be said."""


@dataclass
class Replay:
    """A running replay of `folder`, from `with` to its end: host by host, from `port` upwards.

    `port` 0 takes free ports. `bases` gives each host's local address; `requests` gathers host,
    method, path with query, and the status answered. Pages and index may be changed while it
    runs; a host that the index names only later has no port. Raises `BadIndex`, or `OSError` if a
    port is taken.
    """

    folder: Path
    port: int = 0
    tell: Callable[[str], object] | None = None
    bases: dict[str, str] = field(default_factory=dict, init=False)
    requests: list[tuple[str, str, str, int]] = field(default_factory=list, init=False)
    index: Index = field(init=False)
    _open: ExitStack = field(default_factory=ExitStack, init=False)

    def __post_init__(self) -> None:
        self.index = Index(self.folder)

    def __enter__(self) -> Self:
        hosts = {recording.host for recording in self.index.recordings()}
        if not hosts:
            raise BadIndex(f"{self.folder / 'INDEX.tsv'} has no row with a source_url")
        known = [host for host in SETTINGS_OF_HOSTS if host in hosts]
        with ExitStack() as opened:
            for place, host in enumerate([*known, *sorted(hosts.difference(known))]):
                site = _Site(self.port + place if self.port else 0, host, self)
                opened.callback(site.close)
                self.bases[host] = f"http://{LOOPBACK}:{site.server_port}"
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open.close()

    def settings(self) -> dict[str, str]:
        """The environment that points the scrapers here, and waits for nothing."""
        return {
            **{
                name: self.bases[host]
                for host, name in SETTINGS_OF_HOSTS.items()
                if host in self.bases
            },
            "SCRAPE_PAUSE_SECONDS": "0",
            "SCRAPE_PRIVATE_TARGETS": "1",
            "SCRAPE_CONTACT": "replay@localhost",
            "SOURCE_HOLD_SECONDS": "0",
        }

    def note(self, host: str, method: str, target: str, status: int) -> None:
        """Called before the answer goes out, so that whoever has it finds the entry."""
        self.requests.append((host, method, target, status))
        if self.tell:
            self.tell(f"{status} {method} {host}{target}")
