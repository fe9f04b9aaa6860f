"""A page that lost something is told from one that only grew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.drift import gap, impossible, losses
from scrapers.records import (
    DocumentRecord,
    EventRecord,
    ListingRecord,
    ProcedureRecord,
    ReleaseRecord,
    Shown,
    Unread,
    Votes,
)

TODAY = date(2026, 11, 24)


def event(day: date | None = date(2020, 5, 4), name: str = "", **values: Any) -> EventRecord:
    given = {
        "label": "Signature",
        "code": "SIGN_byEP_CONSIL",
        "kind": Kind.SIGNATURE,
        "institutions": (Institution.EP, Institution.CONSIL),
        "documents": ("PE-CONS 12/2020",),
        "celex": ("32020R0001",),
        "votes": Votes(300, 200, 10),
        "identifiers": (name or f"{day}_SIGN_byEP_CONSIL",),
    }
    return EventRecord(day=day, **{**given, **values})


def procedure(*events: EventRecord, **values: Any) -> ProcedureRecord:
    given = {
        "reference": "2020/0001(COD)",
        "title": "Proposal for a Regulation",
        "procedure_type": "COD",
        "status": "Ongoing",
        "celex": "52020PC0001",
        "com_reference": "COM(2020) 1",
        "documents": tuple(DocumentRecord(f"ST {n}/20") for n in range(10)),
        "legal_basis": ("12016E079",),
    }
    return ProcedureRecord(events=events, **{**given, **values})


ONE = procedure(event(), event(date(2020, 6, 1), "7", label="Debate", kind=None))


def with_first(**values: Any) -> ProcedureRecord:
    return replace(ONE, events=(replace(ONE.events[0], **values), *ONE.events[1:]))


@pytest.mark.parametrize(
    "after",
    [
        ONE,
        replace(ONE, events=(*ONE.events, event(date(2021, 1, 1)))),
        replace(ONE, status="Completed", celex="32020R0001"),
        replace(ONE, title="Proposal for a new Regulation"),
        replace(ONE, documents=(*ONE.documents[1:], DocumentRecord("ST 99/20"))),
        with_first(documents=("PE-CONS 12/2020", "ST 1/20"), celex=("32020R0001", "32020R0002")),
        replace(ONE, events=(ONE.events[0], replace(ONE.events[1], day=date(2020, 6, 2)))),
        with_first(identifiers=("373371",)),
    ],
    ids=["same", "more", "further", "mended", "corrected", "links", "moved", "renamed"],
)
def test_a_page_that_grew_or_was_corrected_lost_nothing(after: ProcedureRecord) -> None:
    assert losses(ONE, after) == []


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (replace(ONE, events=ONE.events[1:]), '"Signature" of 2020-05-04 is gone'),
        (with_first(day=None), "has no day any more"),
        (with_first(day=date(2020, 4, 5)), "has the day 2020-04-05"),
        (with_first(label="Unterzeichnung"), "the label of the event"),
        (with_first(code="SIGN"), "the code of the event"),
        (with_first(kind=None), "the kind of the event"),
        (with_first(votes=None), "the votes of the event"),
        (with_first(votes=Votes(200, 300, 10)), "the votes of the event"),
        (with_first(institutions=(Institution.EP,)), "lost CONSIL of its institutions"),
        (with_first(documents=()), "lost PE-CONS 12/2020 of its documents"),
        (with_first(celex=()), "lost 32020R0001 of its celex"),
        (replace(ONE, title=None), 'the title was "Proposal for a Regulation" and is "missing"'),
        (replace(ONE, title="Vorschlag"), "the title was"),
        (replace(ONE, procedure_type=None), "the procedure type was"),
        (replace(ONE, status=None), "the status was"),
        (replace(ONE, celex=None), "the celex was"),
        (replace(ONE, com_reference="COM(2020) 2"), "the com reference was"),
        (replace(ONE, documents=ONE.documents[:5]), "5 of 10 documents are gone"),
        (replace(ONE, legal_basis=()), "all legal basis are missing"),
    ],
)
def test_what_a_page_lost_is_named(after: ProcedureRecord, says: str) -> None:
    assert any(says in loss for loss in losses(ONE, after)), losses(ONE, after)


def test_drafts_that_others_of_their_kind_replaced_are_no_loss() -> None:
    drafts = [DocumentRecord(f"PE766.{n}", kind="Amendments tabled in committee") for n in "1234"]
    report = DocumentRecord("A10-0006/2025", kind="Committee report")
    before = replace(ONE, documents=(*drafts, report))
    assert losses(before, replace(before, documents=(drafts[3], drafts[2], report))) == []
    for kept in [(report,), (drafts[3], report), tuple(drafts[:2])]:
        assert "documents are gone" in losses(before, replace(before, documents=kept))[0]


def test_a_rule_may_be_renumbered() -> None:
    before, after = (with_first(label=f"Announced in plenary (Rule {n})") for n in ("71", "72"))
    assert losses(before, after) == []


def test_a_decision_is_no_position_any_more_once_the_matter_is_referred_back() -> None:
    decision = event(label="Decision by Parliament, 1st reading", kind=Kind.EP_FIRST_READING)
    back = event(
        name="back", label="Matter referred back to the committee responsible", kind=None, code=None
    )
    vote = replace(decision, kind=None)
    assert losses(procedure(decision), procedure(vote, back)) == []
    for after in (procedure(vote), procedure(vote, replace(back, day=date(2020, 5, 5)))):
        assert "the kind of the event" in losses(procedure(decision), after)[0]


def test_one_day_may_be_corrected_and_many_at_once_are_a_changed_page() -> None:
    days = [date(2020, 6, day) for day in range(1, 21)]
    before = procedure(*(event(day, str(day.day)) for day in days))
    moved = [replace(e, day=date(2020, 7, e.day.day)) for e in before.events if e.day]
    assert losses(before, replace(before, events=(moved[0], *before.events[1:]))) == []
    assert len(losses(before, replace(before, events=tuple(moved)))) == 20


def test_of_two_events_of_one_name_the_one_that_is_left_is_known_by_its_day() -> None:
    twice = procedure(event(date(2020, 5, 4), "7"), event(date(2020, 6, 4), "7"))
    assert losses(twice, replace(twice, events=twice.events[1:])) == [
        'the event "Signature" of 2020-05-04 is gone'
    ]


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2062, 1, 1), date(2016, 1, 1)])
def test_a_day_that_cannot_be_is_named(day: date) -> None:
    assert impossible(procedure(event(day)), TODAY) == [
        f'"Signature" of {day} has the day {day}, which cannot be'
    ]


def test_days_of_the_files_life_can_be() -> None:
    assert impossible(procedure(event(date(2026, 11, 25)), event(None)), TODAY) == []


def release(number: int, **values: Any) -> ReleaseRecord:
    given = {
        "title": f"Release {number}",
        "address": f"https://example.org/{number}",
        "day": date(2026, 11, number),
        "at": time(9),
        "body": "Council",
        "summary": "What it is about",
    }
    return ReleaseRecord(**{**given, **values})


LIST = ListingRecord(tuple(release(n) for n in range(20, 0, -1)))


def test_a_list_moves_on() -> None:
    later = ListingRecord((release(22), release(21), *LIST.items[:18]))
    assert losses(LIST, later) == []


def test_one_title_of_a_list_may_be_mended_and_no_day() -> None:
    mended = (replace(LIST.items[0], title="Release twenty"), *LIST.items[1:])
    assert losses(LIST, ListingRecord(mended)) == []
    moved = (replace(mended[0], day=date(2026, 11, 19)), *LIST.items[1:])
    assert len(losses(LIST, ListingRecord(moved))) == 1


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (LIST.items[:9], "had 20 entries and has 9"),
        ((*LIST.items[:5], *LIST.items[8:]), "3 entries are gone from the middle"),
        (tuple(replace(i, at=None) for i in LIST.items), "no entry has a time"),
        (tuple(replace(i, summary=None) for i in LIST.items), "no entry has a summary"),
        (tuple(replace(i, body=None) for i in LIST.items), "no entry has a body"),
        (tuple(replace(i, title="?") for i in LIST.items), 'is "?" of'),
    ],
)
def test_what_a_list_lost_is_named(items: tuple[ReleaseRecord, ...], says: str) -> None:
    assert any(says in loss for loss in losses(LIST, ListingRecord(items)))


def test_an_entry_that_nobody_can_read_any_more_is_a_loss_and_one_withdrawn_is_none() -> None:
    without = ListingRecord((*LIST.items[:5], *LIST.items[6:]))
    assert losses(LIST, without) == []
    (told,) = losses(LIST, replace(without, unread=(Unread(6, "11/15/2026", "no title"),)))
    assert told == 'the entry "Release 15" of 2026-11-15 can no longer be read'
    last = ListingRecord(LIST.items[:-1], unread=(Unread(20, "Release 1", "no link"),))
    assert losses(LIST, last)
    assert losses(last, last) == []


def test_a_row_of_which_only_the_script_is_left_is_a_loss() -> None:
    both = procedure(event(shown=Shown.BOTH, documents=()))
    alone = procedure(event(shown=Shown.SCRIPT, documents=()))
    assert losses(both, alone) == []
    unread = replace(alone, unread=(Unread(1, "Signature", "no id"),))
    assert "can no longer be read" in losses(both, unread)[0]
    assert losses(unread, unread) == []


def test_a_list_that_moved_on_by_more_than_a_page_leaves_a_gap() -> None:
    old = ListingRecord(LIST.items[10:])
    assert gap(old, ListingRecord(LIST.items[:10])) == (date(2026, 11, 10), date(2026, 11, 11))
    assert gap(old, ListingRecord(LIST.items[:11])) is None
    assert gap(ListingRecord(()), LIST) is None and gap(ONE, ONE) is None


def test_a_page_of_another_kind_is_a_loss() -> None:
    assert losses(ONE, LIST) and losses(LIST, ONE)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (procedure(event(), title="x" * 2001), 'the title has 2001 letters: "xxx'),
        (procedure(event(label="x" * 501)), 'the label of an event has 501 letters: "xxx'),
        (ListingRecord((release(1, title="x" * 501),)), "the title of an entry has 501 letters"),
        (ListingRecord((release(1, summary="x" * 2001),)), "the summary of an entry has 2001"),
    ],
)
def test_a_text_without_an_end_is_impossible(record: Any, told: str) -> None:
    found = impossible(record, TODAY)
    assert len(found) == 1 and found[0].startswith(told)
    assert len(found[0]) < 200
