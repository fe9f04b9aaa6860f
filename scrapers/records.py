"""What a reader may return: frozen records, in the source's own words.

A reader turns bytes into these and nothing else. A field that the source does not print is None or
empty, never a guess. `as_json` gives the shape that `manage.py parse` prints.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from legislation.domain.words import Institution, Kind, Precision


class Shown(StrEnum):
    """Where on a web page an event stands; machine sources have none."""

    ROW = "row"
    SCRIPT = "script"
    BOTH = "both"


@dataclass(frozen=True)
class Unread:
    """A row that could not be read, as it stands; `place` counts from 1. Never published."""

    place: int
    text: str
    why: str


@dataclass(frozen=True)
class Votes:
    """Votes for and against and abstentions, as the source counts them."""

    votes_for: int
    against: int
    abstentions: int


@dataclass(frozen=True)
class EventRecord:
    """One event of a procedure file, as often as the source has it.

    `identifiers` are the source's own names for the event without the procedure's prefix, the same
    in CELLAR and EUR-Lex: "2008-12-16_SIGN_byEP_CONSIL" or "373371". `label` is None where the
    source prints no words. `day` is None only together with `undated`, which says why.
    """

    day: date | None
    label: str | None
    code: str | None
    kind: Kind | None
    institutions: tuple[Institution, ...]
    documents: tuple[str, ...] = ()
    celex: tuple[str, ...] = ()
    votes: Votes | None = None
    shown: Shown | None = None
    precision: Precision = Precision.DAY
    identifiers: tuple[str, ...] = ()
    undated: str | None = None


@dataclass(frozen=True)
class DocumentRecord:
    """A document that the file names."""

    reference: str
    celex: str | None = None
    day: date | None = None
    kind: str | None = None


@dataclass(frozen=True)
class ActorRecord:
    """A person with a part in the file."""

    role: str
    name: str
    group: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ProcedureRecord:
    """A whole procedure file. `reference` is canonical: "2005/0167(COD)". Events oldest first."""

    reference: str
    title: str | None
    procedure_type: str | None
    status: str | None
    celex: str | None
    com_reference: str | None
    events: tuple[EventRecord, ...]
    documents: tuple[DocumentRecord, ...] = ()
    actors: tuple[ActorRecord, ...] = ()
    legal_basis: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class EventsRecord:
    """Events of a procedure and nothing else of it, oldest first.

    `reference` is None if the source does not say which procedure they are of.
    """

    reference: str | None
    events: tuple[EventRecord, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class DocumentsRecord:
    """Documents of a procedure and nothing else of it, oldest first, those without a day last."""

    documents: tuple[DocumentRecord, ...]


@dataclass(frozen=True)
class ReleaseRecord:
    """One card of a press-release listing; `at` is the clock shown, its zone unknown."""

    title: str
    address: str
    day: date
    at: time | None = None
    kind: str | None = None
    body: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class ListingRecord:
    """One page of a press-release listing, newest first; `following` is the next page's address."""

    items: tuple[ReleaseRecord, ...] = field(default=())
    following: str | None = None
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class PressReleaseRecord:
    """A whole press release; `day` is that of its publication, in the source's own place.

    `body` is plain text, a paragraph a line. `references` are canonical: procedures, Commission and
    Council documents and CELEX numbers in its text and its links.
    """

    title: str
    address: str
    day: date
    language: str
    summary: str | None
    body: str
    topics: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedItemRecord:
    """One item of a feed of documents, which is no press release and often has no day."""

    title: str
    address: str
    day: date | None = None
    at: time | None = None
    kind: str | None = None
    body: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class FeedRecord:
    """A feed of documents, in its own order; a feed has no next page."""

    items: tuple[FeedItemRecord, ...] = ()
    following: str | None = None
    unread: tuple[Unread, ...] = ()


# What can be written into the record, and what can only be printed.
Record = ProcedureRecord | ListingRecord
Readable = Record | EventsRecord | DocumentsRecord | PressReleaseRecord | FeedRecord

_PRINTED = {
    "day": "date",
    "at": "time",
    "address": "url",
    "votes_for": "for",
    "procedure_type": "type",
    "since": "from",
    "until": "to",
    "following": "next",
}


def as_json(record: object) -> Any:
    """The record as plain JSON values, under the names that `manage.py parse` promises.

    `unread` is there only if a row could not be read.
    """
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {
            _PRINTED.get(f.name, f.name): as_json(getattr(record, f.name))
            for f in dataclasses.fields(record)
            if f.name != "unread" or getattr(record, f.name)
        }
    if isinstance(record, tuple):
        return [as_json(value) for value in record]
    if isinstance(record, date | time):
        return (
            record.isoformat(timespec="minutes") if isinstance(record, time) else record.isoformat()
        )
    return record
