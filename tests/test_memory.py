"""The record as this tracker knew it, rebuilt from the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, documents, evidence, timeline
from legislation.domain.procedure import Standing
from legislation.domain.words import (
    Institution,
    Kind,
    Origin,
    StatementKind,
    StatementRole,
    TakesPart,
    Vote,
)
from legislation.memory import (
    Record,
    as_known,
    as_recorded,
    began_at,
    digest,
    facts,
    for_good,
    read_known,
    record_of,
)
from legislation.models import (
    Actor,
    Change,
    CouncilVote,
    Document,
    JointStatement,
    MemberState,
    Participation,
    Position,
    Proposal,
)
from tests import make

pytestmark = pytest.mark.django_db

#: Tables that a record as known may look into: the journal, its words, and stored copies.
MAY_BE_READ = {"legislation_change", "legislation_memberstate", "legislation_topic"}


class Calendar:
    """The day that it is, noon in Brussels or thereabouts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 6, 1, 10, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def turn(self, month: int, day: int) -> None:
        """It is another day of 2026."""
        self.now = datetime(2026, month, day, 10, tzinfo=UTC)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def known(of: Proposal | MemberState | None, day: str) -> Record:
    return record_of(of, read_known(day))


def titles(record: Record, day: date) -> list[str]:
    return [event.title for event in record.passed(day)]


def test_what_was_true_before_it_was_entered_is_known_from_its_entry_on(calendar: Calendar) -> None:
    file = make.proposal()
    calendar.turn(6, 10)
    make.event(file, Kind.TRILOGUE, date(2026, 6, 1), title="They met")
    calendar.turn(6, 20)
    assert titles(as_recorded(file), date(2026, 6, 5)) == ["They met"]
    assert titles(known(file, "2026-06-05"), date(2026, 6, 5)) == []
    assert titles(known(file, "2026-06-10"), date(2026, 6, 5)) == ["They met"]


def test_a_fact_that_was_taken_back_is_not_known_until_it_stands_again(calendar: Calendar) -> None:
    file = make.proposal()
    event = make.event(file, title="A step")
    calendar.turn(6, 3)
    timeline.retract_event(event, make.EDITOR.because("It was another file."))
    calendar.turn(6, 5)
    timeline.restore_event(event, make.EDITOR.because("It was this one."))
    calendar.turn(6, 7)
    held = [known(file, f"2026-06-0{day}").events for day in (2, 3, 4, 5)]
    assert [len(events) for events in held] == [1, 0, 0, 1]


def test_an_amended_fact_is_known_as_it_was_said(calendar: Calendar) -> None:
    file = make.proposal(short_title="Returns")
    event = make.event(file, title="A vote", votes_for=10, votes_against=1)
    calendar.turn(6, 3)
    timeline.amend_event(event, {"title": "The vote", "votes_for": 11}, make.EDITOR)
    evidence.amend(file, {"short_title": "Return Regulation"}, make.EDITOR)
    calendar.turn(6, 5)
    early, late = known(file, "2026-06-02"), known(file, "2026-06-04")
    assert [(e.title, e.votes_for) for e in early.events] == [("A vote", 10)]
    assert [(e.title, e.votes_for) for e in late.events] == [("The vote", 11)]
    assert [r.proposal and r.proposal.short_title for r in (early, late)] == [
        "Returns",
        "Return Regulation",
    ]


def test_of_a_correction_and_what_it_corrects_one_is_known(calendar: Calendar) -> None:
    file = make.proposal()
    said = make.position(file, summary="As first read.", day=date(2026, 5, 1))
    calendar.turn(6, 3)
    council.correct_position(said, {"summary": "As meant."}, make.EDITOR.because("Misread."))
    calendar.turn(6, 5)
    words = [
        [row.summary for row in known(file, day).in_force(date(2026, 6, 1))]
        for day in ("2026-06-02", "2026-06-03")
    ]
    assert words == [["As first read."], ["As meant."]]


def test_before_the_first_entry_nothing_is_known_not_even_the_file(calendar: Calendar) -> None:
    assert began_at() is None
    file = make.proposal()
    assert began_at() == calendar.now
    assert known(file, "2026-05-31").proposal is None


def test_evidence_is_that_of_the_day_with_the_stored_copy(calendar: Calendar) -> None:
    file = make.proposal()
    source = make.source(of=file)
    copy = make.snapshot(source)
    first = make.proof(source=source, identifier="1", says={"label": "Met"}, snapshot=copy)
    event = make.event(file, proofs=[first])
    calendar.turn(6, 3)
    newer = make.snapshot(source, b"<html>another page</html>")
    again = make.proof(source=source, identifier="1", says={"label": "Agreed"}, snapshot=newer)
    evidence.confirm(event, [again], make.EDITOR)
    calendar.turn(6, 5)
    proofs = [known(file, day).events[0].evidence.all()[0] for day in ("2026-06-02", "2026-06-03")]
    assert [proof.says["label"] for proof in proofs] == ["Met", "Agreed"]
    assert [proof.snapshot for proof in proofs] == [copy, newer]


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_older_contents_are_read_with_defaults_for_what_they_lack(
    calendar: Calendar, schema: int
) -> None:
    file = make.proposal()
    said = make.position(file, quote="Yes.", place=70)
    entry = Change.objects.get(position=said)
    assert entry.after is not None
    lacks = {1: ["retracted_at", "quote", "place", "salience"], 2: ["quote", "place", "salience"]}
    left = {k: v for k, v in entry.after.items() if k not in lacks.get(schema, ())}
    Change.objects.filter(pk=entry.pk).update(after=left, schema=schema)
    [row] = as_known(file, timezone.now() + timedelta(days=1), date(2026, 6, 1)).positions
    assert (row.quote, row.place) == (("Yes.", 70) if schema == 3 else ("", None))
    assert row.state == said.state


def fill(file: Proposal, number: int) -> None:
    """So many facts of each kind, all of one file, all with proof."""
    state, topic = make.state(), make.topic()
    proofs = [make.proof()]
    for n in range(number):
        day = date(2026, 1, 1) + timedelta(days=n)
        make.event(file, Kind.TRILOGUE, day, title=f"Meeting {n}")
        make.press_release(file, day, address=f"https://example.org/{file.pk}/{day}")
        paper = Document(proposal=file, reference=f"ST {n}", dated_on=day, origin=Origin.EDITOR)
        documents.record_document(paper, proofs, make.EDITOR)
        timeline.record_actor(
            Actor(proposal=file, role="rapporteur", name=f"{n}"), proofs, make.EDITOR
        )
        vote = CouncilVote(
            proposal=file, key=f"{file.pk}-{n}", held_on=day, subject="S", outcome="o"
        )
        council.record_council_vote(vote, {Vote.AGAINST: [state]}, proofs, make.EDITOR)
        letter = JointStatement(
            proposal=file, kind=StatementKind.LETTER, title=f"Letter {n}", stated_on=day, count=1
        )
        signed = {StatementRole.SIGNATORY: [state]}
        council.record_joint_statement(letter, signed, [topic], proofs, make.EDITOR)
        make.position(file, day=day, joint_statement=letter)
        part = Participation(proposal=file, state=state, takes_part=TakesPart.VOTES, since_on=day)
        council.record_participation(part, proofs, make.EDITOR)


def everything(record: Record) -> list[Any]:
    lists = ("events", "releases", "documents", "actors", "votes", "statements")
    rows = [row for name in lists for row in getattr(record, name)]
    return [*rows, *record.participations, *record.positions]


def touch(record: Record) -> int:
    """Look at all that a page may look at; how many rows that were."""
    for row in everything(record):
        for proof in row.evidence.all():
            assert proof.address
        if row.proposal:
            row.proposal.get_absolute_url()
        for name in ("members", "casts"):
            for each in getattr(row, name).all() if hasattr(row, name) else ():
                assert each.state.name
    return len(everything(record))


@pytest.mark.parametrize("whose", ["file", "state"])
def test_as_many_queries_for_3_facts_as_for_30_and_only_of_the_journal(
    calendar: Calendar, whose: str
) -> None:
    file = make.proposal()
    make.event(file, day=date(2025, 3, 11))
    asked: dict[int, list[str]] = {}
    for number in (3, 30):
        fill(file if number == 3 else make.proposal("2018/0329(COD)"), number)
        of = file if whose == "file" and number == 3 else Proposal.objects.earliest("year")
        with CaptureQueriesContext(connection) as queries:
            seen = touch(known(of if whose == "file" else MemberState.objects.get(), "2026-06-01"))
        asked[number] = [query["sql"] for query in queries]
        assert seen >= 4 * number
    assert len(asked[3]) == len(asked[30])
    for sql in asked[30]:
        table = sql.partition('FROM "')[2].partition('"')[0]
        assert table in MAY_BE_READ | {"legislation_snapshot"}


@pytest.fixture
def file(curated: None) -> Proposal:
    return Proposal.objects.get(slug="2025-0059-COD")


DAYS = ["2005-10-01", "2019-07-01", "2025-03-12", "2026-03-26", "2026-06-17", "2026-10-02"]


@pytest.mark.parametrize("day", [date.fromisoformat(day) for day in DAYS], ids=DAYS)
def test_the_journal_gives_what_the_rows_give(file: Proposal, day: date) -> None:
    for each in Proposal.objects.all():
        ways = [as_recorded(each), as_known(each, timezone.now(), timezone.localdate())]
        rows, remembered = (facts(way, day) for way in ways)
        assert rows == remembered
        assert digest(rows) == digest(remembered)


@pytest.mark.parametrize("day", [date.fromisoformat(day) for day in DAYS], ids=DAYS)
def test_lists_and_queries_agree_on_the_table_of_a_day(file: Proposal, day: date) -> None:
    for each in Proposal.objects.all():
        record = as_recorded(each)
        told = Position.objects.filter(proposal=each).in_force(day).placed_in_procedure()
        assert {(row.pk, row.before_proposal) for row in record.in_force(day)} == {
            (row.pk, row.before_proposal) for row in told
        }
        there = Proposal.objects.there(day).filter(pk=each.pk)
        parts = Participation.objects.in_force(day).filter(proposal__in=there)
        assert {row.pk for row in record.taking_part(day)} == {row.pk for row in parts}
        ahead = [row.pk for row in record.ahead(timezone.localdate())]
        assert ahead == [row.pk for row in each.events.ahead(timezone.localdate())]


def test_of_an_earlier_day_nothing_is_said_that_was_written_later(file: Proposal) -> None:
    record, day = as_recorded(file), date(2026, 3, 26)
    held = [*record.written(day), *record.acting(day), *record.held(day), *record.named(day)]
    assert held
    assert not [row for row in held if row.note]  # type: ignore[attr-defined]
    assert not [row for row in record.acting(day) if row.until_on and row.until_on > day]
    assert all(row.since_on and row.since_on <= day for row in record.acting(day))
    assert [row for row in record.acting(timezone.localdate()) if row.since_on is None]
    assert [row for row in record.acting(timezone.localdate()) if row.note]


STANDINGS = [
    ("2026-03-26", {"trilogues"}, {"first_reading", "adoption"}),
    ("2026-06-17", {"first_reading"}, {"adoption"}),
    ("2026-10-02", {"adoption"}, {"in_force"}),
]


@pytest.mark.parametrize(
    ("day", "current", "not_entered"), STANDINGS, ids=[s[0] for s in STANDINGS]
)
def test_stages_as_known_are_those_of_the_oracle(
    file: Proposal, day: str, current: set[str], not_entered: set[str]
) -> None:
    record, on = as_known(file, timezone.now(), timezone.localdate()), date.fromisoformat(day)
    held = {row.slug.value: row.standing(on) for row in record.stages(on)}
    assert {slug for slug, how in held.items() if how is Standing.CURRENT} == current
    assert {held[slug] for slug in not_entered} <= {Standing.NOT_ENTERED, Standing.PLANNED}


def test_a_link_for_good_gives_the_same_facts_whatever_comes(calendar: Calendar) -> None:
    """A week in which facts are amended, retracted and added, beginning in the same second."""
    file = make.proposal()
    step = make.event(file, title="A step")
    gone = make.event(file, Kind.TRILOGUE, date(2026, 5, 1), title="No step")
    said = make.position(file, day=date(2026, 5, 2))
    day = date(2026, 6, 1)
    days = for_good(day)
    before = facts(as_recorded(file), day)

    def cited() -> dict[str, Any]:
        return facts(record_of(file, read_known(days["known"])), day)

    calendar.now += timedelta(microseconds=1)
    timeline.amend_event(step, {"title": "The step", "happened_on": date(2025, 3, 12)}, make.EDITOR)
    assert cited() == before
    calendar.turn(6, 4)
    timeline.retract_event(gone, make.EDITOR.because("It was another file."))
    council.correct_position(said, {"summary": "Mended."}, make.EDITOR.because("Misread."))
    make.event(file, Kind.TRILOGUE, date(2026, 5, 3), title="Entered late")
    make.press_release(file, date(2026, 5, 20))
    make.position(file, "FR", day=date(2026, 5, 4))
    calendar.turn(6, 8)
    assert digest(cited()) == digest(before)
    assert digest(facts(as_recorded(file), day)) != digest(before)


def test_a_release_that_stands_behind_an_event_is_in_the_journal(calendar: Calendar) -> None:
    file = make.proposal()
    make.press_release(file, date(2026, 5, 30), title="Council agrees")
    make.event(
        file,
        Kind.COUNCIL_GENERAL_APPROACH,
        date(2026, 5, 30),
        institutions=[Institution.CONSIL.value],
    )
    calendar.turn(6, 2)
    remembered = known(file, "2026-06-01").events[0].evidence.all()
    assert len(remembered) == 2
    assert facts(known(file, "2026-06-01"), date(2026, 6, 1)) == facts(
        as_recorded(file), date(2026, 6, 1)
    )
