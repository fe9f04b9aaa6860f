"""RSS 2.0 of the Council, /en/rss/pressreleases.ashx, and EUR-Lex, /EN/display-feed.rss?rssId=161.

No feed could be recorded; the shapes are those that others read in 2026. The Council's items have
no `pubDate` but Atom's `updated`, and some are meetings. EUR-Lex gives a day in some feeds only.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

from scrapers.expect import ParseError, parted, read_each, tidy
from scrapers.records import FeedItemRecord, FeedRecord, ListingRecord, ReleaseRecord
from scrapers.sources.charset import decoded, expect_readable
from scrapers.sources.release_page import line_of
from scrapers.sources.web_page import absolute, split

COUNCIL = "https://www.consilium.europa.eu/en/rss/pressreleases.ashx"
EURLEX = "https://eur-lex.europa.eu/EN/display-feed.rss"

Entry = dict[str, Any]

_RELEASE = re.compile(r"/([a-z]{2})/press/press-releases/(\d{4})/(\d\d)/(\d\d)/[^/]+/?")
_ANY_RELEASE = re.compile(r"/[a-z]{2}/press/press-releases/")
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?[^>]{0,300}\?>|<!--[^>]{0,500}-->)\s*){0,5}<rss[\s>]"
)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>\s*")
_PEOPLE = {"author", "creator", "managingEditor", "webMaster", "publisher", "contributor", "owner"}
_LONGEST_NAME = 300
_DOCUMENT = re.compile(r"/(?:\./)?(?:[A-Z]{2}/)?(?:legal-content|eli|procedure)/", re.IGNORECASE)


def read_council(feed: bytes, base: str | None = None) -> ListingRecord:
    """The press releases of the Council's feed, in its order; its meetings are left out.

    `base` is the address of the feed. Raises `ParseError` if the feed is no whole RSS 2.0, is of
    another site or language, or has an item without a title, or no release at all. A release's day
    is that of its address: `updated` is its last change.
    """

    def read(entry: Entry) -> ReleaseRecord | None:
        address = _address(entry, base or COUNCIL, COUNCIL)
        return _release(entry, address) if _ANY_RELEASE.match(split(address).path) else None

    found, unread = parted(read_each(_entries(feed), read, _words))
    items = tuple(item for item in found if item is not None)
    if not items:
        raise ParseError("expected at least one press release among the feed's items, found none")
    return ListingRecord(items, unread=unread)


def read_eurlex(feed: bytes, base: str | None = None) -> FeedRecord:
    """The documents of a EUR-Lex feed, in its order, with a day where an item has one.

    `base` is the address of the feed. Raises `ParseError` if the feed is no whole RSS 2.0, is of
    another site, or has an item without a title or one that is no document.
    """
    items, unread = parted(
        read_each(_entries(feed), lambda entry: _document(entry, base or EURLEX), _words)
    )
    return FeedRecord(tuple(items), unread=unread)


def _document(entry: Entry, base: str) -> FeedItemRecord:
    address = _address(entry, base, EURLEX)
    if not _DOCUMENT.match(split(address).path):
        raise ParseError(f"expected a document of EUR-Lex, found {address}")
    moment = _moment(entry)
    author = tidy(str(entry.get("author", ""))).strip(" ,")
    return FeedItemRecord(
        title=_title(entry),
        address=address,
        day=moment.date() if moment else None,
        body=author or None,
        summary=_summary(entry),
    )


def _release(entry: Entry, address: str) -> ReleaseRecord:
    found = _RELEASE.fullmatch(split(address).path)
    if not found:
        raise ParseError(f"expected the day of the release in its address, found {address}")
    language, *numbers = found.groups()
    if language != "en":
        raise ParseError(f'expected releases in English, found one in "{language}": {address}')
    try:
        day = date(*map(int, numbers))
    except ValueError:
        raise ParseError(f"expected a day in the address of a release, found {address}") from None
    moment = _moment(entry)
    # The clock may be the day before's: its zone is unknown. A later one is a change.
    if moment and (day - moment.date()).days > 1:
        raise ParseError(f"the release {address} was changed on {moment.date()}, before its day")
    return ReleaseRecord(
        title=_title(entry),
        address=address,
        day=day,
        at=moment.time() if moment and moment.date() == day else None,
        summary=_summary(entry),
    )


def _entries(feed: bytes) -> list[Entry]:
    entries: list[Entry] = _parsed(feed).entries
    if not entries:
        raise ParseError("expected at least one <item> in the feed, found none")
    return entries


def _words(entry: Entry) -> str:
    return " | ".join(str(entry[name]) for name in ("title", "link") if entry.get(name))


def _address(entry: Entry, base: str, real: str) -> str:
    """An item's address; a feed replayed from another host links to the real one."""
    link = str(entry.get("link", "")).strip()
    address = absolute(link, base) if link else ""
    if not link or split(address).hostname not in {split(base).hostname, split(real).hostname}:
        raise ParseError(f"expected a link to {split(real).hostname}, found {link[:100]!r}")
    return address


def _parsed(feed: bytes) -> Any:
    """The feed, if it is RSS 2.0, well-formed to its end, and declares nothing of its own."""
    if not _BEGINNING.match(feed[:2000]):
        raise ParseError("expected an RSS feed, found no <rss> at the start")
    if b"<!DOCTYPE" in feed or b"<!ENTITY" in feed:
        raise ParseError("expected a feed without DOCTYPE and ENTITY, found one")
    # feedparser guesses at what is no XML, and stumbles over it. Of bytes it would first try
    # whether they name a file.
    # Both get the same characters: feedparser would believe the feed's own line before a mark.
    plain = _DECLARATION.sub("", decoded(feed), count=1).encode()
    try:
        root = etree.fromstring(plain, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as reason:
        raise ParseError(f"expected a whole RSS feed: {reason}") from None
    _expect_short(root)
    parsed = feedparser.parse(
        io.BytesIO(plain), response_headers={"content-type": "application/rss+xml; charset=utf-8"}
    )
    if parsed.version != "rss20":
        raise ParseError(f'expected RSS 2.0, found "{parsed.version}"')
    return parsed


def _expect_short(root: etree._Element) -> None:
    """feedparser looks for an address in each author's name, in time with the square of it."""
    for tag in root.iter("*"):
        name = etree.QName(tag).localname
        if name in _PEOPLE and len(text := "".join(map(str, tag.itertext()))) > _LONGEST_NAME:
            raise ParseError(f"expected a name in <{name}>, found {len(text)} letters")


def _title(entry: Entry) -> str:
    title = tidy(str(entry.get("title", "")))
    if not title:
        raise ParseError(f"expected a title in each item, found none in {entry.get('link')}")
    expect_readable(title, f"the item {entry.get('link')}")
    return title


def _summary(entry: Entry) -> str | None:
    """The description as text: it may be HTML."""
    markup = str(entry.get("summary") or "")
    return line_of(BeautifulSoup(f"<div>{markup}</div>", "lxml")) or None


def _moment(entry: Entry) -> datetime | None:
    """`pubDate` or Atom's `updated`, in its own offset: midnight in Brussels is no day earlier."""
    written = next(
        (tidy(str(entry[name])) for name in ("published", "updated") if entry.get(name)), ""
    )
    if not written:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(written)
        except (ValueError, OverflowError):
            continue
    raise ParseError(f'expected a moment in the item {entry.get("link")}, found "{written[:80]}"')
