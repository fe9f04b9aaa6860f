"""Corrections and withdrawals go to those who were told, and to nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from legislation import alerts, council, mail, timeline
from legislation.domain.words import Alert, EmailKind, Kind, Origin, Rhythm, Stance
from legislation.journal import Author
from legislation.models import Change, Email, Event, Notice, Proposal, Subscriber
from tests import make
from tests.test_alerts import NEWS, confirmed, subscribe

pytestmark = pytest.mark.django_db

EDITOR = Author(Origin.EDITOR, why="The minutes say so.", run="admin", tells=True)


def fan_out() -> None:
    """Everything has settled."""
    Change.objects.filter(alert=Alert.WAITING).update(
        release_at=timezone.now() - timedelta(seconds=1)
    )
    alerts.fan_out()


def crowd(number: int, first: int = 0) -> None:
    """So many readers of everything, as fast as rows are made."""
    now = timezone.now()
    people = Subscriber.objects.bulk_create(
        Subscriber(
            address=f"{n}@example.org",
            token=f"token{n}",
            mark=f"mark{n}",
            state="active",
            created_at=now,
            asked_at=now,
            confirmed_at=now,
        )
        for n in range(first, first + number)
    )
    for person in people:
        person.subscriptions.create(key=alerts.EVERYTHING, created_at=now)


def alerts_of(event: Event) -> list[set[str]]:
    """Who was told by each of the event's changes, oldest first."""
    rows = event.changes.order_by("sequence")
    found = [set(row.notices.values_list("email__recipient", flat=True)) for row in rows]
    return [people for people in found if people]


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


def today(days: int = 0) -> date:
    return timezone.localdate() - timedelta(days=days)


def event_of(file: Proposal, **values: Any) -> Event:
    return make.event(file, Kind.EP_FIRST_READING, today(1), author=NEWS, **values)


def test_a_correction_goes_to_exactly_those_who_were_told_before(file: Proposal) -> None:
    crowd(1000)
    event = event_of(file, votes_for=400, votes_against=200)
    fan_out()
    crowd(200, first=1000)
    timeline.amend_event(event, {"votes_for": 418}, EDITOR)
    fan_out()
    first, second = alerts_of(event)
    assert first == second and len(first) == 1000
    assert Email.objects.count() == 2000


def test_a_correction_stands_under_the_mail_that_it_corrects(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    timeline.amend_event(event, {"happened_on": today(2)}, EDITOR)
    fan_out()
    told, corrected = Email.objects.filter(kind=EmailKind.ALERT).order_by("pk")
    assert corrected.answers == told
    raw = mail.Messages().bytes_of(corrected).decode()
    assert f"In-Reply-To: {told.message_id}\r\nReferences: {told.message_id}\r\n" in raw
    assert "In-Reply-To" not in mail.Messages().bytes_of(told).decode()


def test_what_changes_before_anybody_is_told_is_told_once_as_it_stands(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file, votes_for=400, votes_against=200)
    timeline.amend_event(event, {"votes_for": 418}, EDITOR)
    fan_out()
    [told] = Email.objects.filter(kind=EmailKind.ALERT)
    assert "418" in told.text
    assert Change.objects.get(event=event, verb="amended").alert == Alert.DROPPED


def test_a_day_that_flips_ten_times_in_an_hour_is_corrected_once_at_most(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    for number in range(10):
        timeline.amend_event(event, {"happened_on": today(2 + number % 2)}, EDITOR)
        alerts.fan_out()
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 2


def test_what_flips_back_is_no_correction(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    timeline.amend_event(event, {"happened_on": today(2)}, EDITOR)
    timeline.amend_event(event, {"happened_on": today(1)}, EDITOR)
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 1


def test_a_mended_spelling_is_told_to_nobody(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file, title="Plenary adpots")
    fan_out()
    timeline.amend_event(event, {"title": "Plenary adopts", "detail": "By a wide margin."}, EDITOR)
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 1


def test_a_withdrawal_goes_to_those_who_were_told_and_so_does_its_end(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    subscribe("b@example.org", file)
    timeline.retract_event(event, EDITOR.because("It was another file's vote."))
    fan_out()
    told, withdrawn = Email.objects.filter(kind=EmailKind.ALERT).order_by("pk")
    assert withdrawn.answers == told and withdrawn.recipient == "a@example.org"
    timeline.restore_event(event, EDITOR.because("It was this file's after all."))
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 3


def test_a_withdrawal_that_is_taken_back_in_time_is_told_to_nobody(file: Proposal) -> None:
    subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    timeline.retract_event(event, EDITOR.because("A slip."))
    timeline.restore_event(event, EDITOR.because("A slip of mine."))
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 1


def test_each_is_told_what_differs_from_what_he_was_told(file: Proposal) -> None:
    """Two who were told different versions: one of them knows the one that stands again."""
    subscribe("early@example.org", file)
    event = event_of(file, votes_for=400, votes_against=200)
    fan_out()
    timeline.amend_event(event, {"votes_for": 418}, EDITOR)
    fan_out()
    early = Subscriber.objects.get(address="early@example.org")
    assert Notice.objects.filter(subscriber=early).count() == 2
    timeline.amend_event(event, {"votes_for": 400}, EDITOR)
    fan_out()
    last = Email.objects.filter(kind=EmailKind.ALERT).latest("pk")
    assert last.answers == Email.objects.filter(kind=EmailKind.ALERT).order_by("pk")[1]
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 3


def test_a_correction_of_what_nobody_was_told_is_told_to_nobody(file: Proposal) -> None:
    event = make.event(file, Kind.EP_FIRST_READING, today(1), author=make.EDITOR)
    subscribe("a@example.org", file)
    timeline.amend_event(event, {"happened_on": today(2)}, EDITOR)
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 0


def test_a_stance_that_was_told_is_corrected_for_those_who_were_told(file: Proposal) -> None:
    subscribe("a@example.org", file)
    position = make.position(file, "ES", Stance.SUPPORT, today(), author=EDITOR)
    fan_out()
    subscribe("b@example.org", file)
    row = council.correct_position(position, {"stance": Stance.OPPOSE}, EDITOR)
    fan_out()
    told, corrected = Email.objects.filter(kind=EmailKind.ALERT).order_by("pk")
    assert (corrected.recipient, corrected.answers) == ("a@example.org", told)
    council.retract_position(row, EDITOR)
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).latest("pk").answers == corrected
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 3


def test_a_digest_reader_gets_the_correction_in_his_next_digest(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.wish("a@example.org", [file], rhythm=Rhythm.DAILY)
    confirmed("a@example.org")
    event = event_of(file, votes_for=400, votes_against=200)
    fan_out()
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    fan_out()
    timeline.amend_event(event, {"votes_for": 418}, EDITOR)
    fan_out()
    later = tomorrow + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    fan_out()
    _first, second = Email.objects.filter(kind=EmailKind.DIGEST).order_by("pk")
    assert "418" in second.text and "400" in second.text


def test_old_mails_of_a_reader_who_is_gone_are_not_answered(file: Proposal) -> None:
    reader = subscribe("a@example.org", file)
    event = event_of(file)
    fan_out()
    alerts.end(reader)
    timeline.amend_event(event, {"happened_on": today(2)}, EDITOR)
    fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 1
