"""Forgetting: nothing about people outlives its time, and nothing goes before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail, tasks
from legislation.alerts import people
from legislation.alerts.forget import _AT_ONCE, _forgot_on
from legislation.domain.words import (
    BounceKind,
    EmailState,
    Kind,
    Origin,
    SubscriberState,
    SuspendedFor,
    Verb,
)
from legislation.journal import Author
from legislation.models import (
    Bounce,
    Change,
    Consent,
    Email,
    Letter,
    Notice,
    Proposal,
    Subscriber,
    Subscription,
    Wish,
)
from tests import make

pytestmark = pytest.mark.django_db

NEWS = Author(Origin.SOURCE, run="test", tells=True)
Clock = Callable[[timedelta], None]


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets time pass."""
    now = [datetime(2026, 1, 1, 12, tzinfo=timezone.get_default_timezone())]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def pass_(time: timedelta) -> None:
        now[0] += time

    return pass_


@pytest.fixture(autouse=True)
def hourly(settings: Settings, mail_folder: Path) -> None:
    """The probe is on."""
    settings.PROBE_ADDRESS = "probe@example.org"


def days(number: float) -> timedelta:
    return timedelta(days=number)


def active(address: str) -> Subscriber:
    """Somebody who asked and confirmed."""
    make.wish(address, everything=True)
    person = Subscriber.objects.get(address=address)
    alerts.confirm(people.confirmation_token(person))
    return person


def news(of: Proposal, kind: Kind = Kind.TRILOGUE) -> None:
    """Something happens and is told."""
    make.event(of, kind, timezone.localdate(), author=NEWS, title=f"On {timezone.localdate()}")
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    mail.send_due()


def too_old() -> dict[str, int]:
    """How many rows of each kind are past their limit, by more than the day between two runs."""
    now = timezone.now() - days(1)
    week, year = now - days(7), now - days(365)
    settled = Email.objects.filter(Q(sent_at__lt=week) | Q(state="suppressed", not_before__lt=week))
    ended = Subscriber.objects.filter(state=SubscriberState.ENDED, address__isnull=False)
    waits = Email.objects.exclude(pk__in=settled)
    return {
        "wishes": Wish.objects.filter(asked_at__lt=week).count(),
        "sign-ups": Subscriber.objects.filter(state="unconfirmed", asked_at__lt=week).count(),
        "addresses": ended.filter(ended_at__lt=now - days(28)).count(),
        "recipients": settled.exclude(recipient="").count(),
        "words": Letter.objects.exclude(text="", html="").exclude(emails__in=waits).count(),
        "notices": Notice.objects.filter(due_at__lt=year).count(),
        "mails": Email.objects.filter(created_at__lt=year).count(),
        "letters": Letter.objects.filter(created_at__lt=year).count(),
        "bounces": Bounce.objects.filter(at__lt=year).count(),
        "probes": Change.objects.filter(verb=Verb.PROBED, recorded_at__lt=now - days(1)).count(),
    }


def a_day(number: int, file: Proposal) -> None:
    """What people do on a day: some ask, some of them confirm, and leave after a month."""
    if number % 4 == 0:
        make.wish(f"never{number}@example.org", everything=True)
        active(f"reader{number}@example.org")
    leavers = Subscriber.objects.filter(state="active", address__startswith="reader")
    for person in leavers.filter(confirmed_at__lt=timezone.now() - days(30)):
        alerts.end(person)
    if number % 10 == 5:
        news(file)
        email = Email.objects.filter(state="sent", kind="alert").latest("pk")
        Bounce.objects.create(
            kind=BounceKind.SOFT, email=email, report=f"{number}", via="report", at=timezone.now()
        )
    if number % 5 == 0:
        alerts.send_probe()
        alerts.fan_out()
        mail.send_due()


@pytest.mark.once
@pytest.mark.timeout(400)
def test_in_400_days_nothing_outlives_its_limit_even_after_a_week_without_a_clock(
    passes: Clock,
) -> None:
    file = make.proposal()
    stayer = active("stayer@example.org")
    for number in range(400):
        a_day(number, file)
        if not 200 <= number < 208:  # the clock stood still
            alerts.forget()
            assert {what: n for what, n in too_old().items() if n} == {}, f"on day {number}"
        passes(days(1))
    stayer.refresh_from_db()
    assert stayer.address == "stayer@example.org" and stayer.subscriptions.count() == 1
    assert Notice.objects.filter(subscriber=stayer).count() in {36, 37}
    assert Email.objects.filter(subscriber=stayer, kind="alert").count() in {36, 37}
    assert Letter.objects.filter(emails__subscriber=stayer).exclude(tells={}).exists()
    gone = Subscriber.objects.filter(state=SubscriberState.ENDED, address=None)
    assert gone.count() > 80
    assert not Email.objects.filter(subscriber__in=gone).exists()
    assert not Notice.objects.filter(subscriber__in=gone).exists()
    assert Consent.objects.filter(subscriber__in=gone, act="asked").count() == gone.count()
    assert Client().post(f"/u/{gone[0].token}/").status_code == 200


def test_a_sign_up_is_kept_for_seven_days_and_then_gone_with_all_that_belongs_to_it(
    passes: Clock,
) -> None:
    make.wish("ann@example.org", everything=True)
    mail.send_due()
    passes(days(7))
    assert alerts.forget()["unconfirmed"] == 0
    passes(timedelta(minutes=1))
    counts = alerts.forget()
    assert (counts["unconfirmed"], counts["wishes"]) == (1, 1)
    for model in (Wish, Subscriber, Consent, Subscription, Email, Letter):
        assert not model.objects.exists(), model


def test_who_left_and_asks_again_in_vain_keeps_his_proof_and_his_old_link(passes: Clock) -> None:
    person = active("ann@example.org")
    alerts.end(person)
    passes(days(1))
    make.wish("ann@example.org", everything=True)
    passes(days(8))
    alerts.forget()
    person.refresh_from_db()
    assert (person.state, person.address) == (SubscriberState.ENDED, "ann@example.org")
    assert not person.subscriptions.exists()
    passes(days(29))
    alerts.forget()
    person.refresh_from_db()
    assert person.address is None and person.consents.count() >= 4
    passes(days(3 * 365))
    alerts.forget()
    assert not Consent.objects.exists()
    assert Client().post(f"/u/{person.token}/").status_code == 200


def test_a_mailbox_that_takes_nothing_for_four_weeks_is_let_go(passes: Clock) -> None:
    person = active("ann@example.org")
    passes(days(40))
    alerts.suspend(person, SuspendedFor.NO_MAILBOX)
    Bounce.objects.create(
        kind=BounceKind.HARD, subscriber=person, report="1", via="relay", at=timezone.now()
    )
    passes(days(27))
    alerts.forget()
    person.refresh_from_db()
    assert person.state == SubscriberState.SUSPENDED
    passes(days(2))
    alerts.forget()
    passes(days(29))
    alerts.forget()
    person.refresh_from_db()
    assert (person.state, person.address) == (SubscriberState.ENDED, None)


def test_the_words_of_a_mail_stay_while_one_of_them_waits(passes: Clock) -> None:
    letter = make.letter()
    sent = {"state": EmailState.SENT, "sent_at": timezone.now(), "letter": letter}
    first, second = (
        Email.objects.create(
            kind="alert",
            message_id=f"<{n}@x>",
            created_at=timezone.now(),
            not_before=timezone.now(),
            recipient="ann@example.org",
            **(sent if n else {"letter": letter}),
        )
        for n in range(2)
    )
    passes(days(8))
    alerts.forget()
    letter.refresh_from_db()
    second.refresh_from_db()
    assert letter.text and second.recipient == ""
    Email.objects.filter(pk=first.pk).update(
        state=EmailState.FAILED, error="550 <ann@example.org>: unknown", not_before=timezone.now()
    )
    passes(days(8))
    alerts.forget()
    letter.refresh_from_db()
    first.refresh_from_db()
    assert (letter.text, letter.html, letter.subject) == ("", "", "Council adopts")
    assert (first.recipient, first.error) == ("", "550 <(address)>: unknown")


def test_more_than_one_batch_is_forgotten(passes: Clock) -> None:
    now = timezone.now()
    Wish.objects.bulk_create(
        Wish(kind="link", address="a@example.org", mailbox="x", asked_at=now, taken_at=now)
        for _ in range(_AT_ONCE + 1)
    )
    passes(days(8))
    assert alerts.forget()["wishes"] == _AT_ONCE + 1


def test_the_clock_forgets_once_a_day_and_the_command_says_how_much(
    passes: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(_forgot_on, "day", raising=False)
    make.wish("ann@example.org", everything=True)
    passes(days(8))
    tasks.run_clock()
    assert not Wish.objects.exists()
    make.wish("bob@example.org", everything=True)
    Wish.objects.update(asked_at=timezone.now() - days(8), taken_at=timezone.now() - days(8))
    tasks.run_clock()
    assert Wish.objects.exists()
    call_command("forget")
    assert "wishes: 1, unconfirmed: 0" in capsys.readouterr().out
