"""Where a file stands, from its events."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.baseline.load import FOLDER
from legislation.baseline.reader import read
from legislation.domain.procedure import (
    StageRow,
    StageSlug,
    Standing,
    Step,
    current,
    stages,
    surprises,
)
from legislation.domain.words import Kind

BASELINE = read(FOLDER)


def steps_of(reference: str) -> list[Step]:
    return [
        Step(entry.kind, entry.on.last if entry.on else None)
        for entry in BASELINE.events
        if entry.proposal == reference
    ]


def standing(rows: tuple[StageRow, ...], on: date) -> dict[str, str]:
    return {row.slug.value: row.standing(on).value for row in rows}


def at(*days: tuple[Kind, str]) -> list[Step]:
    return [Step(kind, date.fromisoformat(day)) for kind, day in days]


def slugs(rows: tuple[StageRow, ...], on: str) -> list[str]:
    return [row.slug.value for row in current(rows, date.fromisoformat(on))]


@pytest.mark.parametrize(
    ("reference", "on", "expected"),
    [
        (
            "2025/0059(COD)",
            "2026-03-26",
            {
                "parliament_mandate": "done",
                "council_mandate": "done",
                "trilogues": "current",
                "first_reading": "not_entered",
                "adoption": "not_entered",
            },
        ),
        ("2025/0059(COD)", "2026-06-17", {"trilogues": "done", "first_reading": "current"}),
        (
            "2025/0059(COD)",
            "2026-10-02",
            {"first_reading": "done", "adoption": "current", "in_force": "not_entered"},
        ),
        (
            "2018/0329(COD)",
            "2019-07-01",
            {"council_mandate": "done", "parliament_mandate": "current"},
        ),
        ("2018/0329(COD)", "2025-03-12", {"ended": "current", "parliament_mandate": "done"}),
        ("2005/0167(COD)", "2008-06-18", {"first_reading": "current"}),
        ("2005/0167(COD)", "2009-01-14", {"in_force": "current", "adoption": "done"}),
    ],
)
def test_the_three_files_stand_where_the_record_says(
    reference: str, on: str, expected: dict[str, str]
) -> None:
    day = date.fromisoformat(on)
    found = standing(stages(steps_of(reference), day), day)
    assert {slug: found[slug] for slug in expected} == expected
    # What the table of stages holds, asked for that day, gives the same answer, but that it knows
    # by hindsight the days of rooms that nobody had entered yet.
    stored = standing(stages(steps_of(reference)), day)
    not_yet = {"planned": "not_entered"}
    assert {slug: not_yet.get(stored[slug], stored[slug]) for slug in expected} == expected


def test_the_recast_ended_superseded_and_nothing_says_withdrawn() -> None:
    rows = {row.slug.value: row for row in stages(steps_of("2018/0329(COD)"))}
    assert rows["council_mandate"].outcome == "partial"
    assert (rows["ended"].entered_on, rows["ended"].outcome) == (date(2025, 3, 11), "superseded")
    assert not [s for s in steps_of("2018/0329(COD)") if s.kind is Kind.WITHDRAWN]


def test_the_directives_transposition_lies_ahead_when_it_enters_into_force() -> None:
    ahead = [s for s in steps_of("2005/0167(COD)") if s.day and s.day > date(2009, 1, 14)]
    assert Step(Kind.TRANSPOSITION_DEADLINE, date(2010, 12, 24)) in ahead


def test_the_two_mandates_run_side_by_side() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2020-01-01"),
            (Kind.COUNCIL_DEBATE, "2020-02-01"),
            (Kind.COMMITTEE_REFERRAL, "2020-03-01"),
        )
    )
    assert slugs(rows, "2020-01-31") == ["proposal"]
    assert slugs(rows, "2020-03-02") == ["parliament_mandate", "council_mandate"]


def test_a_file_goes_through_three_readings() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2008-01-10"),
            (Kind.COMMITTEE_REFERRAL, "2008-02-01"),
            (Kind.EP_FIRST_READING, "2008-10-01"),
            (Kind.COUNCIL_POSITION, "2009-03-01"),
            (Kind.EP_SECOND_READING_AMENDMENTS, "2009-07-01"),
            (Kind.CONCILIATION_CONVENED, "2009-10-01"),
            (Kind.EP_THIRD_READING, "2010-01-20"),
            (Kind.COUNCIL_THIRD_READING, "2010-02-01"),
            (Kind.SIGNATURE, "2010-02-10"),
            (Kind.OJ_PUBLICATION, "2010-02-20"),
            (Kind.ENTRY_INTO_FORCE, "2010-03-12"),
        )
    )
    days = ["2008-01-10", "2008-03-01", "2008-11-01", "2009-04-01", "2009-12-01"]
    days += ["2010-01-25", "2010-02-15", "2010-02-25", "2010-03-12"]
    assert [slugs(rows, day) for day in days] == [
        ["proposal"],
        ["parliament_mandate"],
        ["first_reading"],
        ["second_reading"],
        ["conciliation"],
        ["third_reading"],
        ["adoption"],
        ["adoption"],
        ["in_force"],
    ]
    assert surprises(rows) == ()


def test_a_file_agreed_at_second_reading_is_adopted_by_parliaments_approval() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2012-01-10"),
            (Kind.EP_FIRST_READING, "2013-02-01"),
            (Kind.COUNCIL_POSITION, "2014-03-01"),
            (Kind.EP_SECOND_READING_APPROVAL, "2014-04-15"),
        )
    )
    assert slugs(rows, "2014-03-01") == ["second_reading"]
    assert slugs(rows, "2014-04-15") == ["adoption"]


def test_a_withdrawn_file_leaves_all_its_rooms() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2010-06-01"),
            (Kind.COUNCIL_DEBATE, "2010-10-01"),
            (Kind.WITHDRAWN, "2013-05-20"),
        )
    )
    assert slugs(rows, "2013-05-20") == ["ended"]
    assert {row.outcome for row in rows if row.slug == "ended"} == {"withdrawn"}


def test_a_lapsed_file_that_was_resumed_goes_on() -> None:
    told = [
        (Kind.PROPOSAL_ADOPTED, "2018-06-01"),
        (Kind.COMMITTEE_REFERRAL, "2018-07-01"),
        (Kind.LAPSED, "2019-05-25"),
    ]
    assert slugs(stages(at(*told)), "2019-06-01") == ["ended"]
    assert slugs(stages(at(*told, (Kind.RESUMED, "2019-10-10"))), "2019-11-01") == [
        "parliament_mandate"
    ]


def test_what_happened_later_does_not_show_on_an_earlier_day() -> None:
    told = at((Kind.PROPOSAL_ADOPTED, "2018-06-01"), (Kind.WITHDRAWN, "2020-01-01"))
    rows = stages(told, date(2019, 1, 1))
    assert [row.standing(date(2019, 1, 1)) for row in rows if row.entered_on] == [Standing.CURRENT]


def test_a_jump_is_shown_and_not_refused() -> None:
    rows = stages(at((Kind.PROPOSAL_ADOPTED, "2018-06-01"), (Kind.SIGNATURE, "2019-01-01")))
    assert slugs(rows, "2019-01-02") == ["adoption"]
    assert surprises(rows) == ("The act was adopted without a reading on record.",)


def test_steps_without_a_day_enter_no_room() -> None:
    rows = stages([Step(Kind.PROPOSAL_ADOPTED, date(2018, 6, 1)), Step(Kind.SIGNATURE, None)])
    assert [row.slug.value for row in rows if row.entered_on] == ["proposal"]


def test_a_file_that_lapsed_and_was_resumed_on_one_stored_day_goes_on() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2018-06-01"),
            (Kind.COMMITTEE_REFERRAL, "2018-07-01"),
            (Kind.LAPSED, "2019-10-31"),
            (Kind.RESUMED, "2019-10-31"),
        )
    )
    assert slugs(rows, "2019-11-01") == ["parliament_mandate"]


#: Few days, so that many steps share one, as those of one month do when only the month is known.
_DAYS = st.sampled_from([date(2019, 5, 31), date(2019, 6, 30), date(2019, 7, 1), date(2021, 1, 1)])


_ENDS = st.sampled_from([Kind.WITHDRAWN, Kind.LAPSED, Kind.RESUMED, Kind.SUPERSEDED])
_STEPS = st.builds(Step, _ENDS | st.sampled_from(Kind), st.none() | _DAYS)


@given(st.lists(_STEPS), st.none() | _DAYS)
def test_no_history_however_odd_stops_the_stages(told: list[Step], on: date | None) -> None:
    rows = stages(told, on)
    assert [row.slug for row in rows] == list(StageSlug)
    for row in rows:
        if row.left_on is not None:
            assert row.entered_on is not None and row.entered_on <= row.left_on
    assert all(sentence.endswith(".") for sentence in surprises(rows))
    assert rows == stages(reversed(told), on)


_BEFORE_THE_MANDATE = [
    (Kind.PROPOSAL_ADOPTED, "2023-01-10"),
    (Kind.COMMITTEE_REFERRAL, "2023-02-01"),
    (Kind.COUNCIL_GENERAL_APPROACH, "2023-12-08"),
    (Kind.EP_MANDATE_ANNOUNCED, "2024-03-11"),
]


def test_an_announced_mandate_that_plenary_refused_opens_no_negotiations() -> None:
    refused = [*_BEFORE_THE_MANDATE, (Kind.EP_MANDATE_REJECTED, "2024-03-14")]
    assert slugs(stages(at(*_BEFORE_THE_MANDATE)), "2024-03-15") == ["trilogues"]
    assert slugs(stages(at(*refused)), "2024-03-15") == ["parliament_mandate"]


@pytest.mark.parametrize(
    "later", [Kind.EP_MANDATE_ANNOUNCED, Kind.EP_MANDATE_CONFIRMED, Kind.EP_REFERRED_BACK]
)
def test_after_a_refusal_a_later_mandate_opens_negotiations(later: Kind) -> None:
    refused = [*_BEFORE_THE_MANDATE, (Kind.EP_MANDATE_REJECTED, "2024-03-14")]
    rows = stages(at(*refused, (later, "2024-05-02")))
    assert slugs(rows, "2024-05-01") == ["parliament_mandate"]
    assert slugs(rows, "2024-05-02") == ["trilogues"]
