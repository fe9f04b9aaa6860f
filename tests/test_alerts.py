"""Subscribing, being told once, and stopping."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from legislation import alerts, tasks, timeline
from legislation.alerts import fanning
from legislation.domain.words import Alert, EmailKind, Institution, Kind, Origin, Verb
from legislation.journal import Author
from legislation.models import (
    Change,
    Email,
    Event,
    Letter,
    Notice,
    PressRelease,
    Proposal,
    Subscriber,
)
from tests import crowd, make

pytestmark = pytest.mark.django_db

NEWS = Author(Origin.SOURCE, run="scrape run 1", tells=True)


def subscribe(address: str, *proposals: Proposal, everything: bool = False) -> Subscriber:
    """A confirmed subscriber."""
    make.wish(address, proposals, everything)
    return confirmed(address)


def confirmed(address: str) -> Subscriber:
    """The subscriber, the link of the mail followed and its button pressed."""
    subscriber = Subscriber.objects.get(address=address.lower())
    assert alerts.confirm(_token(subscriber)) == subscriber
    return Subscriber.objects.get(pk=subscriber.pk)


def _token(subscriber: Subscriber) -> str:
    mail = subscriber.emails.filter(kind=EmailKind.CONFIRMATION).first()
    assert mail is not None
    return mail.text.split("/confirm/")[1].split("/")[0]


def news(of: Proposal, kind: Kind = Kind.SIGNATURE, days_ago: int = 0, **values: Any) -> Event:
    day = timezone.localdate() - timedelta(days=days_ago)
    return make.event(of, kind, day, author=NEWS, **values)


def release(of: Proposal, **values: Any) -> PressRelease:
    row = PressRelease(
        **{
            "proposal": of,
            "institution": Institution.CONSIL,
            "title": "Council adopts the return regulation",
            "address": "https://www.consilium.europa.eu/en/press/a/",
            "published_on": timezone.localdate(),
            **values,
        }
    )
    return timeline.record_press_release(row, [make.proof(address=row.address)], NEWS)


def told() -> list[tuple[str, str]]:
    return sorted(
        Email.objects.filter(kind=EmailKind.ALERT).values_list("recipient", "letter__subject")
    )


def test_only_who_follows_the_file_or_everything_is_told() -> None:
    ours, other = make.proposal("2025/0059(COD)"), make.proposal("2018/0329(COD)")
    subscribe("ours@example.org", ours)
    subscribe("other@example.org", other)
    subscribe("all@example.org", everything=True)
    news(ours)
    alerts.fan_out()
    assert [recipient for recipient, _ in told()] == ["all@example.org", "ours@example.org"]


def test_who_has_not_confirmed_is_told_nothing() -> None:
    ours = make.proposal()
    make.wish("a@example.org", [ours], False)
    news(ours)
    alerts.fan_out()
    assert told() == []


def test_fan_out_may_run_twice() -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    news(ours)
    assert (alerts.fan_out(), alerts.fan_out()) == (1, 0)
    Change.objects.filter(alert=Alert.DONE).update(alert=Alert.WAITING)
    alerts.fan_out()
    assert (len(told()), Notice.objects.count()) == (1, 1)


def test_old_news_is_recorded_and_mailed_to_nobody() -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    event = news(ours, days_ago=31)
    change = Change.objects.get(event=event)
    assert (change.alert, change.alert_reason != "") == (Alert.HELD, True)
    alerts.fan_out()
    assert told() == []


def test_an_event_that_was_retracted_before_anybody_was_told_is_told_to_nobody() -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    event = news(ours)
    timeline.retract_event(event, NEWS.because("It was another file."))
    alerts.fan_out()
    assert told() == []
    change = Change.objects.get(event=event, verb=Verb.RECORDED)
    assert (change.alert, change.alert_reason) == (
        Alert.DROPPED,
        "retracted before anybody was told",
    )


@pytest.mark.parametrize("write", [news, release])
def test_news_that_grew_old_while_it_waited_is_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch, write: Callable[[Proposal], Event | PressRelease]
) -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    change = write(ours).changes.get()
    later = timezone.now() + timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: later)
    alerts.fan_out()
    assert told() == []
    change.refresh_from_db()
    assert (change.alert, change.alert_reason) == (
        Alert.DROPPED,
        "older than 30 days when its turn came",
    )


def test_an_event_of_no_file_is_context_and_no_news() -> None:
    subscribe("all@example.org", everything=True)
    event = make.event(None, Kind.SUMMIT_DECLARATION, timezone.localdate(), author=NEWS)
    assert Change.objects.get(event=event).alert == Alert.NONE


def test_news_that_cannot_be_written_waits_for_a_person_and_holds_up_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    Change.objects.filter(event=news(ours)).update(event=None)
    news(ours, Kind.OJ_PUBLICATION)
    assert alerts.fan_out() == 2
    assert len(told()) == 1
    held = Change.objects.get(alert=Alert.HELD)
    assert "is not one that is mailed" in held.alert_reason
    assert "is not one that is mailed" in caplog.text
    assert alerts.fan_out() == 0


def test_news_that_the_database_could_not_take_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    news(ours)

    def deadlock(_change: Change) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as broken:
        broken.setattr(fanning, "_write_notices", deadlock)
        assert alerts.fan_out() == 0
    assert "deadlock detected" in caplog.text
    assert alerts.fan_out() == 1
    assert len(told()) == 1


def test_mails_that_are_due_go_out_even_if_news_cannot_be_turned_into_mails(
    monkeypatch: pytest.MonkeyPatch, mail_folder: Path
) -> None:
    make.wish("a@example.org", [], True)

    def fail() -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr(alerts, "fan_out", fail)
    with pytest.raises(OperationalError):
        tasks.run_outbox()
    assert len(list(mail_folder.glob("*.eml"))) == 1


def test_a_step_that_is_only_expected_is_no_news() -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    make.event(ours, Kind.OJ_PUBLICATION, None, author=NEWS, expected=True)
    alerts.fan_out()
    assert told() == []


def test_the_event_that_a_release_announced_reaches_only_who_had_not_heard() -> None:
    ours = make.proposal()
    subscribe("early@example.org", ours)
    release(ours)
    alerts.fan_out()
    subscribe("late@example.org", ours)
    event = news(ours, Kind.COUNCIL_FIRST_READING_ADOPTION, institutions=["CONSIL"])
    alerts.fan_out()
    assert [(who, "reported" in subject) for who, subject in told()] == [
        ("early@example.org", True),
        ("late@example.org", False),
    ]
    assert PressRelease.objects.get().announces == event
    assert event.evidence.count() == 2


def test_a_release_that_comes_after_its_event_reaches_only_who_had_not_heard() -> None:
    ours = make.proposal()
    subscribe("early@example.org", ours)
    event = news(ours, Kind.COUNCIL_FIRST_READING_ADOPTION, institutions=["CONSIL"])
    alerts.fan_out()
    subscribe("late@example.org", ours)
    release(ours)
    alerts.fan_out()
    assert [(who, "reported" in subject) for who, subject in told()] == [
        ("early@example.org", False),
        ("late@example.org", True),
    ]
    assert PressRelease.objects.get().announces == event
    assert event.evidence.count() == 2


def test_an_old_release_and_one_of_another_institution_join_no_event() -> None:
    ours = make.proposal()
    long_ago = timezone.localdate() - timedelta(days=20)
    news(ours, Kind.COUNCIL_FIRST_READING_ADOPTION, days_ago=20, institutions=["CONSIL"])
    news(ours, Kind.EP_FIRST_READING, institutions=["EP"])
    release(ours, published_on=long_ago, title="Council adopted it long ago")
    release(ours, address="https://www.consilium.europa.eu/press/other/")
    assert [row.announces for row in PressRelease.objects.all()] == [None, None]


def test_a_release_about_another_institutions_step_is_news_of_its_own() -> None:
    ours = make.proposal()
    subscribe("a@example.org", ours)
    release(ours)
    news(ours, Kind.EP_FIRST_READING, institutions=["EP"])
    alerts.fan_out()
    assert len(told()) == 2


def test_the_number_of_queries_of_fan_out_grows_with_mails_only(
    django_assert_max_num_queries: Any,
) -> None:
    ours = make.proposal()
    for number in range(3):
        subscribe(f"{number}@example.org", ours)
    news(ours)
    with django_assert_max_num_queries(60):
        alerts.fan_out()


def test_confirming_keeps_the_consent_as_proof() -> None:
    subscriber = subscribe("a@example.org", make.proposal())
    asked, confirmed = subscriber.consents.all()
    assert (asked.act, asked.wording, asked.form) == ("asked", "Write to me.", "/subscribe/")
    assert asked.wording_sha256 == hashlib.sha256(b"Write to me.").hexdigest()
    assert (asked.language, asked.choice["rhythm"]) == ("en", "instant")
    assert (confirmed.act, confirmed.choice) == ("confirmed", asked.choice)


def test_a_link_that_is_too_old_or_tampered_with_confirms_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.wish("a@example.org", [make.proposal()], False)
    token = _token(Subscriber.objects.get())
    assert alerts.confirm(token + "x") is None
    later = timezone.now().timestamp() + timedelta(days=7, minutes=1).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert alerts.confirm(token) is None
    assert Subscriber.objects.get().state == "unconfirmed"


def test_a_token_for_one_thing_opens_no_other() -> None:
    make.wish("a@example.org", [make.proposal()], False)
    assert alerts.subscriber_with_link(_token(Subscriber.objects.get())) is None


def test_one_confirmation_an_hour_for_an_address_however_it_is_spelt() -> None:
    ours = make.proposal()
    for spelling in ("a@example.org", "A@Example.org", " a@example.org "):
        make.wish(spelling, [ours], False)
    assert (Subscriber.objects.count(), Email.objects.count()) == (1, 1)


def test_a_stranger_cannot_change_what_a_subscriber_follows() -> None:
    ours, other = make.proposal("2025/0059(COD)"), make.proposal("2018/0329(COD)")
    subscriber = subscribe("a@example.org", ours)
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    make.wish("a@example.org", [other], True)
    assert [row.proposal for row in subscriber.subscriptions.all()] == [ours]
    assert subscriber.emails.filter(kind=EmailKind.PREFERENCES).count() == 1


def test_stopping_stops_at_once_and_again_is_harmless() -> None:
    ours = make.proposal()
    subscriber = subscribe("a@example.org", ours)
    news(ours)
    alerts.fan_out()
    alerts.end(subscriber)
    alerts.end(subscriber)
    assert subscriber.state == "ended"
    states = subscriber.emails.filter(kind=EmailKind.ALERT).values_list("state", flat=True)
    assert list(states) == ["suppressed"]
    news(ours, Kind.OJ_PUBLICATION)
    alerts.fan_out()
    assert len(told()) == 1


def test_who_stopped_may_come_back_by_a_new_confirmation_only() -> None:
    ours = make.proposal()
    subscriber = subscribe("a@example.org", ours)
    old = _token(subscriber)
    alerts.end(subscriber)
    assert alerts.confirm(old) is None
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    assert subscribe("a@example.org", ours).state == "active"


def test_who_stopped_and_thinks_better_of_it_is_asked_at_once() -> None:
    ours = make.proposal()
    subscriber = subscribe("a@example.org", ours)
    alerts.end(subscriber)
    assert subscribe("a@example.org", ours).state == "active"
    for _ in range(3):
        make.wish("a@example.org", [ours], False)
    assert subscriber.emails.filter(kind=EmailKind.CONFIRMATION).count() == 2


def test_who_confirmed_and_wants_another_file_gets_the_link_at_once_and_once_an_hour() -> None:
    ours, other = make.proposal("2025/0059(COD)"), make.proposal("2018/0329(COD)")
    subscriber = subscribe("a@example.org", ours)
    for _ in range(3):
        make.wish("a@example.org", [other], False)
    assert subscriber.emails.filter(kind=EmailKind.PREFERENCES).count() == 1


def test_a_second_wish_before_confirming_is_the_one_that_counts_and_mails_nothing_more() -> None:
    ours, other = make.proposal("2025/0059(COD)"), make.proposal("2018/0329(COD)")
    make.wish("a@example.org", [ours], False)
    make.wish("a@example.org", [other], False, wording="Write to me anew.")
    subscriber = Subscriber.objects.get()
    assert alerts.confirm(_token(subscriber)) == subscriber
    assert [row.proposal for row in subscriber.subscriptions.all()] == [other]
    asked = [row.wording for row in subscriber.consents.filter(act="asked")]
    assert asked == ["Write to me.", "Write to me anew."]
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_stops_while_a_confirmation_is_pressed_stays_stopped(
    on_postgresql: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.wish("a@example.org", [], True)
    subscriber = Subscriber.objects.get()
    stopping = Thread(target=_in_another_connection, args=[alerts.end, subscriber])
    save = Subscriber.save

    def save_late(self: Subscriber, **values: Any) -> None:
        if stopping.ident is None:  # and not the save of who stops
            stopping.start()
            stopping.join(timeout=1)
        save(self, **values)

    monkeypatch.setattr(Subscriber, "save", save_late)
    alerts.confirm(_token(subscriber))
    stopping.join()
    assert Subscriber.objects.get().state == "ended"


def _in_another_connection(act: Callable[[Subscriber], None], subscriber: Subscriber) -> None:
    try:
        act(Subscriber.objects.get(pk=subscriber.pk))
    finally:
        connection.close()


def test_who_heard_by_a_release_is_not_told_again_if_its_event_was_recorded_wrongly() -> None:
    ours = make.proposal()
    subscribe("early@example.org", ours)
    release(ours)
    alerts.fan_out()
    adopted = Kind.COUNCIL_FIRST_READING_ADOPTION
    wrong = news(ours, adopted, title="Wrong", institutions=["CONSIL"])
    timeline.retract_event(wrong, NEWS.because("It was another vote."))
    announcement = PressRelease.objects.get()
    assert announcement.announces is None
    last = announcement.changes.latest("sequence")
    assert (last.verb, last.why) == (Verb.AMENDED, "It was another vote.")
    right = news(ours, adopted, title="Right", institutions=["CONSIL"])
    alerts.fan_out()
    assert PressRelease.objects.get().announces == right
    assert ["reported" in subject for _, subject in told()] == [True]


@pytest.mark.django_db(transaction=True)
def test_clocks_that_ring_at_once_tell_each_reader_once(on_postgresql: None) -> None:
    ours = make.proposal()
    crowd.gather(300, ours)
    change = news(ours).changes.get()
    together = Barrier(4)

    def ring() -> None:
        try:
            together.wait()
            for _ in range(3):
                alerts.fan_out()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clocks:
        for done in [clocks.submit(ring) for _ in range(4)]:
            done.result()
    assert (change.notices.count(), Email.objects.count()) == (300, 300)
    assert Email.objects.values("recipient").distinct().count() == 300
    assert not change.notices.filter(email=None).exists()
    assert Letter.objects.count() == 1
