from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from legislation import council
from legislation.domain.words import (
    Kind,
    Membership,
    SourceKind,
    Stance,
    StatementKind,
    StatementRole,
    TakesPart,
    Vote,
)
from legislation.models import (
    CouncilVote,
    JointStatement,
    Participation,
    Population,
    Proposal,
)
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation() -> Proposal:
    proposal = make.proposal("2025/0059(COD)")
    make.event(proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    return proposal


def said(**asked: Any) -> list[tuple[str, str, str]]:
    found = rows("positions/", **asked)
    return [(row["state"], row["stated_on"], row["stance"]) for row in found]


def test_a_position_is_told_with_its_proof(regulation: Proposal) -> None:
    make.position(regulation, "DE", actor="A minister", proofs=[make.proof(passage="We do.")])
    [told] = rows("positions/")
    assert told["evidence"][0]["passage"] == "We do."
    assert told["topic"] == "return_hubs"
    assert told["corrects"] is None
    assert ask(f"positions/{told['key']}/") == told


def test_a_corrected_position_is_left_out_unless_asked_for(regulation: Proposal) -> None:
    wrong = make.position(regulation, "DE", Stance.OPPOSE)
    why = make.EDITOR.because("A slip of the pen.")
    right = council.correct_position(wrong, {"stance": Stance.SUPPORT}, why)
    assert said() == [("DE", "2025-06-01", "support")]
    both = rows("positions/", include_corrected="true")
    assert [(row["corrects"], row["corrected_by"]) for row in both] == [
        (wrong.key, None),
        (None, right.key),
    ]
    assert said(include_corrected="false") == said()
    assert ask(f"positions/{wrong.key}/")["corrected_by"] == right.key


def test_a_retracted_position_is_left_out_and_keeps_its_address(regulation: Proposal) -> None:
    wrong = make.position(regulation, "DE", Stance.OPPOSE)
    right = council.correct_position(
        wrong, {"stance": Stance.SUPPORT}, make.EDITOR.because("A slip.")
    )
    why = make.EDITOR.because("Never said.")
    council.retract_position(right, why)
    assert said() == said(include_corrected="true") == said(on="2025-06-01") == []
    assert said(on="2025-06-01", include_corrected="true") == []
    assert ask(f"positions/{right.key}/")["retracted_at"] is not None
    council.restore_position(right, why)
    assert said() == [("DE", "2025-06-01", "support")]
    assert len(said(include_corrected="true")) == 2


def test_the_table_of_a_day_holds_each_states_last_word(regulation: Proposal) -> None:
    make.position(regulation, "DE", Stance.OPPOSE, date(2025, 6, 1))
    make.position(regulation, "DE", Stance.SUPPORT, date(2025, 9, 1))
    make.position(regulation, "FR", Stance.NEUTRAL, date(2025, 9, 2))
    assert said(on="2025-05-31") == []
    assert said(on="2025-06-01") == [("DE", "2025-06-01", "oppose")]
    assert said(on="2025-09-02") == [
        ("FR", "2025-09-02", "neutral"),
        ("DE", "2025-09-01", "support"),
    ]


def test_of_one_day_a_vote_outranks_a_statement_and_a_statement_a_signature(
    regulation: Proposal,
) -> None:
    make.position(regulation, stance=Stance.SUPPORT, source_kind=SourceKind.VOTE)
    make.position(regulation, stance=Stance.NEUTRAL, source_kind=SourceKind.SPEECH)
    make.position(regulation, stance=Stance.OPPOSE, source_kind=SourceKind.JOINT_STATEMENT)
    assert said(on="2025-06-01") == [("DE", "2025-06-01", "support")]


def test_the_table_of_a_day_can_show_what_was_corrected_by_then(regulation: Proposal) -> None:
    wrong = make.position(regulation, "DE", Stance.OPPOSE)
    council.correct_position(wrong, {"stance": Stance.SUPPORT}, make.EDITOR.because("A slip."))
    make.position(regulation, "DE", Stance.NEUTRAL, date(2025, 7, 1))
    shown = said(on="2025-06-30", include_corrected="true")
    assert shown == [("DE", "2025-06-01", "support"), ("DE", "2025-06-01", "oppose")]


def test_what_was_said_before_the_proposal_is_marked(regulation: Proposal) -> None:
    make.position(regulation, "DE", day=date(2025, 3, 10))
    make.position(regulation, "FR", day=date(2025, 3, 11))
    marks = {row["state"]: row["before_proposal"] for row in rows("positions/")}
    assert marks == {"DE": True, "FR": False}


def test_lists_are_narrowed(regulation: Proposal) -> None:
    make.position(regulation, "DE", topic=make.topic("detention"))
    make.position(regulation, "FR", Stance.OPPOSE, topic=make.topic("return_hubs"))
    assert [row[0] for row in said(state="fr")] == ["FR"]
    assert [row[0] for row in said(topic="detention")] == ["DE"]
    assert [row[0] for row in said(stance="oppose")] == ["FR"]
    assert len(said(proposal="2025_59")) == 2
    assert [topic["slug"] for topic in rows("topics/")] == ["detention", "return_hubs"]


def test_a_joint_statement_names_its_states_and_topics(regulation: Proposal) -> None:
    statement = JointStatement(
        key="letter",
        proposal=regulation,
        kind=StatementKind.LETTER,
        title="A letter",
        stated_on=date(2025, 5, 1),
        count=3,
        complete=False,
    )
    signed = {StatementRole.AUTHOR: [make.state("AT")], StatementRole.SIGNATORY: [make.state("DK")]}
    topics = [make.topic("detention")]
    council.record_joint_statement(statement, signed, topics, [make.proof()], make.EDITOR)
    [told] = rows("joint-statements/", state="DK", topic="detention", kind="letter")
    assert told["members"] == [
        {"state": "AT", "role": "author"},
        {"state": "DK", "role": "signatory"},
    ]
    assert (told["topics"], told["count"], told["complete"]) == (["detention"], 3, False)
    make.state("SE")
    assert rows("joint-statements/", state="SE") == []


def test_a_council_vote_names_the_votes_that_are_documented(regulation: Proposal) -> None:
    vote = CouncilVote(
        key="ga",
        proposal=regulation,
        held_on=date(2025, 12, 8),
        body="JHA Council",
        subject="General approach",
        outcome="reached",
    )
    council.record_council_vote(
        vote, {Vote.AGAINST: [make.state("HU")]}, [make.proof()], make.EDITOR
    )
    [told] = rows("council-votes/", proposal="2025-0059-COD")
    assert told["casts"] == [{"state": "HU", "cast": "against"}]
    assert told["breakdown_known"] is False
    assert ask("council-votes/ga/") == told


def test_a_state_comes_with_its_people_by_year() -> None:
    germany = make.state("DE", "Germany")
    make.state("UK", "United Kingdom", membership=Membership.FORMER)
    for year, persons in ((2025, 83_000_000), (2026, None)):
        counted = Population(state=germany, year=year, persons=persons, share=1859)
        council.record_population(counted, [make.proof(citation="Council Decision")], make.EDITOR)
    [told] = rows("states/", membership="member")
    years = [(p["year"], p["persons"], p["share"]) for p in told["populations"]]
    assert years == [(2026, None, 1859), (2025, 83_000_000, 1859)]
    assert told["populations"][0]["evidence"][0]["citation"] == "Council Decision"
    assert ask("states/UK/")["populations"] == []
    ask("states/uk/", 404)


def test_who_votes_is_told_by_proposal_and_state(regulation: Proposal) -> None:
    for code, part in (("DE", TakesPart.VOTES), ("DK", TakesPart.DOES_NOT_TAKE_PART)):
        row = Participation(proposal=regulation, state=make.state(code), takes_part=part)
        council.record_participation(row, [make.proof()], make.EDITOR)
    [told] = rows("participations/", takes_part="does_not_take_part", proposal="2025-0059-COD")
    assert told["state"] == "DK"
    assert ask(f"participations/{told['id']}/") == told


def test_the_ledger_is_told_for_a_day_or_whole(regulation: Proposal) -> None:
    ireland = make.state("IE")
    for part, since in (
        (TakesPart.UNRESOLVED, None),
        (TakesPart.VOTES, date(2025, 7, 1)),
        (TakesPart.DOES_NOT_TAKE_PART, date(2999, 1, 1)),
    ):
        row = Participation(
            proposal=regulation, state=ireland, takes_part=part, since_on=since, legal_basis="21"
        )
        council.record_participation(row, [make.proof()], make.EDITOR)

    def parts(**asked: str) -> list[str]:
        return [row["takes_part"] for row in rows("participations/", **asked)]

    assert parts() == ["votes"]
    assert parts(on="2025-06-30") == ["unresolved"]
    assert parts(on="2025-07-01") == ["votes"]
    assert parts(takes_part="unresolved") == []
    assert parts(include_past="true") == ["does_not_take_part", "votes", "unresolved"]
    assert parts(include_past="true", on="2025-12-31") == ["votes", "unresolved"]
    ask("participations/?include_past=yes", 400)
