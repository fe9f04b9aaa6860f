"""An editor decides whether a release is about a file."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from legislation import review
from legislation.domain.words import Institution
from legislation.models import PressRelease, Suggestion
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> Suggestion:
    """A release with a word that speaks for the file, and markup in its title."""
    file = make.proposal()
    source = make.source("council-press")
    review.suggest(
        Suggestion(
            proposal=file,
            source=source,
            snapshot=make.snapshot(source),
            institution=Institution.CONSIL,
            title="Ministers discuss <b>Return hubs</b>",
            summary="A debate.",
            address="https://www.consilium.europa.eu/en/press/press-releases/2026/11/20/hubs/",
            published_on=timezone.localdate(),
            score=35,
            reasons=[
                {"points": 35, "passage": "return hubs", "where": "title", "why": "words of ours"}
            ],
        )
    )
    return Suggestion.objects.get()


def decide(client: Client, suggestion: Suggestion, decision: str, **more: object) -> str:
    form = {
        "decision": decision,
        "proposal": suggestion.proposal_id,
        "title": suggestion.title,
        "summary": suggestion.summary,
        "why": "Read it.",
        **more,
    }
    address = f"/admin/legislation/suggestion/{suggestion.pk}/change/"
    return client.post(address, form, follow=True).content.decode()


def test_the_passage_is_highlighted_and_markup_is_text(anna: Client, waiting: Suggestion) -> None:
    page = anna.get(f"/admin/legislation/suggestion/{waiting.pk}/change/").content.decode()
    assert "&lt;b&gt;<mark>Return hubs</mark>&lt;/b&gt;" in page
    assert "+35 “return hubs”: words of ours, in the title" in page
    assert "Ministers discuss" in anna.get("/admin/").content.decode()


def test_accepting_records_what_the_editor_made_of_it(anna: Client, waiting: Suggestion) -> None:
    decide(anna, waiting, "accept", title="Ministers discuss return hubs")
    release = PressRelease.objects.get()
    assert (release.title, release.evidence.count()) == ("Ministers discuss return hubs", 1)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.why, str(waiting.decided_by)) == ("accepted", "Read it.", "anna")


def test_rejecting_publishes_nothing(anna: Client, waiting: Suggestion) -> None:
    decide(anna, waiting, "reject")
    waiting.refresh_from_db()
    assert (waiting.state, PressRelease.objects.count()) == ("rejected", 0)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"why": ""}, "Say why"),
        ({"title": ""}, "This field is required"),
        ({"decision": ""}, "Say w"),
    ],
)
def test_what_is_missing_is_said(
    anna: Client, waiting: Suggestion, more: dict[str, str], says: str
) -> None:
    assert says in decide(anna, waiting, **{"decision": "accept", **more})
    assert PressRelease.objects.count() == 0


def test_who_comes_second_is_told(anna: Client, root: Client, waiting: Suggestion) -> None:
    decide(anna, waiting, "reject", why="Another file.")
    page = decide(root, waiting, "accept")
    assert "anna has rejected this meanwhile: “Another file.”" in page
    assert PressRelease.objects.count() == 0
