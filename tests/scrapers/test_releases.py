"""Single press releases: of the Council in each known layout, of Parliament in two languages."""

from __future__ import annotations

from datetime import date

import pytest

from scrapers.expect import NotThere, ParseError
from scrapers.records import as_json
from scrapers.sources import READERS
from scrapers.sources.council_release import read_release as read_council
from scrapers.sources.parliament_release import read_release as read_parliament
from tests.scrapers.pages import golden, page

SITE = "https://www.consilium.europa.eu/en/press/press-releases"
NEW, OLD, LINKED = (f"council_release_{name}.html" for name in ("2026", "2021", "linked"))
ENGLISH, FRENCH = "parliament_release.html", "parliament_release_fr.html"


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("council", "listing", "council_2021.html"),
        ("council", "press-release", NEW),
        ("council", "press-release", OLD),
        ("council", "press-release", LINKED),
        ("council", "rss", "council.rss"),
        ("eurlex", "rss", "eurlex.rss"),
        ("parliament", "press-release", ENGLISH),
        ("parliament", "press-release", FRENCH),
    ],
)
def test_each_page_gives_the_records_beside_it(source: str, kind: str, name: str) -> None:
    assert as_json(READERS[source, kind](page(name))) == golden(name)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("returns/", "", "address of a press release on www.consilium.europa.eu"),
        ("www.consilium.europa.eu", "www.example.org", "on www.consilium.europa.eu, found https"),
        ("2098/11/06/returns/?utm", "2098/11/06/other/?utm", "two addresses"),
        ("2098/11/06/", "2098/11/31/", "expected a day in the address"),
        ("6 November 2098 17:00", "7 November 2098 17:00", "prints"),
        ("6 November 2098 17:00", "6 December 2098 17:00", "prints"),
        ("6 November 2098 17:00", "6 November 2097 17:00", "prints"),
        ("<h1>Returns: Council agrees", "<h1>Fisheries: quotas set for next year in", "is titled"),
        ("gsc-bge-grid__area", "renamed", "expected the text"),
        ('lang="en"', 'lang="fr"', 'says "fr", but the address says "en"'),
        ('lang="en"', "", "two letters in <html lang>"),
        ("</main><footer", "</main><div", "cut off"),
        (
            "Consilium</title>",
            "</title><script src=/awsWafCookieDomainList></script>",
            "robot check",
        ),
    ],
)
def test_a_council_page_that_contradicts_itself_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_council(page(NEW, (old, new)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "2099-01-05T14",
            "2099-01-06T14",
            "several days .* address 2099-01-05, JSON-LD 2099-01-06",
        ),
        ("2099-01-05T14", "yesterday", "a day such as"),
        ("articleBody", "text", "expected the text"),
        ("headline", "label", "expected a title"),
        ('"@context"', "'@context'", "expected the text"),
        ('<link rel="canonical"', "<link", "expected the page's address"),
    ],
)
def test_a_page_without_known_markup_lives_by_its_json(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_council(page(LINKED, (old, new)))


def test_meta_tags_alone_are_no_press_release() -> None:
    with pytest.raises(ParseError, match="expected the text"):
        read_council(page(OLD, ("council-flexify", "renamed")))


def test_the_day_is_printed_in_the_pages_own_language() -> None:
    with pytest.raises(ParseError, match='is of 2091-06-18, but prints "19 juin 2091"'):
        read_council(page(OLD, ("18 juin", "19 juin")))


def test_the_last_review_is_no_publication() -> None:
    assert read_council(page(NEW)).day == date(2098, 11, 6)


@pytest.mark.parametrize("asked", ["en", f"{SITE}/2098/11/06/returns/", "2098/0001(COD)"])
def test_what_was_asked_for_is_compared(asked: str) -> None:
    assert read_council(page(NEW), asked).language == "en"


@pytest.mark.parametrize("asked", ["fr", f"{SITE}/2098/11/06/ret", "2098/0002(COD)"])
def test_what_was_not_asked_for_is_refused(asked: str) -> None:
    with pytest.raises(ParseError, match="expected a press release of"):
        read_council(page(NEW), asked)


def test_a_wrong_question_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="not a procedure"):
        read_council(page(NEW), "returns")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("06-11-2098", "07-11-2098", "several days"),
        ('content="06-11-2098"', 'content="6 Nov"', "DD-MM-YYYY"),
        ('"2098-11-06T12:30:00"', '"soon"', "a day such as"),
        ("20981030IPR12345/ep", "20981030STO12345/ep", "address of a press release"),
        ("/press-room/", "/agenda/", "address of a press release"),
        ("Parliament votes on returns", "Roaming charges end", "is titled"),
        ("ep_title", "title", "h1.ep_title"),
        ('role="main"', "", "article"),
        ("ep-a_", "xx-a_", "ep-a_text"),
        ('content="en" name="language"', 'content="de" name="language"', 'says "de"'),
        ("<footer></footer>", "", "cut off"),
    ],
)
def test_a_page_of_parliament_that_is_not_right_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_parliament(page(ENGLISH, (old, new)))


def test_a_release_of_parliament_needs_a_day_of_publication() -> None:
    with pytest.raises(ParseError, match="day of publication"):
        read_parliament(page(FRENCH, ('itemprop="datePublished"', "")))


def test_another_language_is_refused_only_if_one_was_asked_for() -> None:
    assert read_parliament(page(FRENCH), "fr").language == "fr"
    with pytest.raises(ParseError, match="expected a press release of en, found fr"):
        read_parliament(page(FRENCH), "en")


def test_an_address_without_the_words_at_its_end_is_the_same() -> None:
    asked = "https://www.europarl.europa.eu/news/en/press-room/20981030IPR12345"
    assert read_parliament(page(ENGLISH), asked).title == "Parliament votes on returns"


@pytest.mark.parametrize("read", [read_council, read_parliament])
def test_page_not_found_is_not_there(read: object) -> None:
    gone = b'<html lang="en"><head><title>Page not found | News</title></head></html>'
    assert callable(read)
    with pytest.raises(NotThere):
        read(gone)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_page_in_another_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(ParseError, match=r"charset|no <html>"):
        read_parliament(page(FRENCH).decode().encode(encoding))
