"""What the pages of single press releases have in common, whoever publishes them.

Such a page says the same thing several times: in JSON-LD, in its meta tags and to its readers.
Any of these layers may be missing; those that are there must not contradict each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from legislation.domain.references import find, find_in_links
from scrapers.expect import ParseError, tidy
from scrapers.sources.web_page import absolute, language_of, split

_ARTICLES = {"NewsArticle", "Article", "PressRelease"}
_INLINE = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub"
    r"|sup|time|u|var|wbr"
)
_SILENT = "script, style, noscript, template, svg, button, form, nav, figure, iframe"
_BREAK = "\u2028"
# Titles are shortened and put in other words for search engines; some of the long words stay.
_SHARED_WORDS = 1 / 3


@dataclass(frozen=True)
class Said:
    """One layer of a page, as far as it says something."""

    layer: str
    title: str | None = None
    day: date | None = None
    summary: str | None = None
    body: str | None = None
    topics: tuple[str, ...] = ()


def linked_data(soup: BeautifulSoup) -> Said:
    """What the page's JSON-LD says of its article. A script that is no JSON says nothing."""
    for script in soup.select('script[type="application/ld+json"]'):
        for thing in _things(script.get_text()):
            if _ARTICLES & set(_strings(thing.get("@type"))):
                keywords = thing.get("keywords")
                words = keywords.split(",") if isinstance(keywords, str) else _strings(keywords)
                return Said(
                    layer="JSON-LD",
                    title=_text(thing.get("headline")),
                    day=day_in(_text(thing.get("datePublished"))),
                    summary=_text(thing.get("description")),
                    body=_lines(thing.get("articleBody")),
                    topics=tuple(filter(None, map(_text, words))),
                )
    return Said("JSON-LD")


def meta_tags(soup: BeautifulSoup) -> Said:
    """What the page's meta tags say, OpenGraph's first."""
    return Said(
        layer="meta tags",
        title=meta(soup, "og:title", "twitter:title"),
        day=day_in(meta(soup, "article:published_time", "datePublished", "DC.date.issued")),
        summary=meta(soup, "description", "og:description"),
    )


def meta(soup: BeautifulSoup, *names: str) -> str | None:
    """The first of these meta tags that has words in it."""
    tags = soup.find_all("meta")
    for name in names:
        for tag in tags:
            if name not in {tag.get("property"), tag.get("name")}:
                continue
            if words := tidy(str(tag.get("content", ""))):
                return words
    return None


def address_of(soup: BeautifulSoup, path: re.Pattern[str], host: str) -> str:
    """The page's own address, which its canonical link and og:url give; both must be one.

    Raises `ParseError` if neither is there, or it is no address of a release on that host.
    """
    link = soup.select_one('link[rel~="canonical"][href]')
    given = [str(link["href"]).strip() if link else None, meta(soup, "og:url")]
    addresses = [absolute(address, f"https://{host}/") for address in given if address]
    if not addresses:
        raise ParseError("expected the page's address in link[rel=canonical] or og:url, found none")
    for address in addresses:
        parts = split(address)
        if parts.hostname != host or not path.fullmatch(parts.path):
            raise ParseError(f"expected the address of a press release on {host}, found {address}")
    paths = {split(address).path.rstrip("/") for address in addresses}
    if len(paths) > 1:
        raise ParseError(f"the page has two addresses: {' and '.join(addresses)}")
    return addresses[0]


def expected_language(soup: BeautifulSoup, others: Mapping[str, str | None]) -> str:
    """The language of <html lang>, which must be the one that the others name, if they do."""
    language = language_of(soup)
    if not re.fullmatch(r"[a-z]{2}", language):
        raise ParseError(f'expected two letters in <html lang>, found "{language}"')
    for where, other in others.items():
        if other and other.lower() != language:
            raise ParseError(f'<html lang> says "{language}", but {where} says "{other}"')
    return language


def expected_title(layers: Iterable[Said]) -> str:
    """The title that the readers see, or the first of another layer; no two may contradict."""
    titles = {said.layer: said.title for said in layers if said.title}
    if not titles:
        raise ParseError("expected a title in h1, JSON-LD or og:title, found none")
    (_, title), *others = titles.items()
    for layer, other in others:
        if not _alike(title, other):
            raise ParseError(f'the page is titled "{title}", but its {layer} say "{other}"')
    return title


def expected_day(layers: Iterable[Said]) -> date:
    """The day of publication; all layers that give one must give the same."""
    days = {said.layer: said.day for said in layers if said.day}
    if not days:
        raise ParseError("expected the day of publication in the page, found none")
    if len(set(days.values())) > 1:
        said = ", ".join(f"{layer} {day}" for layer, day in days.items())
        raise ParseError(f"the page gives several days of publication: {said}")
    return next(iter(days.values()))


def day_in(written: str | None) -> date | None:
    """The day of 2026-01-05T14:55:00+01:00, in its own offset, or of 1/5/2026 2:55:00 PM.

    Raises `ParseError` for anything else; None stays None.
    """
    if written is None:
        return None
    for read in (datetime.fromisoformat, _month_first):
        try:
            return read(written).date()
        except ValueError:
            continue
    raise ParseError(f'expected a day such as 2026-01-05, found "{written[:80]}"')


def _month_first(written: str) -> datetime:
    return datetime.strptime(written, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 (no zone is given)


def body_of(parts: Iterable[Tag], without: str) -> str:
    """The plain text of these elements, a paragraph a line, but for what `without` selects.

    An element within another of them is read once.
    """
    parts = list(parts)
    held = set(map(id, parts))
    outermost = (part for part in parts if not any(id(around) in held for around in part.parents))
    lines = (line for part in outermost for line in _paragraphs(part, f"{_SILENT}, {without}"))
    return "\n".join(lines)


def line_of(part: Tag) -> str:
    """The element's text on one line; unlike `text_of`, words that a tag divides stay whole."""
    return " ".join(_paragraphs(part, _SILENT))


def references_in(body: str, parts: Iterable[Tag]) -> tuple[str, ...]:
    """References in the text, then those in the links of these elements, each once."""
    links = [str(link["href"]) for part in parts for link in part.select("a[href]")]
    return tuple(dict.fromkeys([*find(body), *find_in_links(links)]))


def _paragraphs(part: Tag, without: str) -> Iterator[str]:
    silent = set(map(id, part.select(without)))
    words: list[str] = []
    block: Tag | None = None
    for piece in part.descendants:
        if isinstance(piece, Tag):
            if piece.name == "br":
                words.append(_BREAK)
            continue
        if not isinstance(piece, NavigableString) or isinstance(piece, PreformattedString):
            continue
        around = list(piece.parents)
        if any(id(parent) in silent for parent in around):
            continue
        nearest = next((p for p in around if not _INLINE.fullmatch(p.name)), part)
        if nearest is not block:
            yield from _broken(words)
            words, block = [], nearest
        words.append(str(piece))
    yield from _broken(words)


def _broken(words: list[str]) -> Iterator[str]:
    """Two line breaks end a paragraph; one is a blank."""
    yield from filter(None, map(tidy, re.split(rf"{_BREAK}\s*{_BREAK}", "".join(words))))


def _alike(one: str, other: str) -> bool:
    ours, theirs = _words(one), _words(other)
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) >= _SHARED_WORDS * shorter


def _words(title: str) -> set[str]:
    words = set(re.findall(r"\w+", title.casefold()))
    return {word for word in words if len(word) > 3} or words


def _things(text: str) -> Iterator[dict[str, Any]]:
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.append(thing.get("@graph"))


def _text(value: object) -> str | None:
    return tidy(value) or None if isinstance(value, str) else None


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _lines(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return "\n".join(filter(None, map(tidy, value.splitlines()))) or None
