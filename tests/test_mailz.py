"""A monitor outside learns at /mailz what keeps news from its readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, tasks
from legislation.alerts import trouble
from legislation.domain.words import Alert, EmailState
from legislation.mail import relay
from legislation.models import Change, Email, Relay, Subscriber
from tests import make
from tests.test_alerts import confirmed, news

pytestmark = pytest.mark.django_db


def asked() -> tuple[int, str]:
    answer = Client().get("/mailz")
    assert answer["Content-Type"] == "text/plain"
    return answer.status_code, answer.content.decode()


@pytest.fixture
def ticks(settings: Settings) -> Settings:
    trouble.note_tick()
    return settings


def late(hours: float = 1.1) -> Any:
    return timezone.now() - timedelta(hours=hours)


def test_all_is_well(ticks: Settings) -> None:
    make.email(not_before=late(0.9))
    make.email(not_before=late(), state=EmailState.FAILED)
    news(make.proposal())
    assert asked() == (200, "ok\n")


def test_the_clock_is_missed_after_ten_minutes() -> None:
    assert asked()[0] == 503 and "has not ticked yet" in asked()[1]
    tasks.run_clock()
    assert asked() == (200, "ok\n")
    Relay.objects.update(ticked_at=late(0.2))
    assert asked()[0] == 503 and "has not ticked since" in asked()[1]


def test_what_holds_the_mails_is_told_after_an_hour_and_not_why(ticks: Settings) -> None:
    relay.hold("The key of relay.example.org does not fit.")
    relay.note_away("[Errno 111] Connection refused")
    assert asked() == (200, "ok\n")
    Relay.objects.update(held_at=late(), away_since=late())
    status, said = asked()
    assert status == 503 and len(said.splitlines()) == 2
    assert "Sending has been held since" in said and "relay has been away since" in said
    assert "example.org" not in said and "Errno" not in said


def test_mails_news_and_digests_that_are_late(ticks: Settings) -> None:
    make.email(not_before=late())
    make.email(not_before=late(3), state=EmailState.IN_DOUBT)
    news(make.proposal())
    Change.objects.filter(alert=Alert.WAITING).update(release_at=late())
    make.wish("a@example.org", everything=True)
    confirmed("a@example.org")
    Subscriber.objects.update(rhythm="daily", next_digest_at=late())
    status, said = asked()
    assert status == 503
    told = [line.partition(",")[0] for line in said.splitlines()]
    assert told == [
        "Mails over an hour late: 2",
        "News over an hour late: 1",
        "Digests over an hour late: 1.",
    ]


def test_missing_probes(ticks: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks.PROBE_ADDRESS = "probe@example.org"
    alerts.send_probe()
    assert asked()[0] == 200
    Change.objects.update(recorded_at=late(3))
    assert "No probe has reached the relay so far" in asked()[1]


def test_it_asks_as_much_for_many_mails_as_for_few(ticks: Settings) -> None:
    with CaptureQueriesContext(connection) as few:
        asked()
    letter = make.letter()
    Email.objects.bulk_create(
        Email(letter=letter, kind="alert", message_id=str(n), created_at=late(), not_before=late())
        for n in range(50)
    )
    with CaptureQueriesContext(connection) as many:
        asked()
    assert len(many) == len(few)
