"""The recorded real pages, through the whole way, against the curated record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from legislation.domain.words import Outcome
from legislation.models import Change, Conflict, Email, Event, PressRelease, Proposal, Source
from scrapers import rounds
from scrapers.models import ScrapeRun
from scrapers.replay import Replay

pytestmark = [pytest.mark.django_db, pytest.mark.samples]

CELLAR, EURLEX = "cellar-2005-0167-cod", "eurlex-2005-0167-cod"


@pytest.fixture
def replayed(curated: None, samples: Path, settings: Settings) -> Iterator[None]:
    """The baseline, and the recorded pages over HTTP."""
    with Replay(samples, 0) as served:
        told = served.settings()
        settings.SOURCE_BASES = {
            site: told.get(f"{site.upper()}_BASE", "http://127.0.0.1:9")
            for site in settings.SOURCE_BASES
        }
        settings.SCRAPE_PAUSE_SECONDS = 0
        settings.SCRAPE_CONTACT = "tests@example.org"
        settings.SCRAPE_PRIVATE_TARGETS = True
        yield


def states() -> dict[str, str]:
    return dict(Source.objects.values_list("slug", "state"))


def public() -> set[tuple[object, ...]]:
    rows = Event.objects.public().exclude(proposal__reference="2005/0167(COD)")
    return set(rows.values_list("key", "title", "happened_on", "kind"))


def test_the_directives_own_file_is_read_and_nothing_else_changes(replayed: None) -> None:
    others, releases = public(), PressRelease.objects.count()
    curated = set(Event.objects.values_list("pk", "happened_on", "title"))
    rounds.read_due()

    assert {slug for slug, state in states().items() if state == "fine"} >= {
        CELLAR,
        EURLEX,
        "council-press",
    }
    # The recorded answers to queries are about acts: those looks meet another answer.
    lost = {s for s in states() if s.startswith(("cellar-20", "eurlex")) and "2005" not in s}
    assert {states()[slug] for slug in lost} == {"not_found"}
    assert all(Change.objects.for_staff().filter(source__slug=slug).exists() for slug in lost)
    assert (public(), PressRelease.objects.count()) == (others, releases)
    assert curated <= set(Event.objects.values_list("pk", "happened_on", "title"))


def test_what_the_record_lacked_has_its_copy_and_a_day_off_is_a_conflict(replayed: None) -> None:
    before = set(Event.objects.values_list("pk", flat=True))
    rounds.read_due()
    new = Event.objects.exclude(pk__in=before)
    assert new.exists()
    assert all(event.evidence.filter(snapshot__isnull=False).exists() for event in new)
    assert not new.filter(evidence__says__date=None).exists()
    days = Conflict.objects.filter(field="date").values_list("ours", "theirs", "source__slug")
    assert set(days) == {("2008-12-09", "2008-12-08", slug) for slug in (CELLAR, EURLEX)}
    signed = Proposal.objects.get(reference="2005/0167(COD)").events.public()
    assert signed.filter(kind="signature").count() == 1  # told twice by the page, and by the notice
    assert Email.objects.count() == 0
    assert not Change.objects.filter(alert="waiting").exists()


def test_a_second_round_finds_nothing_new(replayed: None) -> None:
    rounds.read_due()
    told = Change.objects.count()
    Source.objects.update(next_read_at=None)
    last = ScrapeRun.objects.order_by("pk").values_list("pk", flat=True).last()
    rounds.read_due()
    fine = [CELLAR, EURLEX, "council-press"]
    again = ScrapeRun.objects.filter(pk__gt=last, source__slug__in=fine)
    assert set(again.values_list("outcome", flat=True)) == {Outcome.UNCHANGED.value}
    assert (Change.objects.count(), Email.objects.count()) == (told, 0)
