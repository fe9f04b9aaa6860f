"""The mails as a phone shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from legislation import mail
from legislation.domain.words import Kind
from legislation.models import Email, Proposal, Subscriber
from tests import make
from tests.browser.conftest import Opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

#: As long as a signed link is.
TOKEN = "eyJzdWJzY3JpYmVyIjoxLCJhc2tlZF9hdCI6IjIwMjYtMTEtMjRUMjI6MDA6MDAuMDAwMDAwKzAwOjAwIn0:" * 2


def confirmation(subscriber: Subscriber, file: Proposal) -> Email:
    return mail.confirmation(subscriber, TOKEN)


def preferences(subscriber: Subscriber, file: Proposal) -> Email:
    return mail.preferences(subscriber, TOKEN)


def alert(subscriber: Subscriber, file: Proposal) -> Email:
    copy = make.snapshot(make.source())
    address = f"https://publications.europa.eu/resource/cellar/{'0123456789abcdef' * 6}"
    event = make.event(
        file,
        Kind.SIGNATURE,
        date(2026, 11, 3),
        title="Verordnungsvorschlagsunterzeichnungsfeierlichkeiten in Strasbourg",
        proofs=[make.proof(address=address, snapshot=copy)],
    )
    return mail.alert(event.changes.get(), subscriber, ["Return Regulation"])


@pytest.mark.parametrize("written", [confirmation, preferences, alert])
def test_no_mail_scrolls_sideways_on_a_phone(
    opens: Opens, written: Callable[[Subscriber, Proposal], Email]
) -> None:
    now = timezone.now()
    subscriber = Subscriber.objects.create(
        address="reader@example.org", token="t" * 22, created_at=now, asked_at=now
    )
    subscriber.subscriptions.create(created_at=now)
    page = opens("http://127.0.0.1", viewport={"width": 360, "height": 640})
    page.set_content(written(subscriber, make.proposal()).html)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
