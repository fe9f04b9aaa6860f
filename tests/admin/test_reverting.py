"""Back to what stood: undone before anybody is told, or an older version again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from legislation import council
from legislation.domain.words import (
    Alert,
    Stance,
    Verb,
)
from legislation.models import (
    Assignment,
    Change,
    Position,
    PositionDraft,
    Proposal,
)
from tests import make
from tests.admin.desk import (
    TELLS,
    complaints,
    opened_position,
    page,
    told,
    user,
)


def recent() -> Any:
    return timezone.localdate() - timedelta(days=2)


def published(file: Proposal, **values: Any) -> Position:
    return make.position(file, **{"day": recent(), "author": TELLS, **values})


def test_what_was_published_is_undone_before_anybody_is_told(paula: Client, file: Proposal) -> None:
    position = published(file)
    address = page("position_undo", position.pk)
    assert address in paula.get(page("position_change", position.pk)).content.decode()
    assert paula.get(address).status_code == 405
    answer = paula.post(address, follow=True)
    assert "nobody was told" in told(answer)
    assert not Position.objects.standing().exists()
    assert not Change.objects.filter(alert=Alert.WAITING).exists()


def test_undoing_ends_with_the_hold_and_is_for_publishers(
    anna: Client, paula: Client, file: Proposal
) -> None:
    position = published(file)
    address = page("position_undo", position.pk)
    assert address not in anna.get(page("position_change", position.pk)).content.decode()
    assert anna.post(address).status_code == 403
    Change.objects.update(release_at=timezone.now() - timedelta(seconds=1))
    assert address not in paula.get(page("position_change", position.pk)).content.decode()
    assert "over" in told(paula.post(address, follow=True))
    assert Position.objects.standing().get() == position


def test_reverting_drafts_and_a_superusers_stands_at_once(
    anna: Client, root: Client, file: Proposal
) -> None:
    first = make.position(file, summary="One.", place=80)
    new = [make.proof(address="https://example.org/new")]
    second = council.correct_position(first, {"summary": "Two.", "place": None}, TELLS, new)
    address = page("position_revert", second.pk, first.pk)
    shown = anna.get(page("position_change", second.pk)).content.decode()
    assert shown.count("Revert to this") == 1 and address in shown
    anna.post(address)
    draft = PositionDraft.objects.get()
    assert (draft.summary, draft.place, draft.corrects) == ("One.", 80, second)
    assert (draft.proof_address, draft.instead) == ("https://example.org/a", True)
    assert "Back to the version of" in draft.why
    assert Position.objects.standing().get() == second
    assert root.get(address).status_code == 405
    root.post(address)
    third = Position.objects.get(corrects=second)
    assert (third.summary, third.place) == ("One.", 80)
    assert third.evidence.get().address == "https://example.org/a"
    root_page = root.get(page("position_change", third.pk)).content.decode()
    assert page("position_revert", third.pk, second.pk) in root_page
    assert page("position_revert", third.pk, first.pk) not in root_page  # it says the same


def test_nobody_reverts_another_states_position_or_to_another_statement(
    anna: Client, file: Proposal
) -> None:
    first, other = make.position(file), make.position(file, "MT")
    second = council.correct_position(first, {"summary": "Two."}, TELLS)
    assert anna.post(page("position_revert", second.pk, other.pk)).status_code == 404
    Assignment.objects.create(editor=user("anna"), state=other.state)
    address = page("position_revert", second.pk, first.pk)
    assert address not in anna.get(page("position_change", second.pk)).content.decode()
    assert anna.post(address).status_code == 403
    assert not PositionDraft.objects.exists()


def test_only_who_may_publish_retracts(anna: Client, file: Proposal) -> None:
    position = make.position(file)
    address = page("position_retract", position.pk)
    assert address not in anna.get(page("position_change", position.pk)).content.decode()
    assert anna.get(address).status_code == 403
    assert anna.post(address, {"why": "Never said"}).status_code == 403
    assert Position.objects.standing().exists()


def test_a_retracted_position_leaves_the_pages_and_keeps_its_row(
    paula: Client, file: Proposal
) -> None:
    first = make.position(file, "PT", summary="It never said so.")
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    address = page("position_retract", second.pk)
    assert address in paula.get(page("position_change", second.pk)).content.decode()
    assert page("position_retract", first.pk) not in (
        paula.get(page("position_change", first.pk)).content.decode()
    )
    asked = paula.get(address).content.decode()
    assert "Everybody can read this" in asked and "never made" in asked
    assert "Say why" in paula.post(address, {"why": " "}).content.decode()
    answer = paula.post(address, {"why": "Another state's letter"}, follow=True)
    assert "This position was retracted" in answer.content.decode()
    assert Position.objects.count() == 2 and not Position.objects.standing().exists()
    for row in (first, second):
        change = row.changes.get(verb=Verb.RETRACTED)
        assert change.by is not None and change.by.username == "paula"
        assert change.why == "Another state's letter"
    assert "It never said so." not in paula.get("/states/PT/").content.decode()
    assert '<td class="number">0</td>' in paula.get("/states/").content.decode()


def test_a_retracted_position_is_looked_at_only_and_may_be_restored(
    paula: Client, file: Proposal
) -> None:
    position = make.position(file)
    council.retract_position(position, make.EDITOR.because("Never said"))
    shown = paula.get(page("position_change", position.pk)).content.decode()
    assert 'name="_save"' not in shown and "/retract/" not in shown
    typed = opened_position(position, stance="oppose")
    refused = complaints(paula.post(page("position_change", position.pk), typed))
    assert "was retracted" in refused["__all__"][0]
    address = page("position_restore", position.pk)
    assert address in shown
    assert "Say why" in paula.post(address, {"why": ""}).content.decode()
    paula.post(address, {"why": "It was said after all"})
    assert Position.objects.standing().get() == position
    assert position.changes.get(verb=Verb.RESTORED).why == "It was said after all"


def test_a_position_that_was_corrected_is_retracted_by_its_newest_row(
    paula: Client, file: Proposal
) -> None:
    first = make.position(file)
    council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    answer = paula.post(page("position_retract", first.pk), {"why": "Never said"}, follow=True)
    assert "the newer row" in told(answer)
    assert Position.objects.standing().count() == 1
