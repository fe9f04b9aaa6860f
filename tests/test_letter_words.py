"""What letters say stays true until they are read, and nothing breaks out of its place."""

from __future__ import annotations

from datetime import date

import pytest

from legislation import alerts, timeline
from legislation.alerts import Choice
from legislation.domain.words import Kind, Rhythm
from legislation.models import Event, Notice, Proposal
from tests import make
from tests.test_following import EDITOR, Clock, brussels, digests, follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Monday noon."""
    return Clock(monkeypatch, brussels(2026, 3, 2, 12))


def planned(file: Proposal, day: date) -> Event:
    return make.event(file, Kind.EP_FIRST_READING, day, expected=True, title="Plenary vote")


def until(clock: Clock, first: int, last: int) -> None:
    """Let each day's morning come, as the clock has it."""
    for each in range(first, last + 1):
        clock.moment = brussels(2026, 3, each, 12)
        alerts.enter_reminders()
        alerts.fan_out()


@pytest.mark.parametrize(
    ("day", "said"),
    [(9, "today: Plenary vote"), (10, "tomorrow: Plenary vote"), (12, "in 3 days: Plenary vote")],
)
def test_a_weekly_mail_counts_the_days_from_its_own_day_and_reminds_once(
    file: Proposal, clock: Clock, day: int, said: str
) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.WEEKLY, weekday=0)
    planned(file, date(2026, 3, day))
    until(clock, 2, 9)
    [digest] = digests()
    assert said in digest.subject + digest.text
    assert digest.text.count(f"{said[0].upper()}{said[1:]}\n") == 1
    assert "What comes next" not in digest.text  # it is what the mail tells


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "over before it was told"),
        ({"happened_on": date(2026, 5, 5)}, "moved to another day before it was told"),
    ],
)
def test_nobody_is_reminded_of_a_day_that_is_over_or_another(
    file: Proposal, clock: Clock, values: dict[str, date], why: str
) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.WEEKLY, weekday=0)
    event = planned(file, date(2026, 3, 6))
    until(clock, 2, 3)
    timeline.amend_event(event, values, EDITOR)
    until(clock, 4, 9)
    assert digests() == []
    assert set(Notice.objects.values_list("dropped", flat=True)) == {why}
