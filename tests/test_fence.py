"""A copy of the database sends nothing; the probe tells whether the real one does."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import EmailKind, EmailState, Verb
from legislation.mail import relay
from legislation.models import Change, Email, Relay
from tests import make
from tests.test_alerts import confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def fence(settings: Settings, tmp_path: Path, mail_folder: Path) -> Path:
    """The file outside the database, after some sending."""
    settings.FENCE_FILE = str(tmp_path / "send-fence")
    for _ in range(3):
        make.email(kind=EmailKind.TEST)
        assert mail.send_due() == 1
    return tmp_path / "send-fence"


def why_held() -> str:
    """Why nothing is sent, after trying."""
    make.email(kind=EmailKind.TEST)
    assert mail.send_due() == 0
    assert Email.objects.filter(state=EmailState.WAITING).exists()
    return Relay.objects.get().held_why


def test_the_database_that_sent_goes_on_sending(fence: Path) -> None:
    make.email(kind=EmailKind.TEST)
    assert mail.send_due() == 1
    assert json.loads(fence.read_text())["beats"] == Relay.objects.get().beats


def test_a_restored_dump_sends_nothing_until_a_person_lets_it(fence: Path) -> None:
    Relay.objects.update(beats=1)  # as it was two sendings ago
    assert why_held() == relay.RESTORED
    why_held()
    assert [notice.why for notice in Change.objects.for_staff()] == [relay.RESTORED]
    mail.let_go()
    assert mail.send_due() == 2
    make.email(kind=EmailKind.TEST)
    assert mail.send_due() == 1


def test_several_senders_that_begin_at_once_take_the_database_for_no_copy(fence: Path) -> None:
    """One has looked at the file before another made this database the one that may send."""
    Relay.objects.update(fence="", beats=0)
    fence.unlink()
    looked = relay._read()
    assert relay.may_send()
    assert relay._beat(looked, relay.relay_row()) is None


def test_a_clone_on_another_machine_sends_nothing(fence: Path, settings: Settings) -> None:
    settings.FENCE_FILE = str(fence.parent / "elsewhere")
    assert why_held() == relay.CLONED


def test_a_clone_beside_a_database_that_was_let_go_sends_nothing(fence: Path) -> None:
    before = Relay.objects.get().fence
    mail.let_go()
    Relay.objects.update(fence=before, beats=100)
    assert why_held() == relay.CLONED


def test_a_file_that_cannot_be_read_closes_the_fence(fence: Path) -> None:
    fence.write_text("{")
    assert why_held() == relay.CLONED


def hours_pass(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    moment = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_probe_takes_the_way_of_any_news_each_hour(
    settings: Settings, fence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROBE_ADDRESS = "probe@example.org"
    assert [alerts.send_probe(), alerts.send_probe()] == [True, False]
    alerts.fan_out()
    assert mail.send_due() == 1
    assert not alerts.is_late()
    assert not Change.objects.public().filter(verb=Verb.PROBED).exists()
    hours_pass(monkeypatch, 1)
    assert alerts.send_probe()


def test_two_probes_that_are_missing_raise_an_alarm_once(
    settings: Settings, fence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROBE_ADDRESS = "probe@example.org"
    alerts.send_probe()
    for _ in range(3):
        hours_pass(monkeypatch, 0.9)
        alerts.tell_if_late()
    alerts.tell_if_late()
    assert alerts.is_late()
    [told] = Change.objects.for_staff()
    assert "No probe has reached the relay" in told.why
    alerts.fan_out()
    assert mail.send_due() == 1
    alerts.tell_if_late()
    assert not alerts.is_late() and Relay.objects.get().probe_late_told_at is None


def test_a_probe_is_told_to_nobody_else(settings: Settings, fence: Path) -> None:
    settings.PROBE_ADDRESS = "probe@example.org"
    make.wish("a@example.org", everything=True)
    confirmed("a@example.org")
    alerts.send_probe()
    alerts.fan_out()
    told = Email.objects.filter(kind="alert").values_list("recipient", flat=True)
    assert list(told) == ["probe@example.org"]
