"""The registry: what is watched, at which address, how often, and who reads it.

Readers are functions of bytes. They know neither the network nor the database nor the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlencode

from legislation.domain.references import ProcedureReference
from scrapers.records import EventRecord, Readable, Record
from scrapers.sources import (
    cellar,
    cellar_queries,
    council,
    council_release,
    eurlex,
    event_types,
    feeds,
    parliament,
    parliament_release,
)


class Reader(Protocol):
    """A function of bytes. `expect` says what they must be about: a procedure reference; for a
    listing the address that it was fetched from, which its links are relative to."""

    def __call__(self, data: bytes, expect: str | None = None, /) -> Record: ...


class Printed(Protocol):
    """A reader whose records `manage.py parse` prints, and nothing writes into the record yet."""

    def __call__(self, data: bytes, expect: str | None = None, /) -> Readable: ...


@dataclass(frozen=True)
class Watched:
    """One kind of page at one site.

    `base` is the real site, which the settings may point elsewhere; `path` gives the rest of the
    address, for a procedure reference where there is one page per procedure. `knows` tells whether
    an event's words or type were met before. A `cross_check` prints no words for its steps: it
    stands behind what is there and adds what has a kind of ours, and nothing else. `page` is the
    rest of the address that proof names, where `path` is a query that nobody could read.
    """

    slug: str
    site: str
    kind: str
    name: str
    base: str
    path: Callable[[str | None], str]
    read: Reader
    rhythm: timedelta
    accept: str = "text/html"
    per_procedure: bool = True
    knows: Callable[[EventRecord], bool] = lambda event: event_types.knows(event.code, event.label)
    cross_check: bool = False
    page: Callable[[str | None], str] | None = None


def _council_listing(data: bytes, expect: str | None = None, /) -> Record:
    return council.read_listing(data, expect or council.ADDRESS)


def _council_feed(data: bytes, expect: str | None = None, /) -> Record:
    return feeds.read_council(data, expect)


def _file(
    pattern: str, written: Callable[[ProcedureReference], str]
) -> Callable[[str | None], str]:
    """The rest of a procedure's address, from how the site writes its reference."""

    def path(reference: str | None) -> str:
        if reference is None:
            raise ValueError("a procedure page needs a procedure")
        return pattern.format(written(ProcedureReference.parse(reference)))

    return path


def _query(written: Callable[[str], str]) -> Callable[[str | None], str]:
    """The rest of the address at which CELLAR answers a query about a procedure."""

    def path(reference: str | None) -> str:
        if reference is None:
            raise ValueError("a query needs a procedure")
        query = " ".join(written(reference).split())
        return f"/webapi/rdf/sparql?{urlencode({'query': query, 'format': _ANSWER})}"

    return path


_ANSWER = "application/sparql-results+json"


def _underscore(reference: ProcedureReference) -> str:
    return reference.underscore


def _hyphen(reference: ProcedureReference) -> str:
    """2025-0059: the open data API leaves out the type."""
    return replace(reference, type="").slug


WATCHED = (
    # Most complete, and made for machines: every few hours.
    Watched(
        slug="cellar",
        site="cellar",
        kind="procedure",
        name="CELLAR, procedure file",
        base="https://publications.europa.eu",
        path=_file("/resource/procedure/{}", _underscore),
        read=cellar.read_procedure,
        rhythm=timedelta(hours=3),
        accept="application/rdf+xml;notice=tree",
    ),
    # The events of the same database by themselves, some kilobytes: what is new, within the hour.
    # The notice tells of what has no day or is of a type never met.
    Watched(
        slug="cellar-events",
        site="cellar",
        kind="events",
        name="CELLAR, events of the procedure",
        base="https://publications.europa.eu",
        path=_query(cellar_queries.events_query),
        read=cellar_queries.read_as_procedure,
        rhythm=timedelta(hours=1),
        accept=_ANSWER,
        knows=lambda event: True,
        page=_file("/resource/procedure/{}", _underscore),
    ),
    # The same file as people see it: a cross-check once a day.
    Watched(
        slug="eurlex",
        site="eurlex",
        kind="procedure",
        name="EUR-Lex, procedure page",
        base="https://eur-lex.europa.eu",
        path=_file("/procedure/EN/{}", _underscore),
        read=eurlex.read_procedure,
        rhythm=timedelta(hours=24),
    ),
    # Parliament's side for machines: committee work, rapporteurs, trilogues.
    Watched(
        slug="epapi",
        site="epapi",
        kind="procedure",
        name="Parliament, open data",
        base="https://data.europarl.europa.eu",
        path=_file("/api/v2/procedures/{}?format=application%2Fld%2Bjson", _hyphen),
        read=parliament.read_procedure,
        rhythm=timedelta(hours=12),
        accept="application/ld+json",
        knows=parliament.knows,
        cross_check=True,
    ),
    # The same side as people see it: a cross-check once a day.
    Watched(
        slug="oeil",
        site="parliament",
        kind="procedure",
        name="Parliament, Legislative Observatory",
        base="https://oeil.europarl.europa.eu",
        path=_file("/oeil/en/procedure-file?reference={}", str),
        read=parliament.read_procedure,
        rhythm=timedelta(hours=24),
        knows=parliament.knows,
    ),
    # Often the first sign: within the hour. The feed is meant for programs, and the list has
    # what the feed has dropped.
    Watched(
        slug="council-rss",
        site="council",
        kind="rss",
        name="Council, press releases (RSS)",
        base="https://www.consilium.europa.eu",
        path=lambda _: "/en/rss/pressreleases.ashx",
        read=_council_feed,
        rhythm=timedelta(minutes=30),
        accept="application/rss+xml",
        per_procedure=False,
    ),
    Watched(
        slug="council-press",
        site="council",
        kind="listing",
        name="Council, press releases",
        base="https://www.consilium.europa.eu",
        path=lambda _: "/en/press/press-releases/",
        read=_council_listing,
        rhythm=timedelta(hours=1),
        per_procedure=False,
    ),
)

READERS: dict[tuple[str, str], Printed] = {
    **{(w.site, w.kind): w.read for w in WATCHED},
    ("council", "press-release"): council_release.read_release,
    ("eurlex", "rss"): feeds.read_eurlex,
    ("parliament", "press-release"): parliament_release.read_release,
    ("parliament", "procedure"): parliament.read_procedure,
    # Answers to queries, as they are: read for the record is only what our own one proves.
    ("cellar", "events"): cellar_queries.read_events,
    ("cellar", "works"): cellar_queries.read_works,
}
