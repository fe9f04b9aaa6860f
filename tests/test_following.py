"""What somebody follows decides what he is told; how, decides when."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from legislation import alerts, timeline
from legislation.alerts import Choice
from legislation.alerts.digests import next_moment
from legislation.domain.words import (
    EmailKind,
    Kind,
    Origin,
    Rhythm,
    Stance,
    SubscriberState,
    Verb,
)
from legislation.journal import Author
from legislation.models import Change, Email, Notice, Proposal, Subscriber, Topic
from tests import make
from tests.test_alerts import NEWS, confirmed, news

pytestmark = pytest.mark.django_db

EDITOR = Author(Origin.EDITOR, why="As the minutes say.", run="admin", tells=True)


def follow(address: str, *choices: Choice, **preferences: Any) -> Subscriber:
    """A confirmed subscriber with these choices."""
    make.wish(address, choices=choices, **preferences)
    return confirmed(address)


def told() -> set[str]:
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    return set(Email.objects.filter(kind=EmailKind.ALERT).values_list("recipient", flat=True))


def name_of(choice: Choice) -> str:
    return (
        f"{choice.key}@example.org".replace("&", "-")
        .replace("=", "-")
        .replace("+", "-")
        .lower()[-60:]
    )


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


EVENT = [
    Choice(),
    Choice(proposal="2025-0059-COD"),
    Choice(stage="trilogues"),
    Choice(kind="provisional_agreement"),
    Choice(provision="16"),
    Choice(words="accord Hubs"),
    Choice(proposal="2025-0059-COD", stage="trilogues", words="hubs"),
]
NOT_EVENT = [
    Choice(proposal="2018-0329-COD"),
    Choice(stage="adoption"),
    Choice(kind="trilogue"),
    Choice(provision="17"),
    Choice(words="accord detention"),
    Choice(proposal="2025-0059-COD", stage="adoption"),
    Choice(topic="return_hubs"),
    Choice(state="DE"),
]


def test_an_event_is_told_to_whom_every_part_of_a_choice_fits(file: Proposal) -> None:
    make.proposal("2018/0329(COD)")
    make.state("DE")
    make.topic("return_hubs")
    for choice in EVENT + NOT_EVENT:
        follow(name_of(choice), choice)
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    news(
        file, Kind.PROVISIONAL_AGREEMENT, title="Accord on return hubs", detail="Art. 16(2) falls."
    )
    assert told() == {name_of(choice) for choice in EVENT}


POSITION = [
    Choice(),
    Choice(state="DE"),
    Choice(topic="return_hubs"),
    Choice(state="DE", topic="return_hubs", proposal="2025-0059-COD"),
    Choice(kind="position"),
    Choice(words="germany"),
]
NOT_POSITION = [
    Choice(state="FR"),
    Choice(topic="detention"),
    Choice(state="DE", topic="detention"),
    Choice(kind="outlook"),
    Choice(stage="trilogues"),
]


def test_a_position_is_told_to_whom_every_part_of_a_choice_fits(file: Proposal) -> None:
    make.state("DE", "Germany")
    make.state("FR", "France")
    make.topic("return_hubs")
    make.topic("detention")
    for choice in POSITION + NOT_POSITION:
        follow(name_of(choice), choice)
    hubs = Topic.objects.get(pk="return_hubs")
    make.position(file, "DE", Stance.OPPOSE, timezone.localdate(), author=EDITOR, topic=hubs)
    assert told() == {name_of(choice) for choice in POSITION}


def test_who_follows_a_thing_twice_gets_it_once_and_reads_both_reasons(file: Proposal) -> None:
    follow("a@example.org", Choice(), Choice(proposal=file.slug), Choice(words="Signature"))
    news(file)
    assert told() == {"a@example.org"}
    assert set(Notice.objects.get().reasons.split("\n")) == {
        "everything",
        "proposal=2025-0059-COD",
        "words=Signature",
    }


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
        self.moment = moment
        monkeypatch.setattr(timezone, "now", lambda: self.moment)

    def go_on(self, **times: float) -> None:
        self.moment += timedelta(**times)


def brussels(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Brussels")).astimezone(UTC)  # type: ignore[misc,arg-type]


def digests() -> list[Email]:
    return list(Email.objects.filter(kind=EmailKind.DIGEST).order_by("pk"))


def test_a_daily_reader_gets_one_mail_of_all_at_his_hour_and_none_without_news(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))
    follow("a@example.org", Choice(), Choice(proposal=file.slug), rhythm=Rhythm.DAILY)
    news(file)
    news(file, Kind.OJ_PUBLICATION)
    alerts.fan_out()
    assert told() == set() and digests() == []
    clock.moment = brussels(2026, 3, 3, 7, 59)
    alerts.fan_out()
    assert digests() == []
    clock.moment = brussels(2026, 3, 3, 8)
    alerts.fan_out()
    alerts.fan_out()
    [digest] = digests()
    assert digest.notices.count() == 2 and "Publication" in digest.text
    clock.go_on(days=3)
    alerts.fan_out()
    assert len(digests()) == 1


def test_a_weekly_reader_gets_it_on_his_weekday(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))  # a Monday
    follow("a@example.org", Choice(), rhythm=Rhythm.WEEKLY, weekday=2, digest_time=time(23))
    news(file)
    alerts.fan_out()
    clock.moment = brussels(2026, 3, 4, 22, 59)
    alerts.fan_out()
    assert digests() == []
    clock.go_on(minutes=1)
    alerts.fan_out()
    assert len(digests()) == 1


def test_after_a_standstill_there_is_one_digest_of_all(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))
    follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    for kind in (Kind.SIGNATURE, Kind.OJ_PUBLICATION):
        news(file, kind)
        alerts.fan_out()
        clock.go_on(hours=1)
    clock.go_on(days=3)
    alerts.fan_out()
    [digest] = digests()
    assert digest.notices.count() == 2


def test_who_changes_his_rhythm_is_told_what_waited_in_the_new_one(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch, brussels(2026, 3, 2, 12))
    reader = follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    news(file)
    alerts.fan_out()
    alerts.set_preferences(reader, alerts.Preferences((Choice(),)))
    assert told() == {"a@example.org"}


def test_what_was_retracted_while_it_waited_for_a_digest_is_told_to_nobody(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))
    follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    event = news(file)
    alerts.fan_out()
    timeline.retract_event(event, EDITOR.because("Never was."))
    clock.go_on(days=1)
    alerts.fan_out()
    assert digests() == [] and told() == set()
    assert Notice.objects.get().dropped == "retracted before it was told"


def test_of_much_news_at_once_the_rest_is_told_together_the_next_morning(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))
    follow("a@example.org", Choice())
    kinds = list(Kind)[:8]
    for number, kind in enumerate(kinds):
        make.event(
            file,
            kind,
            timezone.localdate(),
            author=Author(Origin.SOURCE, run=f"{number}", tells=True),
        )
        alerts.fan_out()
        clock.go_on(minutes=1)
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 5
    clock.moment = brussels(2026, 3, 3, 8)
    alerts.fan_out()
    [digest] = digests()
    assert digest.notices.count() == 3
    clock.go_on(hours=1)
    make.event(file, Kind.SIGNATURE, timezone.localdate(), author=NEWS)
    alerts.fan_out()
    assert Email.objects.filter(kind=EmailKind.ALERT).count() == 6


AWKWARD = [time(0), time(2, 30), time(8), time(23, 30)]
ZONES = [
    "Europe/Brussels",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", AWKWARD)
def test_each_local_day_of_two_years_has_one_moment(zone: str, at: time) -> None:
    there = ZoneInfo(zone)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    days = []
    for _ in range(730):
        moment = next_moment(moment, zone, at)
        local = moment.astimezone(there)
        days.append(local.date())
        assert (
            timedelta(0)
            <= local.replace(tzinfo=None) - datetime.combine(local.date(), at)
            <= timedelta(hours=1)
        )
    assert all((after - before).days == 1 for before, after in itertools.pairwise(days))


def test_who_moves_about_gets_no_two_digests_in_a_local_day_and_misses_nothing(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 25, 12))
    reader = follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    told_on: list[tuple[str, date]] = []
    for hour in range(24 * 12):
        clock.go_on(hours=1)
        if hour % 7 == 0:
            zone, at = ZONES[hour % 5], AWKWARD[hour % 4]
            asked = alerts.Preferences((Choice(),), Rhythm.DAILY, at, 0, zone)
            alerts.set_preferences(reader, asked)
        if hour % 24 == 5:
            row = make.press_release(
                file, timezone.localdate(), author=Author(Origin.SOURCE, run=f"r{hour}", tells=True)
            )
            assert row.pk
        before = len(digests())
        alerts.fan_out()
        if len(digests()) > before:
            reader.refresh_from_db()
            told_on.append((reader.zone, clock.moment.astimezone(ZoneInfo(reader.zone)).date()))
    clock.go_on(days=2)
    alerts.fan_out()
    assert Notice.objects.filter(email__isnull=True).count() == 0
    assert Notice.objects.count() == 12
    assert len(set(told_on)) == len(told_on)


def test_a_known_day_is_reminded_of_seven_days_and_one_day_before(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, brussels(2026, 3, 2, 12))
    follow("a@example.org", Choice())
    follow("b@example.org", Choice(), warns=False)
    make.event(file, Kind.EP_FIRST_READING, date(2026, 3, 12), expected=True, title="Plenary vote")
    for _ in range(12):
        alerts.enter_reminders()
        alerts.enter_reminders()
        alerts.fan_out()
        clock.go_on(days=1)
    assert told() == {"a@example.org"}
    entered = Change.objects.filter(verb=Verb.COMING).order_by("sequence")
    assert [row.after for row in entered] == [
        {"day": "2026-03-12", "ahead": 7, "left": 7},
        {"day": "2026-03-12", "ahead": 1, "left": 1},
    ]
    assert not Change.objects.public().filter(verb=Verb.COMING).exists()


def test_after_a_standstill_a_reminder_says_how_many_days_are_left(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch, brussels(2026, 3, 9, 12))
    make.event(file, Kind.EP_FIRST_READING, date(2026, 3, 12), expected=True)
    alerts.enter_reminders()
    assert Change.objects.get(verb=Verb.COMING).after == {
        "day": "2026-03-12",
        "ahead": 7,
        "left": 3,
    }


def test_a_suspended_reader_is_told_nothing(file: Proposal) -> None:
    follow("a@example.org", Choice())
    Subscriber.objects.update(state=SubscriberState.SUSPENDED, suspended_for="complaint")
    news(file)
    assert told() == set()
