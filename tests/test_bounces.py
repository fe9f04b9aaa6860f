"""What follows from mails that came back: for their readers, and for the sending of all."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from pytest import CaptureFixture, MonkeyPatch

from legislation import alerts, tasks
from legislation.alerts import bounces
from legislation.alerts.bounces import Took
from legislation.domain.returned import Returned
from legislation.domain.words import BounceKind, EmailState, SubscriberState, SuspendedFor
from legislation.models import Bounce, Change, Email, Notice, Subscriber
from tests import make
from tests.test_returned import OURS, returned

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ACTIVE, SUSPENDED = SubscriberState.ACTIVE, SubscriberState.SUSPENDED


def reader(name: str = "reader", **values: Any) -> Subscriber:
    """Somebody who confirmed a week ago."""
    then = timezone.now() - timedelta(days=7)
    return Subscriber.objects.create(
        **{
            "address": f"{name}@example.org",
            "token": secrets.token_hex(11),
            "mark": secrets.token_hex(16),
            "state": ACTIVE,
            "created_at": then,
            "asked_at": then,
            "confirmed_at": then,
            **values,
        }
    )


def sent(to: Subscriber, message_id: str = OURS, **values: Any) -> Email:
    """A mail that the relay took."""
    now = timezone.now()
    return make.email(
        **{
            "subscriber": to,
            "recipient": to.address,
            "message_id": message_id,
            "state": EmailState.SENT,
            "sent_at": now,
            **values,
        }
    )


def stands(of: Subscriber) -> tuple[str, str]:
    of.refresh_from_db()
    return of.state, of.suspended_for


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = timezone.now()

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    return made


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("postfix_unknown_user", (SUSPENDED, SuspendedFor.NO_MAILBOX)),
        ("qmail_no_mailbox", (SUSPENDED, SuspendedFor.NO_MAILBOX)),
        ("arf_abuse", (SUSPENDED, SuspendedFor.COMPLAINT)),
        ("gmail_unauthenticated", (ACTIVE, "")),
        ("spam_in_the_guise_of_no_user", (ACTIVE, "")),
        ("postfix_mailbox_full", (ACTIVE, "")),
    ],
)
def test_a_report_has_its_effect_at_once_and_once(name: str, state: tuple[str, str]) -> None:
    person = reader()
    sent(person)
    waiting = sent(person, "<next@example.org>", state=EmailState.WAITING, sent_at=None)
    assert bounces.take_mail(returned(name)) is Took.NEW
    for _ in range(10):
        assert bounces.take_mail(returned(name)) is Took.KNOWN
        bounces.sweep()
    assert stands(person) == state
    assert Bounce.objects.count() == 1 and person.soft_bounces == (name == "postfix_mailbox_full")
    waiting.refresh_from_db()
    assert (waiting.state == EmailState.SUPPRESSED) is (state[0] == SUSPENDED)


@pytest.mark.parametrize(
    "name", ["out_of_office", "challenge", "postfix_delayed", "arf_not_spam", "read_receipt"]
)
def test_what_is_no_return_leaves_no_trace(name: str) -> None:
    person = reader()
    sent(person)
    assert bounces.take_mail(returned(name)) is Took.NO_RETURN
    assert stands(person) == (ACTIVE, "") and not Bounce.objects.exists()


def test_a_report_counts_by_the_message_id_alone_and_not_by_its_address() -> None:
    person = reader()
    sent(person, "<another@example.org>")
    assert bounces.take_mail(returned("postfix_unknown_user")) is Took.NOT_OURS
    assert stands(person) == (ACTIVE, "") and not Bounce.objects.exists()


def test_who_has_left_stays_gone() -> None:
    person = reader(state=SubscriberState.ENDED)
    sent(person)
    bounces.take_mail(returned("postfix_unknown_user"))
    assert stands(person) == (SubscriberState.ENDED, "")


def test_after_a_complaint_only_a_fresh_wish_is_answered() -> None:
    person = reader()
    sent(person)
    bounces.take_mail(returned("arf_abuse"))
    make.wish("reader@example.org", everything=True)
    assert stands(person)[0] == SubscriberState.UNCONFIRMED
    [mail] = Email.objects.filter(subscriber=person, state=EmailState.WAITING)
    assert alerts.confirm(mail.text.split("/confirm/")[1].split("/")[0]) == person
    bounces.sweep()
    Bounce.objects.all().delete()  # the same report once more, after the person came back
    bounces.take_mail(returned("arf_abuse"))
    assert stands(person) == (ACTIVE, "")


def test_a_mailbox_that_takes_nothing_rests_for_126_hours_and_then_is_believed(
    clock: Clock,
) -> None:
    person = reader()
    began, rests = clock.moment, []
    for number in range(7):
        mail = sent(person, f"<{number}@example.org>")
        late = sent(person, f"<late.{number}@example.org>", state=EmailState.WAITING, sent_at=None)
        assert stands(person) == (ACTIVE, "")
        assert take(mail, BounceKind.SOFT) is Took.NEW
        clock.moment += timedelta(minutes=1)  # what was on its way comes back as well
        take(sent(person, f"<other.{number}@example.org>"), BounceKind.SOFT)
        bounces.sweep()
        person.refresh_from_db()
        late.refresh_from_db()
        if number < 6:
            assert person.rests_until and late.not_before == person.rests_until
            rests.append((person.rests_until - mail.created_at) / HOUR)
            clock.moment = person.rests_until
    assert rests == [2, 4, 8, 16, 32, 64]
    assert stands(person) == (SUSPENDED, SuspendedFor.REFUSES)
    assert clock.moment - began == 126 * HOUR + timedelta(minutes=1)


def take(email: Email, kind: BounceKind, status: str = "") -> Took:
    return bounces.take(Returned((email.message_id,), kind, status, "It said so.", "failed"))


def test_a_mailbox_that_took_mails_for_a_week_begins_anew(clock: Clock) -> None:
    person = reader(soft_bounces=6, soft_bounced_at=clock.moment, rests_until=clock.moment + HOUR)
    clock.moment += timedelta(days=7) + 2 * HOUR
    take(sent(person), BounceKind.SOFT)
    person.refresh_from_db()
    assert (person.soft_bounces, person.state) == (1, ACTIVE)


def test_a_report_on_a_mail_from_before_somebody_confirmed_anew_is_overtaken() -> None:
    person = reader()
    sent(person, created_at=timezone.now() - timedelta(days=8))
    bounces.take_mail(returned("postfix_unknown_user"))
    assert stands(person) == (ACTIVE, "") and Bounce.objects.exists()


def test_the_probe_is_never_suspended() -> None:
    person = reader(is_probe=True)
    sent(person)
    bounces.take_mail(returned("postfix_unknown_user"))
    assert stands(person) == (ACTIVE, "")


def test_what_is_not_understood_is_kept_and_told_once_a_day(clock: Clock) -> None:
    clock.moment = clock.moment.replace(hour=9)
    for name in ("no_message_id", "exim_no_code", "no_message_id"):
        assert bounces.take_mail(returned(name)) is Took.UNREAD
    assert Bounce.objects.filter(via="unread", subscriber=None).count() == 2
    assert Change.objects.filter(run="bounces").count() == 1
    clock.moment += timedelta(days=1)
    bounces.take_mail(returned("arf_redacted"))
    assert Change.objects.filter(run="bounces").count() == 2


def test_of_what_is_not_understood_so_much_a_day_is_kept(clock: Clock) -> None:
    clock.moment = clock.moment.replace(hour=9)
    for number in range(110):
        bounces.take_mail(returned("no_message_id") + str(number).encode())
    assert Bounce.objects.count() == 100


def test_a_mail_server_hands_it_in_by_a_pipe(tmp_path: Path, capsys: CaptureFixture[str]) -> None:
    person = reader()
    sent(person)
    file = tmp_path / "returned.eml"
    file.write_bytes(returned("exim_plain"))
    call_command("take_bounce", str(file))
    assert stands(person) == (SUSPENDED, SuspendedFor.NO_MAILBOX)
    file.write_bytes(returned("out_of_office"))
    call_command("take_bounce", str(file))
    assert capsys.readouterr().out.split("\n") == ["taken", "no return", ""]


def test_the_command_says_what_it_cannot_read_and_when_to_try_again(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    file = tmp_path / "large.eml"
    file.write_bytes(b"x" * 2_000_000)
    for name in (str(file), str(tmp_path / "nowhere")):
        with pytest.raises(CommandError) as refused:
            call_command("take_bounce", name)
        assert refused.value.returncode == 1 and str(refused.value)
    file.write_bytes(returned("exim_plain"))

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("The server went away.")

    monkeypatch.setattr(Email.objects, "filter", away)
    with pytest.raises(CommandError) as refused:
        call_command("take_bounce", str(file))
    assert refused.value.returncode == 75


def test_the_clock_draws_what_the_relay_said(mail_folder: Path) -> None:
    person = reader()
    mail = sent(person, state=EmailState.FAILED, sent_at=None)
    Bounce.objects.create(
        kind=BounceKind.HARD,
        subscriber=person,
        email=mail,
        report="relay 1",
        via="relay",
        at=timezone.now(),
    )
    tasks.run_outbox()
    assert stands(person) == (SUSPENDED, SuspendedFor.NO_MAILBOX)
    assert not Notice.objects.filter(subscriber=person, dropped="").exists()
