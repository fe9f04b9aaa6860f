"""The ledger of who votes: an entry moves every threshold, and says how."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from legislation import council
from legislation.domain.words import Kind, Membership, TakesPart
from legislation.models import Participation, Population, Proposal
from tests import make
from tests.admin.desk import PROOF, complaints, page, told


@pytest.fixture
def file(db: None) -> Proposal:
    """Five states of equal size."""
    for code in ("DE", "DK", "FR", "IE", "IT"):
        row = Population(state=make.state(code, f"State {code}"), year=2025, persons=1_000_000)
        council.record_population(row, [make.proof()], make.EDITOR)
    proposal = make.proposal()
    make.event(proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    return proposal


def typed(of: Proposal, **values: Any) -> dict[str, Any]:
    return {
        "proposal": of.pk,
        "state": "DK",
        "takes_part": "does_not_take_part",
        "legal_basis": "Protocol (No 22)",
        **PROOF,
        **values,
    }


def entry(of: Proposal, since: date | None = None) -> Participation:
    row = Participation(
        proposal=of,
        state_id="DK",
        takes_part=TakesPart.DOES_NOT_TAKE_PART,
        since_on=since,
        legal_basis="Protocol (No 22)",
    )
    return council.record_participation(row, [make.proof()], make.EDITOR)


def test_an_entry_says_what_the_thresholds_become(paula: Client, file: Proposal) -> None:
    answer = paula.post(page("participation_add"), typed(file), follow=True)
    assert told(answer).startswith(
        "Before: 5 states vote, 3 of them must be in favour, with 3,250,000 people; 4 can block. "
        "Now: 4 states vote, 3 of them must be in favour, with 2,600,000 people; 3 can block."
    )
    row = Participation.objects.get()
    change = row.changes.get()
    assert change.by and (change.by.username, change.verb) == ("paula", "recorded")
    assert row.evidence.get().address == PROOF["proof_address"]


def test_the_page_shows_both_ways(paula: Client, file: Proposal) -> None:
    shown = paula.get(page("participation_change", entry(file).pk)).content.decode()
    assert "If State DK votes:</strong> 5 states vote" in shown
    assert "If State DK does not:</strong> 4 states vote" in shown


def test_a_correction_needs_a_reason_and_is_in_the_journal(paula: Client, file: Proposal) -> None:
    row = entry(file)
    address = page("participation_change", row.pk)
    sent = {"takes_part": "unresolved", "legal_basis": row.legal_basis}
    assert "Say why" in complaints(paula.post(address, sent))["why"][0]
    same = {"takes_part": row.takes_part, "legal_basis": row.legal_basis, "why": "x"}
    assert "Nothing is different" in complaints(paula.post(address, same))["__all__"][0]
    paula.post(address, {**sent, "why": "No notification yet."})
    row.refresh_from_db()
    change = row.changes.first()
    assert row.takes_part == "unresolved" and change
    assert (change.verb, change.why) == ("amended", "No notification yet.")
    past = paula.get(page("participation_history", row.pk)).content.decode()
    assert "No notification yet." in past and "Does not take part" in past


def test_what_holds_from_another_day_is_another_entry(paula: Client, file: Proposal) -> None:
    entry(file)
    found = complaints(paula.post(page("participation_add"), typed(file)))
    assert "correct that one" in found["since_on"][0]
    sent = typed(file, takes_part="votes", since_on="01/07/2025", legal_basis="")
    assert paula.post(page("participation_add"), sent).status_code == 302
    assert Participation.objects.count() == 2


def test_not_voting_has_a_legal_basis(paula: Client, file: Proposal) -> None:
    found = complaints(paula.post(page("participation_add"), typed(file, legal_basis="")))
    assert "on what legal basis" in found["legal_basis"][0]


@pytest.mark.parametrize(
    ("membership", "takes_part", "said"),
    [
        (Membership.ASSOCIATED, "votes", "is a Schengen associate"),
        (Membership.ASSOCIATED, "unresolved", "is a Schengen associate"),
        (Membership.FORMER, "votes", "is a former member state"),
        (Membership.FORMER, "unresolved", "is a former member state"),
        (Membership.MEMBER, "associated", "is a member state"),
    ],
)
def test_what_a_state_cannot_be_is_refused(
    paula: Client, file: Proposal, membership: Membership, takes_part: str, said: str
) -> None:
    make.state("XK", "State XK", membership=membership)
    sent = typed(file, state="XK", takes_part=takes_part)
    found = complaints(paula.post(page("participation_add"), sent))
    assert set(found) == {"takes_part"} and said in found["takes_part"][0]
    assert not Participation.objects.exists()


def test_what_a_state_cannot_become_is_refused(paula: Client, file: Proposal) -> None:
    address = page("participation_change", entry(file).pk)
    sent = {"takes_part": "associated", "legal_basis": "x", "why": "x"}
    found = complaints(paula.post(address, sent))
    assert "is a member state" in found["takes_part"][0]
    assert Participation.objects.get().takes_part == "does_not_take_part"


@pytest.mark.parametrize("membership", [Membership.ASSOCIATED, Membership.FORMER])
def test_a_state_that_is_no_member_may_be_associated(
    paula: Client, file: Proposal, membership: Membership
) -> None:
    make.state("XK", "State XK", membership=membership)
    sent = typed(file, state="XK", takes_part="associated")
    assert paula.post(page("participation_add"), sent).status_code == 302


def test_a_day_ahead_needs_a_tick_once(paula: Client, file: Proposal) -> None:
    sent = typed(file, since_on="01/07/2999")
    found = complaints(paula.post(page("participation_add"), sent))
    assert set(found) == {"sure"} and "move on 1 July 2999" in found["sure"][0]
    assert not Participation.objects.exists()
    answer = paula.post(page("participation_add"), {**sent, "sure": "on"}, follow=True)
    assert told(answer).startswith("The thresholds stay as they were")
    row = Participation.objects.get()
    same = {"since_on": "01/07/2999", "legal_basis": row.legal_basis, "why": "Noted."}
    noted = {**same, "takes_part": row.takes_part, "note": "As notified."}
    address = page("participation_change", row.pk)
    assert paula.post(address, noted).status_code == 302
    found = complaints(paula.post(address, {**same, "takes_part": "votes"}))
    assert "move on 1 July 2999" in found["sure"][0]


def test_without_figures_it_says_why_nothing_is_counted(paula: Client, db: None) -> None:
    make.state("DK", "State DK")
    answer = paula.post(page("participation_add"), typed(make.proposal()), follow=True)
    assert "It cannot be counted" in told(answer)


def test_editors_look_and_change_nothing(anna: Client, file: Proposal) -> None:
    row = entry(file)
    address = page("participation_change", row.pk)
    assert anna.get(address).status_code == 200
    assert anna.post(address, {"takes_part": "votes", "why": "x"}).status_code == 403
    assert anna.post(page("participation_add"), typed(file, state="IE")).status_code == 403
    assert Participation.objects.get().takes_part == "does_not_take_part"
