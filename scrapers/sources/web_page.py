"""Whether some bytes are a whole web page of the right language at all, before anybody reads it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from bs4 import BeautifulSoup

from scrapers.expect import ParseError, select, tidy
from scrapers.sources.charset import decoded

_CHALLENGE_MARKS = ("awsWafCookieDomainList", "AwsWafIntegration", "challenge-container")
_CHALLENGE_TITLES = (
    "Browser check",
    "Just a moment",
    "Human Verification",
    "Attention Required! | Cloudflare",
)

#: The largest page that was recorded has 4,900, and is 27 deep.
MOST_TAGS = 50_000
DEEPEST = 200


def open_page(page: bytes, language: str | None = "en") -> BeautifulSoup:
    """The page as a tree.

    Raises `ParseError` if it is no HTML, not in its charset, a robot check, or in another language
    than the one that is asked for; None asks for none. Whether it is whole is asked by
    `expect_whole`, after "not found" had its chance.
    """
    text = decoded(page)
    start = text[:4000].lower()
    if "<html" not in start or start.lstrip().startswith("<?xml"):
        raise ParseError("expected an HTML page, found no <html> at the start")
    if (tags := text.count("<")) > MOST_TAGS:
        raise ParseError(f"expected a page of at most {MOST_TAGS} tags, found {tags}")
    soup = BeautifulSoup(text.replace("\0", "\ufffd"), "lxml")
    _expect_shallow(soup)
    if sign := _challenge(soup):
        raise ParseError(f"expected a page of the source, found a robot check ({sign})")
    if language is not None and language_of(soup) != language:
        raise ParseError(f'expected <html lang="{language}">, found "{language_of(soup)}"')
    return soup


def _expect_shallow(soup: BeautifulSoup) -> None:
    """Whoever asks for each text what it stands in takes time with the depth of the page."""
    depths: dict[int, int] = {}
    for tag in soup.find_all(True):
        depth = depths[id(tag)] = depths.get(id(tag.parent), 0) + 1
        if depth > DEEPEST:
            raise ParseError(f"expected tags at most {DEEPEST} deep, found <{tag.name}> deeper")


def language_of(soup: BeautifulSoup) -> str:
    """The language that the page says it is in: "en"; empty if it says none."""
    html = soup.find("html")
    found = str(html.get("lang") or html.get("xml:lang") or "") if html else ""
    return re.split(r"[-_]", found.strip().lower())[0]


def expect_whole(page: bytes, soup: BeautifulSoup) -> None:
    """Raise `ParseError` if the page stops before its end.

    A browser closes the tags of half a page when it saves it, so that `</html>` alone proves
    nothing: the footer must be there too.
    """
    # Without zeros UTF-16 reads like ASCII, and what it says was decoded long before.
    if b"</html>" not in page[-4000:].replace(b"\0", b"").lower():
        raise ParseError("expected </html> at the end of the page: it is cut off")
    if soup.find("footer") is None:
        raise ParseError("expected a <footer> in the page: it is cut off")


def title_of(soup: BeautifulSoup) -> str:
    """The page's <title>, empty if it has none."""
    title = soup.select_one("head > title")
    return tidy(title.get_text()) if title else ""


def absolute(link: str, base: str) -> str:
    """A link's whole address; raises `ParseError` if it is none ("http://[")."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        raise ParseError(f"expected an address, found {link[:100]!r}") from None


def split(address: str) -> SplitResult:
    """An address in its parts; raises `ParseError` if it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        raise ParseError(f"expected an address, found {address[:100]!r}") from None


def _challenge(soup: BeautifulSoup) -> str | None:
    title = title_of(soup)
    for words in _CHALLENGE_TITLES:
        if title.casefold().startswith(words.casefold()):
            return f'title "{title}"'
    if select(soup, "#challenge-container"):
        return "#challenge-container"
    for without in soup.find_all("noscript"):
        if "not a robot" in without.get_text():
            return "not a robot"
    for script in soup.find_all("script"):
        for mark in _CHALLENGE_MARKS:
            if mark in (script.string or "") or mark in str(script.get("src", "")):
                return mark
    return None
