"""Where in a text the words stand on which a fact rests. Pure.

Spaces, kinds of quotation marks and dashes, accents, capitals and invisible signs may differ: a
page is laid out anew, and its words are the same.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

#: What says in a source's own words what the fact is, the most telling first.
_WORDS = ("label", "title", "reference", "com_reference", "celex", "code")
#: Kinds of quotation marks and dashes, each after the plain one that stands for them.
_ALIKE = {
    ord(sign): plain
    for plain, signs in {
        "'": "\u2018\u2019\u201a\u201b\u2032`",
        '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
        "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    }.items()
    for sign in signs
}


@dataclass(frozen=True)
class Found:
    """From where to where in the text, and what it is: "passage", "words" or "day"."""

    start: int
    end: int
    what: str


class Text:
    """A text in which words are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs: list[str] = []
        self._at: list[int] = []
        for place, sign in enumerate(text):
            for plain in _plain(sign):
                signs.append(plain)
                self._at.append(place)
        self._folded = "".join(signs)

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """From where to where the words stand, as whole words, the first place first."""
        wanted = "".join(map(_plain, words))
        found = self._folded.find(wanted) if wanted else -1
        while found >= 0:
            start, end = self._at[found], self._at[found + len(wanted) - 1] + 1
            if not (self._within_word(start) or self._within_word(end)):
                yield start, end
            found = self._folded.find(wanted, found + 1)

    def _within_word(self, place: int) -> bool:
        before, after = self.text[max(place - 1, 0) : place], self.text[place : place + 1]
        return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """What counts of a sign: nothing of a space, an accent or what cannot be seen."""
    parts = unicodedata.normalize("NFKD", sign.translate(_ALIKE).casefold()).translate(_ALIKE)
    return "".join(
        part
        for part in parts
        if not part.isspace() and unicodedata.category(part) not in {"Cc", "Cf", "Mn"}
    )


def find(text: str, passage: str, says: Mapping[str, Any]) -> Found | None:
    """The passage; where none is on record or found, the source's own words, the place of several
    that is nearest to the day that it gives; failing that the day alone."""
    searched = Text(text)
    for place in searched.places(passage):
        return Found(*place, "passage")
    days = sorted(
        place for spelled in _spellings(says.get("date")) for place in searched.places(spelled)
    )
    for name in _WORDS:
        told = says.get(name)
        if isinstance(told, str) and (places := list(searched.places(told))):
            return Found(*min(places, key=lambda place: _far(place, days)), "words")
    return Found(*days[0], "day") if days else None


def _far(place: tuple[int, int], days: list[tuple[int, int]]) -> tuple[int, bool]:
    """How far the nearest day is, and whether it comes after: in lists the day mostly goes first.

    The days are in order.
    """
    after = bisect(days, place)
    gaps = [(place[0] - end, False) for _, end in days[max(after - 1, 0) : after]]
    gaps += [(start - place[1], True) for start, _ in days[after : after + 1]]
    return min(gaps, default=(0, False))


def _spellings(day: Any) -> Iterator[str]:
    """The ways in which English pages and machines write a day."""
    try:
        told = date.fromisoformat(day)
    except (TypeError, ValueError):
        return
    yield told.isoformat()
    for mark in "/.-":
        yield f"{told:%d}{mark}{told:%m}{mark}{told:%Y}"
        yield f"{told.day}{mark}{told.month}{mark}{told:%Y}"
    for month in (_MONTHS[told.month - 1], _MONTHS[told.month - 1][:3]):
        yield f"{told.day} {month} {told:%Y}"
        yield f"{told:%d} {month} {told:%Y}"
        yield f"{month} {told.day}, {told:%Y}"


#: Not those of the reader's language: they are searched in the source's.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
