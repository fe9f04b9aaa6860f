"""Of a past day the API knows no more than the day did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from legislation import council, timeline
from legislation.domain.words import Kind, TakesPart
from legislation.models import Actor, Participation, Proposal
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db

FILE = "2025-0059-COD"
BEFORE, DAY = "2025-03-10", "2025-03-11"


@pytest.fixture
def regulation() -> Proposal:
    """A file with a note, proposed on 11 March 2025; its rapporteur came in May."""
    made = make.proposal(note="It was adopted in the end.")
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    for name, since in (("A. B.", date(2025, 3, 11)), ("C. D.", date(2025, 5, 1))):
        actor = Actor(proposal=made, role="Rapporteur", name=name, note="Until 2026.")
        actor.since_on = since
        timeline.record_actor(actor, [make.proof(note="Read in 2026.")], make.EDITOR)
    make.populations()
    part = Participation(proposal=made, state=make.state(), takes_part=TakesPart.VOTES)
    part.note = "Since July 2025 it says so."
    council.record_participation(part, [make.proof(note="Read in 2026.")], make.EDITOR)
    return made


@pytest.mark.parametrize(
    "path", [f"proposals/{FILE}/{each}" for each in ("", "deadlines/", "record/")]
)
def test_nothing_is_found_of_a_day_before_the_first_step(regulation: Proposal, path: str) -> None:
    assert ask(path, 404, on=BEFORE)["detail"] == (
        "On 2025-03-10 2025/0059(COD) had not come, as far as the record shows."
    )
    ask(path, on=DAY)


@pytest.mark.parametrize("path", ["stages/", "votes/outlook/"])
def test_nor_by_those_who_ask_for_the_file_by_name(regulation: Proposal, path: str) -> None:
    make.topic("whole_proposal")
    assert "had not come" in ask(path, 404, proposal=FILE, on=BEFORE)["detail"]
    ask(path, proposal=FILE, on=DAY)


@pytest.mark.parametrize("path", ["proposals/", "stages/", "participations/"])
def test_lists_leave_out_files_that_had_not_begun(regulation: Proposal, path: str) -> None:
    assert rows(path, on=BEFORE) == []
    assert rows(path, on=DAY)


def test_notes_and_who_came_later_are_left_out(regulation: Proposal) -> None:
    def notes(**asked: Any) -> set[str]:
        file, [part] = ask(f"proposals/{FILE}/", **asked), rows("participations/", **asked)
        [listed] = rows("proposals/", **asked)
        told = [file, listed, part, *file["actors"]]
        return {row["note"] for row in [*told, *(p for row in told for p in row["evidence"])]}

    assert notes(on=DAY) == {""}
    assert {"It was adopted in the end.", "Until 2026.", "Read in 2026."} < notes()
    assert [actor["name"] for actor in ask(f"proposals/{FILE}/", on=DAY)["actors"]] == ["A. B."]
    assert len(ask(f"proposals/{FILE}/")["actors"]) == 2


def test_a_file_without_a_step_on_record_is_always_there() -> None:
    make.proposal()
    assert ask(f"proposals/{FILE}/", on=BEFORE)["slug"] == FILE
