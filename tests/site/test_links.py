"""The links in mails: looking at them changes nothing, pressing their buttons always works."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from legislation import alerts
from legislation.alerts import people
from legislation.domain.words import SubscriberState, SuspendedFor
from legislation.models import Subscriber, Wish
from tests import every_mail, make, tables
from tests.every_mail import active, links, status_of

pytestmark = pytest.mark.django_db


def one_click(person: Subscriber) -> Any:
    """What a mail program posts (RFC 8058): no cookie, no Origin, no Referer."""
    return Client(enforce_csrf_checks=True).post(
        f"/u/{person.token}/",
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_no_link_of_any_mail_changes_a_row_however_often_it_is_looked_at(
    client: Client, language: str
) -> None:
    every_mail.mail_all()
    paths = links()
    mailed = [path for path in paths if "/manage/ey" in path]
    paths |= {f"{path}erase/" for path in mailed}
    paths |= {f"{path.removeprefix('/fr').removeprefix('/de')}data.json" for path in mailed}
    firsts = {path.removeprefix("/fr").removeprefix("/de").split("/")[1] for path in paths}
    assert firsts >= {"confirm", "manage", "u", "proposals", "states", "snapshots"}
    assert {status_of(path) for path in paths} == {200, 404, 410} and len(mailed) == 3
    before = tables.dump()
    prefixed = {path for path in paths if path.startswith(("/fr/", "/de/"))}
    its_own = {path for path in prefixed if path.startswith(f"/{language}/")}
    for path in its_own or paths - prefixed:
        for _ in range(10):
            for ask in (client.get, client.head):
                assert ask(path).status_code == status_of(path), path
        assert client.options(path).status_code in {200, 404, 405, 410}, path
    assert tables.dump() == before


def test_one_click_is_answered_at_once_whatever_became_of_the_person() -> None:
    states = list(SubscriberState)
    for number in range(20):
        person = active(f"reader{number}@example.org")
        state = states[number % len(states)]
        Subscriber.objects.filter(pk=person.pk).update(
            state=state,
            suspended_for=SuspendedFor.NO_MAILBOX if state == SubscriberState.SUSPENDED else "",
            address=None if number % 8 == 3 else person.address,
        )
        for _ in range(5):
            answer = one_click(person)
            assert (answer.status_code, answer.has_header("Location")) == (200, False)
            assert not answer.cookies
        person.refresh_from_db()
        assert person.state == SubscriberState.ENDED
        assert person.consents.filter(act="ended").count() <= 1


def test_one_click_stops_what_waits() -> None:
    person = active("ann@example.org")
    waits = make.email(subscriber=person)
    one_click(person)
    waits.refresh_from_db()
    assert waits.state == "suppressed"


def test_unsubscribe_links_outlive_the_keys(settings: Settings) -> None:
    person = active("ann@example.org")
    settings.SECRET_KEY = "another" * 10
    assert one_click(person).status_code == 200


def test_buttons_behind_a_link_need_no_origin_and_no_cookie() -> None:
    make.wish("ann@example.org", everything=True)
    person = Subscriber.objects.get()
    strict = Client(enforce_csrf_checks=True)
    token = people.confirmation_token(person)
    for origin in ("null", "https://elsewhere.example"):
        answer = strict.post(f"/confirm/{token}/", headers={"Origin": origin})
        assert answer.status_code == 200 and not answer.cookies
    alerts.ask_for_link("ann@example.org")
    alerts.take_wishes()
    path = next(p for p in links() if p.startswith("/manage/") and p != "/manage/")
    answer = strict.post(path, {"everything": "on"}, headers={"Origin": "null"})
    assert answer.status_code == 200 and not answer.cookies
    assert Wish.objects.count() == 2
