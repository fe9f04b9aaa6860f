"""Staff see what is held, in doubt or failed, and say what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import Alert, EmailKind, EmailState, Kind
from legislation.mail import relay
from legislation.models import Change, Email, Notice, Proposal, Relay
from tests import make
from tests.admin.desk import page, told
from tests.test_alerts import confirmed, news

INDEX = reverse("admin:index")


@pytest.fixture(autouse=True)
def place(db: None, settings: Settings, tmp_path: Path, mail_folder: Path) -> None:
    """A fence of its own, and nothing counted yet."""
    settings.FENCE_FILE = str(tmp_path / "send-fence")
    cache.clear()
    relay.relay_row()


def hold(number: int, run: str = "scrape run 1", of: Proposal | None = None) -> list[Change]:
    """As much news of one run, held by the brake."""
    of = of or make.proposal()
    kinds = [kind for kind in Kind if kind is not Kind.PROPOSAL_ADOPTED][:number]
    events = [news(of, kind) for kind in kinds]
    rows = Change.objects.filter(event__in=events)
    rows.update(alert=Alert.HELD, alert_reason=f"for {run} brought {number} at once", run=run)
    return list(rows.order_by("sequence"))


def block(client: Client) -> BeautifulSoup:
    return BeautifulSoup(client.get(INDEX).content, "lxml").select_one("#held-news")  # type: ignore[return-value]


def words(client: Client) -> str:
    return " ".join(block(client).get_text(" ", strip=True).split())


def test_held_news_is_one_block_a_run_with_its_reason_and_whom_it_would_reach(
    paula: Client,
) -> None:
    of = make.proposal()
    hold(7, of=of)
    hold(1, run="scrape run 2", of=make.proposal("2026/0002(COD)"))
    for name in ("a", "b"):
        make.wish(f"{name}@example.org", [of])
        confirmed(f"{name}@example.org")
    said = words(paula)
    assert "7 held, scrape run 1 Held: for scrape run 1 brought 7 at once" in said
    assert "and 2 more It would reach 2 people ." in said
    assert "1 held, scrape run 2" in said and "It would reach 0 people ." in said
    assert len(block(paula).select("form")) == 2


def test_an_editor_sees_what_is_held_and_cannot_let_it_out(anna: Client) -> None:
    [change] = hold(1)
    assert "A publisher lets it out" in words(anna) and not block(anna).select("button")
    for way in ("release", "drop"):
        answer = anna.post(reverse(f"admin:legislation_change_{way}"), {"news": change.pk})
        assert answer.status_code == 403
    assert Change.objects.held().get() == change


def press(client: Client, way: str) -> Any:
    """The first block's button, as a browser sends it."""
    seen = block(client).select_one('input[name="news"]')
    assert seen is not None
    address = reverse(f"admin:legislation_change_{way}")
    return client.post(address, {"news": str(seen["value"])}, follow=True)


def test_one_press_lets_it_out_and_says_by_whom(paula: Client) -> None:
    of = make.proposal()
    make.wish("a@example.org", [of])
    confirmed("a@example.org")
    held = hold(3, of=of)
    late = hold(1, run="scrape run 3", of=make.proposal("2026/0002(COD)"))
    assert "3 pieces of news let out" in told(press(paula, "release"))
    alerts.fan_out()
    assert Notice.objects.filter(email__isnull=False).count() == 3
    done = Change.objects.filter(pk__in=[row.pk for row in held])
    assert {row.released_by.username for row in done if row.released_by} == {"paula"}
    assert set(Change.objects.held()) == set(late)
    [notice] = Change.objects.for_staff()
    assert notice.by is not None and "let out: 3 pieces" in notice.why


def test_one_press_tells_nobody_and_a_second_finds_nothing(paula: Client) -> None:
    [change] = hold(1)
    seen = {"news": str(change.pk)}
    assert "1 piece of news told to nobody" in told(press(paula, "drop"))
    change.refresh_from_db()
    assert (change.alert, change.alert_reason) == (Alert.DROPPED, "dropped by paula")
    again = paula.post(reverse("admin:legislation_change_release"), seen, follow=True)
    assert "Somebody else was faster" in told(again)
    assert Change.objects.get(pk=change.pk).alert == Alert.DROPPED


def test_the_desk_asks_as_much_for_much_held_news_as_for_little(paula: Client) -> None:
    of = make.proposal()
    hold(2, of=of)
    paula.get(INDEX)
    with CaptureQueriesContext(connection) as few:
        paula.get(INDEX)
    Change.objects.held().update(alert=Alert.DROPPED)
    hold(30, of=make.proposal("2026/0002(COD)"))
    paula.get(INDEX)
    with CaptureQueriesContext(connection) as many:
        paula.get(INDEX)
    assert len(many) == len(few)


def stuck() -> list[Email]:
    states = (EmailState.IN_DOUBT, EmailState.HELD, EmailState.FAILED)
    return [make.email(state=state, attempt=27, error="421", kind="test") for state in states]


def act(client: Client, action: str, *mails: Email) -> Any:
    sent = {"action": action, "_selected_action": [row.pk for row in mails], "index": "0"}
    return client.post(page("email_changelist"), sent, follow=True)


def test_stuck_mails_are_sent_again(root: Client) -> None:
    mails = stuck()
    gone = make.email(state=EmailState.SENT, sent_at=timezone.now())
    answer = act(root, "send_again", *mails, gone)
    assert "Wait to be sent again: 3. Left as they are: 1" in told(answer)
    for row in Email.objects.filter(pk__in=[row.pk for row in mails]):
        assert (row.state, row.attempt, row.error) == (EmailState.WAITING, 0, "")
        assert row.not_before <= timezone.now()
    assert mail.send_due() == 3
    [notice] = Change.objects.for_staff()
    assert notice.by is not None and notice.why == "3 mails are sent again."


def test_what_was_forgotten_of_a_mail_is_not_sent_again(root: Client) -> None:
    forgotten = [
        make.email(state=EmailState.FAILED, recipient=""),
        make.email(state=EmailState.FAILED, text=""),
    ]
    assert "sent again: 0. Left as they are: 2" in told(act(root, "send_again", *forgotten))
    assert Email.objects.filter(state=EmailState.FAILED).count() == 2


def test_stuck_mails_are_given_up_with_a_name(root: Client) -> None:
    assert "Given up: 3." in told(act(root, "give_up", *stuck()))
    said = Email.objects.filter(state=EmailState.SUPPRESSED).values_list("error", flat=True)
    assert set(said) == {"Given up by root."}
    assert mail.send_due() == 0


def test_a_mail_says_what_it_tells_what_it_answers_and_what_can_be_done(root: Client) -> None:
    of = make.proposal()
    make.wish("a@example.org", [of])
    reader = confirmed("a@example.org")
    event = news(of)
    alerts.fan_out()
    told_by = Email.objects.get(kind=EmailKind.ALERT)
    answer = make.email(answers=told_by, subject="Correction: it was not", subscriber=reader)
    shown = root.get(page("email_change", told_by.pk)).content.decode()
    assert event.title in shown and page("change_change", event.changes.get().pk) in shown
    assert page("notice_change", Notice.objects.get().pk) in shown
    assert page("email_change", answer.pk) in shown and "Correction: it was not" in shown
    assert 'value="send_again"' not in shown
    Email.objects.filter(pk=told_by.pk).update(state=EmailState.FAILED)
    shown = root.get(page("email_change", told_by.pk)).content.decode()
    assert 'value="send_again"' in shown and 'value="give_up"' in shown
    assert (
        page("email_change", told_by.pk)
        in root.get(page("email_change", answer.pk)).content.decode()
    )


def test_a_subscriber_shows_choice_rhythm_and_consents(root: Client) -> None:
    of = make.proposal()
    make.wish(
        "a@example.org", choices=[alerts.Choice(proposal=of.slug, stage="trilogue", words="hub")]
    )
    reader = confirmed("a@example.org")
    shown = root.get(page("subscriber_change", reader.pk)).content.decode()
    assert "Return Regulation, " in shown and "“hub”" in shown
    assert "Pressed the button of the confirmation mail" in shown and "Write to me." in shown
    assert reader.token not in shown and reader.mark not in shown
    assert "a@example.org" in root.get(page("subscriber_changelist")).content.decode()


def test_the_desk_tells_why_nothing_is_sent(root: Client) -> None:
    make.email(created_at=timezone.now() - timedelta(hours=5))
    relay.note_away("The relay cannot be reached: refused")
    said = root.get(INDEX).content.decode()
    assert "The relay is away" in said and "cannot be reached: refused" in said
    assert "the oldest for 5\xa0hours" in said
    relay.hold(relay.RESTORED)
    said = root.get(INDEX).content.decode()
    assert "Sending is held" in said and relay.RESTORED in said and page("email_fence") in said


def test_the_fence_is_opened_with_or_without_what_is_older(root: Client) -> None:
    address = page("email_fence")
    shown = root.get(address).content.decode()
    assert "Nothing waits." in shown and "Let all go" not in shown
    old = make.email(kind="test", created_at=timezone.now() - timedelta(hours=3))
    new = make.email(kind="test", recipient="b@example.org")
    relay.hold(relay.RESTORED)
    shown = root.get(address).content.decode()
    assert "Mails: test by staff" in shown and "mails for 2 people in all" in shown
    hour_ago = timezone.localtime(timezone.now() - timedelta(hours=1))
    for typed, fault in (("", "from before which moment"), ("2999-01-01T00:00", "lies ahead")):
        sent = {"skip": "yes", "skip_before": typed}
        assert fault in root.post(address, sent).content.decode()
        assert Relay.objects.get().held_why
    sent = {"skip": "yes", "skip_before": f"{hour_ago:%Y-%m-%dT%H:%M}"}
    assert "Passed over: 1 mails" in told(root.post(address, sent, follow=True))
    assert mail.send_due() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (EmailState.SUPPRESSED, EmailState.SENT)
    assert "Nothing is held" in told(root.post(address, {"all": "yes"}, follow=True))


def test_who_may_not_let_go_is_not_asked(root: Client, anna: Client) -> None:
    relay.hold(relay.RESTORED)
    assert anna.get(page("email_fence")).status_code == 403
    assert anna.post(page("email_fence"), {"all": "yes"}).status_code == 403
    assert Relay.objects.get().held_why
