"""The mails as a phone shows them, and their links as a browser opens them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from legislation import council, mail
from legislation.domain.words import Kind, Origin, Stance, Verb
from legislation.journal import Author
from legislation.models import Change, Letter, Population, Proposal, Subscriber
from tests import every_mail, make, tables
from tests.browser.conftest import Opens
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

KEY = "proposal=2025-0059-COD"
#: As long as a signed link is.
TOKEN = "eyJzdWJzY3JpYmVyIjoxLCJhc2tlZF9hdCI6IjIwMjYtMTEtMjRUMjI6MDA6MDAuMDAwMDAwKzAwOjAwIn0:" * 2


def confirmation(subscriber: Subscriber, file: Proposal) -> Letter:
    return mail.confirmation(subscriber, TOKEN)


def preferences(subscriber: Subscriber, file: Proposal) -> Letter:
    return mail.preferences(subscriber, TOKEN)


def alert(subscriber: Subscriber, file: Proposal) -> Letter:
    copy = make.snapshot(make.source())
    address = f"https://publications.europa.eu/resource/cellar/{'0123456789abcdef' * 6}"
    event = make.event(
        file,
        Kind.SIGNATURE,
        date(2026, 11, 3),
        title="Verordnungsvorschlagsunterzeichnungsfeierlichkeiten in Strasbourg",
        proofs=[make.proof(address=address, snapshot=copy)],
    )
    return mail.alert(mail.Item(event.changes.get(), (KEY,)), subscriber.language)


def stance(subscriber: Subscriber, file: Proposal) -> Letter:
    make.state("SK", "Slovakia, a state with a name as long as any")
    make.topic(label="Recognition of other states' return decisions / European Return Order")
    row = make.position(
        file,
        "SK",
        Stance.SUPPORT_WITH_RESERVATIONS,
        quote="Rückkehrentscheidungsanerkennungsverfahrensvorschriften" * 2,
        proofs=[make.proof(address=f"https://example.org/{'0123456789abcdef' * 6}")],
    )
    return mail.alert(mail.Item(row.changes.get(), (KEY,)), subscriber.language)


def shift(subscriber: Subscriber, file: Proposal) -> Letter:
    topic = make.topic(
        label="Recognition of other states' return decisions / European Return Order"
    )
    author = Author(Origin.EDITOR, tells=True)
    for number in range(27):
        code = f"{'ABC'[number // 9]}{number % 9}"
        state = make.state(code, f"The Republic of {code}")
        row = Population(state=state, year=2025, share=370)
        council.record_population(row, [make.proof()], author)
        make.position(file, code, topic=topic, author=author)
    change = Change.objects.filter(verb=Verb.SHIFTED).latest("sequence")
    return mail.alert(mail.Item(change, (KEY,)), subscriber.language)


@pytest.mark.parametrize("written", [confirmation, preferences, alert, stance, shift])
def test_no_mail_scrolls_sideways_on_a_phone(
    opens: Opens, written: Callable[[Subscriber, Proposal], Letter]
) -> None:
    now = timezone.now()
    subscriber = Subscriber.objects.create(
        address="reader@example.org", token="t" * 22, mark="m", created_at=now, asked_at=now
    )
    subscriber.subscriptions.create(created_at=now)
    page = opens("http://127.0.0.1", viewport={"width": 360, "height": 640})
    page.set_content(written(subscriber, make.proposal()).html)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.django_db(transaction=True)
def test_no_link_of_any_mail_changes_a_row_when_a_browser_that_runs_scripts_opens_it(
    opens: Opens, live: str
) -> None:
    every_mail.mail_all()
    page = opens(live)
    watch = Watch(page, live)
    before = tables.dump()
    for path in sorted(every_mail.links()):
        answer = page.goto(path, wait_until="networkidle")
        assert answer is not None and answer.status == every_mail.status_of(path), path
    assert tables.dump() == before
    assert watch.nothing, watch
