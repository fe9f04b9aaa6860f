"""The search in 100,000 entries against the bare indexed query for the same words.

    PYTHONPATH=. .venv/bin/python benchmarks/search.py [COUNT]

The bare query asks the same full-text index for the columns of the newest page, in SQL and without
looking at what fits best: what no search can do without. Beside it stand the search's own question
to the index, and `find` with a page of hits in full: the difference is the price of twenty lines
with files, addresses and marks, the same for a hundred entries and a million. Times are of the wall
clock, since PostgreSQL works in processes of its own. On PostgreSQL too, if TEST_DATABASE_URL names
a server.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks._measure import compare
from benchmarks.fanout import PRODUCT, database

if TYPE_CHECKING:
    from legislation.models import Event, Proposal, SearchEntry

ON_A_PAGE = 20
#: What is asked, and about how many of 100,000 entries have it.
QUESTIONS = {
    "a rare word (20)": "okapi",
    "a word (1,000)": "zebra",
    "a common word (20,000)": "detention",
    "a word of half of all (50,000)": "return",
    "two words (10,000)": "detention return",
    "a beginning (20,000)": "deten",
    "a phrase (10,000)": '"return detention"',
    "a reference (1,000)": "SWD(2025) 59",
}
_SHARES = {"okapi": 0.0002, "zebra": 0.01, "SWD(2025) 59": 0.01}
#: As many different words as a language uses.
_WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ral", "sto", "x")]


def said(dice: random.Random) -> str:
    """A text of some 60 words."""
    words = [dice.choice(_WORDS) + dice.choice(_WORDS) for _ in range(50)]
    words += [word for word, share in _SHARES.items() if dice.random() < share]
    if dice.random() < 0.5:
        words.append("return")
        words += ["detention"] * (dice.random() < 0.2)
    elif dice.random() < 0.2:
        words.append("detention")
    return " ".join(words)


def entries(events: list[Event]) -> Iterator[SearchEntry]:
    """What the search makes of events, without the journal."""
    from legislation.search.content import content_of
    from legislation.search.index import _entry

    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for event in events:
        content = content_of(event)
        assert content is not None  # noqa: S101 - for the checker
        yield _entry(event, content, moment)


def fill(count: int, proposal: Proposal) -> None:
    """So many events, straight into the tables."""
    from django.db import connection

    from legislation.models import Event, SearchEntry

    dice = random.Random(1)  # noqa: S311
    made = (
        Event(
            proposal=proposal,
            key=f"e{number}",
            kind="other",
            title=f"Event {number} {dice.choice(_WORDS)}",
            detail=said(dice),
            happened_on=date(2000, 1, 1) + timedelta(days=number % 9000),
            institutions=["EP"],
            origin="editor",
        )
        for number in range(count)
    )
    while rows := list(islice(made, 2000)):
        SearchEntry.objects.bulk_create(entries(Event.objects.bulk_create(rows)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def bare(question: str) -> Callable[[], object]:
    """The newest page of what holds the words, from the index, in SQL."""
    from django.db import connection

    from legislation.domain.searching import Query, mentioned
    from legislation.search.engine import expression

    query = Query.read(question)
    marks = [map(mentioned, each.keys) for each in query.references]
    asked = expression(query.terms, marks)
    columns = "id, sort, event_id, proposal_id, day, precision, title, text"
    statement = {
        "postgresql": f"SELECT {columns} FROM legislation_searchentry "  # noqa: S608
        "WHERE vector @@ to_tsquery('simple', %s) ORDER BY day DESC LIMIT 20",
        "sqlite": f"SELECT {columns} FROM legislation_search JOIN legislation_searchentry "  # noqa: S608
        "ON id = legislation_search.rowid WHERE legislation_search MATCH %s "
        "ORDER BY day DESC LIMIT 20",
    }[connection.vendor]

    def ask() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, [asked])
            return list(cursor.fetchall())

    return ask


def matched(question: str, *, ranked: bool) -> object:
    """The keys of up to a thousand hits: what grows with the number of entries."""
    from legislation.domain.searching import Query, mentioned
    from legislation.search.engine import match

    query = Query.read(question)
    marks = [map(mentioned, each.keys) for each in query.references]
    return match(query.terms, marks, ranked=ranked)


def ours(question: str, order: str) -> object:
    """A page of hits, marked, with their facts."""
    from legislation.search import Asked, find

    found = find(Asked(question, order=order))  # type: ignore[arg-type]
    hits = found.hits(found.ids[:ON_A_PAGE])
    if len(hits) < ON_A_PAGE / 2:
        raise SystemExit(f"{question} found {len(hits)} entries")
    return hits


def measure(count: int) -> None:
    """Fill a database, and compare question by question."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests import make

    call_command("migrate", verbosity=0)
    started = perf_counter()
    fill(count, make.proposal("2011/0001(COD)"))
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"\n{name}: {count:,} entries, filled in {perf_counter() - started:.0f} s")
    for title, question in QUESTIONS.items():
        print(f"\n{title}")
        floor = "the bare indexed query, newest first"
        contenders: dict[str, Callable[[], object]] = {
            floor: bare(question),
            "search.engine.match, newest first": partial(matched, question, ranked=False),
            "search.engine.match, what fits best first": partial(matched, question, ranked=True),
            "find and a page of hits, newest first": partial(ours, question, "newest"),
            "find and a page of hits, best first": partial(ours, question, "best"),
        }
        compare(contenders, floor, clock=perf_counter)


def main() -> None:
    """Measure in a process of its own for each database."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.here:
        measure(told.count)
        return
    products = [PRODUCT["SQLite"]]
    if os.environ.get("TEST_DATABASE_URL"):
        products.append(PRODUCT["PostgreSQL"])
    else:
        print("Not on PostgreSQL: set TEST_DATABASE_URL.")
    for of in products:
        with tempfile.TemporaryDirectory() as place, database(of) as given:
            (Path(place) / "static").mkdir()
            env = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": ".",
                "DJANGO_SETTINGS_MODULE": "tracker.settings",
                "VAR_DIR": place,
                "SITE_URL": "http://127.0.0.1:8000",
                "LOG_LEVEL": "ERROR",
                **given,
            }
            command = [sys.executable, __file__, "--here", str(told.count)]
            subprocess.run(command, env=env, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
