"""How fast we are: what is measured, in which unit, and what is left out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import timeline
from legislation.domain.words import Alert, EmailKind, EmailState, Kind, Origin
from legislation.journal import Author
from legislation.models import Change, Event, Notice, Proposal, Subscriber
from legislation.pages import promptness
from tests import make
from tests.test_follow_ups import crowd

pytestmark = pytest.mark.django_db

READ = Author(Origin.SOURCE, run="scrape run 7", tells=True)


def text_of(client: Client) -> str:
    answer = client.get("/promptness/")
    assert answer.status_code == 200
    return re.sub(r"</?time[^>]*>", "", " ".join(answer.content.decode().split()))


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


def read(file: Proposal, days: int = 0, author: Author = READ, **says: Any) -> Change:
    """A step that a source brought, so many days after its day; the entry that tells it."""
    day = timezone.localdate() - timedelta(days=days)
    source = make.source()
    proof = make.proof(source=source, identifier=f"{Event.objects.count()}", says=says)
    made = make.event(file, Kind.OTHER, day, author=author, proofs=[proof])
    return Change.objects.get(event=made)


def mailed(change: Change, minutes: float, kind: EmailKind = EmailKind.ALERT) -> None:
    crowd(1, first=Subscriber.objects.count())
    sent_at = change.recorded_at + timedelta(minutes=minutes)
    email = make.email(kind=kind, state=EmailState.SENT, sent_at=sent_at)
    Notice.objects.create(
        subscriber=Subscriber.objects.latest("pk"), change=change, due_at=sent_at, email=email
    )


def test_with_nothing_published_it_says_so(client: Client, file: Proposal) -> None:
    assert "nothing to measure" in text_of(client)


def test_days_are_counted_where_the_source_prints_no_hour(client: Client, file: Proposal) -> None:
    for days in (0, 0, 4):
        read(file, days)
    page = text_of(client)
    assert "median the same day, 95th percentile 3.6 days (3 cases)" in page
    assert "No mail about any of this was sent yet" in page
    assert "<svg" not in page


def test_an_hour_that_the_source_prints_gives_minutes(client: Client, file: Proposal) -> None:
    change = read(file, date="2026-06-17", time="10:00")
    Change.objects.filter(pk=change.pk).update(recorded_at=timezone.now(), alert=Alert.DONE)
    moment = timezone.localtime(timezone.now() - timedelta(minutes=29, seconds=30))
    proof = change.event.evidence.get() if change.event else None
    assert proof is not None
    proof.says = {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}
    proof.save()
    page = text_of(client)
    assert re.search(r"median (30|31) min, 95th percentile (30|31) min \(1 case\)", page)


def test_what_the_source_does_not_tell_is_not_known(client: Client, file: Proposal) -> None:
    read(file, -5)
    assert "1 of them without a day that can be counted from" in text_of(client)
    later = timezone.localtime(timezone.now() + timedelta(hours=2))
    read(file, date=f"{later:%Y-%m-%d}", time=f"{later:%H:%M}")
    page = text_of(client)
    assert "2 of them without a day that can be counted from" in page
    assert "median" not in page


def test_the_last_mail_of_the_alert_counts_and_digests_apart(
    client: Client, file: Proposal
) -> None:
    change = read(file)
    for minutes in (12, 15):
        mailed(change, minutes)
    mailed(change, 300, EmailKind.DIGEST)
    page = text_of(client)
    assert "median 15 min, 95th percentile 15 min (1 case)" in page
    assert "median 5 h 0 min, 95th percentile 5 h 0 min (1 case)" in page
    assert page.count("<svg") == 1
    assert "No mail about any of this" not in page


def test_only_news_that_a_source_brought_first_is_measured(client: Client, file: Proposal) -> None:
    read(file, author=Author(Origin.SOURCE, run="scrape run 1"))
    read(file, author=Author(Origin.BASELINE, run="baseline", tells=True))
    read(file, author=Author(Origin.EDITOR, run="admin", tells=True))
    old = read(file)
    Change.objects.filter(pk=old.pk).update(recorded_at=timezone.now() - timedelta(days=91))
    assert "nothing to measure" in text_of(client)
    planned = make.event(
        file, Kind.SIGNATURE, None, author=Author(Origin.SOURCE, run="scrape run 1")
    )
    values = {"expected": False, "happened_on": timezone.localdate()}
    timeline.amend_event(planned, values, READ, [make.proof(source=make.source())])
    timeline.amend_event(planned, {"votes_for": 3, "votes_against": 2}, READ)
    assert "median the same day, 95th percentile the same day (1 case)" in text_of(client)


def test_what_a_person_let_out_stands_apart(client: Client, file: Proposal) -> None:
    change = read(file, 20)
    assert change.alert == Alert.HELD
    assert "Held for a person" in text_of(client)
    Change.objects.filter(pk=change.pk).update(alert=Alert.DONE, released_by=make.editor())
    mailed(change, 60 * 24 * 3)
    page = text_of(client)
    assert "Held for a person" in page
    assert "median 3 days, 95th percentile 3 days (1 case)" in page
    assert "Nobody had to look" not in page


def test_it_asks_as_much_for_many_as_for_one(client: Client, file: Proposal) -> None:
    counts = []
    for number in (1, 19):
        for _ in range(number):
            mailed(read(file), 10)
        with CaptureQueriesContext(connection) as queries:
            text_of(client)
        counts.append(len(queries))
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 minute at most"), (2.1, "3 min"), (61, "1 h 1 min"), (60 * 60, "2.5 days")],
)
def test_nothing_looks_faster_than_it_was(minutes: float, words: str) -> None:
    assert promptness._in_minutes(minutes) == words


def test_a_clock_that_names_its_zone_is_not_taken_for_brussels() -> None:
    said = {"date": "2026-06-17", "time": "10:00"}
    assert promptness._moment(said) == datetime(2026, 6, 17, 8, tzinfo=UTC)
    for wrong in ({}, {"date": "2026-06-17"}, {**said, "time": "10:00+00:00"}, {**said, "date": 1}):
        assert promptness._moment(wrong) is None
