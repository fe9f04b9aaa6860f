"""Sending that was held goes on by a person's word, with or without what may have gone out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.alerts import fence
from legislation.domain.words import Alert, EmailKind, EmailState
from legislation.mail import relay
from legislation.models import Change, Email, Notice, Relay, Wish
from tests import make
from tests.test_alerts import confirmed, news

pytestmark = pytest.mark.django_db

SENT_SINCE, UNSENT = 500, 3000


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path, mail_folder: Path) -> None:
    settings.FENCE_FILE = str(tmp_path / "send-fence")
    relay.relay_row()


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def restored() -> None:
    """The database as it was some sendings ago."""
    for _ in range(3):
        make.email(kind=EmailKind.TEST)
        assert mail.send_due() == 1
    Email.objects.all().delete()
    Relay.objects.update(beats=1)


def dump() -> None:
    """What waited when the copy was made; the first went out after that."""
    restored()
    letter = make.letter()
    Email.objects.bulk_create(
        Email(
            kind=EmailKind.TEST,
            letter=letter,
            recipient=f"reader{number}@example.org",
            message_id=f"<{number}@dump>",
            created_at=ago(26 if number < SENT_SINCE else 24),
            not_before=ago(24),
        )
        for number in range(UNSENT)
    )


def sent() -> list[str]:
    return list(Email.objects.filter(state=EmailState.SENT).values_list("message_id", flat=True))


def send_all() -> None:
    while mail.send_due():
        pass


def test_of_a_restored_dump_nothing_leaves_and_nothing_is_repeated() -> None:
    dump()
    for _ in range(3):
        assert mail.send_due() == 0
    assert not sent() and len(Change.objects.for_staff()) == 1
    [waits] = fence.waiting()
    assert (waits.number, waits.people) == (UNSENT, UNSENT) and fence.people_waiting() == UNSENT
    passed = fence.let_go(make.superuser(), ago(25))
    assert passed == fence.Passed(mails=SENT_SINCE)
    send_all()
    repeated = {f"<{number}@dump>" for number in range(SENT_SINCE)}
    assert len(sent()) == UNSENT - SENT_SINCE and not repeated & set(sent())
    assert "Passed over" in Email.objects.filter(state=EmailState.SUPPRESSED)[0].error
    told = Change.objects.for_staff()[0]
    assert told.by is not None and "let go by root" in told.why and "500 mails" in told.why


def test_all_goes_where_nothing_is_to_be_skipped() -> None:
    dump()
    assert mail.send_due() == 0
    assert fence.let_go(None) == fence.Passed()
    send_all()
    assert len(sent()) == UNSENT


def test_a_second_press_of_the_button_has_no_effect() -> None:
    make.email(kind=EmailKind.TEST)
    with pytest.raises(fence.NotHeld):
        fence.let_go(None, timezone.now())
    assert Email.objects.get().state == EmailState.WAITING


def reader_and_news(days_old: int = 0) -> Change:
    """News as it waited in the dump, and somebody who follows it."""
    proposal = make.proposal()
    make.wish("a@example.org", [proposal])
    confirmed("a@example.org")
    event = news(proposal)
    Change.objects.filter(event=event).update(recorded_at=ago(24), release_at=ago(24))
    return event.changes.get()


def test_old_news_that_became_mails_while_all_was_held_is_skipped_too() -> None:
    restored()
    change = reader_and_news()
    before = timezone.now()
    relay.hold(relay.RESTORED)
    alerts.fan_out()
    mails = Email.objects.filter(kind=EmailKind.ALERT)
    assert [each.created_at > before for each in mails] == [True]
    fence.let_go(None, ago(1))
    assert mails.get().state == EmailState.SUPPRESSED
    assert Notice.objects.get(change=change).email == mails.get()


def test_old_news_that_nobody_was_told_of_is_dropped() -> None:
    change = reader_and_news()
    held = news(change.proposal, title="Held").changes.get()  # type: ignore[arg-type]
    Change.objects.filter(pk=held.pk).update(alert=Alert.HELD, recorded_at=ago(24))
    relay.hold(relay.RESTORED)
    assert fence.let_go(None, ago(1)).news == 2
    dropped = Change.objects.filter(alert=Alert.DROPPED)
    assert {row.pk for row in dropped} == {change.pk, held.pk}
    assert "Passed over" in dropped[0].alert_reason
    alerts.fan_out()
    assert not Notice.objects.exists()


def test_a_digest_gives_its_newer_news_to_the_next_one() -> None:
    old = reader_and_news()
    young = news(old.proposal, title="Young").changes.get()  # type: ignore[arg-type]
    digest = make.email(kind=EmailKind.DIGEST, subscriber_id=None)
    person = alerts.subscriber_with_token(
        Email.objects.get(kind=EmailKind.CONFIRMATION).subscriber.token  # type: ignore[union-attr]
    )
    assert person is not None
    for change in (old, young):
        Notice.objects.create(subscriber=person, change=change, due_at=timezone.now(), email=digest)
    relay.hold(relay.RESTORED)
    fence.let_go(None, ago(1))
    digest.refresh_from_db()
    assert digest.state == EmailState.SUPPRESSED
    assert [row.change for row in Notice.objects.untold()] == [young]


def test_a_sign_up_of_before_is_not_confirmed_again() -> None:
    make.proposal()
    asked = alerts.Preferences((alerts.Choice(),))
    alerts.ask("a@example.org", asked, alerts.Agreement("Write to me.", "/subscribe/"))
    Wish.objects.update(asked_at=ago(24))
    relay.hold(relay.RESTORED)
    fence.let_go(None, ago(1))
    assert alerts.take_wishes() == 0 and not Email.objects.exists()


def test_the_command_shows_and_lets_go(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("fence")
    assert capsys.readouterr().out == "Mails go out.\n"
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("fence", "--release")
    dump()
    assert mail.send_due() == 0
    call_command("fence")
    said = capsys.readouterr().out
    assert "Sending is held since" in said and "Mails: test by staff: 3000, for 3000" in said
    with pytest.raises(CommandError, match="goes with --release"):
        call_command("fence", "--skip-older-than", "24h")
    call_command("fence", "--release", "--skip-older-than", "25h")
    assert "Passed over: 500 mails, 0 notices and 0 news." in capsys.readouterr().out
    send_all()
    assert len(sent()) == UNSENT - SENT_SINCE


@pytest.mark.parametrize("text", ["yesterday", "2999-01-01T00:00", "24 h"])
def test_the_command_knows_a_moment(text: str) -> None:
    with pytest.raises(CommandError):
        call_command("fence", "--release", "--skip-older-than", text)
