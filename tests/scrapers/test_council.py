from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from scrapers.expect import NotThere, ParseError
from scrapers.records import ListingRecord, ReleaseRecord
from scrapers.sources.council import read_listing
from tests.scrapers.pages import page

MARKUP_2025, MARKUP_2026 = "council_2025.html", "council_2026.html"
MARKUP_2021 = "council_2021.html"
SITE = "https://www.consilium.europa.eu/en/press/press-releases/"
RETURNS = ReleaseRecord(
    title="Returns: Council agrees",
    address=f"{SITE}2098/11/06/returns/",
    day=date(2098, 11, 6),
    at=time(17, 0),
    body="Council of the EU",
    summary="Small summary.",
)


@pytest.mark.parametrize("name", [MARKUP_2025, MARKUP_2026])
def test_both_markups_give_the_same_card(name: str) -> None:
    assert read_listing(page(name), SITE).items[0] == RETURNS


def test_cards_stand_in_the_pages_order_with_what_they_have() -> None:
    listing = read_listing(page(MARKUP_2025), SITE)
    assert [(item.title, item.day, item.at) for item in listing.items[1:]] == [
        ("Remarks", date(2098, 11, 6), time(0, 5)),
        ("Third", date(2098, 10, 31), None),
    ]
    assert listing.items[2].summary is None
    assert listing.following == f"{SITE}?page=2"


def test_the_markup_before_gives_the_same_without_a_clock() -> None:
    old, new = (read_listing(page(name), SITE) for name in (MARKUP_2021, MARKUP_2025))
    assert old.items[0] == replace(RETURNS, at=None, body=None)
    assert [item.address for item in old.items] == [item.address for item in new.items]


def test_the_next_page_follows_from_the_current_ones_number() -> None:
    assert read_listing(page(MARKUP_2021), SITE).following == f"{SITE}?Page=3"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("?DateFrom=2098-11-01", '"Third" is of 2098-10-31'),
        ("?dateFrom=2098-10-01&dateTo=2098-10-31", '"Returns: Council agrees" is of 2098-11-06'),
        ("?Page=3", "expected page 3 of the list, found page 2"),
    ],
)
def test_filters_that_took_no_effect_are_noticed(asked: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_listing(page(MARKUP_2021), f"{SITE}{asked}")


def test_filters_that_took_effect_are_fine() -> None:
    asked = f"{SITE}?keyword=&DateFrom=2098-10-31&DateTo=2098-11-06&Topic=1&page=2"
    assert len(read_listing(page(MARKUP_2021), asked).items) == 3


NOTHING = (
    '<html lang="en"><head><title>Press releases and statements - Consilium</title></head><main>'
    "<h1>Press releases and statements</h1><p>No results found</p></main><footer></footer></html>"
)


def test_a_filtered_page_may_say_that_it_is_empty() -> None:
    assert read_listing(NOTHING.encode(), f"{SITE}?keyword=xyz") == ListingRecord()


@pytest.mark.parametrize(
    ("said", "asked"),
    [("No results found", SITE), ("No results found", f"{SITE}?keyword="), ("", f"{SITE}?page=9")],
)
def test_any_other_page_without_cards_is_refused(said: str, asked: str) -> None:
    with pytest.raises(ParseError, match="at least one"):
        read_listing(NOTHING.replace("No results found", said).encode(), asked)


def test_the_last_page_has_no_following() -> None:
    assert read_listing(page(MARKUP_2026), SITE).following is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2098/11/06/returns", "2098/11/07/returns", '"Returns: Council agrees" stands under'),
        ("11/6/2098 5:00", "6/11/2098 5:00", "its clock says 2098-06-11"),
        ("11/6/2098 5:00:00 PM", "yesterday", "M/D/YYYY"),
        (">6 November 2098<", ">Thursday<", "a day as heading"),
        ("/en/press/press-releases/2098/11/06/returns/", "//example.org/x", "a release on"),
        ('<li class="gsc-excerpt-item" data-theme="euco">', "<li>", "a card .* for"),
        ("gsc-excerpt-item__title", "title", "__title"),
        ("gsc-excerpt-list__item-date", "date", "__item-date"),
        ('class="gsc-excerpt-list__item"', "", "gsc-excerpt-list__item"),
        ("Press releases and statements", "Meetings", "heading"),
        ('lang="en"', 'lang="fr"', "lang"),
        ("<footer class=", "<div class=", None),
    ],
)
def test_a_changed_page_is_refused_and_says_where(old: str, new: str, reason: str | None) -> None:
    if reason is None:
        changed = page(MARKUP_2025, ("footer", "div"))
        reason = "cut off"
    else:
        changed = page(MARKUP_2025, (old, new))
    with pytest.raises(ParseError, match=reason):
        read_listing(changed, SITE)


@pytest.mark.parametrize("title", ["Browser check - Consilium", "Just a moment..."])
def test_a_robot_check_is_no_quiet_day(title: str) -> None:
    check = f'<html lang="en"><head><title>{title}</title></head><footer></footer></html>'
    with pytest.raises(ParseError, match="robot check"):
        read_listing(check.encode(), SITE)


def test_page_not_found_is_not_there() -> None:
    with pytest.raises(NotThere):
        read_listing(b'<html lang="en"><head><title>Page not found</title></head></html>', SITE)
