"""Mails over a real SMTP conversation, and what becomes of those that do not get through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import EmailState, Kind, Origin
from legislation.journal import Author
from legislation.models import Email
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
    alerts.subscribe("new@example.org", [], True, "w", "f")
    mail.send_due(batch=1)
    assert [m["To"] for m in sink.messages] == ["new@example.org"]


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
        alerts.subscribe(f"{name}@example.org", [], True, "w", "f")
    assert mail.send_due() == 3


def test_a_relay_that_is_away_uses_up_nobodys_attempts(settings: Settings, sink: Sink) -> None:
    row = an_alert()
    settings.EMAIL_PORT = 9
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempt) == (EmailState.WAITING, 0)
    assert "cannot be reached" in row.error
    settings.EMAIL_PORT = sink.port
    Email.objects.update(not_before=timezone.now())
    assert mail.send_due() == 1


def test_a_sender_that_died_leaves_a_mail_in_doubt_that_goes_out_under_the_same_id(
    sink: Sink,
) -> None:
    row = an_alert()
    [leased] = mail._claim(10)
    assert leased == row and mail.send_due() == 0
    Email.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert mail.send_due() == 0
    row.refresh_from_db()
    assert row.state == EmailState.IN_DOUBT
    Email.objects.update(not_before=timezone.now())
    assert mail.send_due() == 1
    assert [m["Message-ID"] for m in sink.messages] == [row.message_id]


def test_two_senders_never_claim_one_mail() -> None:
    an_alert()
    assert (len(mail._claim(10)), len(mail._claim(10))) == (1, 0)


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
