"""Recorded real pages, which lie beside the repository and not in it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from legislation.domain.words import Institution, Kind, Origin
from scrapers.expect import NotThere, ParseError
from scrapers.reconcile import Step, StoredEvent, fold, plan
from scrapers.reconcile import name_of as name_of_row
from scrapers.records import ProcedureRecord, Shown
from scrapers.sources import cellar, council, eurlex
from scrapers.sources.cellar_queries import events_query, read_as_procedure
from tests.scrapers.test_cellar_queries import asked, joined_store

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
    notice, page = pair(path)
    known = {name: event for event in notice.events for name in event.identifiers}
    for shown in page.events:
        event = known[shown.identifiers[0]]
        assert (event.day, event.kind) == (shown.day, shown.kind)
        assert set(shown.documents) <= set(event.documents)
        assert set(event.celex) <= set(shown.celex)
        # A row without a logo of its own stands in a block whose body is none of the known.
        assert set(shown.institutions) - {Institution.OTHER} <= set(event.institutions)
        assert set(event.institutions) <= set(shown.institutions)


@pytest.mark.parametrize("path", NOTICES, ids=name_of)
def test_the_answer_to_our_query_is_the_notices_events_under_the_same_names(path: Path) -> None:
    """Whichever of the two is read first, the other adds nothing and disputes nothing."""
    notice = path.read_bytes()
    told = cellar.read_procedure(notice, name_of(path))
    answer = asked(joined_store(notice), events_query(told.reference))
    queried = read_as_procedure(answer, told.reference)
    known = [event for event in told.events if event.code and event.day]
    assert len(queried.events) == len(known)
    for first, second in ((told.events, queried.events), (queried.events, known)):
        stored = [as_stored(number, step) for number, step in enumerate(fold(first))]
        planned = plan(stored, second)
        assert (planned.create, planned.amend) == ((), ())


def as_stored(number: int, step: Step) -> StoredEvent:
    """The event that the record made of the rows; of several names it keeps one a row."""
    names = frozenset(map(name_of_row, step.records))
    chief = step.chief
    return StoredEvent(
        pk=number,
        kind=chief.kind or Kind.OTHER,
        institutions=step.institutions,
        day=chief.day,
        precision=chief.precision,
        origin=Origin.SOURCE,
        identifiers=names,
        seen_here=frozenset(),
    )


# Where page and notice say different things of a file, and why. Counted over the 1,000 procedures
# that were recorded both ways in March 2026, where no event of a page was missing in its notice.
EXPLAINED = {
    # The page names the impact assessment behind the title: "{SEC(2005)1057}".
    ("2005_167", "title"),
    # The notice has the treaty's articles in its editions of 2012 and of 2016.
    ("2016_142", "legal_basis"),
    # The page gives the title of another document of the same act of the Commission.
    ("2005_46", "title"),
    # The two have different versions of one title: "amending", "establishing", "[…]".
    ("2010_59", "title"),
}


@pytest.mark.parametrize("path", NOTICES, ids=name_of)
def test_page_and_notice_agree_on_the_file(path: Path) -> None:
    notice, page = pair(path)
    for name in ("reference", "com_reference", "celex", "legal_basis", "title"):
        said, shown = getattr(notice, name), getattr(page, name)
        if name == "title":  # capital letters and punctuation are each source's own
            said, shown = letters(said), letters(shown)
        elif name == "legal_basis":  # a notice has no order
            said, shown = set(said), set(shown)
        assert ((path.stem, name) in EXPLAINED) == (said != shown), (name, said, shown)
    assert notice.procedure_type is not None
    assert page.procedure_type is not None
    code = notice.procedure_type.replace("OLP", "COD")
    assert page.procedure_type.endswith(f"({code})")
    # Pages of old files show no status.
    words = {"adopted": "Completed", "pending": "Ongoing", "withdrawn": "Proposal withdrawn"}
    assert page.status in (None, words.get(notice.status or ""))


def pair(path: Path) -> tuple[ProcedureRecord, ProcedureRecord]:
    notice = cellar.read_procedure(path.read_bytes(), path.stem)
    twin = SAMPLES / "eurlex" / "procedure_page" / f"{path.stem}.html"
    return notice, eurlex.read_procedure(twin.read_bytes(), notice.reference)


def letters(words: str | None) -> str:
    return re.sub(r"[\W_]+", "", (words or "").casefold())


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


def test_the_xml_notices_are_read_with_every_event_that_they_hold() -> None:
    for path in sorted(SAMPLES.glob("cellar/procedure_notice_xml/*.xml")):
        notice = path.read_bytes()
        record = cellar.read_procedure(notice, path.stem.removesuffix("_tree"))
        assert len(record.events) == len(re.findall(rb"<EVENT>", notice))
        assert all(event.day and event.label and event.code for event in record.events)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("cellar/work_notice_*/*")), ids=name_of)
def test_the_notice_of_a_work_is_not_taken_for_a_procedure(path: Path) -> None:
    with pytest.raises(ParseError, match=r"DOSSIER|dossier|tree"):
        cellar.read_procedure(path.read_bytes())
