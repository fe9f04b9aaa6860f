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


def spans(rows: tuple[StageRow, ...]) -> dict[str, tuple[str, str, str]]:
    return {
        row.slug.value: (str(row.entered_on), str(row.left_on), row.outcome)
        for row in rows
        if row.entered_on
    }


_EARLY_SECOND_READING = [
    (Kind.PROPOSAL_ADOPTED, "2018-06-01"),
    (Kind.COMMITTEE_REFERRAL, "2018-07-02"),
    (Kind.EP_FIRST_READING, "2019-04-16"),
    (Kind.COUNCIL_GENERAL_APPROACH, "2021-06-03"),
    (Kind.TRILOGUE, "2022-01-26"),
    (Kind.PROVISIONAL_AGREEMENT, "2023-02-14"),
    (Kind.COUNCIL_POSITION, "2023-06-20"),
    (Kind.EP_SECOND_READING_APPROVAL, "2023-07-11"),
]


def test_the_council_may_make_its_mandate_after_parliaments_first_reading() -> None:
    found = spans(stages(at(*_EARLY_SECOND_READING)))
    assert found["council_mandate"] == ("2021-06-03", "2021-06-03", "general approach")
    assert found["trilogues"] == ("2022-01-26", "2023-06-20", "provisional agreement")
    assert found["first_reading"] == ("2019-04-16", "2023-06-20", "Council position")
    debated = (Kind.COUNCIL_DEBATE, "2018-09-10")
    found = spans(stages(at(*_EARLY_SECOND_READING, debated)))
    assert found["council_mandate"] == ("2018-09-10", "2021-06-03", "general approach")


def test_negotiations_that_went_on_after_parliaments_first_reading_did_not_end_with_it() -> None:
    began = (Kind.TRILOGUE, "2019-01-15")
    found = spans(stages(at(*_EARLY_SECOND_READING, began)))
    assert found["trilogues"] == ("2019-01-15", "2023-06-20", "provisional agreement")


def test_an_agreement_of_a_later_reading_is_not_that_of_the_first() -> None:
    found = spans(
        stages(
            at(
                (Kind.PROPOSAL_ADOPTED, "2010-01-10"),
                (Kind.TRILOGUE, "2011-01-15"),
                (Kind.EP_FIRST_READING, "2011-03-01"),
                (Kind.COUNCIL_POSITION, "2012-03-01"),
                (Kind.PROVISIONAL_AGREEMENT, "2012-06-01"),
            )
        )
    )
    assert found["trilogues"] == ("2011-01-15", "2011-03-01", "")


def test_a_council_that_agrees_on_nothing_stays_in_its_room() -> None:
    told = [
        (Kind.PROPOSAL_ADOPTED, "2010-09-30"),
        (Kind.COUNCIL_DEBATE, "2010-10-26"),
        (Kind.EP_FIRST_READING, "2012-07-04"),
    ]
    assert slugs(stages(at(*told)), "2014-01-01") == ["council_mandate", "first_reading"]
    found = spans(stages(at(*told, (Kind.WITHDRAWN, "2015-03-07"))))
    assert found["council_mandate"] == ("2010-10-26", "2015-03-07", "ended with the file")


def test_the_political_agreement_of_2008_ends_the_councils_room() -> None:
    rows = stages(steps_of("2005/0167(COD)"))
    assert spans(rows)["council_mandate"] == ("2008-05-22", "2008-06-05", "political agreement")
    assert slugs(rows, "2008-06-18") == ["first_reading"]


def test_a_general_approach_after_a_partial_one_is_not_dated_on_its_day() -> None:
    told = [
        (Kind.PROPOSAL_ADOPTED, "2018-01-10"),
        (Kind.COUNCIL_PARTIAL_GENERAL_APPROACH, "2018-12-06"),
    ]
    found = spans(stages(at(*told)))
    assert found["council_mandate"] == ("2018-12-06", "2018-12-06", "partial")
    found = spans(stages(at(*told, (Kind.COUNCIL_GENERAL_APPROACH, "2019-06-07"))))
    assert found["council_mandate"] == ("2018-12-06", "2019-06-07", "general approach")


def test_who_is_in_a_later_room_has_left_the_earlier_ones() -> None:
    told = [(Kind.PROPOSAL_ADOPTED, "2018-06-01"), (Kind.COMMITTEE_REFERRAL, "2018-07-01")]
    told += [(Kind.COUNCIL_DEBATE, "2018-07-01"), (Kind.EP_FIRST_READING, "2018-10-01")]
    for kind, room in [
        (Kind.COUNCIL_POSITION_RECEIVED, "second_reading"),
        (Kind.EP_SECOND_READING, "second_reading"),
        (Kind.CONCILIATION_CONVENED, "conciliation"),
        (Kind.EP_THIRD_READING, "third_reading"),
        (Kind.SIGNATURE, "adoption"),
        (Kind.ENTRY_INTO_FORCE, "in_force"),
    ]:
        assert slugs(stages(at(*told, (kind, "2019-01-01"))), "2019-01-02") == [room]


def test_a_room_that_the_end_of_the_file_closed_has_no_outcome_of_its_own() -> None:
    told = [
        (Kind.PROPOSAL_ADOPTED, "2008-01-10"),
        (Kind.EP_FIRST_READING, "2008-10-01"),
        (Kind.COUNCIL_POSITION, "2009-03-01"),
        (Kind.CONCILIATION_CONVENED, "2009-10-01"),
        (Kind.EP_THIRD_READING, "2010-01-20"),
    ]
    rooms = {1: "proposal", 3: "second_reading", 4: "conciliation", 5: "third_reading"}
    for steps, room in rooms.items():
        found = spans(stages(at(*told[:steps], (Kind.LAPSED, "2010-05-01"))))
        assert found[room][1:] == ("2010-05-01", "ended with the file")
    lapsed = spans(stages(at(*told, (Kind.LAPSED, "2010-05-01"))))
    assert lapsed["conciliation"] == ("2009-10-01", "2010-01-20", "joint text")


def test_a_file_that_goes_on_after_its_end_is_a_surprise() -> None:
    told = [
        (Kind.PROPOSAL_ADOPTED, "2008-01-10"),
        (Kind.EP_FIRST_READING, "2008-10-01"),
        (Kind.WITHDRAWN, "2010-03-01"),
    ]
    assert surprises(stages(at(*told))) == ()
    assert surprises(stages(at(*told, (Kind.COUNCIL_POSITION, "2011-06-01")))) == (
        "The file ended without an act, and yet it went on: Second reading.",
    )


def test_an_act_is_adopted_at_third_reading_once_both_have_approved_the_joint_text() -> None:
    rows = stages(
        at(
            (Kind.PROPOSAL_ADOPTED, "2010-03-17"),
            (Kind.EP_FIRST_READING, "2010-10-21"),
            (Kind.COUNCIL_POSITION, "2010-12-10"),
            (Kind.CONCILIATION_CONVENED, "2011-10-31"),
            (Kind.COUNCIL_THIRD_READING, "2011-11-28"),
            (Kind.EP_THIRD_READING, "2011-12-01"),
        )
    )
    assert slugs(rows, "2011-11-30") == ["third_reading"]
    assert slugs(rows, "2011-12-01") == ["adoption"]


@pytest.mark.parametrize("reference", ["2005/0167(COD)", "2018/0329(COD)", "2025/0059(COD)"])
def test_the_three_files_surprise_nobody(reference: str) -> None:
    assert surprises(stages(steps_of(reference))) == ()
