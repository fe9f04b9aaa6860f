"""Where a file stands, in one sentence; the ladder beside it."""

from __future__ import annotations

from datetime import date

import pytest

from legislation.domain import procedure
from legislation.domain.days import in_words
from legislation.domain.procedure import StageSlug
from legislation.domain.words import Kind
from legislation.pages.ladder import Rung, ladder
from legislation.pages.wording import Step, standing

K = Kind
DIRECTIVE = [
    (K.PROPOSAL_ADOPTED, "2005-09-01"),
    (K.COMMITTEE_VOTE, "2007-09-12"),
    (K.EP_FIRST_READING, "2008-06-18"),
    (K.COUNCIL_FIRST_READING_ADOPTION, "2008-12-09"),
    (K.SIGNATURE, "2008-12-16"),
    (K.OJ_PUBLICATION, "2008-12-24"),
    (K.ENTRY_INTO_FORCE, "2009-01-13"),
]
RECAST = [
    (K.PROPOSAL_ADOPTED, "2018-09-12"),
    (K.COUNCIL_DEBATE, "2018-10-12"),
    (K.COMMITTEE_REFERRAL, "2018-10-22"),
    (K.COUNCIL_PARTIAL_GENERAL_APPROACH, "2019-06-07"),
    (K.SUPERSEDED, "2025-03-11"),
]
REGULATION = [
    (K.PROPOSAL_ADOPTED, "2025-03-11"),
    (K.COUNCIL_WORKING_PARTY, "2025-05-13"),
    (K.DRAFT_REPORT, "2025-11-11"),
    (K.COUNCIL_GENERAL_APPROACH, "2025-12-08"),
    (K.EP_MANDATE_CONFIRMED, "2026-03-26"),
    (K.PROVISIONAL_AGREEMENT, "2026-06-01"),
    (K.EP_FIRST_READING, "2026-06-17"),
    (K.COUNCIL_FIRST_READING_ADOPTION, "2026-10-01"),
]


def steps(file: list[tuple[Kind, str]], precision: str = "day") -> list[Step]:
    return [Step(kind, date.fromisoformat(day), precision) for kind, day in file]


def rows(file: list[tuple[Kind, str]], on: date | None = None) -> tuple[procedure.StageRow, ...]:
    dated = [procedure.Step(kind, date.fromisoformat(day)) for kind, day in file]
    return procedure.stages(dated, on)


@pytest.mark.parametrize(
    ("file", "on", "sentence"),
    [
        (DIRECTIVE, "2005-08-31", "No step on record yet."),
        (
            DIRECTIVE,
            "2008-06-18",
            "Parliament adopted its position on 18 June 2008; "
            "the Council's decision is not on record yet.",
        ),
        (DIRECTIVE, "2008-12-17", "Signed on 16 December 2008; publication not on record yet."),
        (
            DIRECTIVE,
            "2008-12-25",
            "Published in the Official Journal on 24 December 2008; in force from 13 January 2009.",
        ),
        (DIRECTIVE, "2026-11-24", "In force since 13 January 2009."),
        (
            RECAST,
            "2019-07-01",
            "Parliament is preparing its position; "
            "the Council agreed a partial position on 7 June 2019.",
        ),
        (RECAST, "2025-03-12", "Superseded on 11 March 2025; no withdrawal on record."),
        (
            REGULATION,
            "2025-03-12",
            "Proposed by the Commission on 11 March 2025; "
            "no step of Parliament or the Council is on record yet.",
        ),
        (
            REGULATION,
            "2025-06-01",
            "Parliament has no step on record yet; the Council is preparing its position.",
        ),
        (
            REGULATION,
            "2025-11-12",
            "Parliament and the Council are preparing their positions.",
        ),
        (
            REGULATION,
            "2026-03-26",
            "In negotiations between Parliament and the Council since 26 March 2026; "
            "no agreement is on record yet.",
        ),
        (
            REGULATION,
            "2026-06-02",
            "Provisional agreement on 1 June 2026; Parliament's vote is not on record yet.",
        ),
        (
            REGULATION,
            "2026-10-02",
            "Adopted by the Council on 1 October 2026; "
            "signature and publication not on record yet.",
        ),
    ],
)
def test_one_sentence_says_where_a_file_stands(
    file: list[tuple[Kind, str]], on: str, sentence: str
) -> None:
    day = date.fromisoformat(on)
    assert standing(rows(file, day), steps(file), day) == sentence


def test_the_sentence_of_the_whole_record_is_that_of_the_record_cut_at_the_day() -> None:
    for file in (DIRECTIVE, RECAST, REGULATION):
        last = date.fromisoformat(file[-1][1])
        whole = standing(rows(file), steps(file), last)
        assert whole == standing(rows(file, last), steps(file), last)


@pytest.mark.parametrize("kind", [K.WITHDRAWN, K.LAPSED])
def test_a_file_can_end_in_several_ways_which_are_separate_facts(kind: Kind) -> None:
    file = [*RECAST, (kind, "2025-10-01")]
    told = standing(rows(file), steps(file), date(2026, 1, 1))
    assert told.startswith("Superseded on 11 March 2025 and")
    assert kind.value in told
    assert ("no withdrawal" in told) is (kind is K.LAPSED)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_step_alone_makes_a_sentence(kind: Kind) -> None:
    file = [(K.PROPOSAL_ADOPTED, "2025-03-11"), (kind, "2025-04-01")]
    sentence = standing(rows(file), steps(file), date(2026, 1, 1))
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "  " not in sentence


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("day", "31 October 2024"),
        ("month", "October 2024"),
        ("year", "2024"),
        ("by", "by 31 October 2024"),
    ],
)
def test_a_day_is_worded_as_exactly_as_it_is_known(precision: str, words: str) -> None:
    assert in_words(date(2024, 10, 31), precision) == words


def test_no_day_is_invented_in_a_sentence() -> None:
    told = standing(rows(DIRECTIVE), steps(DIRECTIVE, "month"), date(2026, 1, 1))
    assert told == "In force since January 2009."


def rungs(file: list[tuple[Kind, str]], on: str) -> dict[str, Rung]:
    day = date.fromisoformat(on)
    lines = ladder(rows(file, day), steps(file), day)
    return {rung.label: rung for line in lines for rung in line.rungs}


def test_the_two_mandates_stand_side_by_side() -> None:
    lines = ladder(rows(REGULATION), steps(REGULATION), date(2026, 3, 26))
    assert [rung.label for rung in lines[1].rungs] == [
        StageSlug.PARLIAMENT_MANDATE.label,
        StageSlug.COUNCIL_MANDATE.label,
    ]


def test_each_room_says_in_words_where_it_stands() -> None:
    found = {label: rung.state for label, rung in rungs(REGULATION, "2026-03-26").items()}
    assert found == {
        "Proposal": "done",
        "Parliament's mandate": "done",
        "Council's mandate": "done",
        "Trilogues": "current",
        "First reading": "to come",
        "Adoption, signature, publication": "to come",
        "In force": "to come",
    }


def test_rooms_that_an_ended_file_never_saw_were_not_entered() -> None:
    found = rungs(RECAST, "2025-03-12")
    assert found["Parliament's mandate"].state == "broken off"
    assert found["Parliament's mandate"].left_on == date(2025, 3, 11)
    assert found["Trilogues"].state == "not entered"
    assert found["Council's mandate"].outcome == "a partial position"
    assert found["Ended without an act"].state == "ended"
    assert found["Ended without an act"].outcome == "superseded by another proposal"


def test_a_day_to_come_is_planned() -> None:
    assert rungs(DIRECTIVE, "2008-12-25")["In force"].state == "planned"
