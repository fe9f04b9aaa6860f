"""Articles of an act as people write them: Article 16(2), art. 16, articles 16 et 17."""

from __future__ import annotations

import re

#: An article's number: 16, or 16a as amendments number new ones.
_NUMBER = r"\d{1,3}[a-z]?"
_ARTICLE = re.compile(
    rf"\bart(?:\.|icles?|ikeln?)\s*({_NUMBER}\b(?:\s*\(\w{{1,3}}\))*"
    rf"(?:\s*(?:,|and|et|und|or|ou|oder|to|-|–)\s*{_NUMBER}\b(?:\s*\(\w{{1,3}}\))*)*)",  # noqa: RUF001
    re.IGNORECASE,
)
_EACH = re.compile(rf"(?<![\w(])({_NUMBER})\b", re.IGNORECASE)


def article(text: str) -> str:
    """The number of one article: "Article 16(2)", "art. 16" and "16" are 16.

    Raises `ValueError` with a sentence if the text names none, or several.
    """
    bare = text.strip().lower()
    found = articles(text) or ({bare} if re.fullmatch(_NUMBER, bare) else set())
    if len(found) != 1:
        raise ValueError(f"{text!r} is not one article: write its number, such as 16 or 16a")
    return found.pop()


def articles(text: str) -> set[str]:
    """The numbers of the articles that a text names."""
    return {number.lower() for named in _ARTICLE.findall(text) for number in _EACH.findall(named)}
