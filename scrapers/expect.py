"""Selectors that state what they must find: a changed page breaks at the line that read it."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag


class ParseError(Exception):
    """The page cannot be trusted: names the expectation that failed and where."""


class NotThere(Exception):
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
