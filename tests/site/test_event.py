"""The page of one event: what it says, what proves it, how it came to be."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from legislation import evidence, timeline
from legislation.domain.words import Confidence, Kind, Origin
from legislation.journal import Author
from legislation.models import Event
from tests import make

pytestmark = pytest.mark.django_db

SOURCE = Author(Origin.SOURCE, run="eurlex 1")


def page(client: Client, event: Event, status: int = 200) -> str:
    answer = client.get(event.get_absolute_url())
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.fixture
def event() -> Event:
    return make.event(
        make.proposal(), Kind.EP_FIRST_READING, date(2026, 6, 17), title="Plenary adopts"
    )


def test_it_says_what_when_and_who(client: Client, event: Event) -> None:
    timeline.amend_event(event, {"body": "European Parliament / plenary"}, make.EDITOR)
    text = page(client, event)
    assert "<h1>Plenary adopts</h1>" in text
    assert '<time datetime="2026-06-17">17 June 2026</time>' in text
    assert "European Parliament / plenary" in text


def test_each_source_stands_with_its_own_words_and_its_stored_copy(
    client: Client, event: Event
) -> None:
    source = make.source()
    copy = make.snapshot(source)
    proof = make.proof(
        address=source.address,
        confidence=Confidence.MEDIUM,
        says={"label": "EP position", "date": "2026-06-18"},
        passage="The House approved the text.",
        source=source,
        identifier="1",
        snapshot=copy,
    )
    evidence.confirm(event, [proof], SOURCE)
    text = page(client, event)
    assert "EP position" in text
    assert "18 June 2026" in text
    assert "The House approved the text." in text
    assert "Medium confidence: one good secondary source" in text
    assert f"/snapshots/{copy.pk}/" in text
    assert copy.blob_id in text
    assert "Confirmed by a further source" in text


def test_an_open_conflict_shows_both_values(client: Client, event: Event) -> None:
    conflict = make.conflict(event, "2026-06-18")
    text = page(client, event)
    assert "Sources differ" in text
    assert "17 June 2026</q>" in text
    assert "18 June 2026</q>" in text
    evidence.close_conflict(conflict, make.EDITOR.because("The minutes say the 17th."))
    assert "Sources differ" not in page(client, event)


def test_the_history_says_when_what_and_why(client: Client, event: Event) -> None:
    timeline.amend_event(
        event, {"happened_on": date(2026, 6, 18)}, make.EDITOR.because("The minutes say so.")
    )
    text = page(client, event)
    assert "Amended" in text
    assert "The minutes say so." in text
    assert "<del>17 June 2026</del> became <ins>18 June 2026</ins>" in text


def test_a_retracted_event_keeps_a_page_that_says_so(client: Client, event: Event) -> None:
    timeline.retract_event(event, make.EDITOR.because("It belongs to another file."))
    text = page(client, event, 410)
    assert "taken back on" in text
    assert "because: It belongs to another file." in text
    assert "<h1>Plenary adopts</h1>" in text
    assert "17 June 2026" in text
    timeline.restore_event(event, make.EDITOR.because("It belongs here."))
    assert "taken back" not in page(client, event)


def test_a_retracted_event_around_the_files_says_so_too(client: Client) -> None:
    around = make.event(None, Kind.SUMMIT_DECLARATION)
    timeline.retract_event(around, make.EDITOR.because("Nobody met."))
    assert "because: Nobody met." in page(client, around, 410)


def test_a_link_that_was_never_opened_was_never_seen(client: Client, event: Event) -> None:
    text = page(client, event)
    assert "On record since <time" in text
    assert "First seen" not in text
    source = make.source()
    read = make.proof(source=source, identifier="1", snapshot=make.snapshot(source))
    evidence.confirm(event, [read], SOURCE)
    assert page(client, event).count("First seen") == 1


def test_the_loading_of_the_curated_record_is_told_once(client: Client) -> None:
    author = Author(Origin.BASELINE, run="baseline", why="The curated record.")
    text = page(client, make.event(make.proposal(author=author), author=author))
    assert "Recorded when the curated record was loaded, <time" in text
    assert "The curated record." not in text


def test_one_abstention_is_one(client: Client, event: Event) -> None:
    votes = {"votes_for": 418, "votes_against": 218, "abstentions": 1}
    timeline.amend_event(event, votes, make.EDITOR)
    assert "<b>1</b> abstention</span>" in page(client, event)


def test_an_expected_step_says_that_its_day_is_not_known(client: Client) -> None:
    expected = make.event(make.proposal(), Kind.SIGNATURE, None)
    text = page(client, expected)
    assert "day not known" in text
    assert "not on record that this has happened" in text


def test_what_a_source_says_is_never_markup(client: Client) -> None:
    wicked = make.event(
        make.proposal(),
        title="<script>alert(1)</script>",
        proofs=[make.proof(passage="<img src=x onerror=alert(1)>")],
    )
    text = page(client, wicked)
    assert "<script>" not in text
    assert "<img" not in text


def test_an_unknown_event_is_not_found(client: Client, event: Event) -> None:
    assert client.get("/proposals/2025-0059-COD/events/no-such/").status_code == 404
    assert client.get("/context/no-such/").status_code == 404
