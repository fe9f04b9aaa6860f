"""Selectors that state what they must find: a changed page breaks at the line that read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from bs4 import BeautifulSoup, Tag

from scrapers.records import Unread

#: One row in so many may be one that can't be read; more of them are a changed page.
ROWS_TO_ONE_UNREAD = 50
#: So much of a row's text is kept for whoever looks after it.
_KEPT_TEXT = 300

Row = TypeVar("Row")
Read = TypeVar("Read")

#: A sentence about a page may quote it, and a page may have a word of a million letters.
LONGEST_REASON = 500


class _Refusal(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(
            reason if len(reason) <= LONGEST_REASON else reason[:LONGEST_REASON] + " …"
        )


class ParseError(_Refusal):
    """The page cannot be trusted: names the expectation that failed and where."""


class NotThere(_Refusal):
    """The source says that it has no such thing: "not found", not a changed page."""


def select(soup: BeautifulSoup | Tag, selector: str) -> list[Tag]:
    """All elements that match, in the page's order.

    A lone id or class is looked for here and not by the engine that knows all of CSS, which takes
    six times as long for it.
    """
    name = selector[1:]
    if re.fullmatch(r"#[\w-]+", selector):
        return [tag for tag in soup.find_all(True) if tag.get("id") == name]
    if re.fullmatch(r"\.[\w-]+", selector):
        return [tag for tag in soup.find_all(True) if name in tag.get_attribute_list("class")]
    return list(soup.select(selector))


def some(soup: BeautifulSoup | Tag, selector: str) -> list[Tag]:
    """All elements that match; raises `ParseError` if there is none."""
    found = select(soup, selector)
    if not found:
        raise ParseError(f"expected at least one `{selector}` in {_where(soup)}, found none")
    return found


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element that matches; raises `ParseError` if there is none or several."""
    found = some(soup, selector)
    if len(found) > 1:
        raise ParseError(f"expected one `{selector}` in {_where(soup)}, found {len(found)}")
    return found[0]


def read_each(
    rows: Iterable[Row],
    read: Callable[[Row], Read],
    words: Callable[[Row], str],
    is_required: Callable[[Row], bool] = lambda _: False,
) -> list[Read | Unread]:
    """What `read` makes of each row, in order: one that it refuses costs none of the others.

    `words` gives the text of a row that can't be read. Raises the first refusal if more than one
    row in `ROWS_TO_ONE_UNREAD` can't be read, or one that the page can't do without.
    """
    found: list[Read | Unread] = []
    refused: list[ParseError] = []
    for place, row in enumerate(rows, 1):
        try:
            found.append(read(row))
        except ParseError as reason:
            if is_required(row):
                raise
            refused.append(reason)
            found.append(Unread(place, tidy(words(row))[:_KEPT_TEXT], str(reason)))
    if len(refused) * ROWS_TO_ONE_UNREAD > len(found):
        raise refused[0]
    return found


def parted(rows: Iterable[Read | Unread]) -> tuple[list[Read], tuple[Unread, ...]]:
    """The rows that were read and those that were not, each in their order."""
    read: list[Read] = []
    unread: list[Unread] = []
    for row in rows:
        if isinstance(row, Unread):
            unread.append(row)
        else:
            read.append(row)
    return read, tuple(unread)


def stands_in(tag: Tag, parts: Iterable[Tag]) -> bool:
    """Whether the element is one of these parts of the page, or stands in one."""
    own = {id(part) for part in parts}
    return id(tag) in own or any(id(above) in own for above in tag.parents)


def text_of(tag: Tag) -> str:
    """The element's text on one line, without invisible characters and doubled spaces."""
    return tidy(tag.get_text(" "))


def tidy(text: str) -> str:
    """One line: zero-width characters gone, every white space a single blank."""
    return " ".join(text.translate(_INVISIBLE).split())


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def _where(soup: BeautifulSoup | Tag) -> str:
    if isinstance(soup, BeautifulSoup):
        return "the page"
    name = soup.get("id") or " ".join(soup.get("class") or [])
    return f"<{soup.name} {name}>" if name else f"<{soup.name}>"
