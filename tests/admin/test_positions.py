"""The form for positions: what it asks, what it doubts, and what saving it makes."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legislation import council
from legislation.domain.words import SourceKind, Stance, Verb
from legislation.models import (
    Assignment,
    MemberState,
    Position,
    PositionDraft,
    Proposal,
)
from tests import make
from tests.admin.desk import PROOF, complaints, opened_position, page, told, typed_position

#: The last day of a month that was typed as 1 June.
END_OF_JUNE = date(2025, 6, 30)


def test_an_editors_save_is_a_draft_and_no_position(anna: Client, file: Proposal) -> None:
    typed = typed_position(
        file,
        precision="month",
        actor="A. Minister",
        office="Minister",
        quote="Nein.",
        place="10",
        salience="90",
        proof_passage="Nein",
        why="As heard.",
    )
    answer = anna.post(page("position_add"), typed, follow=True)
    assert not Position.objects.exists()
    draft = PositionDraft.objects.get()
    assert answer.redirect_chain == [(page("positiondraft_change", draft.pk), 302)]
    assert "waits for a second person" in told(answer)
    assert (draft.by.username, draft.why, draft.stated_on) == ("anna", "As heard.", END_OF_JUNE)
    assert (draft.actor, draft.office, draft.quote) == ("A. Minister", "Minister", "Nein.")
    assert (draft.place, draft.salience, draft.proof_passage) == (10, 90, "Nein")


def test_a_superusers_save_is_published_at_once(root: Client, file: Proposal) -> None:
    typed = typed_position(file, precision="month", proof_passage="Nein")
    answer = root.post(page("position_add"), typed, follow=True)
    position = Position.objects.get()
    assert answer.redirect_chain == [(page("position_change", position.pk), 302)]
    assert (position.origin, position.stated_on) == ("editor", END_OF_JUNE)
    assert position.evidence.get().passage == "Nein"
    change = position.changes.get()
    assert change.by is not None and (change.by.username, change.verb) == ("root", "recorded")


def test_one_after_another_is_recorded_in_the_same_topic(anna: Client, file: Proposal) -> None:
    answer = anna.post(page("position_add"), typed_position(file, _addanother="1"), follow=True)
    form = answer.context["adminform"].form
    assert (form["proposal"].value(), form["topic"].value()) == (file.pk, "return_hubs")


def test_each_field_says_what_is_missing(anna: Client, file: Proposal) -> None:
    found = complaints(anna.post(page("position_add"), {"precision": "day"}))
    asked = {"proposal", "state", "topic", "stance", "summary", "stated_on", "source_kind"}
    assert set(found) == asked | {"proof_address", "proof_confidence"}
    assert not any("This field is required" in text for texts in found.values() for text in texts)


def test_no_position_without_proof(anna: Client, file: Proposal) -> None:
    typed = typed_position(file, proof_address="", proof_confidence="")
    found = complaints(anna.post(page("position_add"), typed))
    assert set(found) == {"proof_address", "proof_confidence"}
    assert not PositionDraft.objects.exists()


def test_nobody_said_it_tomorrow(anna: Client, file: Proposal) -> None:
    ahead = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    typed = typed_position(file, stated_on=ahead, sure="on", why="It is so.")
    assert "lies ahead" in complaints(anna.post(page("position_add"), typed))["stated_on"][0]


def test_place_and_salience_lie_between_0_and_100(anna: Client, file: Proposal) -> None:
    typed = typed_position(file, place="101", salience="-1")
    assert set(complaints(anna.post(page("position_add"), typed))) == {"place", "salience"}
    anna.post(page("position_add"), typed_position(file, place="100", salience="0"))
    draft = PositionDraft.objects.get()
    assert (draft.place, draft.salience) == (100, 0)


def test_a_quote_has_300_characters_and_none_is_cut_in_silence(
    anna: Client, file: Proposal
) -> None:
    shown = anna.get(page("position_add")).content.decode()
    assert "0 of 300 characters" in shown
    [field] = re.findall(r'<textarea name="quote"[^>]*>', shown)
    assert "maxlength" not in field
    answer = anna.post(page("position_add"), typed_position(file, quote="x" * 301))
    assert "301" in complaints(answer)["quote"][0]
    assert "301 of 300" in answer.content.decode() and "x" * 301 in answer.content.decode()


def test_digests_are_offered_only_where_one_stands(anna: Client, file: Proposal) -> None:
    assert 'value="aggregator"' not in anna.get(page("position_add")).content.decode()
    refused = anna.post(page("position_add"), typed_position(file, source_kind="aggregator"))
    assert "source_kind" in complaints(refused)
    row = make.position(file, source_kind=SourceKind.AGGREGATOR)
    assert 'value="aggregator"' in anna.get(page("position_change", row.pk)).content.decode()


def test_who_spoke_for_the_state_before_is_offered(anna: Client, file: Proposal) -> None:
    make.position(file, "DE", actor="The Chancellor", office="Chancellery")
    make.position(file, "FR", actor="The President")
    address = page("position_add")
    shown = anna.get(f"{address}?state=DE").content.decode()
    assert '<option value="The Chancellor">' in shown and '<option value="Chancellery">' in shown
    assert 'list="known_actor"' in shown and "The President" not in shown
    assert '<option value="The President">' in anna.get(address).content.decode()


def test_the_usual_file_is_filled_in(anna: Client, file: Proposal) -> None:
    make.position(file)
    make.proposal("2026/0001(COD)")
    assert anna.get(page("position_add")).context["adminform"].form["proposal"].value() == file.pk
    for asked in ("2026-0001-COD", "2026/0001(COD)"):
        form = anna.get(page("position_add"), {"proposal": asked}).context["adminform"].form
        assert form["proposal"].value() != file.pk
    assert anna.get(page("position_add"), {"proposal": "x"}).status_code == 200


def test_a_second_statement_of_a_day_is_saved_once_it_is_confirmed(
    anna: Client, file: Proposal
) -> None:
    first = make.position(file, day=date(2025, 6, 1), summary="Germany is in favour.")
    shown = anna.get(page("position_add")).content.decode()
    assert 'type="hidden" name="sure"' in shown
    answer = anna.post(page("position_add"), typed_position(file))
    said = complaints(answer)["sure"][0]
    assert "Germany is in favour." in said and page("position_change", first.pk) in said
    assert 'type="checkbox" name="sure"' in answer.content.decode()
    assert not PositionDraft.objects.exists()
    anna.post(page("position_add"), typed_position(file, sure="on"))
    assert PositionDraft.objects.count() == 1


def test_the_same_statement_is_recorded_once(root: Client, file: Proposal) -> None:
    typed = typed_position(file, summary="With safeguards.")
    root.post(page("position_add"), typed)
    again = complaints(root.post(page("position_add"), {**typed, "sure": "on"}))
    assert "on record already" in again["__all__"][0]
    assert "safeguards.." not in again["__all__"][0]
    assert Position.objects.count() == 1
    council.retract_position(Position.objects.get(), make.EDITOR.because("Another minister's"))
    root.post(page("position_add"), typed)
    assert Position.objects.standing().count() == 1


def test_the_same_statement_is_drafted_once(anna: Client, paula: Client, file: Proposal) -> None:
    anna.post(page("position_add"), typed_position(file))
    again = complaints(paula.post(page("position_add"), typed_position(file)))
    assert "anna has drafted this statement already" in again["__all__"][0]
    assert PositionDraft.objects.count() == 1


def test_days_and_sizes_that_cannot_be_are_refused(anna: Client, file: Proposal) -> None:
    typed = typed_position(file, stated_on="20/11/1026", summary="x" * 200_000, sure="on")
    found = complaints(anna.post(page("position_add"), typed))
    assert "1026" in found["stated_on"][0]
    assert "200000" in found["summary"][0] and "1000" in found["summary"][0]
    typed = typed_position(file, stated_on="20.11.2024")
    found = complaints(anna.post(page("position_add"), typed))
    assert "24/11/2026" in found["stated_on"][0]


def test_a_change_is_drafted_as_a_correction(anna: Client, file: Proposal) -> None:
    first = make.position(file)
    typed = opened_position(first, stance="oppose")
    anna.post(page("position_change", first.pk), typed)
    draft = PositionDraft.objects.get()
    assert (draft.corrects, draft.stance, draft.why) == (first, "oppose", typed["why"])
    assert Position.objects.get() == first
    shown = anna.get(page("position_change", first.pk)).content.decode()
    assert "A draft by anna" in shown and page("positiondraft_change", draft.pk) in shown


def test_a_superusers_change_is_a_correcting_row(root: Client, file: Proposal) -> None:
    first = make.position(file)
    typed = opened_position(first, stance="oppose")
    answer = root.post(page("position_change", first.pk), typed, follow=True)
    second = Position.objects.get(corrects=first)
    first.refresh_from_db()
    assert (first.stance, second.stance) == ("support", "oppose")
    assert answer.redirect_chain == [(page("position_change", second.pk), 302)]
    assert "This is the new row" in told(answer)
    assert second.evidence.get().address == first.evidence.get().address
    change = second.changes.get()
    assert (change.verb, change.why) == (Verb.CORRECTED, "The minutes say otherwise.")
    shown = answer.content.decode()
    assert "The minutes say otherwise." in shown
    assert '<td class="was">Support</td>' in shown and '<td class="became">Oppose</td>' in shown
    assert "As it was recorded" in shown  # the corrected row's own entry


def test_a_correction_needs_a_reason_and_a_difference(anna: Client, file: Proposal) -> None:
    first = make.position(file)
    address = page("position_change", first.pk)
    found = complaints(anna.post(address, opened_position(first, stance="oppose", why="")))
    assert "Say why" in found["why"][0]
    found = complaints(anna.post(address, opened_position(first)))
    assert "Nothing is different" in found["__all__"][0]
    assert not PositionDraft.objects.exists()


def test_new_evidence_joins_the_old_or_takes_its_place(root: Client, file: Proposal) -> None:
    first = make.position(file)
    root.post(page("position_change", first.pk), opened_position(first, **PROOF))
    second = Position.objects.get(corrects=first)
    assert second.evidence.count() == 2
    typed = opened_position(second, **PROOF, instead="on")
    root.post(page("position_change", second.pk), typed)
    third = Position.objects.get(corrects=second)
    assert third.evidence.get().address == PROOF["proof_address"]


def test_a_corrected_row_is_read_only_and_leads_to_its_correction(
    anna: Client, file: Proposal
) -> None:
    first = make.position(file)
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    shown = anna.get(page("position_change", first.pk)).content.decode()
    assert 'name="_save"' not in shown
    assert page("position_change", second.pk) in shown


@pytest.fixture
def assigned(anna: Client, file: Proposal) -> MemberState:
    """The one state that anna looks after; the file's other one is Germany."""
    state = make.state("MT", "Malta")
    Assignment.objects.create(editor_id=anna.session["_auth_user_id"], state=state)
    return state


def test_the_form_offers_the_states_that_an_editor_looks_after(
    anna: Client, file: Proposal, assigned: MemberState
) -> None:
    shown = anna.get(page("position_add")).content.decode()
    assert '<option value="MT">' in shown and '<option value="DE">' not in shown
    refused = complaints(anna.post(page("position_add"), typed_position(file)))
    assert refused == {"state": ["You do not look after this state: choose one of the list."]}
    anna.post(page("position_add"), typed_position(file, state="MT"))
    assert PositionDraft.objects.get().state == assigned


def test_another_states_position_is_looked_at_only(
    anna: Client, file: Proposal, assigned: MemberState
) -> None:
    other, own = make.position(file), make.position(file, "MT")
    address = page("position_change", other.pk)
    assert 'name="_save"' not in anna.get(address).content.decode()
    assert anna.post(address, opened_position(other, stance="oppose")).status_code == 403
    typed = opened_position(own, state="DE")
    refused = complaints(anna.post(page("position_change", own.pk), typed))
    assert "do not look after" in refused["state"][0]
    assert not PositionDraft.objects.exists()
