"""Who writes to one file at the same moment waits for the other, and neither is turned away."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from legislation import evidence, journal, timeline
from legislation.baseline.load import load
from legislation.domain.words import Kind, Origin
from legislation.journal import Author
from legislation.models import Conflict, Event
from tests import make
from tests.admin.desk import complaints, opened_event, page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services,
    pytest.mark.usefixtures("on_postgresql"),  # SQLite has one lock for all
]

READING = Author(Origin.SOURCE, run="reading")
WHY = {"why": "It never was"}


def wait_until_somebody_waits_for_us() -> None:
    """At most five seconds: a writer that needs nothing of ours is done by then."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY("
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(waiting + "pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
        time.sleep(0.05)


def beside_a_reading(event: Event, write: Callable[[], Any]) -> Any:
    """What `write` gives, begun while a reading holds the file, and the reading came through."""
    began = Signal()

    def reading() -> None:
        try:
            with transaction.atomic():
                timeline.hold(event.proposal)
                began.set()
                wait_until_somebody_waits_for_us()
                row = Event.objects.get(pk=event.pk)
                timeline.amend_event(row, {"happened_on": date(2026, 3, 10)}, READING)
                for conflict in Conflict.objects.all():
                    make.conflict(event, str(conflict.theirs))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reading)
        assert began.wait(10)
        try:
            return write()
        finally:
            read.result(30)


@pytest.fixture
def vote() -> Event:
    file = make.proposal()
    return make.event(file, Kind.COMMITTEE_VOTE, date(2026, 3, 9), author=READING)


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make.superuser())
    return client


def test_an_editor_who_amends_waits_for_a_reading_and_is_told_of_it(
    vote: Event, desk: Client
) -> None:
    typed = opened_event(vote, title="Else")
    answer = beside_a_reading(vote, lambda: desk.post(page("event_change", vote.pk), typed))
    assert "changed this event" in complaints(answer)["__all__"][0]


def test_an_editor_who_retracts_waits_for_a_reading(vote: Event, desk: Client) -> None:
    beside_a_reading(vote, lambda: desk.post(page("event_retract", vote.pk), WHY))
    vote.refresh_from_db()
    assert vote.retracted_at is not None
    assert vote.happened_on == date(2026, 3, 10)


def test_an_editor_who_closes_a_conflict_waits_for_a_reading(vote: Event, desk: Client) -> None:
    conflict = make.conflict(vote, "2026-03-12")
    address = reverse("admin:legislation_conflict_change", args=[conflict.pk])
    beside_a_reading(vote, lambda: desk.post(address, {"settled": "The source was right."}))
    conflict.refresh_from_db()
    assert conflict.closed_at is not None


def test_the_writers_themselves_wait_for_a_reading(vote: Event) -> None:
    def retract() -> None:
        timeline.retract_event(Event.objects.get(pk=vote.pk), make.EDITOR.because("It never was"))

    beside_a_reading(vote, retract)
    assert evidence.offered(vote)


def test_a_notice_about_a_file_waits_for_a_reading_and_not_crosswise(vote: Event) -> None:
    source = make.source(of=vote.proposal)
    beside_a_reading(vote, lambda: journal.notice(source, "It answers again.", run="test"))
    vote.refresh_from_db()
    assert vote.happened_on == date(2026, 3, 10)


def test_a_release_is_joined_to_its_event_beside_a_reading(vote: Event) -> None:
    release = make.press_release(vote.proposal)
    beside_a_reading(vote, lambda: timeline.announce(release, vote, make.EDITOR))
    release.refresh_from_db()
    assert release.announces == vote


def test_the_curated_record_waits_for_a_reading() -> None:
    load()
    event = Event.objects.filter(proposal__reference="2018/0329(COD)").earliest("happened_on")
    Event.objects.filter(pk=event.pk).update(title="As it stood in an older edition")
    assert beside_a_reading(event, load).amended == 1
