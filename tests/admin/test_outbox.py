"""Held news and held mails: a person sees what it is and whom it would reach, and decides."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import Alert, EmailKind, EmailState
from legislation.models import Change, Email, Notice, Relay
from tests import make
from tests.admin.desk import page
from tests.test_alerts import subscribe, told
from tests.test_brake import scraped

pytestmark = pytest.mark.django_db


@pytest.fixture
def paula() -> Client:
    client = Client()
    client.force_login(make.publisher())
    return client


def shown(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


@pytest.fixture
def held() -> None:
    file = make.proposal()
    for name in "abc":
        subscribe(f"{name}@example.org", file)
    scraped(file, 6)
    alerts.fan_out()


def test_a_publisher_sees_how_many_people_it_would_reach_and_lets_it_out(
    held: None, paula: Client
) -> None:
    desk = shown(paula)
    assert "It would reach 3\n" in desk.replace(" people", "\n people") or "reach 3 people" in desk
    assert "6 of scrape run 7" in desk and "brought 6 about one file at once" in desk
    paula.post(page("change_decide"), {"run": "scrape run 7", "decision": "release"})
    alerts.fan_out()
    assert len({who for who, _ in told()}) == 3
    assert "News that waits" not in shown(paula)


def test_or_tells_nobody(held: None, paula: Client) -> None:
    paula.post(page("change_decide"), {"run": "scrape run 7", "decision": "drop"})
    alerts.fan_out()
    assert told() == []
    reasons = set(Change.objects.filter(alert=Alert.DROPPED).values_list("alert_reason", flat=True))
    assert reasons == {"dropped by paula"}


def restored(settings: Settings, folder: Path) -> None:
    """A dump of a day ago with 3,000 unsent mails, of which 500 went out afterwards."""
    settings.FENCE_FILE = str(folder / "send-fence")
    for _ in range(3):
        make.email(kind=EmailKind.TEST)
        assert mail.send_due() == 1
    Relay.objects.update(beats=1)
    now = timezone.now()
    letter = make.letter()
    Email.objects.bulk_create(
        Email(
            kind=EmailKind.TEST,
            letter=letter,
            recipient=f"{n}@example.org",
            message_id=f"<m{n}@example.org>",
            created_at=now - (timedelta(days=1) if n < 500 else timedelta(hours=1)),
            not_before=now,
        )
        for n in range(3000)
    )


def test_of_a_restored_copy_nothing_is_sent_twice(
    settings: Settings, tmp_path: Path, mail_folder: Path, paula: Client
) -> None:
    restored(settings, tmp_path)
    before = len(list(mail_folder.iterdir()))
    assert mail.send_due() == 0
    desk = shown(paula)
    assert "restored from a copy" in desk and "3000 mails to 3000 people wait" in desk
    moment = timezone.localtime(timezone.now() - timedelta(hours=12))
    paula.post(page("email_let_go"), {"skip_before": f"{moment:%Y-%m-%dT%H:%M}"})
    while mail.send_due():
        pass
    assert len(list(mail_folder.iterdir())) == before + 2500
    assert Email.objects.filter(state=EmailState.SUPPRESSED).count() == 500
    assert not (mail_folder / "m0@example.org.eml").exists()


def test_the_command_shows_and_lets_go(
    settings: Settings, tmp_path: Path, mail_folder: Path
) -> None:
    restored(settings, tmp_path)
    mail.send_due()
    out = StringIO()
    call_command("fence", stdout=out)
    assert "restored from a copy" in out.getvalue() and "3000 mails" in out.getvalue()
    call_command("fence", "--release", "--skip-older-than", "12h", stdout=out)
    assert "500 older ones were skipped" in out.getvalue()
    assert mail.send_due() > 0


def test_a_typed_moment_that_is_none_changes_nothing(paula: Client) -> None:
    mail.relay_row()
    mail.hold("A person said so.")
    paula.post(page("email_let_go"), {"skip_before": "yesterday"})
    assert Relay.objects.get().held_why == "A person said so."


def test_what_failed_is_sent_again_or_given_up(mail_folder: Path) -> None:
    root = Client()
    root.force_login(make.superuser())
    rows = [make.email(kind=EmailKind.TEST, state=EmailState.FAILED) for _ in range(2)]
    for row, action in zip(rows, ("send_again", "give_up"), strict=True):
        root.post(page("email_changelist"), {"action": action, "_selected_action": [row.pk]})
    assert mail.send_due() == 1
    assert list(Email.objects.order_by("pk").values_list("state", "error")) == [
        ("sent", ""),
        ("suppressed", "Given up by root."),
    ]


def test_a_test_goes_to_oneself_and_its_links_act_on_nobody(mail_folder: Path) -> None:
    root = Client()
    root.force_login(make.superuser())
    file = make.proposal()
    reader = subscribe("a@example.org", file)
    asking = reader.emails.get()
    assert "Please confirm" in root.get(page("email_change", asking.pk)).content.decode()
    assert root.post(page("email_test", asking.pk)).status_code == 404  # its link is a key
    scraped(file, 1)
    alerts.fan_out()
    email = reader.emails.get(kind=EmailKind.ALERT)
    root.post(page("email_test", email.pk))
    copy = Email.objects.get(kind=EmailKind.TEST)
    assert (copy.recipient, copy.subject[:7]) == ("root@example.org", "[Test] ")
    assert reader.token not in copy.text + copy.html
    assert mail.send_due() == 3


def test_a_monitor_is_told_what_is_wrong_and_no_address(client: Client) -> None:
    assert client.get("/mailz").status_code == 200
    make.email(not_before=timezone.now() - timedelta(hours=2))
    make.wish("late@example.org", everything=True)
    Notice.objects.all().delete()
    answer = client.get("/mailz")
    assert answer.status_code == 503
    assert "1 mails are due for over an hour" in answer.content.decode()
    assert "@" not in answer.content.decode()
