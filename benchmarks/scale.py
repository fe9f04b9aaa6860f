"""Pages of a small record and of a large one: their queries are the same, and what their time does.

    PYTHONPATH=. .venv/bin/python benchmarks/scale.py [FILES] [EVENTS]

First the curated record alone (3 files), then with FILES further files and EVENTS further events
(3,000 and 1,000,000), which are written by SQL and without evidence: it is the tables that are
large, not the journal. Exits with 1 if a page asks more of the large record. The database is a
SQLite of its own; on PostgreSQL if TEST_DATABASE_URL names a server.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PAGES = [
    "/",
    "/?on=2026-03-26",
    "/proposals/2025-0059-COD/",
    "/proposals/2025-0059-COD/?on=2026-03-26",
    "/proposals/2025-0059-COD/events/2025-03-11-proposal-adopted/",
    "/proposals/2025-0059-COD/positions/",
    "/proposals/2025-0059-COD/vote/",
    "/proposals/2025-0059-COD/briefing/",
    "/proposals/2025-0059-COD/feed/",
    "/proposals/2025-0059-COD/calendar.ics",
    "/context/",
    "/states/ES/",
    "/states/",
    "/figures/",
    "/sources/",
    "/corrections/",
    "/search/?q=Hungary",
    "/subscribe/",
    "/sitemap.xml",
    "/calendar.ics",
    "/api/v1/proposals/",
    "/api/v1/events/",
]
#: Each page is asked so often; the quickest counts.
ROUNDS = 3
_BATCH = 5_000


@contextmanager
def database() -> Iterator[None]:
    """A new database for the run, gone afterwards."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    name = f"tracker_scale_{os.getpid()}"
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = server.rsplit("/", 1)[0] + f"/{name}"
        try:
            yield
        finally:
            connection.close()
            db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measured(client: Client) -> dict[str, tuple[int, float]]:
    """Of each page the queries, and the seconds of the quickest answer."""
    found = {}
    for address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        # Now, for the next request forgets them.
        queries = len(asked)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - began)
        found[address] = (queries, min(times))
    return found


def enlarge(files: int, events: int) -> None:
    """Further files, and further events on them, in equal parts."""
    from legislation.models import Event, Proposal  # the apps must be ready

    rows = [
        Proposal(
            reference=f"{1990 + n % 30}/{n:04}A(COD)",
            slug=f"{1990 + n % 30}-{n:04}A-COD",
            year=1990 + n % 30,
            number=n,
            suffix="A",
            procedure_type="COD",
            title=f"Proposal {n}",
            short_title=f"File {n}",
        )
        for n in range(1, files + 1)
    ]
    made = Proposal.objects.bulk_create(rows, _BATCH)
    first = date(1990, 1, 1)
    for start in range(0, events, _BATCH):
        Event.objects.bulk_create(
            Event(
                proposal=made[n % files],
                key=f"step-{n}",
                kind="other" if n // files else "proposal_adopted",
                title=f"Step {n}",
                happened_on=first + timedelta(days=n % 13_000),
                origin="source",
            )
            for n in range(start, min(start + _BATCH, events))
        )
        print(f"\r{min(start + _BATCH, events):,} events", end="", file=sys.stderr)
    print(file=sys.stderr)


def main(files: int, events: int) -> int:
    """Measure, enlarge, measure again; 1 if a page asks more than before."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_baseline")
    client = Client(headers={"host": "127.0.0.1:8000"})
    small = measured(client)
    enlarge(files, events)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    large = measured(client)
    more = f"with {events:,}"
    print(f"{'page':<62}{'queries':>8}{more:>16}{'ms':>8}{more:>16}{'time x':>8}")
    worse = 0
    for address, (asked, quickest) in small.items():
        then, slower = large[address]
        worse += then > asked
        mark = "  MORE" if then > asked else ""
        ms = f"{1000 * quickest:>8.0f}{1000 * slower:>16.0f}{slower / quickest:>8.1f}"
        print(f"{address:<62}{asked:>8}{then:>16}{ms}{mark}")
    return 1 if worse else 0


if __name__ == "__main__":
    given = [int(word.replace(",", "")) for word in sys.argv[1:3]]
    with tempfile.TemporaryDirectory(prefix="tracker-benchmark-") as place, database():
        (Path(place) / "static").mkdir()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "VAR_DIR": place,
            "STATIC_COMPILED": "0",
            "SITE_URL": "http://127.0.0.1:8000",
        }
        for name in ("REDIS_URL", "EMAIL_URL", "DEBUG"):
            os.environ.pop(name, None)
        ended = main(*given) if len(given) == 2 else main(3_000, 1_000_000)
    sys.exit(ended)
