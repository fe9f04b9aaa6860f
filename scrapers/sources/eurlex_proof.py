"""What the rows of a EUR-Lex procedure page prove of each other.

Markup that changed a little still gives rows, with another column's words in them. The page says
most things twice, in a row and in its identifier, in the script, or in the words that belong to a
type of event. Over 1,190 recorded pages (March 2026) with 9,828 rows they never disagreed, but for
one identifier whose day is not its row's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup

from legislation.domain.references import ProcedureReference
from scrapers.expect import ParseError
from scrapers.records import EventRecord
from scrapers.sources.eurlex_script import ScriptEvent
from scrapers.sources.event_types import is_known_label, is_label_of_another, same_words
from scrapers.sources.web_page import title_of

_DAY_IN_NAME = re.compile(r"\d{4}-\d\d-\d\d")
_FILE_IN_TITLE = re.compile(r"\b\d{4}_\d{1,4}[A-Z]?\b")


def expect_title_of(reference: ProcedureReference, soup: BeautifulSoup) -> None:
    """Raise `ParseError` if the page's <title> names another procedure than its heading."""
    named = _FILE_IN_TITLE.findall(title_of(soup))
    if named and reference.underscore not in named:
        raise ParseError(f"expected {reference.underscore} in <title>, found {named[0]}")


def expect_one_story(rows: list[EventRecord], scripted: Iterable[ScriptEvent]) -> None:
    """Raise `ParseError` if rows contradict their identifiers, the script or each other."""
    _expect_days(rows)
    _expect_words(rows)
    first = {row.identifiers[0]: row for row in reversed(rows)}
    for event in scripted:
        row = first.get(event.identifier)
        if row and not same_words(row.label or "", event.label):
            raise ParseError(
                f'the row of {event.identifier} is titled "{row.label}",'
                f' its script says "{event.label}"'
            )
        if row and row.day and event.day and row.day != event.day:
            raise ParseError(
                f"the row of {event.identifier} is of {row.day}, its script says {event.day}"
            )


def _expect_days(rows: list[EventRecord]) -> None:
    undated = [row for row in rows if row.day is None]
    if len(undated) > 1:
        raise ParseError(
            f"expected a date DD/MM/YYYY in each row of #middleColumn, {len(undated)} of"
            f" {len(rows)} have none: {undated[0].undated}"
        )
    named = ((row, _DAY_IN_NAME.search(row.identifiers[0])) for row in rows)
    other = [row for row, day in named if row.day and day and day[0] != row.day.isoformat()]
    if len(other) > 1:
        raise ParseError(
            f"expected the day of {other[0].identifiers[0]} in its row, found {other[0].day};"
            f" {len(other)} rows are like that"
        )


def _expect_words(rows: list[EventRecord]) -> None:
    for row in rows:
        if row.code and is_label_of_another(row.label or "", row.code):
            raise ParseError(
                f'the row of {row.identifiers[0]} is titled "{row.label}",'
                " which is another type of event"
            )
    if not any(is_known_label(row.label or "") for row in rows):
        raise ParseError(
            "expected titles of events in English in the rows of #middleColumn,"
            f' found none that is known: "{rows[0].label}"'
        )
