"""The rows of a EUR-Lex procedure page: panels or the rows of a timeline, and their details.

Counted over 1,190 recorded pages: each panel and each row has one title, one date and one
identifier. A row where that is otherwise is not read, and a page with more than a few is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from bs4 import Tag
from bs4.element import NavigableString

from legislation.domain.references import canonical
from legislation.domain.words import Institution, Kind
from scrapers.expect import (
    ParseError,
    one,
    parted,
    read_each,
    select,
    some,
    stands_in,
    text_of,
    tidy,
)
from scrapers.records import EventRecord, Shown, Unread
from scrapers.sources.charset import expect_readable
from scrapers.sources.eurlex_script import ScriptEvent
from scrapers.sources.event_types import institutions_of, kind_of

_DATED_ID = re.compile(r"\d{4}-\d\d-\d\d_(?P<code>\w+)|(?P<journal>PUB_OJ)_\d{4}-\d\d-\d\d")
_NUMBERED_ID = re.compile(r"\d+")


@dataclass(frozen=True)
class Rows:
    """What `#middleColumn` shows, in the page's order; `scripted` are the script's events but for
    those whose row could not be read."""

    read: list[EventRecord]
    unread: tuple[Unread, ...]
    scripted: list[ScriptEvent]


def read_rows(column: Tag, scripted: list[ScriptEvent]) -> Rows:
    """The events that `#middleColumn` shows.

    Raises `ParseError` if there is none, if too many are not like the others, or if the page names
    an event that is in no row.
    """
    panels = select(column, ".PagePanel")
    tags = panels or some(column, ".eventRow")
    read: Callable[[Tag], EventRecord] = _panel if panels else _timeline_row
    rows = read_each(tags, read, text_of, _opens_the_file)
    if panels:
        _expect_panels_of(scripted, rows)
    events, unread = parted(rows)
    broken = [tag for tag, row in zip(tags, rows, strict=True) if isinstance(row, Unread)]
    _expect_all_read(column, events, broken)
    if all(row.day is None for row in events):
        raise ParseError("expected a date DD/MM/YYYY in the rows of #middleColumn, none has one")
    # What a row says wrongly is not believed from its script either.
    names = {name for tag in broken for name in _names_in(tag)}
    names |= {event.identifier for event in scripted if panels and event.place in _places(unread)}
    return Rows(events, unread, [event for event in scripted if event.identifier not in names])


def _places(unread: tuple[Unread, ...]) -> set[int]:
    return {row.place for row in unread}


def _names_in(tag: Tag) -> set[str]:
    return {str(named["id"]) for named in [tag, *tag.select("[id]")] if named.get("id")}


def _opens_the_file(tag: Tag) -> bool:
    """Whether the row is the proposal's, by its name: a file without it is not read."""
    codes = map(code_of, map(str.strip, _names_in(tag)))
    return any(kind_of(code) is Kind.PROPOSAL_ADOPTED for code in codes if code)


def _expect_all_read(column: Tag, rows: list[EventRecord], unread: list[Tag]) -> None:
    """Each element whose id names an event must have been read as one: a page that renames the
    class of some rows must not give a shorter list."""
    named = {str(tag["id"]) for tag in column.select("[id]") if _DATED_ID.fullmatch(str(tag["id"]))}
    named -= {str(tag["id"]) for tag in column.select("#pubOjHeading [id]")}
    named -= {name for tag in unread for name in _names_in(tag)}
    if lost := named - {row.identifiers[0] for row in rows}:
        raise ParseError(f"expected a row for the event {min(lost)} in #middleColumn, found none")
    titles = select(column, ".eventTitle") + select(column, ".ProcedureDate")
    told = len([title for title in titles if not stands_in(title, unread)])
    if told != len(rows):
        raise ParseError(f"#middleColumn has {told} event titles, but {len(rows)} rows were read")


def _expect_panels_of(scripted: list[ScriptEvent], rows: list[EventRecord | Unread]) -> None:
    """The script numbers its events by the panels, so that a lost panel shows."""
    for event in scripted:
        row = rows[event.place - 1] if event.place <= len(rows) else None
        if isinstance(row, Unread):
            continue
        if row is None or row.identifiers[0] != event.identifier:
            raise ParseError(
                f"expected the event {event.identifier} of the script in panel {event.place}"
                f" of {len(rows)}, found {row.identifiers[0] if row else 'none'}"
            )


def _panel(panel: Tag) -> EventRecord:
    marks = some(panel, "span.Prcdr")
    identifier = _identifier(marks[0])
    printed = one(panel, "span.ProcedureDate")
    title = printed.find_next_sibling("span")
    label = text_of(title) if isinstance(title, Tag) else ""
    classes = chain.from_iterable(mark.get("class") or [] for mark in marks)
    actors = institutions_of(name[5:] for name in classes if name != "Prcdr")
    details = panel.select_one(".panel-collapse")
    return _row(identifier, label, text_of(printed).rstrip(": "), actors, details)


def _timeline_row(row: Tag) -> EventRecord:
    identifier = _identifier(row)
    title = one(row, ".eventTitle")
    words = title.select_one(".VMIMore, .VMILess, .eventEmpty")
    printed = row.select_one(".eventDate")
    actors = institutions_of(_actors(row))
    details = row.find_next_sibling("div")
    if not isinstance(details, Tag) or "eventRow" in (details.get("class") or []):
        details = None
    label = text_of(words or title)
    return _row(identifier, label, text_of(printed) if printed else "", actors, details, row)


def _actors(row: Tag) -> Iterator[str]:
    block = row.find_parent(class_="cd-timeline__content")
    for logo in select(block, ".instLogo") if block else []:
        for name in logo.get("class") or []:
            if name.startswith("logo"):
                yield name[4:]


def _row(
    identifier: str,
    label: str,
    printed: str,
    actors: tuple[Institution, ...],
    details: Tag | None,
    row: Tag | None = None,
) -> EventRecord:
    if not label:
        raise ParseError(f"expected a title in the row of the event {identifier}, found none")
    expect_readable(label, f"the row of the event {identifier}")
    day = day_of(printed)
    documents = chain.from_iterable(map(lines_of, values_of(details, "Documents")))
    numbers = [*values_of(details, "CELEX number"), *(row.select(".eventCelex") if row else [])]
    return EventRecord(
        day=day,
        label=label,
        code=code_of(identifier),
        kind=kind_of(code_of(identifier), label),
        institutions=actors,
        documents=tuple(dict.fromkeys(map(canonical, documents))),
        celex=tuple(dict.fromkeys(chain.from_iterable(map(celex_of, numbers)))),
        shown=Shown.ROW,
        identifiers=(identifier,),
        undated=None if day else f'the row prints "{printed}" as its date',
    )


def _identifier(tag: Tag) -> str:
    found = str(tag.get("id") or "").strip()
    if not _DATED_ID.fullmatch(found) and not _NUMBERED_ID.fullmatch(found):
        raise ParseError(f'expected an event\'s identifier as id of {tag.name}, found "{found}"')
    return found


def code_of(identifier: str) -> str | None:
    """The event type in "2008-12-16_SIGN_byEP_CONSIL"; older events have a bare number."""
    found = _DATED_ID.fullmatch(identifier)
    return found["code"] or found["journal"] if found else None


def values_of(details: Tag | None, name: str) -> list[Tag]:
    """The <dd> of the description list under details whose <dt> begins with `name`."""
    found = []
    for term in details.select("dt") if details else []:
        value = term.find_next_sibling(["dt", "dd"])
        while text_of(term).startswith(name) and isinstance(value, Tag) and value.name == "dd":
            found.append(value)
            value = value.find_next_sibling(["dt", "dd"])
    return found


def lines_of(value: Tag) -> Iterator[str]:
    """What stands between the line breaks of an element."""
    line = ""
    for node in value.descendants:
        if isinstance(node, NavigableString):
            line += str(node)
        elif isinstance(node, Tag) and node.name == "br":
            yield from filter(None, [tidy(line)])
            line = ""
    yield from filter(None, [tidy(line)])


def celex_of(value: Tag) -> Iterator[str]:
    """The CELEX numbers linked in an element; links such as "internal procedure" are none."""
    for link in value.select("a[href]"):
        number = text_of(link)
        if number and f"uri=celex:{number}".casefold() in str(link["href"]).casefold():
            yield number


def day_of(printed: str) -> date | None:
    """DD/MM/YYYY; None if it is something else."""
    try:
        return datetime.strptime(printed, "%d/%m/%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
