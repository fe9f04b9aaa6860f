"""What the forms let somebody follow: any mix, with what is wrong beside its field."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.test import Client

from legislation import alerts
from legislation.alerts import Choice, Preferences
from legislation.domain.words import EmailKind, Language, Membership, Rhythm
from legislation.models import Subscriber, Wish
from tests import make
from tests.site.test_subscriptions import later, link, send, subscriber

pytestmark = pytest.mark.django_db

SLUG = "2025-0059-COD"
ANN = {"address": "ann@example.org"}


@pytest.fixture(autouse=True)
def record() -> None:
    """A file, two states and a topic."""
    make.proposal()
    make.state("DE", "Germany")
    make.state("FR", "France")
    make.state("GB", "United Kingdom", membership=Membership.FORMER)
    make.topic("return_hubs", label="Return hubs")


def wished() -> Preferences:
    """What the one wish says."""
    return Preferences.of_json(Wish.objects.get().choice)


def test_any_mix_can_be_asked_for_at_once(client: Client) -> None:
    kept = Choice(kind="press_release", words="detention centres").key
    send(
        client,
        "/subscribe/",
        {
            **ANN,
            "everything": "on",
            "proposals": [SLUG],
            "states": ["DE", "FR"],
            "topics": ["return_hubs"],
            "narrow": [kept],
            "all-proposal": SLUG,
            "all-state": "DE",
            "all-provision": "Art. 16(2)",
            "all-words": "  Rückführung   hubs ",
            "rhythm": "weekly",
            "weekday": "4",
            "digest_time": "18:30",
            "zone": "America/New_York",
            "language": "de",
            "warns": "on",
        },
    )
    told = wished()
    assert set(told.choices) == {
        Choice(),
        Choice(proposal=SLUG),
        Choice(state="DE"),
        Choice(state="FR"),
        Choice(topic="return_hubs"),
        Choice(kind="press_release", words="detention centres"),
        Choice(proposal=SLUG, state="DE", provision="16", words="Rückführung hubs"),
    }
    assert told.rhythm is Rhythm.WEEKLY and told.weekday == 4
    assert told.digest_time == time(18, 30) and told.zone == "America/New_York"
    assert told.language is Language.DE and told.warns
    assert Subscriber.objects.get().subscriptions.count() == 7


def test_a_form_that_says_no_how_is_told_at_once_at_eight_in_brussels(client: Client) -> None:
    client.post("/subscribe/", {**ANN, "everything": "on"})
    assert wished() == Preferences((Choice(),), warns=False)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"all-kind": "signature", "all-state": "DE"}, "id_all-kind", "no topic and no state"),
    ({"all-stage": "trilogues", "all-topic": "return_hubs"}, "id_all-kind", "Only steps have"),
    ({"all-kind": "outlook", "all-words": "x"}, "id_all-kind", "by file and topic alone"),
    ({"all-kind": "press_release", "all-state": "DE"}, "id_all-kind", "no stage, topic or state"),
    ({"all-kind": "position", "all-stage": "trilogues"}, "id_all-kind", "belongs to no stage"),
    ({"all-provision": "articles 3 and 4"}, "id_all-provision", "This is not one article."),
    ({"all-words": "x" * 101}, "id_all-words", "at most 100 characters"),
    ({"all-state": "GB"}, "id_all-state", "This is not followed here."),
    ({"states": ["XX"]}, "id_states", "One of the states is not followed here."),
    ({"narrow": ["state=XX&words=a"]}, "id_narrow", "narrower choices is not followed here."),
    ({"narrow": ["words=a%00b"]}, "id_narrow", "narrower choices is not followed here."),
    ({"everything": "on", "digest_time": "25:00"}, "id_digest_time", "such as 08:00"),
    ({"everything": "on", "zone": "Mars/Base"}, "id_zone", "Choose a time zone from the list."),
    ({"everything": "on", "weekday": "7"}, "id_weekday", "Choose a day of the week."),
    ({"everything": "on", "language": "xx"}, "id_language", "Choose a language from the list."),
    ({"everything": "on", "rhythm": "hourly"}, "id_rhythm", "Choose at once, once a day"),
    (
        {"narrow": [Choice(words=f"word {n}").key for n in range(51)]},
        "what",
        "These are 51 choices, and 50 is the most",
    ),
]


@pytest.mark.parametrize(("typed", "field", "message"), WRONG)
def test_what_is_wrong_is_said_with_a_link_to_its_field(
    client: Client, typed: dict[str, Any], field: str, message: str
) -> None:
    answer = client.post("/subscribe/", {**ANN, **typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert re.search(rf'<a href="#{field}">[^<]*{re.escape(message)}', page), page
    assert field == "id_narrow" or f'id="{field}"' in page
    assert not Wish.objects.exists()


def test_a_narrower_choice_is_added_and_another_named_without_a_wish(client: Client) -> None:
    typed = {**ANN, "states": ["FR"], "all-state": "DE", "all-words": "<b>hubs</b>", "add": "1"}
    answer = client.post("/subscribe/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and not Wish.objects.exists()
    assert "State: Germany; with the words “&lt;b&gt;hubs&lt;/b&gt;”" in page
    assert 'value="ann@example.org"' in page and re.search(r'value="FR"[^>]*checked', page)
    assert 'value="&lt;b' not in page
    kept = re.findall(r'name="narrow" value="([^"]+)"', page)
    assert kept == ["state=DE&amp;words=&lt;b&gt;hubs&lt;/b&gt;"]


def test_adding_what_never_fits_says_so_and_keeps_it(client: Client) -> None:
    typed = {**ANN, "all-kind": "signature", "all-state": "DE", "add": "1"}
    answer = client.post("/subscribe/", typed)
    assert answer.status_code == 400
    assert b"no topic and no state" in answer.content


def test_adding_nothing_sends_the_form(client: Client) -> None:
    client.post("/subscribe/", {**ANN, "everything": "on", "add": "1"})
    assert wished().choices == (Choice(),)


def ticked(page: str) -> list[str]:
    """The values of what is preset."""
    found = re.findall(r'<input type="checkbox"[^>]*value="([^"]+)"[^>]*checked', page)
    return found + re.findall(r'<option value="([^"]+)" selected', page)


@pytest.mark.parametrize(
    ("query", "preset"),
    [
        ("", []),
        (f"?proposal={SLUG}", [SLUG]),
        ("?state=de", ["DE"]),
        ("?state=uk", []),
        ("?topic=return_hubs", ["return_hubs"]),
        (f"?proposal={SLUG}&topic=return_hubs", [SLUG, "return_hubs"]),
        (f"?proposal={SLUG}&state=XX", []),
        ("?state=GB", []),
        ("?proposal=nonsense&everything=1&narrow=x", []),
    ],
)
def test_a_link_presets_what_it_names(client: Client, query: str, preset: list[str]) -> None:
    answer = client.get(f"/subscribe/{query}")
    found = [value for value in ticked(answer.content.decode()) if value not in _HOW]
    assert answer.status_code == 200
    assert found == preset
    assert ('<details id="narrower" open>' in answer.content.decode()) is (len(preset) == 2)


_HOW = {"Europe/Brussels", "0", "en", "instant"}


def test_pages_link_to_what_they_are_about(client: Client) -> None:
    make.position(make.proposal("2018/0329(COD)"), "DE")
    for path, wanted in {
        "/states/DE/": "?state=DE",
        "/proposals/2018-0329-COD/": "?proposal=2018-0329-COD",
        "/proposals/2018-0329-COD/positions/": "?proposal=2018-0329-COD&amp;topic=return_hubs",
    }.items():
        assert f'href="/subscribe/{wanted}"' in client.get(path).content.decode()
    assert "Follow what" not in client.get("/states/GB/").content.decode()


def test_preferences_show_what_is_followed_and_change_it(client: Client) -> None:
    who = subscriber(client)
    later(who)
    mixed = Choice(proposal=SLUG, topic="return_hubs")
    chosen = Preferences(
        (Choice(state="DE"), mixed), Rhythm.DAILY, time(7, 5), 2, "Asia/Tokyo", Language.FR, False
    )
    alerts.set_preferences(who, chosen)
    send(client, "/manage/", {"address": who.address})
    address = link(EmailKind.PREFERENCES, "manage")
    page = client.get(address).content.decode()
    assert set(ticked(page)) >= {"DE", mixed.key.replace("&", "&amp;"), "Asia/Tokyo", "2", "fr"}
    assert "What Germany says" in page and "topic: Return hubs" in page
    assert 'value="07:05"' in page and not re.search(r'name="warns"[^>]*checked', page)
    client.post(address, {"states": ["FR"], "rhythm": "instant"})
    who.refresh_from_db()
    assert [row.key for row in who.subscriptions.all()] == ["state=FR"]
    assert who.rhythm == Rhythm.INSTANT


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("proposal=zzz", "File, “zzz”: This is not followed here."),
        ("state=zz", "State, “zz”: This is not followed here."),
        ("state=GB", "State, “GB”: This is not followed here."),
        ("topic=zzz", "Topic of a position, “zzz”: This is not followed here."),
        ("stage=zzz", "Stage of the procedure, “zzz”: This is not followed here."),
        ("kind=<b>", "Kind of news, “&lt;b&gt;”: This is not followed here."),
        ("provision=zzz", "Article, “zzz”: This is not one article."),
        (f"words={'x' * 101}", "Words, “xxx"),
        ("stage=trilogues&topic=return_hubs", "Kind of news: "),
    ],
)
def test_a_link_to_what_cannot_be_followed_says_so_and_fills_in_nothing(
    client: Client, query: str, said: str
) -> None:
    answer = client.get(f"/subscribe/?proposal={SLUG}&{query}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "nothing is filled in" in page
    assert not re.search(r"<(input|option)[^>]* (checked|selected)[^>]*(DE|2025-0059-COD)", page)
    assert "nothing is filled in" not in client.get(f"/subscribe/?proposal={SLUG}").content.decode()
