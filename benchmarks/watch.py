"""A look at a page against the raw socket: unchanged, other bytes with the same content, changed.

The server is a process of its own, so that only the watcher's time counts. A look of ours is
`pipeline.run`: what was asked and answered is noted in a database (SQLite here). urlwatch notes
nothing of an unchanged page.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import os
import re
import socket
import socketserver
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import lxml.html
from django.conf import settings
from django.core.management import call_command
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from benchmarks._measure import compare, peer
from benchmarks._pages import RECORDED, SMALL

if TYPE_CHECKING:
    from legislation.models import Source

FLOOR = "raw socket, kept alive"
ETAG = b'"as-it-was"'
#: What follows the status on the page, and what a real page has that is new in each answer.
STATUS, NONCE = re.compile(rb'(class="procStatus\b.*?<b>)[^<]*', re.DOTALL), b"</body>"
#: As long as those of the sites.
ROBOTS = b"User-agent: *\n" + b"".join(b"Disallow: /search/%d/*?q=\n" % n for n in range(60))
#: How a look must end, by what the server does.
ENDS = {
    "condition": "The server says that nothing changed.",
    "same": "The same bytes as last time.",
    "nonce": "Other bytes, the same content as last time.",
    "changed": "new, ",
}
TITLES = {
    "condition": "Unchanged, the server says so (304)",
    "same": "Unchanged, the server sends the same bytes (200)",
    "nonce": "Unchanged, the server sends other bytes with the same content (200)",
    "changed": "Changed: fetched, kept, read, planned, applied",
}


class Site(socketserver.ThreadingTCPServer):
    """Serves one page under four paths: /condition, /same, /nonce and /changed."""

    daemon_threads = True
    page: bytes
    numbers = itertools.count(1)


class Answers(socketserver.StreamRequestHandler):
    """Answers without looking at more than the path and the condition."""

    server: Site
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until the caller hangs up."""
        while asked := self.rfile.readline():
            headers = list(iter(self.rfile.readline, b"\r\n"))
            known = any(line.lower().startswith(b"if-none-match:") for line in headers)
            self.wfile.write(self._answer(asked.split()[1], known))

    def _answer(self, path: bytes, known: bool) -> bytes:
        page, tag = self.server.page, b""
        number = b"%d" % next(self.server.numbers)
        if path.endswith(b"/robots.txt"):
            page = ROBOTS
        elif path.startswith(b"/condition"):
            tag = b"ETag: " + ETAG + b"\r\n"
            if known:
                return b"HTTP/1.1 304 Not Modified\r\n" + tag + b"\r\n"
        elif path.startswith(b"/nonce"):
            page = page.replace(NONCE, b"<!-- %s -->%s" % (number, NONCE))
        elif path.startswith(b"/changed"):
            page = STATUS.sub(rb"\g<1>Ongoing, look " + number, page, count=1)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + tag
        return head + b"Content-Length: %d\r\n\r\n" % len(page) + page


def serve(page: bytes, told: Connection) -> None:
    """Serve until the process is ended; tells its port."""
    with Site(("127.0.0.1", 0), Answers) as site:
        site.page = page
        told.send(site.server_address[1])
        site.serve_forever()


@contextmanager
def served(page: bytes) -> Iterator[int]:
    """The port at which a page is served."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(page, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


class Raw:
    """The floor: one request written and one answer read on a connection that stays open."""

    def __init__(self, port: int, path: str, known: bool) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        condition = f"If-None-Match: {ETAG.decode()}\r\n" if known else ""
        self.asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{condition}\r\n".encode()

    def __call__(self) -> bytes:
        """The body."""
        self.socket.sendall(self.asked)
        head, _, body = self.socket.recv(1 << 16).partition(b"\r\n\r\n")
        if length := re.search(rb"Content-Length: (\d+)", head):
            pieces, missing = [body], int(length[1]) - len(body)
            while missing:
                pieces.append(self.socket.recv(min(missing, 1 << 20)))
                missing -= len(pieces[-1])
            body = b"".join(pieces)
        return body


def ask(connection: http.client.HTTPConnection, path: str, known: bool) -> bytes:
    """One request of the standard library, on a connection that stays open."""
    connection.request("GET", path, headers={"If-None-Match": ETAG.decode()} if known else {})
    return connection.getresponse().read()


def urlwatch(place: Path, address: str) -> Callable[[], object] | None:
    """A look of urlwatch's: what its worker does with one job, and with what came of it."""
    if not (handler := peer("urlwatch.handler", "urlwatch")):
        return None
    jobs, storage = peer("urlwatch.jobs"), peer("urlwatch.storage")
    known = storage.CacheMiniDBStorage(str(place / f"urlwatch-{hash(address)}.db"))
    job = jobs.UrlJob(url=address, filter=["html2text"])

    def look() -> None:
        with handler.JobState(known, job) as state:
            state.process()
            if state.exception and not isinstance(state.exception, jobs.NotModifiedError):
                raise state.exception
            if not state.exception and state.new_data != state.old_data:
                if state.old_data is not None:
                    state.get_diff()
                state.save()

    return look


def source_of(reference: str) -> Source:
    """The EUR-Lex page of a proposal, which is followed from now on."""
    from legislation import timeline
    from legislation.domain.references import ProcedureReference
    from legislation.domain.words import Origin
    from legislation.journal import Author
    from scrapers import watching

    timeline.follow(ProcedureReference.parse(reference), Author(Origin.EDITOR))
    return next(source for source in watching.sources() if source.site_id == "eurlex")


def look(source: Source, ends: str) -> None:
    """One look of ours, which must end so."""
    from scrapers import pipeline

    run = pipeline.run(source)
    if ends not in run.detail:
        raise SystemExit(f"expected a look to end with “{ends}”, it ended with “{run.detail}”")


def fetched(address: str, known: bool) -> bytes:
    """What the fetcher alone does; it opens a connection for each look, as it does for a site."""
    from scrapers.fetch import Limits, Request, Validators, fetch, origin_of

    limits = Limits(origin_of(address), private_targets=True)
    validators = Validators(ETAG.decode()) if known else Validators()
    return fetch(Request(address, "benchmark"), validators, limits).content


def text_of(body: bytes) -> str:
    """What a changed page is at least: parsed, and its text taken."""
    return "".join(map(str, lxml.html.document_fromstring(body).itertext()))


def contenders(case: str, port: int, source: Source, place: Path) -> dict[str, Callable[[], Any]]:
    """Who looks at the page, each with what a look is to the floor: the answer of a condition, a
    sum over the bytes, or the page's text."""
    path, known = f"/{case}" + source.address.partition(".eu")[2], case == "condition"
    does: dict[str, Callable[[bytes], object]] = {"condition": len, "same": hashlib.sha256}
    then = does.get(case, text_of)
    what = {"condition": "", "same": ", SHA-256"}.get(case, ", lxml text")
    raw, standard = Raw(port, path, known), http.client.HTTPConnection("127.0.0.1", port)
    address = f"http://127.0.0.1:{port}{path}"
    found: dict[str, Callable[[], Any]] = {
        FLOOR + what: lambda: then(raw()),
        "http.client, kept alive" + what: lambda: then(ask(standard, path, known)),
        "scrapers.fetch" + what: lambda: then(fetched(address, known)),
    }
    with CaptureQueriesContext(database) as asked:
        look(source, ENDS[case])
    found[f"pipeline.run ({len(asked)} queries)"] = partial(look, source, ENDS[case])
    if other := urlwatch(place, address):
        found["urlwatch"] = other
    return found


def main(place: Path) -> None:
    """Serve a page, follow its proposal, and compare."""
    recorded = RECORDED / "eurlex" / "procedure_page" / "2023_463.html"
    page = recorded if recorded.exists() else SMALL / "story" / "eurlex.html"
    reference = "2023/0463(COD)" if page == recorded else "2025/0059(COD)"
    print(f"{page}, {page.stat().st_size / 1000:.0f} kB")
    call_command("migrate", verbosity=0)
    source = source_of(reference)
    settings.SCRAPE_CONTACT, settings.SCRAPE_PRIVATE_TARGETS = "benchmark@localhost", True
    with served(page.read_bytes()) as port:
        for case, ends in ENDS.items():
            settings.SOURCE_BASES = {"eurlex": f"http://127.0.0.1:{port}/{case}"}
            with suppress(SystemExit):  # the first look of each kind finds robots.txt, and the page
                look(source, ends)
            print(f"\n{TITLES[case]}")
            compare(found := contenders(case, port, source, place), next(iter(found)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tracker-benchmark-") as folder:
        (Path(folder) / "static").mkdir()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "VAR_DIR": folder,
            "STATIC_COMPILED": "0",
            "SITE_URL": "http://127.0.0.1:8000",
        }
        for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG"):
            os.environ.pop(name, None)
        django.setup()
        main(Path(folder))
