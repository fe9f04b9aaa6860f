"""What may be ours waits for a person, and is asked once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from legislation import review
from legislation.domain.words import Institution, Origin
from legislation.journal import Author
from legislation.models import Change, PressRelease, Suggestion
from scrapers import apply
from scrapers.records import ListingRecord, ReleaseRecord
from tests import make

pytestmark = pytest.mark.django_db

DESK = Author(Origin.EDITOR, why="It is about the hubs of this file.", tells=True)
READER = Author(Origin.SOURCE, run="scrape run 1")
HUBS = ReleaseRecord(
    title="Migration: ministers discuss return hubs",
    address="https://www.consilium.europa.eu/en/press/press-releases/2026/11/20/hubs/",
    day=timezone.localdate(),
    summary="A debate.",
)


@pytest.fixture
def waiting() -> Suggestion:
    """A release of which the words alone speak for the file."""
    make.proposal("2025/0059(COD)", press_phrases=["return regulation"])
    assert read(HUBS).suggested == 1
    return Suggestion.objects.get()


def read(*items: ReleaseRecord) -> apply.Result:
    source = make.source("council-press")
    return apply.apply(source, ListingRecord(items), make.snapshot(source), READER)


def test_what_only_speaks_of_returns_is_put_before_a_person_and_not_published(
    waiting: Suggestion,
) -> None:
    assert PressRelease.objects.count() == 0
    assert {reason["passage"].lower() for reason in waiting.reasons} >= {"return hubs"}
    assert waiting.score == sum(reason["points"] for reason in waiting.reasons)
    assert waiting.snapshot is not None


def test_the_same_is_asked_once_and_another_text_again(waiting: Suggestion) -> None:
    assert read(HUBS).suggested == 0
    other = ReleaseRecord(**{**vars(HUBS), "summary": "Another debate."})
    assert read(other).suggested == 1


def test_two_wordings_of_a_release_are_accepted_as_one(waiting: Suggestion) -> None:
    read(ReleaseRecord(**{**vars(HUBS), "summary": "Another debate."}))
    other = Suggestion.objects.exclude(pk=waiting.pk).get()
    first = review.accept(waiting, DESK, {})
    assert review.accept(other, DESK, {"title": "Return hubs"}) == first
    assert PressRelease.objects.get().title == HUBS.title
    assert not Suggestion.objects.waiting()


def test_what_was_rejected_does_not_come_back(waiting: Suggestion) -> None:
    review.reject(waiting, DESK)
    assert read(HUBS).suggested == 0
    assert (Suggestion.objects.waiting().count(), PressRelease.objects.count()) == (0, 0)


def test_what_was_accepted_is_a_release_with_its_proof_and_is_news(waiting: Suggestion) -> None:
    release = review.accept(waiting, DESK, {"title": "Ministers discuss return hubs"})
    proof = release.evidence.get()
    assert (proof.address, proof.snapshot) == (HUBS.address, waiting.snapshot)
    assert (release.title, release.institution) == (
        "Ministers discuss return hubs",
        Institution.CONSIL,
    )
    change = Change.objects.get(press_release=release)
    assert (change.why, change.alert) == (DESK.why, "waiting")
    found = read(HUBS)
    assert (found.suggested, found.created, PressRelease.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize("again", ["accept", "reject"])
def test_nobody_decides_twice(waiting: Suggestion, again: str) -> None:
    review.reject(waiting, DESK)
    more: list[Any] = [{}] if again == "accept" else []
    with pytest.raises(review.Decided, match="rejected on"):
        getattr(review, again)(waiting, DESK, *more)


def test_a_rejection_needs_a_reason(waiting: Suggestion) -> None:
    with pytest.raises(ValueError, match="Say why"):
        review.reject(waiting, Author(Origin.EDITOR))
