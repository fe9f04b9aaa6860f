"""A list that moved on by more than a page: its further pages are read until they meet the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from legislation.domain.words import Outcome
from legislation.models import Conflict, PressRelease, Site
from scrapers import paging, pipeline
from scrapers.answers import Halt
from scrapers.paging import Page, catch_up, is_page_of
from scrapers.records import ListingRecord, ReleaseRecord
from tests.scrapers.test_pipeline import source

OWN = "https://www.consilium.europa.eu/en/press/press-releases/"
PRESS = "council-press"


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        (f"{OWN}?page=2", True),
        (f"{OWN[:-1]}?Page=11", True),
        (OWN, False),
        (f"{OWN}?page=2&keyword=x", False),
        (f"{OWN}?page=2&page=3", True),  # the last one counts, as at the site
        (f"{OWN}?page=-1", False),
        (f"{OWN}?page=%2e%2e", False),
        (f"{OWN}2026/?page=2", False),
        (f"{OWN}../../account?page=2", False),
        ("https://www.consilium.europa.eu:444/en/press/press-releases/?page=2", False),
        ("http://www.consilium.europa.eu/en/press/press-releases/?page=2", False),
        ("https://x@www.consilium.europa.eu/en/press/press-releases/?page=2", False),
        ("https://www.consilium.europa.eu.example/en/press/press-releases/?page=2", False),
        ("https://[www.consilium.europa.eu/en/press/press-releases/?page=2", False),
    ],
)
def test_only_the_list_s_own_pages_are_pages_of_it(address: str, fits: bool) -> None:
    assert is_page_of(OWN, address) is fits


def leaf(number: int, following: str | None = None) -> ListingRecord:
    """The page of a list whose releases count down: 100 on the first page, 99 on the second."""
    day = date(2026, 1, 1) + timedelta(days=101 - number)
    item = ReleaseRecord(f"Release {101 - number}", f"{OWN}{101 - number}", day)
    return ListingRecord((item,), following or f"{OWN}?page={number + 1}")


def answering(asked: list[str]) -> Callable[[str], Page]:
    def ask(address: str) -> Page:
        asked.append(address)
        return Page(leaf(int(address.rpartition("=")[2])), None)

    return ask


def test_pages_are_asked_until_one_meets_the_last_reading_and_ten_at_most() -> None:
    for last, count in ((1, 1), (2, 2), (4, 4), (10, 10), (12, 10)):
        asked: list[str] = []
        read = catch_up(leaf(last), Page(leaf(1), None), OWN, answering(asked)).read
        assert asked == [f"{OWN}?page={number}" for number in range(2, count + 1)]
        assert len(read) == count


def test_nothing_further_is_asked_the_first_time_or_where_the_page_leads_elsewhere() -> None:
    asked: list[str] = []
    catch_up(None, Page(leaf(1), None), OWN, answering(asked))
    for elsewhere in ("https://elsewhere.example/?page=2", OWN, f"{OWN}?page=0"):
        catch_up(leaf(5), Page(leaf(1, elsewhere), None), OWN, answering(asked))
    assert asked == []


def test_a_page_that_leads_to_itself_is_asked_once() -> None:
    asked: list[str] = []

    def ask(address: str) -> Page:
        asked.append(address)
        return Page(leaf(2, f"{OWN}?page=2"), None)

    catch_up(leaf(5), Page(leaf(1), None), OWN, ask)
    assert asked == [f"{OWN}?page=2"]


def test_what_was_read_before_a_page_failed_is_kept() -> None:
    def ask(address: str) -> Page:
        if address.endswith("3"):
            raise Halt(Outcome.UNAVAILABLE, "Busy.")
        return Page(leaf(2), None)

    caught = catch_up(leaf(5), Page(leaf(1), None), OWN, ask)
    assert len(caught.read) == 2
    assert caught.stopped is not None and caught.stopped.detail == "Busy."


def listing(number: int, day: date, title: str) -> str:
    """A page of the list with one release."""
    where = f"/en/press/press-releases/{day:%Y/%m/%d}/{title.lower().replace(' ', '-')}/"
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Press releases and statements</title></head>'
        '<body><main><h1>Press releases and statements</h1><ul class="gsc-excerpt-list">'
        '<li class="gsc-excerpt-list__item"><h2 class="gsc-excerpt-list__item-date">'
        f'{day:%-d %B %Y}</h2><ul><li class="gsc-excerpt-item"><a class="gsc-excerpt-item__title"'
        f' href="{where}">{title}</a><p>Ministers met.</p>'
        '<footer><span class="gsc-tag">Council of the EU</span></footer></li></ul></li></ul>'
        f'<nav aria-label="Select a page"><a aria-current="page">{number}</a>'
        f'<a title="Go to the next page" href="?page={number + 1}">next</a></nav></main>'
        '<footer class="gsc-footer"></footer></body></html>'
    )


def move_on(folder: Path, by: int, **of_the_second: str) -> None:
    """Let the list be `by` pages further than it was; the last is the page that was read."""
    known = (folder / "council.html").read_text()
    rows = (folder / "INDEX.tsv").read_text().splitlines()
    (folder / "INDEX.tsv").write_text("\n".join([f"{rows[0]}\tstatus\theaders", *rows[1:], ""]))
    with (folder / "INDEX.tsv").open("a") as index:
        for number in range(2, by + 2):
            status = of_the_second.get("status", "") if number == 2 else ""
            index.write(f"page{number}.html\t{OWN}?page={number}\t\t{status}\t\n")
    for number in range(1, by + 1):
        day = date(2026, 11, 20) - timedelta(days=number)
        name = "council.html" if number == 1 else f"page{number}.html"
        words = f"Return regulation step {number}"
        (folder / name).write_text(listing(number, day, words))
    (folder / f"page{by + 1}.html").write_text(known)


@pytest.mark.django_db
def test_what_stands_on_further_pages_is_reported_with_its_own_copy(pages: Path) -> None:
    pipeline.run(source(PRESS))
    move_on(pages, by=3)
    run = pipeline.run(source(PRESS))
    assert (run.outcome, run.created, run.records) == (Outcome.SUCCESS, 3, 5), run.detail
    assert Conflict.objects.count() == 0
    for number in (1, 2, 3):
        release = PressRelease.objects.get(title=f"Return regulation step {number}")
        copy = release.evidence.get().snapshot
        assert copy is not None
        assert copy.address == (OWN if number == 1 else f"{OWN}?page={number}")
        assert release.title.encode() in copy.blob.content
    assert [copy.address for copy in pipeline.stored(source(PRESS))] == [OWN]
    assert pipeline.run(source(PRESS)).outcome == Outcome.UNCHANGED
    assert source(PRESS).snapshots.count() == 5


@pytest.mark.django_db
def test_a_gap_that_stays_is_told_and_whoever_stops_us_is_left_alone(pages: Path) -> None:
    pipeline.run(source(PRESS))
    move_on(pages, by=3, status="403")
    run = pipeline.run(source(PRESS))
    assert (run.outcome, run.created) == (Outcome.SUCCESS, 1)
    conflict = Conflict.objects.get()
    assert (conflict.field, conflict.ours) == ("gap", "read until 2026-10-02")
    assert "now begins on 2026-11-19" in str(conflict.theirs)
    assert "The site answered 403" in str(conflict.theirs)
    assert (source(PRESS).state, source(PRESS).snapshots.count()) == ("fine", 3)
    held = Site.objects.get(pk="council").held_until
    assert held is not None and held > timezone.now() + timedelta(hours=5)


@pytest.mark.django_db
def test_further_pages_keep_the_pause_and_nobody_else_asks_meanwhile(
    pages: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pipeline.run(source(PRESS))
    move_on(pages, by=3)
    settings.SCRAPE_PAUSE_SECONDS = 10
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        until = Site.objects.get(pk="council").next_request_at
        assert until is not None and until > timezone.now() + timedelta(seconds=10)
        slept.append(seconds)

    monkeypatch.setattr("scrapers.pipeline.time.sleep", sleep)
    pipeline.run(source(PRESS))
    assert slept == [10, 10, 10]


@pytest.mark.django_db
def test_a_dry_run_asks_for_no_further_page(pages: Path) -> None:
    pipeline.run(source(PRESS))
    move_on(pages, by=3)
    assert pipeline.rehearse(source(PRESS)).created == 1
    assert source(PRESS).snapshots.count() == 1
    assert paging.PAGES_AT_MOST == 10
