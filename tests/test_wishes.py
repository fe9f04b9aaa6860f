"""The forms that anybody can send: nobody is flooded, found out, or sent a stranger's words."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.alerts import Choice, people, wishes
from legislation.domain.words import EmailKind, SubscriberState, SuspendedFor
from legislation.models import Change, Email, Subscriber, Wish
from legislation.pages.subscriptions.client import client_of
from tests import make, tables

pytestmark = pytest.mark.django_db

EVERYTHING = {"everything": "on"}
STATES = ("nobody", "unconfirmed", "active", "ended", "suspended", "resting", "erased")


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> None:
    """Where erasures are noted."""
    settings.ERASURES_FILE = str(tmp_path / "erasures")


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    now = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def pass_(time: timedelta) -> None:
        now[0] += time

    return pass_


def one_of_each() -> None:
    """Somebody in each state, named after it."""
    for state in STATES[1:]:
        make.wish(f"{state}@example.org", everything=True)
        person = Subscriber.objects.get(address=f"{state}@example.org")
        if state != "unconfirmed":
            alerts.confirm(people.confirmation_token(person))
        if state == "ended":
            alerts.end(person)
        if state == "suspended":
            alerts.suspend(person, SuspendedFor.COMPLAINT)
        if state == "resting":
            rests_until = timezone.now() + timedelta(hours=4)
            Subscriber.objects.filter(pk=person.pk).update(soft_bounces=2, rests_until=rests_until)
        if state == "erased":
            alerts.erase(f"{state}@example.org")
    assert set(Subscriber.objects.values_list("state", flat=True)) == set(SubscriberState)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The text of each query, without its values."""
    told: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield told


def answer_to(path: str, wish: dict[str, str]) -> tuple[Any, ...]:
    """All that a form's sender sees, and the work that it took."""
    with statements() as told:
        answer = Client().post(path, wish)
    return answer.status_code, answer.content, sorted(answer.items()), told


@pytest.mark.parametrize(("path", "more"), [("/subscribe/", EVERYTHING), ("/manage/", {})])
def test_answer_and_work_are_the_same_whoever_the_address_belongs_to(
    path: str, more: dict[str, str], settings: Settings
) -> None:
    one_of_each()
    found = [answer_to(path, {"address": f"{who}@example.org", **more}) for who in STATES]
    assert found[0][0] == 200
    assert all(each == found[0] for each in found)
    for _ in range(20):
        answer_to(path, {"address": "unknown@example.org", **more})
    refused = [answer_to(path, {"address": f"{who}@example.org", **more}) for who in STATES]
    assert refused[0][0] == 429
    assert all(each == refused[0] for each in refused)


@pytest.mark.parametrize(("path", "more"), [("/subscribe/", EVERYTHING), ("/manage/", {})])
def test_whoever_asks_a_row_is_written_and_no_mail_until_the_clock_ticks(
    path: str, more: dict[str, str], mail_folder: Path
) -> None:
    one_of_each()
    mail.send_due()
    before, sent = tables.dump(), set(mail_folder.iterdir())
    for number, who in enumerate(STATES, start=1):
        answer_to(path, {"address": f"{who}@example.org", **more})
        after = tables.dump()
        changed = {table for table, rows in after.items() if rows != before[table]}
        assert changed - {"sqlite_sequence"} == {"legislation_wish"}
        new = len(after["legislation_wish"]) - len(before["legislation_wish"])
        assert new == number and set(mail_folder.iterdir()) == sent


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_client_is_who_our_own_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, client: str
) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().post("/subscribe/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert client_of(request) == client


def test_a_client_that_forges_where_it_comes_from_is_stopped_all_the_same(
    settings: Settings,
) -> None:
    settings.PROXY_COUNT = 1
    found = [
        Client().post(
            "/subscribe/",
            {"address": f"a{n}@example.org", **EVERYTHING},
            headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"},
        )
        for n in range(12)
    ]
    assert [each.status_code for each in found] == [200] * 10 + [429] * 2
    assert found[-1]["Retry-After"] == "3600" and b"Too many at once" in found[-1].content
    assert "203.0.113.9" not in str(list(Wish.objects.values()))


def flood(number: int, act: Callable[[int], HttpResponse]) -> list[int]:
    """Send so many forms, on PostgreSQL from threads at once; the status of each answer."""
    found: list[int] = []

    def some(first: int) -> None:
        close_old_connections()
        found.extend(act(n).status_code for n in range(first, number, 20))
        connections.close_all()

    if connection.vendor != "postgresql":
        return [act(n).status_code for n in range(number)]
    threads = [threading.Thread(target=some, args=(first,)) for first in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_a_thousand_sign_ups_of_one_address_at_once_are_one_mail(settings: Settings) -> None:
    settings.PROXY_COUNT = 1
    spelt = ("ann@example.org", "Ann@Example.ORG", "ann+eu@example.org", "ANN+x@example.org")

    def sign_up(number: int) -> HttpResponse:
        return Client().post(
            "/subscribe/",
            {"address": spelt[number % 4], **EVERYTHING},
            headers={"X-Forwarded-For": f"203.0.{number // 250}.{number % 250}"},
        )  # type: ignore[return-value]

    assert flood(1000, sign_up) == [200] * 1000
    for _ in range(20):
        alerts.take_wishes()
    assert Email.objects.filter(kind=EmailKind.CONFIRMATION).count() == 1
    assert not Wish.objects.filter(taken_at=None).exists()


def test_at_most_three_mails_a_day_go_to_one_mailbox(
    passes: Callable[[timedelta], None],
) -> None:
    for number in range(24 * 4):
        make.wish(("ann@example.org", "Ann+eu@Example.org")[number % 2], everything=True)
        alerts.ask_for_link("ann@example.org")
        alerts.take_wishes()
        assert Email.objects.count() == min(number + 1, 3)
        passes(timedelta(minutes=14, seconds=59) if number == 40 else timedelta(minutes=15))
    passes(timedelta(hours=1))
    make.wish("ann@example.org", everything=True)
    assert Email.objects.count() == 4


HOSTILE = [
    text % number
    for number in range(25)
    for text in (
        "Win now at http://evil%d.example/",
        "<a href='https://evil%d.example'>click</a>",
        "evil%d.example",
        "{{ settings.SECRET_KEY }}evil%d",
        "evil%d\r\nBcc: victim@evil.example",
        "<script>evil%d()</script>",
        "%%0d%%0aevil%d: 1",
        "evil%d call +32 470 00 00 00",
    )
]
#: Fields that take a text, or that we don't have; and those that take what they offer.
TEXTS = ("all-words", "name", "subject", "wording", "choice")
LISTS = (
    *("proposals", "states", "topics", "rhythm", "digest_time", "zone", "weekday", "language"),
    *(f"all-{name}" for name in ("proposal", "kind", "stage", "topic", "state", "provision")),
)


def test_no_word_that_somebody_typed_is_mailed_to_an_unconfirmed_address(
    settings: Settings,
) -> None:
    settings.PROXY_COUNT = 1
    make.proposal()
    assert len(HOSTILE) == 200

    def send(number: int, typed: dict[str, str]) -> int:
        typed = {"address": f"victim{number}@example.org", **EVERYTHING, **typed}
        headers = {"X-Forwarded-For": f"203.0.{number}.{len(typed)}"}
        status = Client().post("/subscribe/", typed, headers=headers).status_code
        alerts.take_wishes()
        Wish.objects.update(asked_at=timezone.now() - timedelta(hours=2))
        return status

    for number, payload in enumerate(HOSTILE):
        field = LISTS[number % len(LISTS)]
        assert send(number, {field: payload}) == 400, field
        kept = Choice(words=" ".join(payload.split())).key
        assert send(number, {**dict.fromkeys(TEXTS, payload), "narrow": kept}) == 200
    mails = list(Email.objects.select_related("letter", "subscriber"))
    assert len(mails) == 200
    for email in mails:
        said = f"{email.subject}{email.text}{email.html}{email.headers}".lower()
        said = re.sub(r"/confirm/[^/\s]+/", "", said)  # a signature may spell anything
        assert "evil" not in said, said


def test_a_wish_that_fails_holds_up_no_other_and_staff_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose = people.choose

    def choke_once(subscriber: Subscriber, preferences: Any) -> None:
        monkeypatch.setattr(wishes, "choose", choose)
        raise KeyError("no such file")

    monkeypatch.setattr(wishes, "choose", choke_once)
    for name in "ab":
        agreed = alerts.Agreement("Write to me.", "/subscribe/")
        alerts.ask(f"{name}@example.org", alerts.Preferences((Choice(),)), agreed)
    assert alerts.take_wishes() == 2
    assert [email.recipient for email in Email.objects.all()] == ["b@example.org"]
    assert "could not be followed up" in Change.objects.for_staff().get().why
