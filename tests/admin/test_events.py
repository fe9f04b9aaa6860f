"""An editor records, amends and retracts events; every save is an entry in the journal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legislation import timeline
from legislation.domain.words import Kind, Verb
from legislation.models import Change, Event
from tests import make
from tests.admin.desk import PROOF, complaints, opened_event, page, told, typed_event


def test_an_event_moves_the_stage_and_leaves_a_change(anna: Client) -> None:
    proposal = make.proposal()
    make.event(proposal)
    make.event(proposal, Kind.COUNCIL_DEBATE, date(2025, 6, 12))
    answer = anna.post(page("event_add"), typed_event(proposal, why="Press release"))
    assert answer.status_code == 302
    event = Event.objects.get(kind="council_general_approach")
    mandate = proposal.stages.get(slug="council_mandate")
    assert (event.origin, event.key) == ("editor", "2025-12-08-council-general-approach")
    assert (mandate.left_on, mandate.outcome) == (date(2025, 12, 8), "general approach")
    change = event.changes.get()
    assert (change.verb, change.why, change.run) == ("recorded", "Press release", "admin")
    assert change.by is not None and change.by.username == "anna"
    assert event.evidence.get().address == PROOF["proof_address"]


def test_the_public_page_says_that_an_editor_wrote_it(anna: Client) -> None:
    anna.post(page("event_add"), typed_event(make.proposal()))
    event = Event.objects.get()
    anna.post(page("event_change", event.pk), opened_event(event, title="Council agrees it"))
    history = anna.get(event.get_absolute_url()).content.decode().partition('id="history"')[2]
    assert (history.count("by an editor"), history.count("from a source")) == (2, 0)


def test_an_event_of_today_waits_to_be_told(anna: Client) -> None:
    today = f"{timezone.localdate():%d/%m/%Y}"
    anna.post(page("event_add"), typed_event(make.proposal(), happened_on=today))
    assert Event.objects.get().changes.get().alert == "waiting"


def test_without_evidence_nothing_is_saved_and_the_form_says_what_is_missing(
    anna: Client,
) -> None:
    typed = typed_event(make.proposal(), proof_address="", proof_confidence="")
    found = complaints(anna.post(page("event_add"), typed))
    assert "or a full citation" in found["proof_address"][0]
    assert "how far" in found["proof_confidence"][0]
    assert not Event.objects.exists()


def test_a_full_citation_is_evidence(anna: Client) -> None:
    typed = typed_event(make.proposal(), proof_address="", proof_citation="FAZ, 9.12.2025, p. 2")
    anna.post(page("event_add"), typed)
    assert Event.objects.get().evidence.get().citation == "FAZ, 9.12.2025, p. 2"


@pytest.mark.parametrize(
    ("typed", "precision", "stored"),
    [
        ("03/02/2024", "month", date(2024, 2, 29)),
        ("2024-02-03", "year", date(2024, 12, 31)),
        ("03/02/2024", "by", date(2024, 2, 3)),
    ],
)
def test_the_last_day_that_the_source_allows_is_stored(
    anna: Client, typed: str, precision: str, stored: date
) -> None:
    form = typed_event(make.proposal("2024/0001(COD)"), happened_on=typed, precision=precision)
    anna.post(page("event_add"), form)
    assert Event.objects.get().happened_on == stored


def test_a_day_ahead_is_expected_or_refused(anna: Client) -> None:
    proposal = make.proposal()
    ahead = f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}"
    refused = anna.post(page("event_add"), typed_event(proposal, happened_on=ahead))
    assert "lies ahead" in complaints(refused)["expected"][0]
    anna.post(page("event_add"), typed_event(proposal, happened_on=ahead, expected="on"))
    assert Event.objects.get().expected


def test_a_step_of_this_month_needs_no_day_that_has_come(anna: Client) -> None:
    today = f"{timezone.localdate():%d/%m/%Y}"
    typed = typed_event(make.proposal(), happened_on=today, precision="month")
    assert anna.post(page("event_add"), typed).status_code == 302


def test_no_day_means_expected(anna: Client) -> None:
    refused = anna.post(page("event_add"), typed_event(make.proposal(), happened_on=""))
    assert "tick “Expected”" in complaints(refused)["happened_on"][0]


def test_days_and_sizes_that_cannot_be_are_refused(anna: Client) -> None:
    typed = typed_event(
        None, happened_on="01/01/0001", title="x" * 5000, detail="x" * 10_001, sure="on"
    )
    found = complaints(anna.post(page("event_add"), typed))
    assert "0001" in found["happened_on"][0]
    assert "5000" in found["title"][0] and "500 characters" in found["title"][0]
    assert "10001" in found["detail"][0]
    typed = typed_event(None, happened_on="Nov 24", document_references="x" * 201)
    found = complaints(anna.post(page("event_add"), typed))
    assert "24/11/2026" in found["happened_on"][0]
    assert "200" in found["document_references"][0]


def test_a_step_from_before_the_files_year_is_saved_once_it_is_confirmed(anna: Client) -> None:
    typed = typed_event(make.proposal(), kind="signature", happened_on="01/01/2020")
    answer = anna.post(page("event_add"), typed)
    assert "2025" in complaints(answer)["sure"][0]
    assert not Event.objects.exists()
    anna.post(page("event_add"), {**typed, "sure": "on"})
    event = Event.objects.get()
    anna.post(page("event_change", event.pk), opened_event(event, title="Else"))
    assert Event.objects.get().title == "Else"


def test_the_form_says_who_reads_the_reason(anna: Client) -> None:
    event = make.event(make.proposal())
    for address in (page("event_change", event.pk), page("event_add")):
        assert "Everybody can read this." in anna.get(address).content.decode()


def test_votes_are_for_and_against(anna: Client) -> None:
    refused = anna.post(page("event_add"), typed_event(make.proposal(), votes_for="396"))
    assert list(complaints(refused)) == ["votes_against"]


def test_documents_are_one_per_line(anna: Client) -> None:
    typed = typed_event(make.proposal(), document_references="ST 1/25\r\n\r\n A10-1/2026 ")
    anna.post(page("event_add"), typed)
    assert Event.objects.get().document_references == ["ST 1/25", "A10-1/2026"]


def test_an_amendment_keeps_before_and_after(anna: Client) -> None:
    event = make.event(make.proposal(), institutions=["COM"])
    typed = opened_event(event, happened_on="12/03/2025", why="Official Journal")
    answer = anna.post(page("event_change", event.pk), typed, follow=True)
    change = event.changes.get(verb=Verb.AMENDED)
    assert change.before is not None and change.after is not None
    assert (change.before["happened_on"], change.after["happened_on"]) == (
        "2025-03-11",
        "2025-03-12",
    )
    assert change.by is not None and (change.by.username, change.why) == (
        "anna",
        "Official Journal",
    )
    shown = anna.get(page("event_change", event.pk)).content.decode()
    assert answer.status_code == 200
    assert "2025-03-12" in shown and "Official Journal" in shown and "Happened on" in shown


def test_an_amendment_needs_a_reason(anna: Client) -> None:
    event = make.event(make.proposal())
    refused = anna.post(page("event_change", event.pk), opened_event(event, title="Else", why=""))
    assert "Say why" in complaints(refused)["why"][0]
    assert event.changes.count() == 1


def test_saving_what_stands_saves_nothing(anna: Client) -> None:
    event = make.event(make.proposal(), institutions=["EP", "COM"], document_references=["A", "B"])
    refused = anna.post(page("event_change", event.pk), opened_event(event))
    assert "Nothing is different" in complaints(refused)["__all__"][0]
    assert event.changes.count() == 1


def test_the_key_is_shown_and_never_taken(anna: Client) -> None:
    event = make.event(make.proposal())
    typed = opened_event(event, title="Else", key="mine", origin="source")
    anna.post(page("event_change", event.pk), typed)
    stored = Event.objects.get()
    assert (stored.key, stored.title, stored.origin) == (event.key, "Else", "editor")


def test_further_evidence_alone_confirms(anna: Client) -> None:
    event = make.event(make.proposal())
    typed = opened_event(event, **PROOF)
    anna.post(page("event_change", event.pk), typed)
    assert event.evidence.count() == 2
    assert event.changes.filter(verb=Verb.CONFIRMED, why="The source says so.").count() == 1


def test_further_evidence_without_a_place_is_refused(anna: Client) -> None:
    event = make.event(make.proposal())
    typed = opened_event(event, title="Else", proof_passage="It says so")
    found = complaints(anna.post(page("event_change", event.pk), typed))
    assert "Evidence is missing" in found["proof_address"][0]


def test_who_saves_second_is_told_and_may_save_again(anna: Client) -> None:
    event = make.event(make.proposal())
    typed = opened_event(event, title="Mine")
    timeline.amend_event(event, {"title": "Theirs"}, make.EDITOR.because("A typing error"))
    answer = anna.post(page("event_change", event.pk), typed)
    assert "A typing error" in complaints(answer)["__all__"][0]
    assert Event.objects.get().title == "Theirs"
    again = answer.context["adminform"].form["seen"].value()
    anna.post(page("event_change", event.pk), {**typed, "seen": again})
    assert Event.objects.get().title == "Mine"


def test_fields_that_nobody_touched_are_not_written_over(anna: Client) -> None:
    event = make.event(make.proposal(), institutions=["COM"], document_references=["A", "B"])
    typed = opened_event(event, title="Mine", body="Mine")
    theirs = {
        "happened_on": date(2025, 3, 10),
        "institutions": ["EP", "COM"],
        "document_references": ["C"],
        "expected": True,
        "body": "Theirs",
    }
    timeline.amend_event(event, theirs, make.EDITOR.because("Edna's"))
    answer = anna.post(page("event_change", event.pk), typed)
    said = " ".join(complaints(answer)["__all__"])
    assert "“Theirs”" in said and "“Mine”" in said
    form = answer.context["adminform"].form
    sent = {name: form[name].value() for name in typed}
    assert form["title"].value() == "Mine" and form["expected"].value() is True
    anna.post(page("event_change", event.pk), {**sent, "expected": "on"})
    stored = Event.objects.get()
    assert (stored.title, stored.body, stored.expected) == ("Mine", "Mine", True)
    assert (stored.happened_on, stored.document_references) == (date(2025, 3, 10), ["C"])
    assert set(stored.institutions) == {"EP", "COM"}


def test_a_retraction_needs_a_reason_and_takes_the_stage_back(anna: Client) -> None:
    proposal = make.proposal()
    event = make.event(proposal)
    refused = anna.post(page("event_retract", event.pk), {"why": " "})
    assert "Say why" in refused.content.decode()
    assert Event.objects.get().retracted_at is None
    anna.get(page("event_retract", event.pk))
    assert Event.objects.get().retracted_at is None
    answer = anna.post(page("event_retract", event.pk), {"why": "It never was"}, follow=True)
    assert Event.objects.get().retracted_at is not None
    assert proposal.stages.get(slug="proposal").entered_on is None
    assert event.changes.get(verb=Verb.RETRACTED).why == "It never was"
    assert "This event was retracted" in answer.content.decode()


def test_a_retraction_can_be_taken_back_with_a_reason(anna: Client) -> None:
    proposal = make.proposal()
    event = make.event(proposal)
    timeline.retract_event(event, make.EDITOR.because("It never was"))
    address = page("event_restore", event.pk)
    assert address in anna.get(page("event_change", event.pk)).content.decode()
    assert "Say why" in anna.post(address, {"why": ""}).content.decode()
    anna.post(address, {"why": "It was after all"})
    assert Event.objects.get().retracted_at is None
    assert proposal.stages.get(slug="proposal").entered_on == date(2025, 3, 11)
    change = event.changes.get(verb=Verb.RESTORED)
    assert change.by is not None and (change.by.username, change.why) == (
        "anna",
        "It was after all",
    )
    again = anna.post(address, {"why": "Once more"}, follow=True)
    assert "stands" in told(again)
    assert event.changes.filter(verb=Verb.RESTORED).count() == 1


def test_a_retracted_event_is_looked_at_only(anna: Client) -> None:
    event = make.event(make.proposal())
    timeline.retract_event(event, make.EDITOR.because("It never was"))
    shown = anna.get(page("event_change", event.pk)).content.decode()
    assert 'name="_save"' not in shown and "/retract/" not in shown
    refused = anna.post(page("event_change", event.pk), opened_event(event, title="Else"))
    assert "can no longer be changed" in complaints(refused)["__all__"][0]
    again = anna.post(page("event_retract", event.pk), {"why": "Once more"}, follow=True)
    assert "retracted before" in told(again)
    assert event.changes.filter(verb=Verb.RETRACTED).count() == 1


def test_a_jump_is_pointed_out_and_not_refused(anna: Client) -> None:
    typed = typed_event(make.proposal(), kind="entry_into_force", happened_on="01/10/2026")
    answer = anna.post(page("event_add"), typed, follow=True)
    assert "without an adoption on record" in told(answer)
    assert Event.objects.exists()


def test_a_step_told_twice_is_pointed_out(anna: Client) -> None:
    proposal = make.proposal()
    make.event(proposal, Kind.COUNCIL_GENERAL_APPROACH, date(2025, 12, 9), title="Agreed")
    answer = anna.post(page("event_add"), typed_event(proposal), follow=True)
    assert "there is another" in told(answer) and "Agreed" in told(answer)


def test_a_release_becomes_an_event(anna: Client) -> None:
    release = make.press_release(make.proposal(), date(2026, 10, 1), title="Council adopts")
    shown = anna.get(page("pressrelease_change", release.pk)).content.decode()
    link = f"{page('event_add')}?release={release.pk}"
    assert link in shown
    form = anna.get(link).context["adminform"].form
    assert form["title"].value() == "Council adopts"
    assert form["proof_address"].value() == release.address
    assert form["institutions"].value() == ["CONSIL"]
    typed = typed_event(
        release.proposal,
        kind="council_first_reading_adoption",
        happened_on="01/10/2026",
        proof_address=release.address,
        release=release.pk,
    )
    anna.post(link, typed)
    release.refresh_from_db()
    assert release.announces == Event.objects.get()
    assert Change.objects.filter(press_release=release, verb=Verb.AMENDED).count() == 1
    assert link not in anna.get(page("pressrelease_change", release.pk)).content.decode()


def test_the_history_button_shows_the_journal(anna: Client) -> None:
    event = make.event(make.proposal())
    timeline.amend_event(event, {"title": "Else"}, make.EDITOR.because("A typing error"))
    shown = anna.get(page("event_history", event.pk)).content.decode()
    assert "A typing error" in shown and "Else" in shown
