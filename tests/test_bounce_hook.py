"""Returned mails that another program hands in: signed, fresh, and each once."""

from __future__ import annotations

import hmac
import random
import secrets
import time

import pytest
from django.test import Client
from pytest_django import Settings

from legislation.domain.words import SubscriberState, SuspendedFor
from legislation.models import Bounce
from tests.test_bounces import reader, sent, stands
from tests.test_returned import returned

pytestmark = pytest.mark.django_db

HOOK = "/hooks/bounces/"
SECRET = secrets.token_hex(32)


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.BOUNCE_SECRET = SECRET


def post(
    body: bytes, *, secret: str = SECRET, moment: str = "", signed: str | None = None
) -> tuple[int, str]:
    """One request, signed as the page wants it unless told otherwise."""
    moment = moment or str(int(time.time()))
    right = hmac.new(secret.encode(), moment.encode() + b"." + body, "sha256").hexdigest()
    answer = Client(enforce_csrf_checks=True).post(
        HOOK,
        body,
        content_type="message/rfc822",
        headers={
            "X-Timestamp": moment,
            "X-Signature": f"sha256={right}" if signed is None else signed,
        },
    )
    return answer.status_code, answer.content.decode().strip()


def test_a_signed_report_is_taken_and_a_replayed_one_known() -> None:
    person = reader()
    sent(person)
    moment = str(int(time.time()))
    answers = [post(returned("postfix_unknown_user"), moment=moment) for _ in range(11)]
    assert answers == [(200, "taken")] + [(200, "known already")] * 10
    assert stands(person) == (SubscriberState.SUSPENDED, SuspendedFor.NO_MAILBOX)
    assert Bounce.objects.count() == 1


def test_of_a_hundred_that_are_forged_none_has_an_effect() -> None:
    person = reader()
    sent(person)
    body, of = returned("postfix_unknown_user"), random.Random(2104)
    for number in range(100):
        old = str(int(time.time()) - 301 - number)
        forged = [
            {"secret": secrets.token_hex(32)},
            {"signed": ""},
            {"signed": "sha256=" + "".join(of.choices("0123456789abcdef", k=64))},
            {"signed": "sha256=é"},
            {"moment": old},
            {"moment": str(int(time.time()) + 400)},
            {"moment": "soon"},
            {"moment": "²" * 3},
            {"moment": "9" * 40},
            {"secret": ""},
        ][number % 10]
        for _ in range(10):
            assert post(body, **forged)[0] == 403
    assert stands(person) == (SubscriberState.ACTIVE, "") and not Bounce.objects.exists()


def test_a_signature_covers_the_moment_and_the_body() -> None:
    body, now = returned("arf_abuse"), int(time.time())
    right = hmac.new(SECRET.encode(), f"{now}.".encode() + body, "sha256").hexdigest()
    signed = f"sha256={right}"
    assert post(body, moment=str(now), signed=signed)[0] == 200
    assert post(body, moment=str(now + 1), signed=signed)[0] == 403
    assert post(body + b"\n", moment=str(now), signed=signed)[0] == 403
    assert post(body, moment=str(now), signed=right)[0] == 403


def test_without_a_secret_there_is_no_such_page(settings: Settings) -> None:
    settings.BOUNCE_SECRET = ""
    assert post(returned("arf_abuse"), secret="")[0] == 404


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 5_000_000])
def test_what_is_too_large_is_not_read(size: int) -> None:
    assert post(b"x" * size, secret="wrong")[0] == 413


def test_only_a_post_is_answered() -> None:
    assert Client().get(HOOK).status_code == 405


def test_what_is_no_mail_is_said_to_be_none() -> None:
    nested = b"Content-Type: message/rfc822\n\n" * 1000
    assert post(nested)[0] == 400
    assert post(b"hello") == (200, "no return")
    assert post(b"") == (200, "no return")
