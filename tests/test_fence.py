"""A copy of the database sends nothing; the probe tells whether the real one does."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.template import TemplateSyntaxError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail, tasks
from legislation.alerts import fanning
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


SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def way(settings: Settings, fence: Path) -> Iterator[None]:
    """A way with a probe; a relay that never says a word, should it be asked."""
    settings.PROBE_ADDRESS = "probe@example.org"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.1
        yield


def tick() -> str:
    """What a monitor hears after a tick of both clocks."""
    tasks.run_clock()
    tasks.run_outbox()
    return Client().get("/mailz").content.decode()


def missed() -> int:
    """How often staff were told of probes."""
    return Change.objects.for_staff().filter(why__contains="No probe has reached").count()


def test_a_way_that_is_alive_raises_no_alarm(way: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        assert tick() == "ok\n"
        hours_pass(monkeypatch, 1)
    assert missed() == 0


def outbox_not_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the clock goes on."""
    monkeypatch.setattr(tasks, "run_outbox", lambda: None)


def fence_closed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is one that was restored."""
    Relay.objects.update(beats=1)


def relay_refuses(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where the relay should be."""
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_PORT = 9


def relay_is_silent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections and never says a word."""
    settings.EMAIL_BACKEND = SMTP


def mails_held(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many came back at once, and a person has not looked yet."""
    relay.hold("Too many came back.")
    Change.objects.for_staff().delete()


def notices_stuck(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database takes none."""

    def locked(change: Change) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(fanning, "_write_notices", locked)


def letter_not_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template is broken: what it should say is held for a person."""

    def broken(*args: object) -> None:
        raise TemplateSyntaxError("Invalid block tag")

    monkeypatch.setattr(mail, "alert", broken)


@pytest.mark.parametrize(
    "dies",
    [
        outbox_not_run,
        fence_closed,
        relay_refuses,
        relay_is_silent,
        mails_held,
        notices_stuck,
        letter_not_written,
    ],
)
def test_wherever_the_way_is_dead_staff_and_a_monitor_know_within_two_hours_and_a_quarter(
    settings: Settings,
    way: None,
    monkeypatch: pytest.MonkeyPatch,
    dies: Callable[[Settings, pytest.MonkeyPatch], None],
) -> None:
    assert tick() == "ok\n"
    dies(settings, monkeypatch)
    for hours in (1, 1, 0.2):
        hours_pass(monkeypatch, hours)
        assert "probe" not in tick().lower() and missed() == 0
    hours_pass(monkeypatch, 0.1)
    for _ in range(2):
        assert "No probe has reached the relay since" in tick()
    assert missed() == 1
