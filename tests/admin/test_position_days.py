"""Days that a statement can hardly be of need a tick and a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from legislation import council
from legislation.domain.words import (
    Confidence,
    Precision,
    StatementKind,
)
from legislation.evidence import Proof
from legislation.models import (
    JointStatement,
    PositionDraft,
    Proposal,
)
from tests import make
from tests.admin.desk import (
    complaints,
    opened_position,
    page,
    typed_position,
)


def doubts(client: Client, file: Proposal, **values: Any) -> str:
    """What has to be ticked; the tick alone is not enough, with a reason it is saved."""
    typed = typed_position(file, **values)
    found = complaints(client.post(page("position_add"), typed))
    assert set(found) == {"sure"}
    ticked = complaints(client.post(page("position_add"), {**typed, "sure": "on"}))
    assert set(ticked) == {"why"}
    assert not PositionDraft.objects.exists()
    client.post(page("position_add"), {**typed, "sure": "on", "why": "The minutes have it."})
    assert PositionDraft.objects.get().why == "The minutes have it."
    return " ".join(found["sure"])


def test_a_day_before_the_proposal_needs_a_tick_and_a_reason(anna: Client, file: Proposal) -> None:
    make.event(file, day=date(2025, 3, 11))
    anna.post(page("position_add"), typed_position(file, stated_on="11/03/2025"))
    assert PositionDraft.objects.exists()
    PositionDraft.objects.all().delete()
    assert "11 March 2025" in doubts(anna, file, stated_on="10/03/2025")


def test_without_its_day_the_proposals_year_decides(anna: Client, file: Proposal) -> None:
    assert "is of 2025" in doubts(anna, file, stated_on="01/06/2020")


def test_a_day_that_was_confirmed_is_not_doubted_again(anna: Client, file: Proposal) -> None:
    stored = make.position(file, day=date(2020, 6, 1))
    anna.post(page("position_change", stored.pk), opened_position(stored, stance="neutral"))
    assert PositionDraft.objects.get().corrects == stored


@pytest.mark.parametrize(
    ("address", "day", "says"),
    [
        ("https://example.org/2025/12/08/vote", "12/08/2025", "8 December 2025"),
        ("https://example.org/20251208132854-ntrc.html", "09/12/2025", "8 December 2025"),
        ("https://example.org/st-251208-en.pdf", "06/12/2025", "8 December 2025"),
        ("https://example.org/press/2025-12-08/", "05/12/2025", "8 December 2025"),
    ],
)
def test_a_day_that_the_address_contradicts_needs_a_tick_and_a_reason(
    anna: Client, file: Proposal, address: str, day: str, says: str
) -> None:
    assert says in doubts(anna, file, proof_address=address, stated_on=day)


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("https://example.org/2025/12/08/vote", {}),
        ("https://example.org/2025/12/09/said-in-the-evening", {}),
        ("https://example.org/2025/12/31/", {"precision": "month"}),
        ("https://example.org/2025/12/01/", {"precision": "month"}),
        ("https://example.org/article/120120/", {}),
        ("https://example.org/20259999/", {}),
    ],
)
def test_a_day_that_fits_the_address_is_not_doubted(
    anna: Client, file: Proposal, address: str, values: dict[str, str]
) -> None:
    typed = typed_position(file, stated_on="08/12/2025", proof_address=address, **values)
    anna.post(page("position_add"), typed)
    assert PositionDraft.objects.exists()


def test_a_day_that_the_press_release_there_contradicts_is_doubted(
    anna: Client, file: Proposal
) -> None:
    release = make.press_release(file, date(2025, 12, 8))
    typed = {"proof_address": release.address, "stated_on": "01/12/2025"}
    assert "press release there is of 8 December 2025" in doubts(anna, file, **typed)


def test_a_day_that_evidence_on_record_contradicts_is_doubted(anna: Client, file: Proposal) -> None:
    address = "https://example.org/minutes"
    said = Proof(Confidence.HIGH, address=address, says={"date": "2025-12-08"})
    make.event(file, day=date(2025, 3, 11), proofs=[said])
    typed = {"proof_address": address, "stated_on": "01/12/2025"}
    assert "on record it says 8 December 2025" in doubts(anna, file, **typed)


def test_a_day_that_the_joint_statement_contradicts_is_doubted(
    anna: Client, file: Proposal
) -> None:
    letter = JointStatement(
        key="letter", kind=StatementKind.LETTER, title="A letter", count=1, proposal=file
    )
    letter.stated_on, letter.precision = date(2025, 5, 19), Precision.DAY.value
    council.record_joint_statement(letter, {}, [], [make.proof()], make.EDITOR)
    assert "19 May 2025" in doubts(anna, file, joint_statement=letter.pk, stated_on="01/06/2025")


def test_another_day_is_held_against_the_evidence_on_record(anna: Client, file: Proposal) -> None:
    proof = make.proof(address="https://example.org/2025/06/01/")
    stored = make.position(file, day=date(2025, 6, 1), proofs=[proof])
    typed = opened_position(stored, stated_on="01/07/2025")
    found = complaints(anna.post(page("position_change", stored.pk), typed))
    assert "1 June 2025" in found["sure"][0]
