"""One row that can't be read costs neither its siblings nor the page; many of them do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from scrapers.expect import ParseError, parted, read_each
from scrapers.records import Unread
from scrapers.sources import cellar, cellar_queries, council, eurlex, feeds, oeil, parliament_api
from tests.scrapers.pages import page, read

DOSSIER = "http://publications.europa.eu/resource/procedure"
CDM = "http://publications.europa.eu/ontology/cdm#"


@dataclass(frozen=True)
class Case:
    """A page of ours with a hundred rows more, which stand before `anchor`, and how one breaks."""

    read: Callable[[bytes], Any]
    name: str
    anchor: str
    row: str
    broken: tuple[tuple[str, str], ...]
    scripted: tuple[str, str] = ("", "")
    others: tuple[tuple[str, str], ...] = ()

    def page(self, rows: int = 100, bad: tuple[int, ...] = (), how: int = 0) -> bytes:
        written = [filled(self.row, n) for n in range(rows)]
        for n in bad:
            old, new = self.broken[how]
            assert old in self.row
            written[n] = filled(self.row.replace(old, new, 1), n)
        place, event = self.scripted
        script = "".join(filled(event, n) for n in range(rows))
        more = ((place, script + place),) if place else ()
        return page(self.name, (self.anchor, "".join(written) + self.anchor), *more, *self.others)


def filled(row: str, n: int) -> str:
    day = date(2098, 1, 10) + timedelta(n)
    for mark, word in {
        "@N": str(1000 + n),
        "@ISO": day.isoformat(),
        "@DMY": f"{day:%d/%m/%Y}",
        "@Y, @M, @D": f"'startYear': '{day:%Y}', 'startMonth': '{day:%m}', 'startDay': '{day:%d}'",
    }.items():
        row = row.replace(mark, word)
    return row


TALKS = "Discussions within the Council or its preparatory bodies"
CASES = {
    "council": Case(
        council.read_listing,
        "council_2025.html",
        '<li class="gsc-excerpt-item" data-theme="euco">',
        '<li class="gsc-excerpt-item"><a class="gsc-excerpt-item__title" '
        'href="/en/press/press-releases/2098/11/06/r@N/">Release @N</a>'
        '<time datetime="11/6/2098 5:00:00 PM">17:00</time></li>',
        (
            (">Release @N<", "><"),
            ("11/6/2098", "6/11/2098"),
            ("2098/11/06", "2098/11/07"),
            ("__title", "__tittle"),
            ("/en/press/press-releases/2098/11/06/r@N/", "//example.org/r@N"),
        ),
    ),
    "timeline": Case(
        eurlex.read_procedure,
        "eurlex_timeline.html",
        '<div id="2098-06-09_DIS_byCONSIL"',
        f'<div id="@ISO_DIS_byCONSIL" class="eventRow"><div class="eventTitle">{TALKS}</div>'
        '<div class="eventDate">@DMY</div></div><div class="collapse"></div>',
        ((TALKS, ""), (TALKS, f"â€™ {TALKS}"), ("eventTitle", "title")),
        (
            "{'eid':'eid1'",
            "{'eid':'eid9', @Y, @M, @D, 'title': '" + TALKS + "', 'link': '@ISO_DIS_byCONSIL'},",
        ),
    ),
    "panels": Case(
        eurlex.read_procedure,
        "eurlex_panels.html",
        '<div class="panel PagePanel">\n      <h2><span class="EmptyPanelTitle"><span id="900004"',
        '<div class="panel PagePanel"><span id="80@N" class="Prcdr PrcdrCONSIL"></span>'
        '<span class="ProcedureDate">@DMY: </span><span>Formal adoption by Council</span></div>',
        (
            ("Formal adoption by Council", ""),
            ("<span>Formal", "<span>â€™ Formal"),
            ('id="80@N"', 'id="none"'),
            ("ProcedureDate", "Date"),
        ),
    ),
    "oeil": Case(
        oeil.read_procedure,
        "oeil_2025.html",
        "<tr><td>05/07/2098</td>",
        "<tr><td>@DMY</td><td>Debate in Parliament</td><td></td><td></td></tr>",
        (("Debate in Parliament", ""), ("<td></td>", ""), ("Debate in Parliament", "01/02/2098")),
    ),
    "oeil before": Case(
        oeil.read_procedure,
        "oeil_2021.html",
        '<div class="xx-table-row">\n      <div class="xx-table-cell xx-table-cell-s">'
        "<span>07/05/2098",
        '<div class="xx-table-row"><div class="xx-table-cell">@DMY</div><div class="xx-table-cell">'
        'Debate in Parliament</div><div class="xx-table-cell"></div><div class="xx-table-cell">'
        "</div></div>",
        (("Debate in Parliament", ""), ('<div class="xx-table-cell"></div>', "")),
    ),
    "notice": Case(
        cellar.read_procedure,
        "cellar_procedure.rdf",
        f'<rdf:Description rdf:about="{DOSSIER}-event/2098_1.2098-03-11_SIGN',
        f'<rdf:Description rdf:about="{DOSSIER}-event/2098_1.@ISO_DIS_byCONSIL">'
        f'<j.0:event_legal_part_of_dossier rdf:resource="{DOSSIER}/2098_1"/>'
        "<j.0:event_legal_date>@ISO</j.0:event_legal_date>"
        "<j.0:event_legal_type>DIS_byCONSIL</j.0:event_legal_type></rdf:Description>",
        (
            ("<j.0:event_legal_type>DIS_byCONSIL</j.0:event_legal_type>", ""),
            ("-event/2098_1.@ISO_DIS_byCONSIL", "-events/@ISO"),
        ),
    ),
    "answer": Case(
        cellar_queries.read_events,
        "cellar_events.json",
        '{"reference": {"type": "typed-literal", "datatype":'
        ' "http://www.w3.org/2001/XMLSchema#string", "value": "2098/0001/COD"}, "total"',
        f'{{"event": {{"type": "uri", "value": "{DOSSIER}-event/2098_1.@ISO_DIS_byCONSIL"}},'
        ' "date": {"type": "literal", "value": "@ISO"},'
        ' "code": {"type": "literal", "value": "DIS_byCONSIL"}},',
        (
            (
                '"code": {"type": "literal", "value": "DIS_byCONSIL"}',
                '"changed": {"type": "uri", "value": "x"}',
            ),
        ),
        others=(('"value": "3"}} ] } }', '"value": "103"}} ] } }'),),
    ),
    "open data": Case(
        parliament_api.read_procedure,
        "epapi_procedure.json",
        '"eli/dl/event/MTG-PL-2098-06-04-VOT-ITM-915693"',
        '{"activity_id": "E-@N", "activity_date": "@ISO"},',
        (('"activity_id": "E-@N", "activity_date": "@ISO"', '"odd": "@N"'),),
    ),
    "council feed": Case(
        feeds.read_council,
        "council.rss",
        '<item><guid isPermaLink="false">150480',
        "<item><link>https://www.consilium.europa.eu/en/press/press-releases/2098/11/06/r@N/</link>"
        "<title>Release @N</title><a10:updated>2098-11-06T17:00:00Z</a10:updated></item>",
        (
            ("Release @N", ""),
            ("2098/11/06", "2098/13/06"),
            ("T17:00:00Z", "soon"),
            ("//www", "//"),
        ),
    ),
    "eurlex feed": Case(
        feeds.read_eurlex,
        "eurlex.rss",
        "<item><title>CELEX:52098PC0008",
        "<item><title>Document @N</title>"
        "<link>https://eur-lex.europa.eu/legal-content/AUTO/?uri=CELEX:@N</link></item>",
        (("Document @N", ""), ("legal-content", "content")),
    ),
}


def rows_of(record: object) -> Any:
    told = read(record)
    return told["events"] if "events" in told else told["items"]


@pytest.mark.parametrize(
    ("name", "how"),
    [(name, how) for name, case in CASES.items() for how in range(len(case.broken))],
)
def test_one_bad_row_of_a_hundred_is_kept_raw_and_the_others_are_read(name: str, how: int) -> None:
    case = CASES[name]
    whole = rows_of(case.read(case.page()))
    assert len(whole) >= 100
    for n in range(0, 100, 25 if how else 2):
        record = case.read(case.page(bad=(n,), how=how))
        kept, unread = rows_of(record), read(record)["unread"]
        assert [row for row in whole if row in kept] == kept, n
        assert (len(whole) - len(kept), len(unread)) == (1, 1), n
        assert unread[0]["why"] and set(unread[0]) == {"place", "text", "why"}


@pytest.mark.parametrize("name", CASES)
def test_more_than_two_in_a_hundred_are_a_changed_page(name: str) -> None:
    case = CASES[name]
    with pytest.raises(ParseError):
        case.read(case.page(bad=(3, 50, 70, 99)))


@pytest.mark.parametrize("name", CASES)
def test_on_a_short_page_each_row_must_be_read(name: str) -> None:
    case = CASES[name]
    others = tuple((old, new.replace("103", "33")) for old, new in case.others)
    short = Case(case.read, case.name, case.anchor, case.row, case.broken, case.scripted, others)
    case.read(short.page(rows=30))
    with pytest.raises(ParseError):
        case.read(short.page(rows=30, bad=(7,)))


@pytest.mark.parametrize("name", CASES)
def test_unread_is_printed_only_if_there_is_any(name: str) -> None:
    case = CASES[name]
    assert "unread" not in read(case.read(case.page()))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("timeline", (">Adoption of legislative proposal by the Commission<", "><")),
        ("oeil", ("<td>09/01/2098</td>", "")),
        (
            "answer",
            (
                '"label": {"type": "literal", "value": "Adoption by Commission"',
                '"label": {"type": "literal", "value": "Adoption by \ufffd"',
            ),
        ),
    ],
)
def test_a_file_without_its_proposal_is_not_read(name: str, change: tuple[str, str]) -> None:
    case = CASES[name]
    old, new = change
    text = case.page().decode()
    assert old in text
    with pytest.raises(ParseError):
        case.read(text.replace(old, new).encode())


def test_a_renamed_row_is_no_unread_row() -> None:
    for name, old in (("timeline", "eventRow"), ("council", "gsc-excerpt-item")):
        case = CASES[name]
        row = f'class="{old}"'
        with pytest.raises(ParseError):
            case.read(case.page().replace(row.encode(), b'class="x"', 1))


def test_a_row_is_named_by_its_place_its_words_and_what_is_wrong() -> None:
    def number(words: str) -> int:
        if not words.isdigit():
            raise ParseError(f'expected a number, found "{words}"')
        return int(words)

    rows = [*map(str, range(60)), " six \n ty "]
    numbers, unread = parted(read_each(rows, number, str))
    assert numbers == list(range(60))
    assert unread == (Unread(61, "six ty", 'expected a number, found " six \n ty "'),)
    with pytest.raises(ParseError, match="six"):
        read_each([*rows[-50:], "?"], number, str)
    with pytest.raises(ParseError, match="six"):
        read_each(rows, number, str, lambda words: "six" in words)
