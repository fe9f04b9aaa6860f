"""A press release of Parliament, /news/en/press-room/20241212IPR25960/slug, in any language.

The markup is the same in the pages recorded of 2019 to 2025. The day in the id is that of the
release's creation; the day of its publication is printed beside the title and in a meta tag.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from bs4 import BeautifulSoup, Tag

from scrapers.expect import NotThere, ParseError, one, some, text_of
from scrapers.records import PressReleaseRecord
from scrapers.sources.asked import expected_release
from scrapers.sources.release_page import (
    Said,
    address_of,
    body_of,
    day_in,
    expected_day,
    expected_language,
    expected_title,
    line_of,
    meta,
    meta_tags,
    references_in,
)
from scrapers.sources.web_page import expect_whole, open_page, title_of

_HOST = "www.europarl.europa.eu"
_PATH = re.compile(r"/news/([a-z]{2})/(?:press-room|news-room)/\d{8}IPR\d{5}(?:/[^/]*)?")
_BODY = ".ep-a_facts, .ep-a_text, .ep-a_quote, .ep-a_table"
_FURNITURE = ".ep-a_share, .ep-a_media, .ep-a_contacts, .ep-a_links, .ep-a_reference, .ep_share"


def read_release(page: bytes, expect: str | None = None) -> PressReleaseRecord:
    """Read a press release in any language.

    `expect` is a language ("en"), an address or a procedure that it must have. Raises `NotThere`
    if the site says so; `ParseError` if the page is another, a robot check or cut off, if it lacks
    its title, day or text, or contradicts itself in title, day or language.
    """
    soup = open_page(page, language=None)
    if re.search(r"page not found|^404", title_of(soup), re.IGNORECASE):
        raise NotThere(f'expected a press release, found "{title_of(soup)}" in <title>')
    expect_whole(page, soup)
    address = address_of(soup, _PATH, _HOST)
    article = one(soup, 'article[role="main"]')
    visible, tags = _visible(soup, article), meta_tags(soup)
    body = body_of(some(article, _BODY), _FURNITURE)
    if not body:
        raise ParseError(f"expected the text in {_BODY}, found none")
    record = PressReleaseRecord(
        title=expected_title([visible, _without_the_site(tags)]),
        address=address,
        day=expected_day([visible, Said('meta[name="available"]', day=_available(soup))]),
        language=_language(soup, address),
        summary=visible.summary or tags.summary,
        body=body,
        topics=visible.topics,
        references=references_in(body, [article]),
    )
    return expected_release(record, expect)


def _visible(soup: BeautifulSoup, article: Tag) -> Said:
    heading = one(soup, "h1.ep_title")
    moment = article.select_one('.ep_subtitle time[itemprop="datePublished"][datetime]')
    standfirst = article.select_one(".ep-layout_chapo")
    return Said(
        layer="h1",
        title=line_of(heading) or None,
        day=day_in(str(moment["datetime"]).strip()) if moment else None,
        summary=line_of(standfirst) or None if standfirst else None,
        topics=tuple(map(text_of, article.select(".ep_subtitle .ep-layout_contenttype"))),
    )


def _without_the_site(tags: Said) -> Said:
    """og:title is "Title | News | European Parliament", and may say "EP" for "Parliament"."""
    title = (tags.title or "").split(" | ")[0].strip()
    return Said(tags.layer, title=title or None)


def _available(soup: BeautifulSoup) -> date | None:
    written = meta(soup, "available")
    if written is None:
        return None
    try:
        return datetime.strptime(written, "%d-%m-%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise ParseError(f'expected DD-MM-YYYY in meta[name="available"]: {written}') from None


def _language(soup: BeautifulSoup, address: str) -> str:
    found = _PATH.search(address)
    others = {"the address": found and found[1], 'meta[name="language"]': meta(soup, "language")}
    return expected_language(soup, others)
