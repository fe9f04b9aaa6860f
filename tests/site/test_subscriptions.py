"""Following by mail: only a POST acts, and no answer tells whether an address is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legislation import alerts
from legislation.domain.words import EmailKind, SubscriberState
from legislation.models import Consent, Email, Proposal, Subscriber, Wish
from legislation.pages.subscriptions import CONSENT
from tests import make

pytestmark = pytest.mark.django_db

WISH = {"address": "Ann@Example.org", "everything": "on"}


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


def link(kind: EmailKind, path: str) -> str:
    """The address in the newest mail of that kind."""
    text = Email.objects.filter(kind=kind).latest("pk").text
    found = re.search(rf"/{path}/\S+", text)
    assert found
    return found.group()


def send(client: Client, path: str, wish: Mapping[str, object]) -> None:
    """Send a form, and let the clock follow it up."""
    assert client.post(path, wish).status_code == 200
    alerts.take_wishes()


def subscriber(client: Client) -> Subscriber:
    """Somebody who asked and confirmed."""
    send(client, "/subscribe/", WISH)
    client.post(link(EmailKind.CONFIRMATION, "confirm"))
    found = Subscriber.objects.get()
    assert found.state == SubscriberState.ACTIVE
    return found


def later(who: Subscriber) -> None:
    """Let an hour pass for the subscriber."""
    hours = timezone.now() - timedelta(hours=2)
    Subscriber.objects.filter(pk=who.pk).update(asked_at=hours)
    Wish.objects.update(asked_at=hours, taken_at=hours)


def test_the_form_shows_the_consent_above_the_button(client: Client, file: Proposal) -> None:
    page = client.get("/subscribe/").content.decode()
    assert page.index(str(CONSENT)) < page.index("<button>Send me")
    assert file.short_title in page


def test_the_form_is_preset_by_the_page_it_was_opened_from(client: Client, file: Proposal) -> None:
    page = client.get("/subscribe/?proposal=2025-0059-COD").content.decode()
    assert re.search(r'value="2025-0059-COD"[^>]*checked', page)


def test_asking_mails_a_confirmation_and_keeps_the_wording(client: Client, file: Proposal) -> None:
    send(client, "/subscribe/", {"address": "ann@example.org", "proposals": [file.slug]})
    who = Subscriber.objects.get()
    assert who.state == SubscriberState.UNCONFIRMED
    proof = Consent.objects.get(subscriber=who)
    assert (proof.wording, proof.form, proof.language) == (str(CONSENT), "/subscribe/", "en")
    assert who.subscriptions.get().proposal == file


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"address": "ann@", "everything": "on"}, "This is not an e-mail address."),
        ({"address": "=?utf-8?q?x=0a?=@example.org", "everything": "on"}, "not an e-mail address."),
        ({"address": "=?utf-8?b?$?=@example.org", "everything": "on"}, "not an e-mail address."),
        ({"address": "=?utf-8?q?ann?=@example.org", "everything": "on"}, "not an e-mail address."),
        ({"address": "", "everything": "on"}, "Type your e-mail address."),
        ({"address": "ann@example.org"}, "at least one file, or everything."),
        (
            {"address": "ann@example.org", "proposals": ["2099-0001-COD"]},
            "One of the files is not followed here.",
        ),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    client: Client, file: Proposal, wish: dict[str, str], message: str
) -> None:
    answer = client.post("/subscribe/", wish)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert message in page
    assert f'value="{wish["address"]}"' in page or not wish["address"]
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("prefix", "word"), [("", "Error:"), ("/fr", "Erreur\xa0:"), ("/de", "Fehler:")]
)
def test_the_title_says_first_that_something_is_wrong(
    client: Client, prefix: str, word: str
) -> None:
    assert f"<title>{word} " not in client.get(f"{prefix}/subscribe/").content.decode()
    for address in ("subscribe", "manage"):
        page = client.post(f"{prefix}/{address}/", {"address": "ann"}).content.decode()
        assert f"<title>{word} " in page
        assert '<div class="banner" role="alert" tabindex="-1" autofocus>' in page


@pytest.mark.parametrize("address", ["o'neil+eu@example.org", "ann@b\u00fccher.example"])
def test_an_unusual_address_is_taken(client: Client, file: Proposal, address: str) -> None:
    send(client, "/subscribe/", {**WISH, "address": address})
    assert Subscriber.objects.get().address == address


def test_opening_the_confirmation_link_confirms_nothing(client: Client, file: Proposal) -> None:
    send(client, "/subscribe/", WISH)
    address = link(EmailKind.CONFIRMATION, "confirm")
    for answer in (client.get(address), client.head(address)):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert Subscriber.objects.get().state == SubscriberState.UNCONFIRMED
    assert client.post(address).status_code == 200
    assert Subscriber.objects.get().state == SubscriberState.ACTIVE
    assert client.post(address).status_code == 200


@pytest.mark.parametrize("address", ["/confirm/nonsense/", "/manage/nonsense/"])
def test_a_link_that_is_over_says_what_to_do(client: Client, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert b"/subscribe/" in answer.content


def test_the_forms_refuse_a_post_from_elsewhere(file: Proposal) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/subscribe/", "/manage/"):
        answer = strict.post(address, WISH)
        assert answer.status_code == 403
        assert b"Please try again" in answer.content


def test_preferences_are_changed_by_post_alone(client: Client, file: Proposal) -> None:
    who = subscriber(client)
    later(who)
    send(client, "/manage/", {"address": who.address})
    address = link(EmailKind.PREFERENCES, "manage")
    page = client.get(address)
    assert "no-store" in page["Cache-Control"]
    assert who.subscriptions.get().proposal is None
    assert client.post(address, {"proposals": [file.slug]}).status_code == 200
    assert who.subscriptions.get().proposal == file


def test_choosing_nothing_is_answered_and_changes_nothing(client: Client, file: Proposal) -> None:
    who = subscriber(client)
    later(who)
    send(client, "/manage/", {"address": who.address})
    answer = client.post(link(EmailKind.PREFERENCES, "manage"), {})
    assert answer.status_code == 400
    assert b"at least one file, or everything" in answer.content
    assert who.subscriptions.count() == 1


def test_everything_can_be_ended_from_the_preferences(client: Client, file: Proposal) -> None:
    who = subscriber(client)
    later(who)
    send(client, "/manage/", {"address": who.address})
    client.post(link(EmailKind.PREFERENCES, "manage"), {"end": "1"})
    who.refresh_from_db()
    assert who.state == SubscriberState.ENDED


def test_opening_the_unsubscribe_link_ends_nothing(client: Client, file: Proposal) -> None:
    who = subscriber(client)
    for answer in (client.get(f"/u/{who.token}/"), client.head(f"/u/{who.token}/")):
        assert answer.status_code == 200
        assert not answer.cookies
    who.refresh_from_db()
    assert who.state == SubscriberState.ACTIVE


def test_a_link_that_was_used_says_so(client: Client, file: Proposal) -> None:
    who = subscriber(client)
    confirmed = client.get(link(EmailKind.CONFIRMATION, "confirm")).content.decode()
    assert "Already confirmed" in confirmed
    assert "<button" not in confirmed
    client.post(f"/u/{who.token}/")
    ended = client.get(f"/u/{who.token}/").content.decode()
    assert "Nothing is sent to you any more." in ended
    assert "follow again" in ended
    assert "<button" not in ended


def test_one_click_of_a_mail_program_ends_it_at_once_and_again(
    client: Client, file: Proposal
) -> None:
    who = subscriber(client)
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(
            f"/u/{who.token}/",
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 200
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        who.refresh_from_db()
        assert who.state == SubscriberState.ENDED


def test_an_unknown_unsubscribe_link_is_not_found(client: Client) -> None:
    assert client.get("/u/nobody/").status_code == 404
    assert client.post("/u/nobody/").status_code == 404


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/subscribe/").status_code == 405
    assert client.delete("/u/x/").status_code == 405
