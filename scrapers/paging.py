"""A list that moved on by more than a page since it was read: its further pages, until they meet.

What asks is given; here is decided which page may be asked next, and when it is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from legislation import evidence
from legislation.models import Snapshot, Source
from scrapers import drift
from scrapers.answers import Halt
from scrapers.fetch import origin_of
from scrapers.records import ListingRecord, Record

#: Two hundred releases, some weeks of them; a longer absence is for a person to look through.
PAGES_AT_MOST = 10


@dataclass(frozen=True)
class Page:
    """One page of a list as it was read, and the copy that says so."""

    record: Record
    snapshot: Snapshot | None


@dataclass
class Pages:
    """The pages of one look, newest first, and what ended it before they met the last look's."""

    read: list[Page] = field(default_factory=list)
    stopped: Halt | None = None

    @property
    def whole(self) -> ListingRecord:
        """All of them as one list."""
        lists = (page.record for page in self.read)
        return ListingRecord(
            tuple(item for one in lists if isinstance(one, ListingRecord) for item in one.items)
        )


def catch_up(before: Record | None, first: Page, own: str, ask: Callable[[str], Page]) -> Pages:
    """Read on from the first page until one overlaps with `before`, the last good reading.

    `own` is the list's own address. `ask` gets a further page; the `Halt` by which it fails ends
    the look, and what was read until then stays read.
    """
    pages = Pages([first])
    if before is None or drift.gap(before, first.record) is None:
        return pages
    for address in _following(pages, own):
        try:
            pages.read.append(ask(address))
        except Halt as halt:
            pages.stopped = halt
            break
        if drift.gap(before, pages.read[-1].record) is None:
            break
    return pages


def _following(pages: Pages, own: str) -> Iterator[str]:
    """The next page's address, as the last page gives it: each once, and none but the list's."""
    asked = {own}
    while len(pages.read) < PAGES_AT_MOST:
        last = pages.read[-1].record
        address = last.following if isinstance(last, ListingRecord) else None
        if address is None or address in asked or not is_page_of(own, address):
            return
        asked.add(address)
        yield address


def is_page_of(own: str, address: str) -> bool:
    """Whether an address that a page gives is the list's own, but for the number of the page."""
    try:
        here, there = urlsplit(own), urlsplit(address)
        asked = dict(parse_qsl(there.query, keep_blank_values=True))
        return (
            origin_of(own) == origin_of(address)
            and there.username is None
            and here.path.rstrip("/") == there.path.rstrip("/")
            and [name.lower() for name in asked] == ["page"]
            and all(re.fullmatch(r"[1-9][0-9]{0,3}", number) for number in asked.values())
        )
    except ValueError:
        return False


def tell_gap(source: Source, before: Record | None, pages: Pages, run: str) -> None:
    """Tell staff if the pages of this look and of the last do not meet, and between which days."""
    if before is None or not (missed := drift.gap(before, pages.whole)):
        return
    last, first = missed
    why = f" ({pages.stopped.detail})" if pages.stopped else ""
    evidence.report_conflict(
        source,
        field="gap",
        ours=f"read until {last}",
        theirs=f"now begins on {first}: entries between may have been missed{why}",
        event=None,
        snapshot=pages.read[0].snapshot,
        run=run,
    )
