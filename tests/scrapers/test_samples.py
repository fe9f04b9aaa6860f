"""Recorded real pages, which lie beside the repository and not in it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from legislation.domain.references import canonical
from scrapers.expect import NotThere, ParseError
from scrapers.records import ProcedureRecord, Shown
from scrapers.sources import cellar, council, eurlex, parliament

SAMPLES = Path(os.environ.get("SAMPLES") or Path(__file__).parents[3] / "shared" / "samples")
PAGES = sorted(SAMPLES.glob("eurlex/procedure_page/*.html"))
NOTICES = sorted(SAMPLES.glob("cellar/procedure_rdf/*.rdf"))
FILES = sorted(SAMPLES.glob("oeil/procedure_file_*/*.html"))
ANSWERS = sorted(SAMPLES.glob("epapi/procedure/*.json"))

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"recorded pages are absent: {SAMPLES}"),
]


def name_of(path: Path) -> str:
    return path.stem.removesuffix("_layout2024")


def test_the_recordings_are_complete() -> None:
    assert (len(PAGES), len(NOTICES), len(FILES), len(ANSWERS)) == (30, 17, 11, 4)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_each_page_is_read_with_every_row_and_every_event_of_its_script(path: Path) -> None:
    page = path.read_bytes()
    record = eurlex.read_procedure(page, name_of(path))
    rows = page.count(b" eventRow") + page.count(b" PagePanel")
    shown = [event.shown for event in record.events]
    assert len(shown) - shown.count(Shown.SCRIPT) == rows
    assert all(event.day for event in record.events)


@pytest.mark.parametrize("path", NOTICES, ids=name_of)
def test_each_notice_knows_all_that_its_page_shows(path: Path) -> None:
    notice = cellar.read_procedure(path.read_bytes(), path.stem)
    twin = SAMPLES / "eurlex" / "procedure_page" / f"{path.stem}.html"
    page = eurlex.read_procedure(twin.read_bytes(), notice.reference)
    known = {name: (e.day, e.kind) for e in notice.events for name in e.identifiers}
    assert {e.identifiers[0]: (e.day, e.kind) for e in page.events}.items() <= known.items()


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("1994_125_truncated", ParseError), ("1996_314_page_not_found", NotThere)],
)
def test_odd_answers_are_refused(name: str, refusal: type[Exception]) -> None:
    path = SAMPLES / "eurlex" / "procedure_page_odd" / f"{name}.html"
    with pytest.raises(refusal):
        eurlex.read_procedure(path.read_bytes())


def test_the_listing_of_june_2025_has_twenty_releases() -> None:
    path = SAMPLES / "council" / "press_listing" / "press_releases_2025-06-13.html"
    listing = council.read_listing(path.read_bytes())
    assert len(listing.items) == 20
    assert listing.following is not None


@pytest.mark.parametrize("name", ["2009_162_tree", "2013_449_tree"])
def test_the_xml_notice_is_not_taken_for_rdf(name: str) -> None:
    path = SAMPLES / "cellar" / "procedure_notice_xml" / f"{name}.xml"
    with pytest.raises(ParseError, match="RDF"):
        cellar.read_procedure(path.read_bytes())


def _reference_in(path: Path) -> str:
    """2020-2042-INI_2021 of a recorded page is 2020/2042(INI); an answer's name has no type."""
    return "-".join(path.stem.split("_")[0].split("-")[:3])


def _canonical(record: ProcedureRecord) -> bool:
    """Whether every reference of a record is written in its one form."""
    named = [document.reference for document in record.documents]
    named += [reference for event in record.events for reference in event.documents]
    return all(canonical(reference) == reference for reference in named)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_of_the_observatory_is_read_with_every_key_event(path: Path) -> None:
    page = path.read_bytes()
    record = parliament.read_procedure(page, _reference_in(path))
    # Both layouts print the events between these two headings of sections.
    heading = rb"(?:>|</span>)\s*%s\s*<"
    start = list(re.finditer(heading % b"Key events", page))[-1 if b"keyEvents" in page else 0]
    end = next(re.finditer(heading % b"Technical information", page[start.end() :]))
    section = page[start.end() : start.end() + end.start()]
    days = [day.decode() for day in re.findall(rb">\s*(\d\d/\d\d/\d{4})\s*<", section)]
    assert [f"{event.day:%d/%m/%Y}" for event in record.events] == days
    assert all(event.shown is Shown.ROW and event.label for event in record.events)
    assert _canonical(record)
    year = int(record.reference[:4])
    assert all(event.day and year <= event.day.year <= year + 5 for event in record.events)
    assert record.status
    assert record.procedure_type


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_each_answer_of_the_api_is_read_with_every_activity(path: Path) -> None:
    answer = json.loads(path.read_bytes())["data"][0]
    record = parliament.read_procedure(path.read_bytes(), path.stem)
    known = [step for step in answer["consists_of"] if isinstance(step, dict)]
    told = sorted(event.day.isoformat() for event in record.events if event.day)
    assert told == sorted(step["activity_date"] for step in known)
    assert len(record.events) == len(answer["consists_of"])
    assert _canonical(record)


@pytest.mark.parametrize("name", ["2020-2042-INI", "2022-2201-INI", "2022-2852-RSP"])
def test_both_layouts_tell_the_same_of_one_file(name: str) -> None:
    newer, older = (
        parliament.read_procedure(path.read_bytes()) for path in FILES if path.stem.startswith(name)
    )
    assert newer.events
    # Between the recordings the Observatory turned the order of two events of one day.
    assert _told(older) == _told(newer)
    assert (older.reference, older.title, older.status) == (
        newer.reference,
        newer.title,
        newer.status,
    )
    assert {d.reference for d in older.documents} <= {d.reference for d in newer.documents}
    people = [{(a.role, a.name, a.since) for a in record.actors} for record in (older, newer)]
    assert people[0] == people[1]


def _told(record: ProcedureRecord) -> set[tuple[object, ...]]:
    return {(e.day, e.label, e.kind, e.documents) for e in record.events}


def test_the_answer_and_the_page_of_one_file_agree_on_what_both_tell() -> None:
    page = parliament.read_procedure(
        (SAMPLES / "oeil" / "procedure_file_new" / "2024-2006-REG.html").read_bytes()
    )
    answer = parliament.read_procedure(
        (SAMPLES / "epapi" / "procedure" / "2024-2006.json").read_bytes()
    )
    assert page.reference == answer.reference
    steps = [{(e.day, e.kind) for e in record.events if e.kind} for record in (page, answer)]
    assert steps[0] < steps[1]
    documents = [{d.reference for d in record.documents} for record in (page, answer)]
    assert documents[1] < documents[0]
