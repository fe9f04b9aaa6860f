from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.expect import NotThere, ParseError
from scrapers.records import EventRecord, ProcedureRecord, Shown, as_json
from scrapers.sources.kind_table import meanings
from scrapers.sources.parliament import read_procedure
from tests.scrapers.pages import PAGES, page

NEWER, OLDER, API = "oeil_2025.html", "oeil_2021.html", "epapi_procedure.json"
FIRST_CELL = '\n      <div class="xx-table-cell xx-table-cell-s"><span>16'
EACH = pytest.mark.parametrize("name", [NEWER, OLDER, API])


def events(name: str, *changes: tuple[str, str]) -> tuple[EventRecord, ...]:
    return read_procedure(page(name, *changes)).events


def answer(**changes: Any) -> ProcedureRecord:
    """The API's answer with other fields of its process; None takes one away."""
    whole = json.loads(page(API))
    process = whole["data"][0]
    process.update(changes)
    whole["data"] = [{field: value for field, value in process.items() if value is not None}]
    return read_procedure(json.dumps(whole).encode())


@EACH
def test_each_form_gives_the_whole_record(name: str) -> None:
    golden = json.loads((PAGES / f"{name}.golden.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(as_json(read_procedure(page(name))))) == golden


def test_events_stand_as_often_as_the_page_has_them_and_forecasts_do_not() -> None:
    found = events(NEWER)
    assert len(found) == 12
    assert all(event.shown is Shown.ROW for event in found)
    assert not [event for event in found if event.day == date(2098, 10, 19)]
    assert [e.label for e in events(OLDER)].count("Decision by Parliament") == 2


def test_a_label_gives_a_kind_only_where_it_is_certain() -> None:
    kinds = {event.label: event.kind for event in events(NEWER)}
    assert kinds["Committee referral announced in Parliament, 1st reading"] is (
        Kind.COMMITTEE_REFERRAL
    )
    assert kinds["Act adopted by Council after Parliament's 1st reading"] is (
        Kind.COUNCIL_FIRST_READING_ADOPTION
    )
    assert kinds["Results of vote in Parliament"] is None
    assert kinds["Small step that nobody has seen before"] is None


def test_a_decision_with_referral_back_is_not_parliaments_position() -> None:
    decisions = [e for e in events(NEWER) if e.label == "Decision by Parliament, 1st reading"]
    assert [(e.day, e.kind) for e in decisions] == [
        (date(2098, 4, 1), None),
        (date(2098, 6, 4), Kind.EP_FIRST_READING),
    ]


def test_a_number_of_a_rule_changes_neither_kind_nor_name() -> None:
    told = "Committee decision to enter into interinstitutional negotiations announced in plenary"
    for rule in ("(Rule 71)", "(Rule 72)", "(Rule 69c)", "(Rule 71 - vote)"):
        event = events(NEWER, ("Small step that nobody has seen before", f"{told} {rule}"))[8]
        assert (event.label, event.kind) == (f"{told} {rule}", Kind.EP_MANDATE_ANNOUNCED)
        assert event.identifiers == (f"2098-07-05 {told}",)


def test_a_proposal_that_is_not_the_commissions_has_no_kind() -> None:
    ours, theirs = events(NEWER)[0], events(NEWER, ("COM(2098)0007", "15053/2098"))[0]
    assert (ours.kind, ours.institutions) == (Kind.PROPOSAL_ADOPTED, (Institution.COM,))
    assert (theirs.kind, theirs.institutions) == (None, ())
    assert theirs.documents == ("15053/2098",)


def test_a_first_reading_is_one_in_the_ordinary_procedure_only() -> None:
    consulted = events(NEWER, ("(COD)", "(CNS)"))
    assert Kind.EP_FIRST_READING not in {event.kind for event in consulted}


def test_repeated_rows_have_names_of_their_own() -> None:
    assert [event.identifiers for event in events(OLDER)[2:]] == [
        ("2098-05-19 Decision by Parliament",),
        ("2098-05-19 Decision by Parliament 2",),
    ]


def test_an_event_without_a_day_comes_last_and_says_why() -> None:
    last = events(NEWER)[-1]
    assert (last.day, last.undated) == (None, 'the row prints "" as its date')
    odd = events(NEWER, ("03/06/2098", "31/06/2098"))[-2:]
    assert 'the row prints "31/06/2098" as its date' in {event.undated for event in odd}


def test_cells_under_the_wrong_heading_are_refused() -> None:
    heads = "<th>Date</th><th>Event</th><th>Reference</th><th>Summary</th>"
    swapped = (heads, heads.replace("Date", "?").replace("Event", "Date").replace("?", "Event"))
    with pytest.raises(ParseError, match="words of the event"):
        events(NEWER, swapped)


def test_class_prefixes_do_not_matter() -> None:
    for name in (NEWER, OLDER):
        plain, renamed = page(name), page(name, ("xx", "yy"))
        assert read_procedure(plain) == read_procedure(renamed)


@pytest.mark.parametrize("asked", ["2098/0001(COD)", "2098/0001/OLP", "2098_1", "2098-0001"])
def test_the_reference_may_be_asked_in_any_notation(asked: str) -> None:
    for name in (NEWER, API):
        assert read_procedure(page(name), asked).reference == "2098/0001(COD)"


@EACH
@pytest.mark.parametrize("asked", ["2098/0002(COD)", "2097/0001(COD)", "2098/2042(CNS)"])
def test_another_procedure_is_refused(name: str, asked: str) -> None:
    with pytest.raises(ParseError, match=r"expected the procedure .* found 2098"):
        read_procedure(page(name), asked)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (NEWER, '<html lang="en"', '<html lang="fr"', "lang"),
        (NEWER, "Procedure File:", "Fiche:", "<title>"),
        (NEWER, "<th>Event</th>", "<th>Step</th>", "one table of key events"),
        (NEWER, "<th>Reference</th><th>Summary</th>", "<th>Text</th><th>?</th>", "column"),
        (NEWER, "<td>09/01/2098</td>", "", "4 cells in each row"),
        (NEWER, "<td>Debate in Parliament</td>", "<td> </td>", "words of the event"),
        (NEWER, "2098</td><td>", "</td><td>", "a date DD/MM/YYYY"),
        (NEWER, "Procedure reference", "Procedure number", '"Procedure reference"'),
        (NEWER, "<td>2098/0001(COD)</td>", "<td>2098/0002(COD)</td>", "found 2098/0002"),
        (NEWER, "<td>2098/0001(COD)</td>", "<td></td>", "a procedure reference"),
        (NEWER, 'mb-3">2098/0001(COD)</h2>', 'mb-3"></h2>', "at the head"),
        (
            NEWER,
            "<td>Results of vote in Parliament</td>",
            "<td><table></table></td>",
            "no table in",
        ),
        (NEWER, "<tr><td>05/07/2098", "<span><td>05/07/2098", "in a row"),
        (NEWER, "<footer>", "<div>", "cut off"),
        (NEWER, "</footer>", "", "cut off"),
        (OLDER, '<html lang="en" xml:lang="en"', '<html lang="de" xml:lang="de"', "lang"),
        (OLDER, 'id="key_events-data"', 'id="events"', "one table of key events"),
        (OLDER, f'row">{FIRST_CELL}', f'line">{FIRST_CELL}', "in a row"),
        (OLDER, "<span>Decision by Parliament</span>", "", "words of the event"),
        (OLDER, "<strong>Procedure reference</strong>", "", '"Procedure reference"'),
        (OLDER, 'name">2098/2042(INI)', 'name">', "at the head"),
        (API, '"data"', '"date"', "expected `data`"),
        (API, '"type": "Process"', '"type": "Event"', "a Process"),
        (API, '"label"', '"lable"', "`label`"),
        (API, '"consists_of"', '"consisted_of"', "`consists_of`"),
        (API, '"activity_date"', '"day"', "`activity_date`"),
        (API, '"process_id": "2098-0001"', '"process_id": "2098-0002"', "`process_id`"),
        (API, "procedure-types/COD", "procedure-types/CNS", "`process_type`"),
        (API, '"Small pages"', '"Small \\ud800 pages"', "a whole JSON answer"),
    ],
)
def test_a_changed_answer_is_refused_and_says_where(
    name: str, old: str, new: str, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        read_procedure(page(name, (old, new)))


@pytest.mark.parametrize(
    "said",
    [
        b'{"data": [], "@context": []}',
        b'{"data": [{}, {}]}',
        b'{"data": {}}',
        b'{"data": null}',
        b'{"error": "404 Not Found from POST", "@id": "eli/dl/proc/2098-0001"}',
        b'{"status": 500, "title": "Internal Server Error"}',
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"data": 1e999999999}',
    ],
)
def test_an_error_of_the_api_is_refused(said: bytes) -> None:
    with pytest.raises(ParseError, match="expected"):
        read_procedure(said)


def test_no_such_procedure_is_not_there() -> None:
    for said in (b'{"status": 404, "title": "Not Found"}', b'{"status": "404", "error": "x"}'):
        with pytest.raises(NotThere, match="404"):
            read_procedure(said)
    unborn = page(NEWER, ("Small step that", "This procedure either does not exist or"))
    with pytest.raises(NotThere, match="procedure file"):
        read_procedure(unborn)
    missing = page(
        OLDER, ("Small pages of the world", "This procedure or document does not exist!")
    )
    with pytest.raises(NotThere, match="procedure file"):
        read_procedure(missing)
    with pytest.raises(NotThere, match="procedure file"):
        read_procedure(b'<html lang="en"><head><title>Page not found | European Parliament</title>')


@pytest.mark.parametrize(
    "robot",
    [
        b"<script>window.awsWafCookieDomainList = [];</script>",
        b'<div id="challenge-container"></div>',
        b"<title>Just a moment...</title>",
    ],
)
def test_a_challenge_is_refused(robot: bytes) -> None:
    with pytest.raises(ParseError, match="robot check"):
        read_procedure(b'<!DOCTYPE html><html lang="en"><head>' + robot + b"</head></html>")


@pytest.mark.parametrize(
    "junk", [b"", b"<?xml version='1.0'?><a/>", b"\xff\xfe{\x00", b"PK\x03\x04"]
)
def test_what_is_neither_a_page_nor_json_is_refused(junk: bytes) -> None:
    with pytest.raises(ParseError, match="expected"):
        read_procedure(junk)


def test_a_page_in_another_encoding_is_refused() -> None:
    text = page(NEWER, ("FIRST Ada", "FÎRST Ada")).decode()
    with pytest.raises(ParseError, match="charset"):
        read_procedure(text.encode("latin-1"))


@EACH
def test_what_is_cut_off_anywhere_is_refused(name: str) -> None:
    # Within the newer page lies a </html>, as the Observatory leaves one in the middle.
    whole = page(name).rstrip()
    for end in range(0, len(whole), 97):
        with pytest.raises((ParseError, NotThere)):
            read_procedure(whole[:end])


def test_what_the_api_only_names_is_an_event_without_a_day() -> None:
    last = events(API)[-1]
    assert last.identifiers == ("MTG-PL-2098-06-04-VOT-ITM-915693",)
    assert (last.day, last.code, last.kind) == (None, None, None)
    assert last.undated == "the answer gives it no single day, but none"


def test_of_a_joint_debate_only_the_files_own_documents_count() -> None:
    debate = next(e for e in events(API) if e.code == "PLENARY_DEBATE")
    assert debate.documents == ("A20-0006/2098",)


def test_a_tabled_report_is_one_and_tabled_amendments_are_not() -> None:
    tabled = [event for event in events(API) if event.code == "TABLING_PLENARY"]
    assert [event.kind for event in tabled] == [Kind.COMMITTEE_REPORT_TABLED, None]


def test_a_decision_without_a_type_is_kept_without_a_kind() -> None:
    untyped = next(e for e in events(API) if e.day == date(2098, 6, 5))
    assert (untyped.code, untyped.kind, untyped.label) == (None, None, None)


@pytest.mark.parametrize(
    "odd", ["2098-13-45", "9999-12-31", "1001-01-01", ["2098-01-01", "2098-01-02"], 5]
)
def test_a_day_that_is_none_is_no_day(odd: object) -> None:
    steps = [{"id": "a", "activity_date": odd}, {"id": "b", "activity_date": "2098-01-09"}]
    first, last = answer(consists_of=steps).events
    assert first.day == date(2098, 1, 9)
    assert last.day is None
    assert last.undated


@pytest.mark.parametrize("odd", [None, [], {}, "x", 5, [5], {"fr": "Petites"}, {"en": []}])
def test_a_title_that_is_not_english_is_none(odd: object) -> None:
    assert answer(process_title=odd).title is None


def test_every_row_of_the_tables_has_its_kind_and_bodies() -> None:
    assert meanings("oeil_labels.tsv")["Final act signed"].kind is Kind.SIGNATURE
    assert meanings("ep_activities.tsv")["REFERRAL"].institutions == (Institution.EP,)


@EACH
def test_a_damaged_answer_is_read_or_refused(name: str) -> None:
    chance = random.Random(8)  # a seed, so that it fails again
    whole = page(name)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(damaged))
            other = chance.randrange(len(damaged))
            piece = damaged[other : other + chance.randint(0, 60)]
            damaged[place : place + chance.randint(0, 60)] = piece
        try:
            record = read_procedure(bytes(damaged))
        except (ParseError, NotThere):
            continue
        assert record.events and json.dumps(as_json(record)).encode()


JUNK: list[Any] = [
    None,
    0,
    True,
    "",
    "x",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"id": None},
    {"id": [{}]},
    1.5,
]


def test_any_field_of_the_answer_may_be_anything() -> None:
    chance = random.Random(9)  # a seed, so that it fails again
    for _ in range(600):
        whole = json.loads(page(API))
        holder: Any = whole["data"]
        while True:
            place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[place]
            if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
                break
            holder = inner
        holder[place] = chance.choice([*JUNK, [inner], {"id": inner}])
        try:
            record = read_procedure(json.dumps(whole).encode())
        except (ParseError, NotThere):
            continue
        assert record.reference and json.dumps(as_json(record))
