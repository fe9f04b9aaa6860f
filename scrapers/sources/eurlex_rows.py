"""The rows of a EUR-Lex procedure page: panels or the rows of a timeline, and their details.

Counted over 1,190 recorded pages: each panel and each row has one title, one date and one
identifier. A page where that is otherwise has changed, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from bs4 import Tag
from bs4.element import NavigableString

from legislation.domain.references import canonical
from legislation.domain.words import Institution
from scrapers.expect import ParseError, one, select, some, text_of, tidy
from scrapers.records import EventRecord, Shown
from scrapers.sources.charset import expect_readable
from scrapers.sources.eurlex_script import ScriptEvent
from scrapers.sources.event_types import institutions_of, kind_of

_DATED_ID = re.compile(r"\d{4}-\d\d-\d\d_(?P<code>\w+)|(?P<journal>PUB_OJ)_\d{4}-\d\d-\d\d")
_NUMBERED_ID = re.compile(r"\d+")


def read_rows(column: Tag, scripted: list[ScriptEvent]) -> list[EventRecord]:
    """The events that `#middleColumn` shows, in the page's order.

    Raises `ParseError` if there is none, if one is not like the others, or if the page names an
    event that was not read.
    """
    if panels := select(column, ".PagePanel"):
        rows = [_panel(panel) for panel in panels]
        _expect_panels_of(scripted, rows)
    else:
        rows = [_timeline_row(row) for row in some(column, ".eventRow")]
    _expect_all_read(column, rows)
    if all(row.day is None for row in rows):
        raise ParseError("expected a date DD/MM/YYYY in the rows of #middleColumn, none has one")
    return rows


def _expect_all_read(column: Tag, rows: list[EventRecord]) -> None:
    """Each element whose id names an event must have been read as one: a page that renames the
    class of some rows must not give a shorter list."""
    named = {str(tag["id"]) for tag in column.select("[id]") if _DATED_ID.fullmatch(str(tag["id"]))}
    named -= {str(tag["id"]) for tag in column.select("#pubOjHeading [id]")}
    if unread := named - {row.identifiers[0] for row in rows}:
        raise ParseError(f"expected a row for the event {min(unread)} in #middleColumn, found none")
    titles = len(select(column, ".eventTitle") + select(column, ".ProcedureDate"))
    if titles != len(rows):
        raise ParseError(f"#middleColumn has {titles} event titles, but {len(rows)} rows were read")


def _expect_panels_of(scripted: list[ScriptEvent], rows: list[EventRecord]) -> None:
    """The script numbers its events by the panels, so that a lost panel shows."""
    for event in scripted:
        row = rows[event.place - 1] if event.place <= len(rows) else None
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
