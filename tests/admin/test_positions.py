"""Positions: a correction is a new row, and nobody is overwritten."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from legislation import council
from legislation.domain.words import Stance, Verb
from legislation.models import Position
from tests import make
from tests.admin.desk import PROOF, complaints, opened_position, page, told, typed_position


def test_a_position_is_recorded_with_its_proof(anna: Client) -> None:
    proposal = make.proposal()
    make.state("DE", "Germany")
    make.topic()
    typed = typed_position(proposal, precision="month", proof_passage="Nein")
    assert anna.post(page("position_add"), typed).status_code == 302
    position = Position.objects.get()
    assert (position.origin, position.stated_on) == ("editor", date(2025, 6, 30))
    assert position.evidence.get().passage == "Nein"
    change = position.changes.get()
    assert change.by is not None and (change.by.username, change.verb) == ("anna", "recorded")


def test_no_position_without_proof(anna: Client) -> None:
    proposal = make.proposal()
    make.state()
    make.topic()
    typed = typed_position(proposal, proof_address="", proof_confidence="")
    found = complaints(anna.post(page("position_add"), typed))
    assert set(found) == {"proof_address", "proof_confidence"}
    assert not Position.objects.exists()


def test_nobody_said_it_tomorrow(anna: Client) -> None:
    proposal = make.proposal()
    make.state()
    make.topic()
    ahead = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    found = complaints(anna.post(page("position_add"), typed_position(proposal, stated_on=ahead)))
    assert "lies ahead" in found["stated_on"][0]


def test_a_second_statement_of_a_day_is_saved_once_it_is_confirmed(anna: Client) -> None:
    proposal = make.proposal()
    first = make.position(proposal, day=date(2025, 6, 1), summary="Germany is in favour.")
    shown = anna.get(page("position_add")).content.decode()
    assert 'type="hidden" name="sure"' in shown
    answer = anna.post(page("position_add"), typed_position(proposal))
    said = complaints(answer)["sure"][0]
    assert "Germany is in favour." in said and page("position_change", first.pk) in said
    assert 'type="checkbox" name="sure"' in answer.content.decode()
    assert Position.objects.count() == 1
    anna.post(page("position_add"), typed_position(proposal, sure="on"))
    assert Position.objects.count() == 2


def test_the_same_statement_is_recorded_once(anna: Client) -> None:
    proposal = make.proposal()
    make.state()
    make.topic()
    typed = typed_position(proposal, summary="With safeguards.")
    anna.post(page("position_add"), typed)
    again = complaints(anna.post(page("position_add"), {**typed, "sure": "on"}))
    assert "on record already" in again["__all__"][0]
    assert "safeguards.." not in again["__all__"][0]
    assert Position.objects.count() == 1
    council.retract_position(Position.objects.get(), make.EDITOR.because("Another minister's"))
    anna.post(page("position_add"), typed)
    assert Position.objects.standing().count() == 1


def test_days_and_sizes_that_cannot_be_are_refused(anna: Client) -> None:
    proposal = make.proposal()
    make.state()
    make.topic()
    typed = typed_position(proposal, stated_on="20/11/1026", summary="x" * 200_000, sure="on")
    found = complaints(anna.post(page("position_add"), typed))
    assert "1026" in found["stated_on"][0]
    assert "200000" in found["summary"][0] and "1000" in found["summary"][0]
    typed = typed_position(proposal, stated_on="20.11.2024")
    found = complaints(anna.post(page("position_add"), typed))
    assert "24/11/2026" in found["stated_on"][0]


def test_a_statement_from_before_the_proposals_year_is_saved_once_it_is_confirmed(
    anna: Client,
) -> None:
    proposal = make.proposal()
    make.state()
    make.topic()
    typed = typed_position(proposal, stated_on="01/06/2020")
    assert "2025" in complaints(anna.post(page("position_add"), typed))["sure"][0]
    anna.post(page("position_add"), {**typed, "sure": "on"})
    stored = Position.objects.get()
    anna.post(page("position_change", stored.pk), opened_position(stored, stance="neutral"))
    assert Position.objects.count() == 2  # the day was confirmed before


def test_a_change_is_a_correcting_row(anna: Client) -> None:
    first = make.position(make.proposal())
    typed = opened_position(first, stance="oppose")
    answer = anna.post(page("position_change", first.pk), typed, follow=True)
    second = Position.objects.get(corrects=first)
    first.refresh_from_db()
    assert (first.stance, second.stance) == ("support", "oppose")
    assert answer.redirect_chain == [(page("position_change", second.pk), 302)]
    assert "this is the new row" in told(answer)
    assert second.evidence.get().address == first.evidence.get().address
    change = second.changes.get()
    assert (change.verb, change.why) == (Verb.CORRECTED, "The minutes say otherwise.")
    shown = answer.content.decode()
    assert "The minutes say otherwise." in shown
    assert '<td class="was">Support</td>' in shown and '<td class="became">Oppose</td>' in shown
    assert "As it was recorded" in shown  # the corrected row's own entry


def test_a_correction_needs_a_reason_and_a_difference(anna: Client) -> None:
    first = make.position(make.proposal())
    address = page("position_change", first.pk)
    found = complaints(anna.post(address, opened_position(first, stance="oppose", why="")))
    assert "Say why" in found["why"][0]
    found = complaints(anna.post(address, opened_position(first)))
    assert "Nothing is different" in found["__all__"][0]
    assert Position.objects.count() == 1


def test_new_evidence_joins_the_old_or_takes_its_place(anna: Client) -> None:
    first = make.position(make.proposal())
    anna.post(page("position_change", first.pk), opened_position(first, **PROOF))
    second = Position.objects.get(corrects=first)
    assert second.evidence.count() == 2
    typed = opened_position(second, **PROOF, instead="on")
    anna.post(page("position_change", second.pk), typed)
    third = Position.objects.get(corrects=second)
    assert third.evidence.get().address == PROOF["proof_address"]


def test_a_corrected_row_is_read_only_and_leads_to_its_correction(anna: Client) -> None:
    first = make.position(make.proposal())
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    shown = anna.get(page("position_change", first.pk)).content.decode()
    assert 'name="_save"' not in shown
    assert page("position_change", second.pk) in shown


def test_who_corrects_second_is_told_and_keeps_what_was_typed(anna: Client) -> None:
    first = make.position(make.proposal())
    typed = opened_position(first, summary="What I typed")
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    answer = anna.post(page("position_change", first.pk), typed)
    said = complaints(answer)["__all__"][0]
    assert answer.status_code == 200
    assert "A typing error" in said and f"/{second.pk}/change/" in said
    assert "What I typed" in answer.content.decode()
    assert Position.objects.count() == 2


def test_a_retracted_position_leaves_the_pages_and_keeps_its_row(anna: Client) -> None:
    first = make.position(make.proposal(), "PT", summary="It never said so.")
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    address = page("position_retract", second.pk)
    assert address in anna.get(page("position_change", second.pk)).content.decode()
    assert page("position_retract", first.pk) not in (
        anna.get(page("position_change", first.pk)).content.decode()
    )
    asked = anna.get(address).content.decode()
    assert "Everybody can read this" in asked and "never made" in asked
    assert "Say why" in anna.post(address, {"why": " "}).content.decode()
    answer = anna.post(address, {"why": "Another state's letter"}, follow=True)
    assert "This position was retracted" in answer.content.decode()
    assert Position.objects.count() == 2 and not Position.objects.standing().exists()
    for row in (first, second):
        change = row.changes.get(verb=Verb.RETRACTED)
        assert change.by is not None and change.by.username == "anna"
        assert change.why == "Another state's letter"
    assert "It never said so." not in anna.get("/states/PT/").content.decode()
    assert '<td class="number">0</td>' in anna.get("/states/").content.decode()


def test_a_retracted_position_is_looked_at_only_and_may_be_restored(anna: Client) -> None:
    position = make.position(make.proposal())
    council.retract_position(position, make.EDITOR.because("Never said"))
    shown = anna.get(page("position_change", position.pk)).content.decode()
    assert 'name="_save"' not in shown and "/retract/" not in shown
    typed = opened_position(position, stance="oppose")
    refused = complaints(anna.post(page("position_change", position.pk), typed))
    assert "was retracted" in refused["__all__"][0]
    address = page("position_restore", position.pk)
    assert address in shown
    assert "Say why" in anna.post(address, {"why": ""}).content.decode()
    anna.post(address, {"why": "It was said after all"})
    assert Position.objects.standing().get() == position
    assert position.changes.get(verb=Verb.RESTORED).why == "It was said after all"


def test_a_position_that_was_corrected_is_retracted_by_its_newest_row(anna: Client) -> None:
    first = make.position(make.proposal())
    council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    answer = anna.post(page("position_retract", first.pk), {"why": "Never said"}, follow=True)
    assert "the newer row" in told(answer)
    assert Position.objects.standing().count() == 1
