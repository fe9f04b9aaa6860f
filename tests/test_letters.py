"""The raw bytes of each kind of mail in each language."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from legislation import alerts, mail, timeline
from legislation.domain.words import EmailKind, Kind, Language, Origin, Rhythm, Stance
from legislation.journal import Author
from legislation.mail.message import _Mould
from legislation.models import Change, Email, Proposal, Subscriber
from tests import make
from tests.test_alerts import confirmed
from tests.test_telling import as_read, squeezed

pytestmark = pytest.mark.django_db

EDITOR = Author(Origin.EDITOR, run="admin", why="Die Prüfung ergab: élus.", tells=True)
#: Header fields that programs read: each on one line, and in plain letters.
EXACT = (
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
HOSTILE = "Ärger\r\nBcc: all@example.org <b>& \u202etxet\u202c " + "x" * 300


def settled() -> None:
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()


def everything_happens(file: Proposal) -> None:
    """An event, its correction, its withdrawal; a stance, a release, a reminder."""
    event = make.event(
        file, Kind.OTHER, timezone.localdate(), author=EDITOR, title=HOSTILE[:450], votes_for=4,
        votes_against=2, institutions=["EP"],
    )  # fmt: skip
    settled()
    timeline.amend_event(event, {"votes_for": 5}, EDITOR)
    settled()
    timeline.retract_event(event, EDITOR)
    settled()
    make.position(file, "ES", Stance.OPPOSE, timezone.localdate(), author=EDITOR, summary=HOSTILE)
    settled()
    coming = timezone.localdate() + timedelta(days=1)
    make.event(file, Kind.EP_FIRST_READING, coming, expected=True, title="Vote")
    alerts.enter_reminders()
    settled()


@pytest.fixture(params=list(Language))
def mails(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Email]:
    """All that one at-once and one daily reader of a language get."""
    file = make.proposal()
    for rhythm in (Rhythm.INSTANT, Rhythm.DAILY):
        make.wish(f"{rhythm}@example.org", [file], language=request.param, rhythm=rhythm)
        confirmed(f"{rhythm}@example.org")
    alerts.ask_for_link("instant@example.org")
    alerts.take_wishes()
    everything_happens(file)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    alerts.fan_out()
    rows = list(Email.objects.select_related("letter", "subscriber", "answers"))
    assert {row.kind for row in rows} == {"confirmation", "preferences", "alert", "digest"}
    assert len(rows) == 9
    return rows


def test_headers_are_exact_and_each_goes_to_one_reader(mails: list[Email]) -> None:
    messages = mail.Messages()
    for email in mails:
        raw = messages.bytes_of(email)
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        lines = dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)
        for name in EXACT:
            value = lines.get(name, "")
            assert "=?" not in value and f"\r\n{name}:" not in head.replace(f"{name}:", "", 1)
        assert lines["To"] == email.recipient and "Bcc" not in lines and "Cc" not in lines
        assert lines["Message-ID"] == email.message_id and email.message_id.endswith("@127.0.0.1>")
        assert lines["Auto-Submitted"] == "auto-generated"
        is_news = email.kind in (EmailKind.ALERT, EmailKind.DIGEST)
        assert ("List-Id" in lines) is is_news
        if is_news:
            token = Subscriber.objects.get(emails=email).token
            prefix = {"en": ""}.get(email.letter.language, f"/{email.letter.language}")
            assert lines["List-Unsubscribe"] == f"<http://127.0.0.1:8000{prefix}/u/{token}/>"
            assert lines["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert b"\n" not in raw.replace(b"\r\n", b"")


def test_text_and_html_say_the_same_and_ask_for_nothing_from_outside(mails: list[Email]) -> None:
    messages = mail.Messages()
    for email in mails:
        assert _Mould(email.letter).ready is not None  # nobody's mail is made the slow way
        message = message_from_bytes(messages.bytes_of(email), policy=policy.default)
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None and html is not None
        markup = html.get_content()
        assert f'lang="{email.letter.language}"' in markup
        assert not re.search(r"<(img|script|link|form|b>)|url\(|@import", markup)
        assert email.subscriber is not None
        if email.kind != EmailKind.CONFIRMATION:
            assert email.unsubscribe in plain.get_content() and email.unsubscribe in markup
        if email.kind == EmailKind.ALERT:
            text = plain.get_content().replace("\r\n", "\n")
            for line in filter(None, text.split("\n")):
                assert squeezed(line.lstrip("- ")) in squeezed(as_read(markup)), line


def test_a_followed_up_mail_stands_under_the_first(mails: list[Email]) -> None:
    answered = [email for email in mails if email.answers is not None]
    assert len(answered) == 2
    raw = mail.Messages().bytes_of(answered[0]).decode("ascii")
    assert f"In-Reply-To: {answered[0].answers.message_id}\r\n" in raw  # type: ignore[union-attr]
