"""Mails over a real SMTP conversation, and what becomes of those that do not get through."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import EmailState, Kind, Origin
from legislation.journal import Author
from legislation.mail import deliver
from legislation.models import Change, Email, Relay, Subscriber
from tests import make
from tests.smtp_sink import Sink
from tests.test_alerts import subscribe

pytestmark = pytest.mark.django_db

NEWS = Author(Origin.SOURCE, run="scrape run 1", tells=True)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with Sink() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_TIMEOUT = 5
        yield made


def an_alert(address: str = "reader@example.org") -> Email:
    """An alert that waits, its confirmation sent and forgotten."""
    ours = make.proposal()
    subscribe(address, ours)
    Email.objects.all().delete()
    make.event(
        ours,
        Kind.EP_FIRST_READING,
        timezone.localdate(),
        author=NEWS,
        title="Plenary adopts the text",
        institutions=["EP"],
        votes_for=418,
        votes_against=218,
        abstentions=30,
    )
    make.event(ours, Kind.OJ_PUBLICATION, None, author=NEWS, expected=True, title="Publication")
    alerts.fan_out()
    return Email.objects.get()


def test_an_alert_as_its_reader_gets_it(sink: Sink) -> None:
    row = an_alert()
    assert mail.send_due() == 1
    [message] = sink.messages
    today = f"{timezone.localdate():%-d %B %Y}"
    assert message["Subject"] == f"Return Regulation: Plenary adopts the text ({today})"
    assert (message["To"], sink.envelopes) == ("reader@example.org", [["reader@example.org"]])
    assert message["Message-ID"] == row.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = re.sub(r"<[^>]+>|\s+", " ", body.get_content())
        for words in ("418 for, 218 against, 30 abstentions", "https://example.org/a", today):
            assert words in text
        assert "Publication : day not known" in text or "Publication: day not known" in text
        assert "You get this because you follow Return Regulation." in text
    row.refresh_from_db()
    assert (row.state, row.sent_at is not None) == (EmailState.SENT, True)


def test_the_unsubscribe_header_stands_on_one_line_as_rfc_8058_wants_it(sink: Sink) -> None:
    an_alert()
    mail.send_due()
    lines = sink.raw[0].split(b"\r\n")
    [url] = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert re.fullmatch(rb"List-Unsubscribe: <http://127\.0\.0\.1:8000/u/[\w-]{22}/>", url)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_the_html_asks_for_nothing_from_outside(sink: Sink) -> None:
    an_alert()
    mail.send_due()
    body = sink.messages[0].get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert not re.search(r"<img|<link|<script|url\(|@import", html)
    assert "prefers-color-scheme: dark" in html
    assert "style=" in html


def test_a_confirmation_goes_before_the_alerts_that_wait(sink: Sink) -> None:
    an_alert()
    make.wish("new@example.org", [], True)
    mail.send_due()
    assert [m["To"] for m in sink.messages] == ["new@example.org", "reader@example.org"]


def test_a_mail_that_the_relay_puts_off_goes_out_later(sink: Sink) -> None:
    sink.reply = lambda _to, n: "451 Try again later" if n == 1 else "250 OK"
    row = an_alert()
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert row.state == EmailState.WAITING and "451" in row.error
    assert row.not_before > timezone.now()
    assert mail.send_due() == 0
    Email.objects.update(not_before=timezone.now())
    assert mail.send_due() == 1
    assert [m["Message-ID"] for m in sink.messages] == [row.message_id]


def test_a_mail_put_off_for_a_day_is_failed_and_not_forgotten(sink: Sink) -> None:
    sink.reply = lambda _to, _n: "451 Try again later"
    row = an_alert()
    Email.objects.update(attempt=26)
    mail.send_due()
    row.refresh_from_db()
    assert row.state == EmailState.FAILED and "451" in row.error


def test_a_mail_that_the_relay_refuses_is_failed_and_says_why(sink: Sink) -> None:
    sink.reply = lambda _to, _n: "554 No such user"
    row = an_alert()
    mail.send_due()
    row.refresh_from_db()
    assert row.state == EmailState.FAILED and "554 No such user" in row.error


def test_one_bad_mail_does_not_hold_up_the_others(sink: Sink) -> None:
    sink.reply = lambda to, _n: "554 No" if to.startswith("bad") else "250 OK"
    an_alert("bad@example.org")
    for name in "abc":
        make.wish(f"{name}@example.org", everything=True)
    assert mail.send_due() == 3


def test_a_mail_that_cannot_be_sent_fails_alone(sink: Sink) -> None:
    for address in ("=?utf-8?q?x=0a?=@example.org", "a@example.org", "b@example.org"):
        make.wish(address, [], True)
    assert mail.send_due() == 2
    bad = Email.objects.get(state=EmailState.FAILED)
    assert "x=0a" in bad.recipient and "newline" in bad.error


def test_a_fault_in_the_middle_of_a_conversation_spoils_no_later_mail(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        make.wish(f"{name}@example.org", everything=True)
    name_recipient = smtplib.SMTP.rcpt

    def choke_once(self: smtplib.SMTP, *arguments: Any) -> tuple[int, bytes]:
        monkeypatch.setattr(smtplib.SMTP, "rcpt", name_recipient)
        raise UnicodeEncodeError("ascii", "x", 0, 1, "no such letter")

    monkeypatch.setattr(smtplib.SMTP, "rcpt", choke_once)
    assert mail.send_due() == 2
    assert "no such letter" in Email.objects.get(state=EmailState.FAILED).error


def test_a_relay_that_is_away_uses_up_nobodys_attempts(settings: Settings, sink: Sink) -> None:
    row = an_alert()
    settings.EMAIL_PORT = 9
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempt) == (EmailState.WAITING, 0)
    assert "cannot be reached" in row.error
    settings.EMAIL_PORT = sink.port
    a_minute_passes()
    assert mail.send_due() == 1
    assert mail.relay_row().away_until is None


def a_minute_passes() -> None:
    """What was put off is due, and a relay that was away may be tried again."""
    Email.objects.update(not_before=timezone.now())
    Relay.objects.update(away_until=timezone.now())
    Relay.objects.filter(away_why="").update(away_until=None)


def killed_with_what_it_holds() -> list[Email]:
    """A sender that took mails and was heard of no more."""
    sender = deliver.Sender(time.monotonic() + 1)
    sender.take()
    Email.objects.filter(lease=sender.lease).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    return sender.batch


def test_a_sender_that_died_leaves_a_mail_in_doubt_that_goes_out_under_the_same_id(
    sink: Sink,
) -> None:
    row = an_alert()
    assert killed_with_what_it_holds() == [row]
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert row.state == EmailState.IN_DOUBT and row.doubted_at is not None
    assert row.not_before > timezone.now() + timedelta(minutes=14)
    a_minute_passes()
    assert mail.send_due() == 1
    assert [m["Message-ID"] for m in sink.messages] == [row.message_id]
    row.refresh_from_db()
    assert row.state == EmailState.SENT and row.doubted_at is not None


def test_of_what_a_sender_held_that_died_only_the_first_is_in_doubt(sink: Sink) -> None:
    for name in "abc":
        make.wish(f"{name}@example.org", everything=True)
    assert len(killed_with_what_it_holds()) == 3
    assert mail.send_due() == 2
    states = Email.objects.order_by("pk").values_list("state", "attempt")
    assert list(states) == [("in_doubt", 1), ("sent", 1), ("sent", 1)]


def test_many_in_doubt_at_once_wait_for_a_person_who_is_told(sink: Sink) -> None:
    for number in range(21):
        make.wish(f"{number}@example.org", everything=True)
    Email.objects.update(state="in_doubt", doubted_at=timezone.now())
    assert mail.send_due() == 0
    assert set(Email.objects.values_list("state", flat=True)) == {"held"}
    assert "21 mails are in doubt" in Change.objects.for_staff().get().why


def test_two_senders_never_claim_one_mail() -> None:
    an_alert()
    senders = [deliver.Sender(time.monotonic() + 1) for _ in range(2)]
    assert [sender.take() for sender in senders] == [True, False]


def during_the_conversation(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen while the next mail is being talked about with the relay."""
    data = smtplib.SMTP.data

    def send(self: smtplib.SMTP, content: Any) -> tuple[int, bytes]:
        act()
        return data(self, content)

    monkeypatch.setattr(smtplib.SMTP, "data", send)


def hang_up() -> None:
    raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


def test_who_ends_it_while_the_relay_puts_the_mail_off_gets_no_mail(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.reply = lambda _to, n: "451 Try again later" if n == 1 else "250 OK"
    row = an_alert()
    during_the_conversation(monkeypatch, lambda: alerts.end(Subscriber.objects.get()))
    mail.send_due()
    Email.objects.update(not_before=timezone.now())
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert (row.state, sink.messages) == (EmailState.SUPPRESSED, [])


def test_who_ends_it_while_the_relay_hangs_up_gets_no_mail(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = an_alert()

    def end() -> None:
        alerts.end(Subscriber.objects.get())
        hang_up()

    during_the_conversation(monkeypatch, end)
    mail.send_due()
    row.refresh_from_db()
    assert row.state == EmailState.SUPPRESSED


def test_who_ends_it_before_the_alert_is_written_gets_no_mail(sink: Sink) -> None:
    an_alert()
    alerts.end(Subscriber.objects.get())
    assert mail.send_due() == 0
    assert (Email.objects.get().state, sink.messages) == (EmailState.SUPPRESSED, [])


def test_who_ends_it_while_others_are_sent_gets_no_mail_a_moment_later(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "LOOK_AGAIN", 0)
    ours = make.proposal()
    for name in "abc":
        subscribe(f"{name}@example.org", ours)
    Email.objects.all().delete()
    make.event(ours, Kind.SIGNATURE, timezone.localdate(), author=NEWS)
    alerts.fan_out()
    during_the_conversation(
        monkeypatch, lambda: alerts.end(Subscriber.objects.get(address="b@example.org"))
    )
    assert mail.send_due() == 2
    assert [m["To"] for m in sink.messages] == ["a@example.org", "c@example.org"]


def test_an_alert_to_somebody_who_was_removed_is_not_sent(sink: Sink) -> None:
    an_alert()
    Subscriber.objects.all().delete()
    assert mail.send_due() == 0
    assert Email.objects.get().state == EmailState.SUPPRESSED


@pytest.mark.parametrize("said", ["530 Authentication required", "550 Sender rejected", "451 No"])
def test_a_relay_that_takes_nothing_from_us_uses_up_nobodys_attempts(sink: Sink, said: str) -> None:
    sink.to_sender = said
    an_alert()
    make.wish("new@example.org", [], True)
    assert mail.send_due() == 0
    assert set(Email.objects.values_list("state", "attempt")) == {(EmailState.WAITING, 0)}
    assert all(said in row.error for row in Email.objects.all())
    sink.to_sender = "250 OK"
    a_minute_passes()
    assert mail.send_due() == 2


def test_a_relay_that_wants_authentication_after_the_data_loses_nothing(sink: Sink) -> None:
    sink.reply = lambda _to, _n: "530 5.7.0 Authentication required"
    row = an_alert()
    mail.send_due()
    row.refresh_from_db()
    assert (row.state, row.attempt) == (EmailState.WAITING, 0)


def test_a_mail_that_is_too_large_fails_alone(sink: Sink) -> None:
    sink.to_sender = "552 Message size exceeds fixed limit"
    row = an_alert()
    mail.send_due()
    row.refresh_from_db()
    assert row.state == EmailState.FAILED


def test_a_relay_that_goes_away_in_the_middle_puts_no_other_mail_in_doubt(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.reply = lambda _to, _n: "421 Shutting down"
    for name in "abc":
        make.wish(f"{name}@example.org", everything=True)
    dial, dialled = EmailBackend.open, []

    def dial_once(self: EmailBackend) -> bool | None:
        if not self.connection:
            dialled.append(self)
            if len(dialled) > 1:
                raise ConnectionRefusedError("refused")
        return dial(self)

    monkeypatch.setattr(EmailBackend, "open", dial_once)
    assert mail.send_due() == 0
    rows = Email.objects.order_by("pk").values_list("state", "attempt")
    assert list(rows) == [(EmailState.WAITING, n) for n in (1, 0, 0)]
    assert len(dialled) == 2


def test_a_mail_that_is_in_doubt_twice_is_failed_and_not_sent_for_ever(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = an_alert()
    during_the_conversation(monkeypatch, hang_up)
    for _ in range(5):
        a_minute_passes()
        mail.send_due()
    row.refresh_from_db()
    assert (row.state, row.attempt) == (EmailState.FAILED, 2)
    assert "broke off" in row.error and "perhaps twice" in row.error


def test_a_mail_whose_senders_all_died_is_failed_in_the_end() -> None:
    row = an_alert()
    for _ in range(2):
        a_minute_passes()
        assert killed_with_what_it_holds() == [row]
        mail.send_due()
    row.refresh_from_db()
    assert row.state == EmailState.FAILED


def test_a_title_with_line_breaks_cannot_add_a_header(sink: Sink) -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    Email.objects.all().delete()
    make.event(
        ours,
        Kind.SIGNATURE,
        timezone.localdate(),
        author=NEWS,
        title="Signed\r\nBcc: everybody@example.org",
    )
    alerts.fan_out()
    assert mail.send_due() == 1
    assert sink.messages[0]["Bcc"] is None
    assert "Signed Bcc: everybody" in sink.messages[0]["Subject"]


def test_an_encoded_word_in_a_title_cannot_add_a_header() -> None:
    row = make.email(subject="File: =?utf-8?q?Adopted=0D=0ABcc:_a@b.c?= (today)")
    read = message_from_bytes(mail.Messages().bytes_of(row), policy=policy.default)
    assert read["Bcc"] is None
    assert read["Subject"] == "File: = ?utf-8?q?Adopted=0D=0ABcc:_a@b.c?= (today)"
