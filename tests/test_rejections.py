"""A relay that refuses everybody's mails: sending stops, nobody is blamed, nothing is lost."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from legislation import mail, tasks
from legislation.alerts import bounces
from legislation.domain.returned import Returned
from legislation.domain.words import BounceKind, EmailState, SubscriberState, SuspendedFor
from legislation.models import Bounce, Change, Email, Notice, Subscriber
from tests import make
from tests.smtp_sink import Sink
from tests.test_bounces import stands

pytestmark = pytest.mark.django_db

DKIM = "550 5.7.26 This mail is unauthenticated: DKIM did not pass"
NOBODY = "550 5.1.1 User unknown"


@pytest.fixture
def sink(settings: Settings, tmp_path: Path) -> Iterator[Sink]:
    with Sink() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.FENCE_FILE = str(tmp_path / "fence")
        yield made


def waiting(number: int, state: EmailState = EmailState.WAITING) -> list[Email]:
    """So many mails of one letter, each to a reader of its own."""
    now = timezone.now()
    week = now - timedelta(days=7)
    letter = make.letter()
    people = Subscriber.objects.bulk_create(
        Subscriber(
            address=f"{secrets.token_hex(4)}.{n}@example.org",
            token=secrets.token_hex(11),
            mark=secrets.token_hex(16),
            state=SubscriberState.ACTIVE,
            created_at=week,
            asked_at=week,
            confirmed_at=week,
        )
        for n in range(number)
    )
    return Email.objects.bulk_create(
        Email(
            subscriber=person,
            kind="alert",
            letter=letter,
            recipient=person.address or "",
            message_id=f"<{letter.token}.{person.mark}@127.0.0.1>",
            state=state,
            sent_at=now - timedelta(milliseconds=n) if state is EmailState.SENT else None,
            created_at=now,
            not_before=now,
        )
        for n, person in enumerate(people)
    )


def number_of(state: EmailState) -> int:
    return Email.objects.filter(state=state).count()


def let_go() -> None:
    """A person looked, and time has passed."""
    mail.let_go()
    Email.objects.update(not_before=timezone.now())


def expect_a_hold(sink: Sink, *, of: int, already: int = 0) -> None:
    """Sending stopped in time, for all, and nobody is blamed; staff were told once."""
    assert sum(sink.seen.values()) - already <= 200
    assert mail.relay_row().held_why and not mail.may_send()
    for _ in range(2):
        tasks.run_outbox()
    assert sum(sink.seen.values()) - already <= 200
    assert set(Subscriber.objects.values_list("state", flat=True)) == {SubscriberState.ACTIVE}
    assert Bounce.objects.filter(undone_at=None).count() == 0
    assert number_of(EmailState.WAITING) == of and number_of(EmailState.FAILED) == 0


@pytest.mark.once
@pytest.mark.parametrize("said", [DKIM, NOBODY])
def test_a_relay_that_refuses_all_is_asked_less_than_200_times(sink: Sink, said: str) -> None:
    sink.reply = lambda _to, _n: said
    waiting(1000)
    tasks.run_outbox()
    expect_a_hold(sink, of=1000)
    assert Change.objects.filter(run="mail").count() == 1
    let_go()
    again = sum(sink.seen.values())
    tasks.run_outbox()  # the person did not mend it
    expect_a_hold(sink, of=1000, already=again)
    sink.reply = lambda _to, _n: "250 OK"
    let_go()
    tasks.run_outbox()
    assert number_of(EmailState.SENT) == 1000
    assert len({message["Message-ID"] for message in sink.messages}) == len(sink.raw) == 1000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", [DKIM, NOBODY])
def test_four_senders_stop_together(
    on_postgresql: None, sink: Sink, settings: Settings, said: str
) -> None:
    settings.MAIL_CONNECTIONS = 4
    connection.ensure_connection()
    sink.reply = lambda _to, _n: said
    waiting(1000)
    tasks.run_outbox()
    expect_a_hold(sink, of=1000)
    sink.reply = lambda _to, _n: "250 OK"
    let_go()
    tasks.run_outbox()
    assert number_of(EmailState.SENT) == len(sink.raw) == 1000


@pytest.mark.parametrize(("in_ten", "held"), [(0, False), (1, True)])
def test_one_in_ten_is_too_many_and_one_in_forty_is_not(
    sink: Sink, in_ten: int, held: bool
) -> None:
    number = iter(range(10_000))
    every = 10 if in_ten else 40
    sink.reply = lambda _to, _n: NOBODY if next(number) % every == 0 else "250 OK"
    waiting(420)
    tasks.run_outbox()
    tasks.run_outbox()
    assert bool(mail.relay_row().held_why) is held
    if held:
        assert sum(sink.seen.values()) <= 200 and len(sink.raw) < 100
    else:
        suspended = Subscriber.objects.filter(suspended_for=SuspendedFor.NO_MAILBOX).count()
        assert number_of(EmailState.SENT) == len(sink.raw) and suspended == 11


def test_a_few_mails_prove_nothing(sink: Sink) -> None:
    sink.reply = lambda _to, _n: NOBODY
    waiting(19)
    tasks.run_outbox()
    assert not mail.relay_row().held_why


def test_what_the_relay_refuses_for_good_is_kept_in_its_words(sink: Sink) -> None:
    sink.reply = lambda _to, _n: "552 5.2.2 Mailbox full"
    [row] = waiting(1)
    tasks.run_outbox()
    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.status, bounce.via) == (BounceKind.SOFT, "5.2.2", "relay")
    assert bounce.words == "552 5.2.2 Mailbox full" and bounce.subscriber == row.subscriber
    assert number_of(EmailState.FAILED) == 1
    tasks.run_outbox()
    assert row.subscriber
    row.subscriber.refresh_from_db()
    assert row.subscriber.soft_bounces == 1 and row.subscriber.rests_until


def test_a_day_of_trying_is_a_soft_return(sink: Sink) -> None:
    sink.reply = lambda _to, _n: "451 4.3.0 Try again later"
    waiting(1)
    Email.objects.update(attempt=20)
    tasks.run_outbox()
    assert not Bounce.objects.exists()
    Email.objects.update(attempt=26, not_before=timezone.now())
    tasks.run_outbox()
    assert Bounce.objects.get().kind == BounceKind.SOFT


def report(email: Email, status: str = "5.1.1") -> None:
    kind = BounceKind.HARD if status == "5.1.1" else BounceKind.REFUSED
    bounces.take(Returned((email.message_id,), kind, status, "It said so.", "failed"))


def test_reports_that_come_after_the_mails_hold_sending_as_well() -> None:
    """The relay took all and its reports come one by one; those before the tenth are forgiven."""
    rows = waiting(300, EmailState.SENT)
    first = rows[0].subscriber
    assert first
    told = {"subscriber": first, "change": make.event(make.proposal()).changes.get()}
    notice = Notice.objects.create(due_at=timezone.now(), **told)
    stopped = make.email(subscriber=first, message_id="<stopped@example.org>")
    for row in rows[:9]:
        report(row)
    assert stands(first) == (SubscriberState.SUSPENDED, SuspendedFor.NO_MAILBOX)
    stopped.refresh_from_db()
    assert stopped.state == EmailState.SUPPRESSED
    for row in rows[9:250]:
        report(row)
    for row in rows[:20]:
        report(row)  # once more, late
    bounces.sweep()
    assert mail.relay_row().held_why
    assert set(Subscriber.objects.values_list("state", flat=True)) == {SubscriberState.ACTIVE}
    assert number_of(EmailState.WAITING) == 251 and number_of(EmailState.SENT) == 50
    stopped.refresh_from_db()
    notice.refresh_from_db()
    assert (stopped.state, notice.dropped) == (EmailState.WAITING, "")


def test_who_is_suspended_for_something_else_is_not_forgiven() -> None:
    rows = waiting(40, EmailState.SENT)
    people = [row.subscriber for row in rows]
    gone, annoyed, left = people[0], people[1], people[2]
    assert gone and annoyed and left
    old = make.email(subscriber=gone, message_id="<old@example.org>", state="failed")
    before = timezone.now() - timedelta(days=2)
    Bounce.objects.create(
        kind="hard", subscriber=gone, email=old, report="old", via="report", at=before
    )
    for row in rows:
        report(row)
        if row is rows[1]:
            Subscriber.objects.filter(pk=annoyed.pk).update(suspended_for=SuspendedFor.COMPLAINT)
        if row is rows[2]:
            Subscriber.objects.filter(pk=left.pk).update(state=SubscriberState.ENDED)
    bounces.sweep()
    assert stands(gone) == (SubscriberState.SUSPENDED, SuspendedFor.NO_MAILBOX)
    assert stands(annoyed) == (SubscriberState.SUSPENDED, SuspendedFor.COMPLAINT)
    assert stands(left)[0] == SubscriberState.ENDED
    rows[2].refresh_from_db()
    assert rows[2].state == EmailState.SENT


def test_a_mail_that_comes_back_again_after_it_was_sent_again_counts_anew() -> None:
    rows = waiting(40, EmailState.SENT)
    for row in rows:
        report(row)
    let_go()
    now = timezone.now()
    Email.objects.update(state=EmailState.SENT, sent_at=now)
    report(rows[0])
    report(rows[0])
    assert Bounce.objects.filter(email=rows[0]).count() == 2
    person = rows[0].subscriber
    assert person and stands(person) == (SubscriberState.SUSPENDED, SuspendedFor.NO_MAILBOX)


def test_old_returns_among_many_mails_hold_nothing() -> None:
    """One in fifty of a large run, its reports hours later, when few mails are sent."""
    now = timezone.now()
    rows = waiting(1000, EmailState.SENT)
    for number, row in enumerate(rows):
        row.sent_at = now - timedelta(hours=3) + timedelta(seconds=number)
    Email.objects.bulk_update(rows, ["sent_at"])
    waiting(30, EmailState.SENT)
    for row in rows[::50]:
        report(row)
    assert not mail.relay_row().held_why
