from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest

from scrapers.expect import ParseError
from scrapers.sources.feeds import read_council, read_eurlex
from tests.scrapers.pages import page

COUNCIL, EURLEX = "council.rss", "eurlex.rss"
BOMB = (
    "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi"))
    + "]><rss"
)
FILE = "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<rss", BOMB, "no <rss> at the start"),
        ("<channel>", "<channel><!DOCTYPE x>", "without DOCTYPE"),
        ("</channel></rss>", "", "whole RSS feed"),
        ("</item>\n</channel>", "</channel>", "whole RSS feed"),
        ("<title>Third", "<title>Third &hellip;", "whole RSS feed"),
        ('version="2.0"', 'version="0.91"', "RSS 2.0"),
        ("<title>Third</title>", "", "expected a title"),
        (
            "https://www.consilium.europa.eu/en/press/press-releases/2098",
            "//example.org/x",
            "a link to",
        ),
        ("/press/press-releases/2098", "/press/releases/2098", "at least one press release"),
        (
            "/en/press/press-releases/2098",
            "/fr/press/press-releases/2098",
            'English, found one in "fr"',
        ),
        ("2098/11/06/returns", "2098/13/06/returns", "expected a day in the address"),
        ("2098/11/06/returns", "returns", "expected the day of the release"),
        ("2098-11-06T17", "2098-11-04T17", "changed on 2098-11-04, before its day"),
        ("2098-11-06T17:00:00Z", "today", "expected a moment"),
    ],
)
def test_a_feed_of_the_council_that_is_not_right_is_refused(
    old: str, new: str, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        read_council(page(COUNCIL, (old, new)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<rss", FILE, "no <rss> at the start"),
        ("legal-content/AUTO", "content/help", "expected a document of EUR-Lex"),
        ("https://eur-lex.europa.eu/", "https://example.org/", "a link to eur-lex"),
        ("<title>CELEX:52098PC0008: Proposal for a regulation</title>", "<title/>", "a title"),
        ("Thu, 06 Nov 2098 00:00:00 +0100", "soon", "expected a moment"),
        ("item>", "thing>", "at least one <item>"),
    ],
)
def test_a_feed_of_eurlex_that_is_not_right_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_eurlex(page(EURLEX, (old, new)))


@pytest.mark.parametrize("read", [read_council, read_eurlex])
def test_a_page_in_place_of_a_feed_is_refused(read: object) -> None:
    assert callable(read)
    for wrong in (b"", b"/etc/passwd", b"https://example.org/", b"<html><rss></rss></html>"):
        with pytest.raises(ParseError, match="no <rss> at the start"):
            read(wrong)


def test_midnight_in_brussels_is_not_the_day_before() -> None:
    assert [item.day for item in read_eurlex(page(EURLEX)).items] == [date(2098, 11, 6), None]


def test_a_change_moves_no_release() -> None:
    changed, third = read_council(page(COUNCIL)).items
    assert (changed.day, changed.at) == (date(2098, 11, 6), time(17, 0))
    assert (third.day, third.at) == (date(2098, 10, 31), None)


def test_a_feed_without_the_clock_still_has_days() -> None:
    feed = page(COUNCIL, ("a10:updated", "a10:rights"))
    assert [item.day for item in read_council(feed).items] == [
        date(2098, 11, 6),
        date(2098, 10, 31),
    ]
