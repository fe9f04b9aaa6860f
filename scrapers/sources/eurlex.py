"""EUR-Lex procedure pages, /procedure/EN/2005_167, in both layouts.

Panels (files before Lisbon) show each event as `.PagePanel`; the timeline shows `.eventRow`.
Both carry an inline script with events of which some have no row and some rows no script event;
neither is complete, so both are read and joined by the event's identifier. The block "Publication
in the Official Journal" above a timeline is neither: it is kept as a document of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from bs4 import BeautifulSoup, Tag

from legislation.domain.references import ProcedureReference, canonical, is_corrigendum
from legislation.domain.words import Institution, Kind
from scrapers.expect import NotThere, ParseError, one, select, text_of, tidy
from scrapers.records import DocumentRecord, EventRecord, ProcedureRecord, Shown
from scrapers.sources.asked import expected_reference
from scrapers.sources.charset import expect_readable
from scrapers.sources.eurlex_proof import expect_one_story, expect_title_of
from scrapers.sources.eurlex_rows import celex_of, code_of, day_of, lines_of, read_rows, values_of
from scrapers.sources.eurlex_script import ScriptEvent, read_script
from scrapers.sources.event_types import institutions_of, kind_of
from scrapers.sources.web_page import expect_whole, open_page, title_of

_DOCUMENT_TITLE = re.compile(r"(?P<document>[A-Z]+ ?\(\d{4}\) ?\d+(?: - \d+)?)\s*:\s*(?P<title>.*)")

_OPENING_DOCUMENT = re.compile(r"(COM|JOIN)\((\d{4})\) (\d+)")
_CELEX_SERIES = {"COM": "PC", "JOIN": "JC"}


def read_procedure(page: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read a procedure page: every event, as often as the page has it, oldest first.

    `expect` is the procedure that the page must be about. Raises `NotThere` if EUR-Lex says that
    there is no such page, `ParseError` if the page is anything but a whole one of that procedure.
    """
    soup = open_page(page)
    if title_of(soup).startswith("Page Not Found") or select(soup, "#errorDocumentView"):
        raise NotThere(f'expected a procedure page, found "{title_of(soup)}" in <title>')
    expect_whole(page, soup)
    heading = one(soup, "#procedureHeading")
    reference = expected_reference(_named(heading), expect, "#procedureHeading")
    expect_title_of(reference, soup)
    scripted = read_script(script.get_text() for script in soup.find_all("script"))
    rows = read_rows(one(soup, "#middleColumn"), scripted)
    expect_one_story(rows.read, rows.scripted)
    events = tuple(sorted(_joined(rows.read, rows.scripted), key=_day_or_last))
    return replace(_procedure(soup, heading, reference, events), unread=rows.unread)


def _procedure(
    soup: BeautifulSoup,
    heading: Tag,
    reference: ProcedureReference,
    events: tuple[EventRecord, ...],
) -> ProcedureRecord:
    document, title = _title(heading)
    expect_readable(title, "#procedureHeading")
    acts = _adopted_acts(heading)
    status = heading.select_one(".procStatus")
    shown = status.find_next_sibling("b") if status else None
    return ProcedureRecord(
        reference=str(reference),
        title=title,
        procedure_type=_type(soup, heading),
        status=text_of(shown) if isinstance(shown, Tag) else None,
        celex=acts[0] if acts else _proposal_celex(events, document),
        com_reference=document,
        events=events,
        documents=tuple(_documents(soup, acts, events)),
        legal_basis=tuple(_legal_basis(soup)),
    )


def _named(heading: Tag) -> str:
    for bold in heading.select("b"):
        if found := re.fullmatch(r"Procedure\s+(\S+)", text_of(bold)):
            return found[1]
    raise ParseError('expected "Procedure" and a reference in #procedureHeading b')


def _title(heading: Tag) -> tuple[str | None, str | None]:
    """The document that opens the file and its title: "COM (2005) 391: Proposal for …"."""
    paragraph = heading.select_one("p")
    words = text_of(paragraph) if paragraph else ""
    document = None
    if found := _DOCUMENT_TITLE.fullmatch(words):
        document, words = canonical(found["document"]), found["title"]
    untitled = not words or re.match(r"There.s no title for the procedure", words)
    return document, None if untitled else words


def _type(soup: BeautifulSoup, heading: Tag) -> str | None:
    """The procedure's type in the page's words; a file can have several."""
    for block in heading.select("div"):
        if not block.find("div") and text_of(block).startswith("Type:"):
            return tidy(text_of(block).removeprefix("Type:")) or None
    named = values_of(soup.select_one("#middleColumn > dl"), "Procedure:")
    return ", ".join(chain.from_iterable(map(lines_of, named))) or None


def _adopted_acts(heading: Tag) -> list[str]:
    """The acts that the heading links to; their corrigenda stand among them and are none."""
    return [
        text_of(link)
        for link in heading.select("a[href*='CELEX:']")
        if not link.find_parent(id="procedureDetails") and not is_corrigendum(text_of(link))
    ]


def _legal_basis(soup: BeautifulSoup) -> Iterator[str]:
    for details in soup.select("#procedureDetails > dl, #middleColumn > dl"):
        for value in values_of(details, "Legal basis"):
            # A quote stands before some numbers: '12012E187.
            numbers = (text_of(link).strip("'\u2018\u2019 ") for link in value.select("a"))
            yield from dict.fromkeys(filter(None, numbers))


def _proposal_celex(events: Iterable[EventRecord], document: str | None) -> str | None:
    """The proposal's own number, which a corrigendum of it can stand beside: that of the document
    that opens the file, which may be a joint proposal, or the only proposal's there is."""
    proposed = [event for event in events if event.kind is Kind.PROPOSAL_ADOPTED]
    numbers = {number for event in proposed for number in event.celex}
    if named := _OPENING_DOCUMENT.fullmatch(document or ""):
        series, year, number = named.groups()
        own = f"5{year}{_CELEX_SERIES[series]}{int(number):04}"
        if own in numbers:
            return own
    proposals = [n for n in numbers if re.match(r"5\d{4}PC", n) and not is_corrigendum(n)]
    return proposals[0] if len(proposals) == 1 else None


def _documents(
    soup: BeautifulSoup, acts: Iterable[str], events: Iterable[EventRecord]
) -> Iterator[DocumentRecord]:
    published = select(soup, "#pubOjHeading")
    day = _published_on(published[0]) if published else None
    for act in acts:
        yield DocumentRecord(act, celex=act, day=day, kind="Adopted act")
    others = chain.from_iterable(event.documents for event in events)
    for reference in dict.fromkeys(others):
        yield DocumentRecord(reference)


def _published_on(block: Tag) -> date | None:
    for value in values_of(block, "Date of publication"):
        return day_of(text_of(value))
    return None


def _joined(rows: list[EventRecord], scripted: list[ScriptEvent]) -> list[EventRecord]:
    """Rows in the page's order, each with the script's event of the same identifier, then the
    script's events that have no row."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        waiting[row.identifiers[0]].append(place)
    joined = list(rows)
    for event in scripted:
        actors = institutions_of(event.actors)
        if places := waiting[event.identifier]:
            place = places.pop(0)
            joined[place] = _both(joined[place], event, actors)
        else:
            joined.append(_script_only(event, actors))
    return joined


def _both(row: EventRecord, event: ScriptEvent, actors: tuple[Institution, ...]) -> EventRecord:
    # A row's institutions are those of its block; the script names the event's own.
    both = replace(row, shown=Shown.BOTH, institutions=actors or row.institutions)
    if row.undated and event.day:
        return replace(both, undated=f"{row.undated}, its script says {event.day}")
    return both


def _script_only(event: ScriptEvent, actors: tuple[Institution, ...]) -> EventRecord:
    described = BeautifulSoup(event.description, "lxml").select("dd") if event.description else []
    # The script marks CELEX numbers, and no documents, with a language.
    numbers = [value for value in described if value.select_one("span[lang]")]
    documents = [value for value in described if value not in numbers]
    return EventRecord(
        day=event.day,
        label=event.label,
        code=code_of(event.identifier),
        kind=kind_of(code_of(event.identifier), event.label),
        institutions=actors,
        documents=tuple(
            dict.fromkeys(map(canonical, chain.from_iterable(map(lines_of, documents))))
        ),
        celex=tuple(dict.fromkeys(chain.from_iterable(map(celex_of, numbers)))),
        shown=Shown.SCRIPT,
        identifiers=(event.identifier,),
        undated=event.undated,
    )


def _day_or_last(event: EventRecord) -> date:
    return event.day or date.max
