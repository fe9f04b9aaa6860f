"""The feeds: what is in them, under which names, and that asking again costs little."""

from __future__ import annotations

from datetime import date
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from legislation import council, timeline
from legislation.domain.words import Confidence, Kind, Origin, Stance
from legislation.journal import Author
from legislation.models import Change, Event, Proposal
from tests import make

pytestmark = pytest.mark.django_db

LOADED = Author(Origin.BASELINE, run="baseline", why="The curated record.")
FILE = "/proposals/2025-0059-COD/feed/"


@pytest.fixture
def file() -> Proposal:
    return make.proposal(author=LOADED)


def read(client: Client, address: str = FILE) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    return found


def agreed(file: Proposal, **values: Any) -> Event:
    return make.event(
        file,
        Kind.COUNCIL_GENERAL_APPROACH,
        date(2025, 12, 8),
        title="Council agrees its position",
        **values,
    )


def test_an_entry_says_what_when_and_on_whose_word(
    client: Client, file: Proposal, settings: Settings
) -> None:
    event = agreed(file, detail="With <b>Spain</b> against.")
    entry = read(client).entries[0]
    change = event.changes.get()
    assert entry.title == "Council agrees its position"
    assert entry.link == settings.SITE_URL + event.get_absolute_url()
    assert entry.id == (
        f"tag:{settings.SITE_HOST},{change.recorded_at:%Y-%m-%d}:changes/{change.sequence}"
    )
    assert entry.updated == entry.published == change.recorded_at.isoformat()
    assert "Event, 8 December 2025, Return Regulation" in entry.summary
    assert "With &lt;b&gt;Spain&lt;/b&gt; against." in entry.summary
    assert '<a href="https://example.org/a">' in entry.summary


def test_the_feed_names_itself_its_page_and_its_author(
    client: Client, file: Proposal, settings: Settings
) -> None:
    agreed(file)
    feed = read(client, "/proposals/2025_59/feed/").feed  # another spelling of the reference
    links = {link.rel: link.href for link in feed.links}
    assert links["self"] == settings.SITE_URL + FILE
    assert links["alternate"] == settings.SITE_URL + file.get_absolute_url()
    assert feed.author == "Return Directive Tracker"
    assert feed.title.startswith("Return Regulation, 2025/0059(COD)")


def test_what_becomes_different_is_an_entry_of_its_own(client: Client, file: Proposal) -> None:
    event = agreed(file)
    first = read(client).entries[0]
    why = make.EDITOR.because("The minutes say so.")
    timeline.amend_event(event, {"title": "Council agrees", "happened_on": date(2025, 12, 9)}, why)
    timeline.retract_event(event, why)
    entries = read(client).entries
    assert [entry.title for entry in entries] == [
        "Retracted: Council agrees",
        "Amended: Council agrees",
        "Council agrees its position",  # as it was said then
    ]
    assert "8 December 2025" in entries[2].summary
    assert "Why: The minutes say so." in entries[1].summary
    assert entries[2] == first


def test_the_last_steps_of_the_loaded_record_fill_up_a_feed_with_little_news(
    client: Client, file: Proposal
) -> None:
    for day in range(1, 13):
        make.event(file, Kind.OTHER, date(2025, 5, day), title=f"Day {day}", author=LOADED)
    make.event(file, Kind.SIGNATURE, None, author=LOADED)
    entries = read(client).entries
    assert [entry.title for entry in entries] == [f"Day {day}" for day in range(12, 2, -1)]
    assert not any("curated" in entry.summary for entry in entries)
    agreed(file)
    early = Event.objects.get(title="Day 11")
    timeline.amend_event(early, {"title": "Day eleven"}, make.EDITOR.because("A slip."))
    last = [f"Day {day}" for day in (12, *range(10, 3, -1))]
    titles = [entry.title for entry in read(client).entries]
    assert titles == ["Amended: Day eleven", "Council agrees its position", *last]


def test_an_entry_that_rests_on_a_doubtful_source_says_so_and_why(
    client: Client, file: Proposal
) -> None:
    digest = make.proof(confidence=Confidence.MEDIUM, note="The release was not read")
    lower = make.proof(confidence=Confidence.LOW, address="https://example.org/b", note="A rumour")
    agreed(file, proofs=[lower, digest])
    summary = read(client).entries[0].summary
    assert "Medium confidence: one good secondary source" in summary
    assert "The release was not read." in summary and "A rumour" not in summary
    french = read(client, f"/fr{FILE}").entries[0].summary
    assert '<span lang="en">The release was not read.</span>' in french


def test_an_entry_that_a_strong_source_bears_out_says_no_doubt(
    client: Client, file: Proposal
) -> None:
    weak = make.proof(confidence=Confidence.LOW, address="https://example.org/b", note="A rumour")
    agreed(file, proofs=[weak, make.proof()])
    summary = read(client).entries[0].summary
    assert "confidence" not in summary and "A rumour" not in summary


def test_a_state_has_what_it_said_and_a_topic_what_was_said_on_it(
    client: Client, file: Proposal
) -> None:
    hubs, whole = make.topic("return_hubs", label="Return hubs"), make.topic("whole_proposal")
    said = make.position(file, "DE", topic=hubs, summary="Germany is for it.")
    council.correct_position(said, {"stance": Stance.OPPOSE}, make.EDITOR.because("Misheard."))
    make.position(file, "FR", topic=whole)
    german = read(client, "/states/de/feed/")
    assert [entry.title for entry in german.entries] == [
        "Corrected: DE on: Return hubs",
        "DE on: Return hubs",
    ]
    assert "Support: Germany is for it." in german.entries[1].summary
    on_hubs = read(client, "/topics/return_hubs/feed/")
    assert [entry.id for entry in on_hubs.entries] == [entry.id for entry in german.entries]
    assert on_hubs.feed.link.endswith("/proposals/2025-0059-COD/positions/?topic=return_hubs")
    assert on_hubs.feed.subtitle == "Support means for."


def test_a_loaded_position_stands_in_until_there_is_news(client: Client, file: Proposal) -> None:
    make.position(file, "DE", author=LOADED, summary="Loaded.")
    for address in ("/states/DE/feed/", "/topics/return_hubs/feed/"):
        assert "Loaded." in read(client, address).entries[0].summary


def test_an_empty_feed_is_the_same_today_and_tomorrow(client: Client, file: Proposal) -> None:
    make.state("MT", "Malta")
    began = Change.objects.order_by("recorded_at").first()
    assert began is not None
    found = read(client, "/states/MT/feed/")
    assert found.entries == []
    assert found.feed.updated == began.recorded_at.isoformat()


def test_who_has_it_already_is_told_so(client: Client, file: Proposal) -> None:
    agreed(file)
    first = client.get(FILE)
    assert client.get(FILE).content == first.content
    same = client.get(FILE, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    since = client.get(FILE, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304
    agreed(file)
    assert client.get(FILE, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_what_cannot_be_written_in_xml_is_left_out(client: Client, file: Proposal) -> None:
    agreed(file, detail="Before \x0b and after.")
    assert "Before  and after." in read(client).entries[0].summary


def test_the_pages_name_their_feeds(client: Client, file: Proposal) -> None:
    make.position(file, "DE")
    for address, feed in {
        file.get_absolute_url(): FILE,
        "/states/DE/": "/states/DE/feed/",
        "/proposals/2025-0059-COD/positions/?topic=return_hubs": "/topics/return_hubs/feed/",
    }.items():
        page = client.get(address).content.decode()
        assert 'type="application/atom+xml" title="' in page
        assert f'href="{feed}"' in page


def test_queries_do_not_grow_with_the_news(client: Client, file: Proposal) -> None:
    counts = []
    for number in (1, 3, 20, 20):  # filled up with older steps, and full of news
        for _ in range(number):
            agreed(file)
            make.position(file, "DE")
        spent = []
        for address in (FILE, "/states/DE/feed/", "/topics/return_hubs/feed/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            spent.append(len(asked))
        counts.append(spent)
    assert counts[0] == counts[1] and counts[2] == counts[3]


@pytest.mark.parametrize(
    "address", ["/proposals/2024_1/feed/", "/states/XX/feed/", "/topics/no/feed/"]
)
def test_there_is_no_feed_of_nothing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(FILE).status_code == 405
