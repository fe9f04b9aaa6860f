"""The Council's press-release listing, /en/press/press-releases/.

A list of days, each with its cards. Read in the markup of June 2025 (recorded) and, as others
describe them, in that of September 2026 (one link wraps the card, the title is a span in it) and
of the years before 2024 (`list-group`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from urllib.parse import parse_qsl

from bs4 import BeautifulSoup, Tag

from scrapers.expect import NotThere, ParseError, one, parted, read_each, some, stands_in, text_of
from scrapers.records import ListingRecord, ReleaseRecord, Unread
from scrapers.sources.charset import expect_readable
from scrapers.sources.release_page import meta
from scrapers.sources.web_page import absolute, expect_whole, open_page, split, title_of

ADDRESS = "https://www.consilium.europa.eu/en/press/press-releases/"

_RELEASE_PATH = re.compile(r"/en/press/press-releases/(\d{4})/(\d\d)/(\d\d)/[^/]+/?")
_HEADING = re.compile(r"press releases and statements", re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:no|0) (?:results?|press releases|items)\b", re.IGNORECASE)
_GROUP = ".gsc-excerpt-list__item, ul.list-group > li:has(> h2)"
_DAY = ".gsc-excerpt-list__item-date, h2 > time"
_CARD = ".gsc-excerpt-item, ul.list-group > li > ul > li"
_TITLE = ".gsc-excerpt-item__title, .inline-items > h3"
_LINK = (
    "a.gsc-excerpt-item__title[href], a.gsc-excerpt-item__link[href], .inline-items > h3 > a[href]"
)
_IN_LIST = ".gsc-excerpt-list a[href], .gsc-excerpt-list__item a[href], ul.list-group a[href]"
_PAGES = 'nav[aria-label="Select a page"]'


def read_listing(page: bytes, base: str = ADDRESS) -> ListingRecord:
    """Read one page of the listing, newest first as it is; `base` makes its links absolute.

    Raises `ParseError` if the page is another or a robot check, if a card's day in its heading, its
    address and its clock are not the same, if the page is not the one that the filters of `base`
    ask for, or if it holds no card: unless it was filtered, and says that nothing was found.
    `NotThere` if the site says so.
    """
    soup = open_page(page)
    if re.search(r"page not found|^404", title_of(soup), re.IGNORECASE):
        raise NotThere(f'expected press releases, found "{title_of(soup)}" in <title>')
    expect_whole(page, soup)
    headings = [title_of(soup), *map(text_of, soup.select("h1"))]
    if not any(_HEADING.search(heading) for heading in headings):
        raise ParseError('expected the heading "Press releases and statements" in the page')
    if _is_empty(soup, base):
        return ListingRecord()
    cards = list(_cards(soup))
    rows = read_each(cards, lambda row: _release(*row, base), lambda row: text_of(row[1]))
    _expect_all_read(soup, [card for _, card in cards], rows, base)
    items, unread = parted(rows)
    _expect_filtered(soup, items, base)
    return ListingRecord(tuple(items), _following(soup, base), unread)


def _is_empty(soup: BeautifulSoup, base: str) -> bool:
    """Whether the page says that nothing fits. The list without filters is never empty."""
    main = soup.select_one("main") or soup
    filters = {**_asked(meta(soup, "og:url") or ""), **_asked(base)}
    return not main.select(f"{_GROUP}, {_CARD}") and bool(
        filters and _NOTHING.search(text_of(main))
    )


def _expect_filtered(soup: BeautifulSoup, items: list[ReleaseRecord], base: str) -> None:
    """The site ignores in silence what it does not understand."""
    asked = _asked(base)
    first, last = asked.get("datefrom", ""), asked.get("dateto", "9999")
    for item in items:
        if not first <= item.day.isoformat() <= last:
            raise ParseError(f'"{item.title}" is of {item.day}, which {base} does not ask for')
    number, shown = asked.get("page"), _number(soup)
    if number and shown and number != str(shown):
        raise ParseError(f"expected page {number} of the list, found page {shown}")


def _asked(address: str) -> dict[str, str]:
    """What an address asks for; names are written with capitals or without."""
    return {name.lower(): value for name, value in parse_qsl(split(address).query)}


def _expect_all_read(
    soup: BeautifulSoup, cards: list[Tag], rows: list[ReleaseRecord | Unread], base: str
) -> None:
    """A page that renames the class of some cards must not give a shorter list."""
    if len(some(soup, _CARD)) != len(cards):
        found = len(some(soup, _CARD))
        raise ParseError(f"the page has {found} cards ({_CARD}), but {len(cards)} were read")
    read = {row.address for row in rows if isinstance(row, ReleaseRecord)}
    unread = [card for card, row in zip(cards, rows, strict=True) if isinstance(row, Unread)]
    for link in soup.select(_IN_LIST):
        address = absolute(str(link["href"]), base)
        if not _RELEASE_PATH.fullmatch(split(address).path) or address in read:
            continue
        # One link can wrap the whole card.
        if not stands_in(link, unread) and not any(stands_in(card, [link]) for card in unread):
            raise ParseError(f"expected a card ({_CARD}) for {address}, found none")


def _cards(soup: BeautifulSoup) -> Iterator[tuple[Tag, Tag]]:
    """Each card, behind the group that it stands in."""
    for group in some(soup, _GROUP):
        for card in some(group, _CARD):
            yield group, card


def _day(group: Tag) -> date:
    heading = text_of(one(group, _DAY))
    try:
        return datetime.strptime(heading, "%d %B %Y").date()  # noqa: DTZ007 (a day, no zone)
    except ValueError:
        raise ParseError(f'expected a day as heading of a group, found "{heading}"') from None


def _release(group: Tag, card: Tag, base: str) -> ReleaseRecord:
    day = _day(group)
    title = text_of(one(card, _TITLE))
    address = _address(_link(card), base)
    if not title:
        raise ParseError(f"expected a title in the card of {address}, found none")
    expect_readable(title, f"the card of {address}")
    at = _clock(card, day, title)
    _expect_day_in(address, day, title)
    body = card.select_one(".gsc-tag, #excerpt-tag")
    summary = card.select_one("#excerpt-text p, p")
    return ReleaseRecord(
        title=title,
        address=address,
        day=day,
        at=at,
        body=text_of(body) if body else None,
        summary=text_of(summary) or None if summary else None,
    )


def _address(link: Tag, base: str) -> str:
    address = absolute(str(link["href"]), base)
    # A page that is replayed from another host still links to the real one.
    hosts = {split(base).hostname, split(ADDRESS).hostname}
    if split(address).hostname not in hosts:
        raise ParseError(f"expected a release on {split(ADDRESS).hostname}, found {address}")
    return address


def _link(card: Tag) -> Tag:
    """The card's link: its title, or what wraps the title or the whole card."""
    links = card.select(_LINK)
    around = card.find_parent("a", class_="gsc-excerpt-item__link")
    if isinstance(around, Tag) and around.has_attr("href"):
        links.append(around)
    if len(links) != 1:
        words = text_of(card)[:80]
        raise ParseError(f'expected one link in the card "{words}", found {len(links)}')
    return links[0]


def _clock(card: Tag, day: date, title: str) -> time | None:
    """The time of day that the card shows. Its zone is unknown."""
    shown = card.select_one("time[datetime]")
    if shown is None:
        return None
    moment = _moment(str(shown["datetime"]).strip())
    if moment is None:
        raise ParseError(f'expected M/D/YYYY h:mm:ss AM in the card "{title}": {shown["datetime"]}')
    if moment.date() != day:
        raise ParseError(f'the card "{title}" stands under {day}, but its clock says {moment}')
    return moment.time()


def _moment(printed: str) -> datetime | None:
    for form in ("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            return datetime.strptime(printed, form)  # noqa: DTZ007 (no zone is given)
        except ValueError:
            continue
    return None


def _expect_day_in(address: str, day: date, title: str) -> None:
    found = _RELEASE_PATH.fullmatch(split(address).path)
    if found and "-".join(found.groups()) != day.isoformat():
        raise ParseError(f'the card "{title}" stands under {day}, but its address is {address}')


def _following(soup: BeautifulSoup, base: str) -> str | None:
    """The next page, which a link names, or else the number after the current one."""
    link = soup.select_one(
        f'{_PAGES} a[title="Go to the next page"][href], {_PAGES} a[rel~="next"][href]'
    )
    number = _number(soup)
    if link is None and number:
        links = soup.select(f"{_PAGES} a[href]")
        link = next((a for a in links if text_of(a) == str(number + 1)), None)
    return absolute(str(link["href"]), base) if link else None


def _number(soup: BeautifulSoup) -> int | None:
    current = soup.select_one(f'{_PAGES} [class*="--current"], {_PAGES} [aria-current="page"]')
    words = text_of(current) if current else ""
    return int(words) if re.fullmatch(r"[0-9]{1,4}", words) else None
