"""Procedure files of the Legislative Observatory (OEIL), in both layouts.

/oeil/en/procedure-file?reference=2025/0059(COD), before November 2024
/oeil/popups/ficheprocedure.do. Forecasts are steps that are planned, and are not read as events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from bs4 import BeautifulSoup, Tag

from legislation.domain.references import ProcedureReference, canonical
from legislation.domain.words import Institution, Kind
from scrapers.expect import NotThere, ParseError, parted, read_each, tidy
from scrapers.records import DocumentRecord, EventRecord, ProcedureRecord, Shown, Unread
from scrapers.sources.asked import expected_reference
from scrapers.sources.charset import expect_readable
from scrapers.sources.kind_table import Meaning, meanings
from scrapers.sources.oeil_documents import (
    celex_in,
    day_of,
    read_documents,
    read_final_acts,
    references_in,
)
from scrapers.sources.oeil_players import read_players
from scrapers.sources.oeil_tables import EVENT_COLUMNS, Table, read_tables, words_of
from scrapers.sources.web_page import expect_whole, open_page, title_of

_NAMED = re.compile(r"Procedure File: (\S+)")
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
_RULE = re.compile(r" ?\(Rules? [^)]{0,200}\)")
_COMMISSION = re.compile(r"(?:COM|JOIN|SEC|SWD)\(")
_OPENING = (
    "Legislative proposal",
    "Initial legislative proposal",
    "Preparatory document",
    "Non-legislative basic document",
)
_NO_SUCH = re.compile(r"procedure (?:or document|either) does not exist", re.IGNORECASE)
_NO_SUCH_TITLE = re.compile(r"(?:Error )?404\b|Page not found|Not found", re.IGNORECASE)
_REFERRED_BACK = "Matter referred back to the committee responsible"


def read_procedure(page: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read a procedure file: every key event, as often as the page has it, oldest first.

    `expect` is the procedure that the page must be about. Raises `NotThere` if the Observatory says
    that there is no such procedure, `ParseError` if the page is anything but a whole one of it.
    """
    soup = open_page(page)
    _expect_utf8(page)
    for unseen in soup(["script", "style", "svg"]):
        if not unseen.decomposed:  # with what it stood in; each again would take for ever
            unseen.decompose()
    if _NO_SUCH_TITLE.match(title_of(soup)) or soup.find(string=_NO_SUCH):
        raise NotThere(f'expected a procedure file, found "{title_of(soup)}" in <title>')
    expect_whole(page, soup)
    _expect_end(page)
    tables = read_tables(soup)
    facts = _technical(tables)
    reference = _reference(soup, facts, expect)
    read, unread = _events(_key_events(tables), reference.type)
    events = tuple(sorted(read, key=_day_or_last))
    return replace(_procedure(soup, tables, facts, reference, events), unread=unread)


def _expect_utf8(page: bytes) -> None:
    try:
        page.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"expected a page in UTF-8, found another byte at {error.start}") from None


def _expect_end(page: bytes) -> None:
    """OEIL puts its pages together from parts, of which some bring a `</html>` of their own."""
    if not re.search(rb"</footer\s*>.*</html\s*>\s*$", page[-200_000:], re.DOTALL | re.IGNORECASE):
        raise ParseError(
            "expected </footer> and then </html> at the end of the page: it is cut off"
        )


def _procedure(
    soup: BeautifulSoup,
    tables: list[Table],
    facts: dict[str, list[str]],
    reference: ProcedureReference,
    events: tuple[EventRecord, ...],
) -> ProcedureRecord:
    acts = list(read_final_acts(soup))
    documents = list(read_documents(tables))
    return ProcedureRecord(
        reference=str(reference),
        title=_title(soup, reference),
        procedure_type=" ".join(facts.get("Procedure type", [])) or None,
        status=" ".join(facts.get("Stage reached in procedure", [])) or None,
        celex=next((act.celex for act in acts if act.kind == "Final act"), None),
        com_reference=_opening_document(events, documents),
        events=events,
        documents=tuple(dict.fromkeys(chain(acts, documents))),
        actors=tuple(read_players(tables)),
        legal_basis=tuple(facts.get("Legal basis", [])),
    )


def _technical(tables: list[Table]) -> dict[str, list[str]]:
    """The section "Technical information": what is printed under each of its names."""
    found = [table for table in tables if _first_words(table) == "Procedure reference"]
    if len(found) != 1:
        raise ParseError(f'expected one table with "Procedure reference", found {len(found)}')
    facts: dict[str, list[str]] = {}
    name = ""
    for cells in found[0].rows:
        if len(cells) != 2:
            raise ParseError(f"expected two cells in each row under {found[0].section}")
        name = words_of(cells[0]) or name
        facts.setdefault(name, []).extend(_lines(cells[1]))
    return facts


def _first_words(table: Table) -> str:
    return words_of(table.rows[0][0]) if table.rows and table.rows[0] else ""


def _lines(cell: Tag) -> Iterator[str]:
    """The separate texts of a cell; the older layout puts semicolons between them."""
    for text in cell.stripped_strings:
        yield from filter(None, map(tidy, text.split(";")))


def _reference(
    soup: BeautifulSoup, facts: dict[str, list[str]], expect: str | None
) -> ProcedureReference:
    """The reference in the title, which the technical information must repeat."""
    named = _NAMED.match(title_of(soup))
    if not named:
        raise ParseError(f'expected "Procedure File: …" in <title>, found "{title_of(soup)}"')
    reference = expected_reference(named[1], expect, "<title>")
    repeated = " ".join(facts["Procedure reference"])
    expected_reference(repeated, str(reference), '"Procedure reference"')
    return reference


def _title(soup: BeautifulSoup, reference: ProcedureReference) -> str | None:
    """What stands under the reference at the head of the file."""
    header = soup.find(id="procedure-file-header")
    found = header.stripped_strings if header else _headings(soup)
    words = iter(filter(None, map(tidy, found)))
    for text in words:
        if canonical(text) == str(reference):
            title = next(words, None)
            return title if title not in {None, "Basic information"} else None
    raise ParseError(f"expected {reference} at the head of the file, found no such heading")


def _headings(soup: BeautifulSoup) -> Iterator[str]:
    return (words_of(heading) for heading in soup.find_all(["h1", "h2", "h3"]))


def _key_events(tables: list[Table]) -> Table:
    found = [table for table in tables if {"Date", "Event"} <= set(table.columns)]
    if len(found) != 1 or not found[0].rows:
        raise ParseError(
            f"expected one table of key events ({', '.join(EVENT_COLUMNS)}), found {len(found)}"
            f" with {sum(len(table.rows) for table in found)} rows"
        )
    return found[0]


def _events(table: Table, procedure_type: str) -> tuple[list[EventRecord], tuple[Unread, ...]]:
    places = [table.column(name) for name in EVENT_COLUMNS]

    def read(cells: tuple[Tag, ...]) -> EventRecord:
        if len(cells) != len(table.columns):
            raise ParseError(
                f"expected {len(table.columns)} cells in each row under {table.section},"
                f' found {len(cells)} in "{_words(cells)[:120]}"'
            )
        day, label, documents, _ = (cells[place] for place in places)
        return _event(words_of(day), words_of(label), documents, procedure_type)

    events, unread = parted(read_each(table.rows, read, _words, _opens_the_file))
    if all(event.day is None for event in events):
        raise ParseError(f"expected a date DD/MM/YYYY under {table.section}, no row has one")
    return _identified(_without_referred_back(events)), unread


def _words(cells: tuple[Tag, ...]) -> str:
    return " | ".join(map(words_of, cells))


def _opens_the_file(cells: tuple[Tag, ...]) -> bool:
    """Whether a row is the proposal's, by its words: a file without it is not read."""
    return any(_meaning(words_of(cell)).kind is Kind.PROPOSAL_ADOPTED for cell in cells)


def _event(printed: str, label: str, documents: Tag, procedure_type: str) -> EventRecord:
    if not label or _DAY.fullmatch(label):
        raise ParseError(f'expected the words of the event of {printed}, found "{label}"')
    expect_readable(label, f"the event of {printed}")
    day = day_of(printed)
    references = references_in(documents)
    meaning = _meaning(label)
    kind, institutions = meaning.kind_in(procedure_type), meaning.institutions
    if kind is Kind.PROPOSAL_ADOPTED and references:
        # Member states and, for agreements, the Council also submit what OEIL calls a proposal.
        theirs = any(_COMMISSION.match(reference) for reference in references)
        kind, institutions = (kind, (Institution.COM,)) if theirs else (None, ())
    if kind is Kind.SIGNATURE and procedure_type == "COD":
        institutions = (Institution.EP, Institution.CONSIL)
    return EventRecord(
        day=day,
        label=label,
        code=None,
        kind=kind,
        institutions=institutions,
        documents=references,
        celex=tuple(dict.fromkeys(chain.from_iterable(map(celex_in, documents.select("a[href]"))))),
        shown=Shown.ROW,
        undated=None if day else f'the row prints "{printed}" as its date',
    )


def knows(event: EventRecord) -> bool:
    """Whether the event's words were met before, with or without a kind of ours."""
    return _plain(event.label or "") in meanings("oeil_labels.tsv")


def _meaning(label: str) -> Meaning:
    return meanings("oeil_labels.tsv").get(_plain(label), Meaning())


def _plain(label: str) -> str:
    return _RULE.sub("", label).replace("\u2019", "'")


def _without_referred_back(events: list[EventRecord]) -> list[EventRecord]:
    """A decision on the day on which the matter is referred back is on amendments: the reading
    goes on. The words are those of Parliament's position."""
    days = {event.day for event in events if (event.label or "").startswith(_REFERRED_BACK)}
    return [
        replace(event, kind=None)
        if event.kind is Kind.EP_FIRST_READING and event.day in days
        else event
        for event in events
    ]


def _identified(events: list[EventRecord]) -> list[EventRecord]:
    """OEIL names no event: the day and the words are its name, and a number if they repeat."""
    seen: dict[str, int] = {}
    named = []
    for event in events:
        name = f"{event.day or 'no day'} {_RULE.sub('', event.label or '')}"[:190]
        seen[name] = seen.get(name, 0) + 1
        repeated = f" {seen[name]}" if seen[name] > 1 else ""
        named.append(replace(event, identifiers=(name + repeated,)))
    return named


def _opening_document(
    events: Iterable[EventRecord], documents: Iterable[DocumentRecord]
) -> str | None:
    """The Commission's document that opened the file."""
    named = [(e.label or "", reference) for e in events for reference in e.documents] + [
        (document.kind or "", document.reference) for document in documents
    ]
    for words, reference in named:
        if words.removesuffix(" published") in _OPENING and _COMMISSION.match(reference):
            return reference
    return None


def _day_or_last(event: EventRecord) -> date:
    return event.day or date.max
