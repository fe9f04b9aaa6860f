from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from legislation import timeline
from legislation.domain.words import Confidence, Kind
from legislation.models import Actor, Proposal
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation() -> Proposal:
    """A file as it went until both institutions had their mandates, and on to the reading."""
    proposal = make.proposal("2025/0059(COD)")
    make.event(proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.event(proposal, Kind.COUNCIL_WORKING_PARTY, date(2025, 4, 1))
    make.event(proposal, Kind.COMMITTEE_REFERRAL, date(2025, 5, 5))
    make.event(proposal, Kind.COUNCIL_GENERAL_APPROACH, date(2025, 12, 8))
    make.event(proposal, Kind.EP_MANDATE_CONFIRMED, date(2026, 3, 26))
    make.event(proposal, Kind.EP_FIRST_READING, date(2026, 6, 17))
    return proposal


def standings(on: str | None = None) -> dict[str, str]:
    asked: dict[str, Any] = {"on": on} if on else {}
    found = ask("proposals/2025-0059-COD/", **asked)["stages"]
    return {stage["slug"]: stage["standing"] for stage in found}


def test_a_proposal_tells_its_references_stages_and_proof(regulation: Proposal) -> None:
    told = ask("proposals/2025-0059-COD/", on="2026-03-26")
    assert told["reference"] == "2025/0059(COD)"
    assert told["url"] == "http://testserver/api/v1/proposals/2025-0059-COD/"
    assert told["on"] == "2026-03-26"
    assert told["current_stages"] == ["trilogues"]
    assert len(told["stages"]) == 11
    assert told["stages"][2] == {
        "proposal": "2025-0059-COD",
        "slug": "council_mandate",
        "label": "Council's mandate",
        "parent": "first_reading",
        "track": "council",
        "entered_on": "2025-04-01",
        "left_on": "2025-12-08",
        "outcome": "general approach",
        "standing": "done",
    }
    assert [proof["address"] for proof in told["evidence"]] == ["https://example.org/a"]


def test_stages_stand_as_they_did_on_the_day(regulation: Proposal) -> None:
    before = standings("2026-03-25")
    assert before["parliament_mandate"] == "current"
    assert before["council_mandate"] == "done"
    assert before["trilogues"] == "not_entered"
    assert standings("2026-03-26")["parliament_mandate"] == "done"
    assert standings("2026-06-17")["trilogues"] == "done"
    assert standings("2026-06-17")["first_reading"] == "current"
    assert standings("2025-03-11")["council_mandate"] == "not_entered"


def test_a_planned_day_makes_a_planned_stage(regulation: Proposal) -> None:
    make.event(regulation, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1))
    make.event(regulation, Kind.ENTRY_INTO_FORCE, date(2027, 1, 1), expected=True)
    assert standings("2026-07-01")["in_force"] == "not_entered"
    assert standings("2026-10-01")["in_force"] == "planned"
    assert standings("2027-01-01")["in_force"] == "current"


def test_without_a_day_it_is_today_in_brussels(
    regulation: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legislation.api.asking.timezone.localdate", lambda: date(2026, 3, 25))
    assert standings()["parliament_mandate"] == "current"
    assert rows("proposals/")[0]["on"] == "2026-03-25"


def test_a_retracted_event_moves_no_stage(regulation: Proposal) -> None:
    reading = regulation.events.get(kind=Kind.EP_FIRST_READING)
    timeline.retract_event(reading, make.EDITOR.because("It was another vote."))
    assert standings("2026-06-17")["first_reading"] == "not_entered"


def test_stages_are_a_list_of_their_own(regulation: Proposal) -> None:
    make.event(make.proposal("2018/0329(COD)"), Kind.PROPOSAL_ADOPTED, date(2018, 9, 12))
    assert ask("stages/")["count"] == 22
    mine = rows("stages/", proposal="2025/0059(COD)", on="2026-03-26")
    assert mine == ask("proposals/2025-0059-COD/", on="2026-03-26")["stages"]
    entered = rows("stages/", stage="proposal", on="2019-01-01")
    assert [(row["proposal"], row["standing"]) for row in entered] == [
        ("2018-0329-COD", "current"),
    ]


@pytest.mark.parametrize(
    "spelling",
    ["2025_59", "2025-0059", "2025-0059-cod", "2025/0059(COD)", "2025/59/COD", "2025/0059(OLP)"],
)
def test_other_spellings_lead_to_the_one_address(regulation: Proposal, spelling: str) -> None:
    response = Client().get(f"/api/v1/proposals/{spelling}/?on=2026-03-26")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/proposals/2025-0059-COD/?on=2026-03-26"


def test_other_spellings_lead_to_an_event_too(regulation: Proposal) -> None:
    response = Client().get("/api/v1/proposals/2025_59/events/2025-03-11-proposal-adopted/")
    assert response.status_code == 301
    assert ask(response.headers["Location"].removeprefix("/api/v1/"))["kind"] == "proposal_adopted"


@pytest.mark.parametrize(
    "other", ["2025-0060-COD", "2025-0059-NLE", "x", "2025-0059-COD\0", "9" * 5000]
)
def test_what_is_not_followed_is_not_found(regulation: Proposal, other: str) -> None:
    assert "detail" in ask(f"proposals/{other}/".replace("\0", "%00"), 404)


def test_actors_come_with_their_proof(regulation: Proposal) -> None:
    actor = Actor(proposal=regulation, role="Rapporteur", name="A. B.", group="EPP")
    timeline.record_actor(actor, [make.proof(confidence=Confidence.LOW)], make.EDITOR)
    told = ask("proposals/2025-0059-COD/")["actors"]
    assert [(a["role"], a["name"], a["since_on"]) for a in told] == [("Rapporteur", "A. B.", None)]
    assert told[0]["evidence"][0]["confidence"] == "low"
