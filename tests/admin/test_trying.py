"""Every kind of mail can be looked at, and tested on oneself."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, council, mail, timeline
from legislation.alerts import samples
from legislation.domain.words import EmailKind, EmailState, Kind, Stance, SubscriberState
from legislation.models import Email, Letter, Subscriber
from tests import make
from tests.admin.desk import TELLS, told
from tests.test_alerts import confirmed, news, release

ADDRESS = reverse("admin:legislation_email_test")
TODAY = timezone.localdate()


@pytest.fixture
def record(db: None, settings: Settings) -> None:
    """News of every kind."""
    make.populations()
    proposal = make.proposal()
    topic = make.topic()
    event = news(proposal)
    release(proposal)
    position = make.position(proposal, "DE", day=TODAY, author=TELLS)
    council.correct_position(position, {"stance": Stance.OPPOSE}, TELLS)
    gone = make.event(proposal, Kind.OTHER, TODAY, title="A debate")
    timeline.retract_event(gone, make.EDITOR.because("It was not held."))
    make.event(proposal, Kind.TRANSPOSITION_DEADLINE, TODAY + timedelta(days=7), expected=True)
    timeline.amend_event(event, {"institutions": ["CONSIL"]}, TELLS)
    alerts.enter_reminders()
    settings.PROBE_ADDRESS = "probe@example.org"
    alerts.send_probe()
    for number, code in enumerate(("FR", "IT", "ES", "PL", "RO", "NL", "BE", "AT", "SE", "CZ")):
        day = TODAY - timedelta(days=number)
        make.position(proposal, code, Stance.OPPOSE, day, author=TELLS, topic=topic)


@pytest.fixture
def editor(anna: Client) -> Client:
    """An editor whose account has an address."""
    User.objects.filter(username="anna").update(email="anna@example.org")
    return anna


def test_there_is_a_sample_of_every_kind_in_every_language(record: None) -> None:
    for kind in samples.KINDS:
        for language, _ in samples.languages():
            letter = samples.sample(kind, language)
            assert letter is not None, kind
            assert letter.subject.startswith("[Test] ") and letter.language == language
            text, html = samples.shown(letter)
            assert len(text) > 100 and "<h1" in html, kind
    assert not Letter.objects.exists()


def test_what_is_corrected_and_withdrawn_is_said_so(record: None) -> None:
    correction, withdrawal = (samples.sample(kind, "en") for kind in ("correction", "withdrawal"))
    assert correction is not None and "Correction" in correction.subject
    assert withdrawal is not None and "A debate" in withdrawal.subject
    assert "It was not held." in withdrawal.text


def test_a_kind_of_which_there_is_nothing_says_so(editor: Client) -> None:
    for kind in set(samples.KINDS) - {"confirmation", "preferences"}:
        shown = editor.get(ADDRESS, {"kind": kind, "language": "de"}).content.decode()
        assert "Nothing on record is of that kind yet" in shown, kind
        editor.post(ADDRESS, {"kind": kind, "language": "de"})
    assert not Email.objects.exists()


def test_a_test_goes_to_oneself_and_to_nobody_else(
    editor: Client, record: None, mail_folder: Path
) -> None:
    make.wish("a@example.org", everything=True)
    confirmed("a@example.org")
    Email.objects.all().delete()
    for kind in samples.KINDS:
        sent = {"kind": kind, "language": "fr", "to": "a@example.org", "email": "a@example.org"}
        assert "A test goes to anna@example.org." in told(editor.post(ADDRESS, sent, follow=True))
    mails = Email.objects.all()
    assert {(row.recipient, row.kind, row.subscriber) for row in mails} == {
        ("anna@example.org", EmailKind.TEST, None)
    }
    assert all(row.subject.startswith("[Test] ") for row in mails)
    while mail.send_due():
        pass
    assert not Email.objects.exclude(state=EmailState.SENT).exists()


def test_the_links_of_a_test_act_on_nobody(editor: Client, record: None, mail_folder: Path) -> None:
    make.wish("a@example.org", everything=True)
    reader = confirmed("a@example.org")
    for kind in samples.KINDS:
        editor.post(ADDRESS, {"kind": kind, "language": "en"})
    for row in Email.objects.filter(kind=EmailKind.TEST):
        whole = f"{row.text} {row.html} {row.headers}"
        assert reader.token not in whole and reader.mark not in row.message_id
        for path in set(
            re.findall(r"http://127\.0\.0\.1:8000(/(?:u|confirm|manage)/[^\s\"<>]+)", whole)
        ):
            assert Client().get(path).status_code in {200, 400, 404, 410}
            Client().post(path)
    reader.refresh_from_db()
    assert reader.state == SubscriberState.ACTIVE and reader.subscriptions.exists()
    assert Subscriber.objects.exclude(is_probe=True).count() == 1


def test_an_account_without_an_address_gets_no_test(anna: Client) -> None:
    asked = {"kind": "confirmation", "language": "en"}
    shown = anna.get(ADDRESS, asked).content.decode()
    assert "no e-mail address" in shown and "Send it to" not in shown
    assert anna.post(ADDRESS, asked).status_code == 200
    User.objects.filter(username="anna").update(email="anna@example.org\nBcc: b@example.org")
    anna.post(ADDRESS, asked)
    assert not Email.objects.exists()


def test_the_look_is_in_a_frame_without_rights(editor: Client) -> None:
    shown = editor.get(ADDRESS).content.decode()
    assert '<iframe class="mail" sandbox title' in shown and "[Test] " in shown
    assert "Send it to anna@example.org" in shown
    assert editor.get(ADDRESS, {"kind": "nothing", "language": "en"}).status_code == 200


def test_a_sample_is_found_in_few_questions(record: None) -> None:
    for kind in samples.KINDS:
        with CaptureQueriesContext(connection) as met:
            samples.sample(kind, "en")
        assert len(met) < 60, f"{kind}: {len(met)}"
