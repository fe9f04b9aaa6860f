"""A single press release of the Council, /en/press/press-releases/2026/01/05/slug/.

Three layers: JSON-LD, meta tags, and what readers see, in the markup since 2024 (`gsc-`) or in the
one before (`council-flexify`). No whole page could be recorded: the first is built from a part of a
page of January 2026, the second from what others read in 2021 and 2022.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from bs4 import BeautifulSoup, Tag

from scrapers.expect import NotThere, ParseError, text_of
from scrapers.records import PressReleaseRecord
from scrapers.sources.asked import expected_release
from scrapers.sources.release_page import (
    Said,
    address_of,
    body_of,
    expected_day,
    expected_language,
    expected_title,
    line_of,
    linked_data,
    meta_tags,
    references_in,
)
from scrapers.sources.web_page import expect_whole, open_page, title_of

_HOST = "www.consilium.europa.eu"
_PATH = re.compile(r"/([a-z]{2})/press/press-releases/(\d{4})/(\d\d)/(\d\d)/[^/]+/?")
_BODIES = (".gsc-bge-grid__area", ".council-left-content-basic.council-flexify")
_PRINTED_ON = "#excerpt-time, .council-main-title li, ul.vertical-divider.list-inline li"
_TOPICS = ".gsc-related-topics__item, a.btn-topic"
_FURNITURE = (
    ".gsc-link-list, .gsc-press-contacts__list, .gsc-related-topics, .gsc-social-share__list"
)


def read_release(page: bytes, expect: str | None = None) -> PressReleaseRecord:
    """Read a press release in any language.

    `expect` is a language ("en"), an address or a procedure that it must have. Raises `NotThere`
    if the site says so; `ParseError` if the page is another, a robot check or cut off, if none of
    the layers has its title, day and text, or if two of them contradict each other.
    """
    soup = open_page(page, language=None)
    if re.search(r"page not found|^404", title_of(soup), re.IGNORECASE):
        raise NotThere(f'expected a press release, found "{title_of(soup)}" in <title>')
    expect_whole(page, soup)
    address = address_of(soup, _PATH, _HOST)
    named, *parts = _in_address(address)
    layers = [_visible(soup), linked_data(soup), meta_tags(soup)]
    written = Said("address", day=_day(*parts))
    day = expected_day([written, *layers])
    _expect_printed(soup, day)
    main = _main(soup)
    body = layers[0].body or layers[1].body
    if not body:
        raise ParseError(f"expected the text in {' or '.join(_BODIES)} or JSON-LD, found none")
    record = PressReleaseRecord(
        title=expected_title(layers),
        address=address,
        day=day,
        language=expected_language(soup, {"the address": named}),
        summary=next((said.summary for said in layers if said.summary), None),
        body=body,
        topics=layers[0].topics or layers[1].topics,
        references=references_in(body, [main]),
    )
    return expected_release(record, expect)


def _visible(soup: BeautifulSoup) -> Said:
    main = _main(soup)
    heading = main.select_one("h1")
    parts: list[Tag] = next(filter(None, map(main.select, _BODIES)), [])
    return Said(
        layer="h1",
        title=line_of(heading) or None if heading else None,
        body=body_of(parts, _FURNITURE) or None,
        topics=tuple(filter(None, map(text_of, main.select(_TOPICS)))),
    )


def _main(soup: BeautifulSoup) -> Tag:
    return soup.select_one("main") or soup


def _in_address(address: str) -> tuple[str, ...]:
    found = _PATH.search(address)
    if found is None:
        raise ParseError(f"expected a language and a day in the address {address}")
    return found.groups()


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ParseError(f"expected a day in the address, found {year}/{month}/{day}") from None


def _expect_printed(soup: BeautifulSoup, day: date) -> None:
    """The day that readers see, in whatever language its month is."""
    printed = [text_of(item) for item in soup.select(_PRINTED_ON)]
    dated = [words for words in printed if re.search(r"\b(?:19|20)\d\d\b", words)]
    for words in dated:
        numbers = re.sub(r"\d{1,2}[:.]\d\d\b", " ", words)
        english = re.search(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", numbers)
        if not {day.year, day.day} <= set(map(int, re.findall(r"\d+", numbers))) or (
            english and _spelled(english[0]) not in (None, day)
        ):
            raise ParseError(f'the page is of {day}, but prints "{words[:80]}"')


def _spelled(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
