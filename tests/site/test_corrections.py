"""The log of corrections: what is one, what it says of it, and that it stays quick."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, evidence, news, timeline
from legislation.domain.words import EmailState, Institution, Kind, Origin, Stance, Verb
from legislation.journal import Author
from legislation.models import Change, Event, Notice, Proposal, Subscriber
from legislation.pages.corrections import corrected
from tests import make
from tests.test_follow_ups import crowd

pytestmark = pytest.mark.django_db

WHY = make.EDITOR.because("The minutes say so.")


def text_of(client: Client, address: str = "/corrections/", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"</?(?:time|del|ins)[^>]*>", "", " ".join(answer.content.decode().split()))


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


@pytest.fixture
def event(file: Proposal) -> Event:
    return make.event(
        file, Kind.EP_FIRST_READING, date(2026, 6, 17), votes_for=400, votes_against=200
    )


def test_nothing_was_corrected_yet(client: Client, event: Event) -> None:
    assert "Nothing has been corrected yet." in text_of(client)


def test_it_says_what_was_said_what_stands_and_why(client: Client, event: Event) -> None:
    values = {
        "votes_for": 418,
        "happened_on": date(2026, 6, 18),
        "institutions": [Institution.EP],
        "kind": Kind.EP_SECOND_READING,
    }
    timeline.amend_event(event, values, WHY)
    page = text_of(client)
    assert "Votes</dt><dd>We said 400 for, 200 against, abstentions not known; it became" in page
    assert "it became 418 for, 200 against, abstentions not known" in page
    assert "We said 17 June 2026; it became 18 June 2026" in page
    assert "We said nobody named; it became European Parliament" in page
    assert "it became Parliament at second reading" in page
    assert "The minutes say so." in page
    assert f'href="{event.get_absolute_url()}"' in page
    assert "nobody, by mail" in page


def test_what_changes_nothing_for_a_reader_is_no_correction(file: Proposal, event: Event) -> None:
    timeline.amend_event(event, {"title": "Adopted", "detail": "By a wide margin."}, WHY)
    evidence.confirm(event, [make.proof(address="https://example.org/b")], WHY)
    planned = make.event(file, Kind.SIGNATURE, None)
    timeline.amend_event(planned, {"happened_on": date(2026, 7, 1), "expected": False}, WHY)
    loaded = Author(Origin.BASELINE, run="baseline", why="The curated record.")
    timeline.amend_event(event, {"votes_for": 401}, loaded)
    said = make.position(file)
    council.correct_position(said, {"summary": "It says so, indeed."}, WHY)
    assert not corrected().exists()


def test_the_database_and_the_mails_agree_on_what_differs(file: Proposal, event: Event) -> None:
    amendments: list[dict[str, Any]] = [
        {"votes_for": 418},
        {"abstentions": 3},
        {"abstentions": None, "title": "Adopted"},
        {"institutions": [Institution.EP, Institution.CONSIL]},
        {"institutions": [Institution.EP], "detail": "Yes."},
        {"body": "Plenary"},
        {"precision": "month"},
        {"document_references": ["PE 1"]},
        {"votes_for": None, "votes_against": None},
    ]
    for values in amendments:
        timeline.amend_event(event, values, WHY)
    said = make.position(file)
    for values in ({"stance": Stance.OPPOSE}, {"quote": "No."}, {"stated_on": date(2025, 6, 2)}):
        said = council.correct_position(said, values, WHY)
    release = make.press_release(file)
    evidence.amend(release, {"title": "Another"}, WHY)
    evidence.amend(release, {"published_on": date(2026, 10, 2)}, WHY)
    rows = Change.objects.filter(verb__in=[Verb.AMENDED, Verb.CORRECTED])
    facts = {row.pk: news.fact_of(row) for row in rows}
    expected = {
        row.pk
        for row in rows
        if (fact := facts[row.pk]) and news.differs(fact, row.before or {}, row.after or {})
    }
    assert len(expected) == 10
    assert set(corrected().values_list("pk", flat=True)) == expected


def test_a_statement_that_is_withdrawn_is_one_entry(client: Client, file: Proposal) -> None:
    first = make.position(file, "ES", Stance.SUPPORT)
    second = council.correct_position(first, {"stance": Stance.OPPOSE}, WHY)
    council.retract_position(second, make.EDITOR.because("Another state said it."))
    page = text_of(client)
    assert page.count('<p class="what">') == corrected().count() == 2
    assert "Stance</dt><dd>We said Support; it became Oppose" in page
    assert "Withdrawn: <a" in page
    assert "We said Oppose, ES, return_hubs, 1 June 2025; it became withdrawn" in page
    council.restore_position(second, make.EDITOR.because("It did."))
    assert "Stands again: <a" in text_of(client)
    assert corrected().count() == 3


def test_it_counts_the_readers_whose_mail_was_handed_over(client: Client, event: Event) -> None:
    crowd(3)
    change = timeline.amend_event(event, {"votes_for": 418}, WHY)
    assert change is not None
    moment = timezone.now()
    mails = [make.email(state=EmailState.SENT, sent_at=moment) for _ in range(2)]
    for person, email in zip(Subscriber.objects.all(), [*mails, make.email()], strict=True):
        Notice.objects.create(subscriber=person, change=change, due_at=moment, email=email)
    assert "2 readers, by mail" in text_of(client)


def test_the_log_and_the_feed_ask_as_much_for_many_as_for_one(
    client: Client, file: Proposal
) -> None:
    asked: dict[str, list[int]] = {"/corrections/": [], "/corrections/feed/": []}
    for number in (1, 19):
        for _ in range(number):
            made = make.event(file, Kind.OTHER, date(2026, 6, 1))
            timeline.amend_event(made, {"happened_on": date(2026, 6, 2)}, WHY)
            council.correct_position(make.position(file), {"stance": Stance.OPPOSE}, WHY)
        for address, counts in asked.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert asked == {"/corrections/": [4, 4], "/corrections/feed/": [3, 3]}


def test_fifty_stand_on_a_page(client: Client, event: Event) -> None:
    for votes in range(51):
        timeline.amend_event(event, {"votes_for": 500 + votes}, WHY)
    first, second = text_of(client), text_of(client, "/corrections/?page=2")
    assert (first.count('<p class="what">'), second.count('<p class="what">')) == (50, 1)
    assert "51 corrections, page 1 of 2" in first
    assert "Older corrections" in first and "Newer corrections" in second
    nonsense = text_of(client, "/corrections/?page=nonsense")
    assert nonsense.partition("<main")[2] == first.partition("<main")[2]


def test_the_feed_is_atom_with_an_entry_for_each(client: Client, event: Event) -> None:
    for votes in (401, 402):
        timeline.amend_event(event, {"votes_for": votes}, WHY)
    timeline.retract_event(event, make.EDITOR.because("It was <b>another</b> file's."))
    answer = client.get("/corrections/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = ElementTree.fromstring(answer.content).findall("a:entry", space)  # noqa: S314  # our own
    assert [entry.findtext("a:title", "", space).split(":")[0] for entry in entries] == [
        "Withdrawn",
        "Corrected",
        "Corrected",
    ]
    assert len({entry.findtext("a:id", "", space) for entry in entries}) == 3
    assert "“401 for" in entries[1].findtext("a:summary", "", space)
