"""What all notations of references have in common."""

from __future__ import annotations

_LOOKALIKES = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), ""),
}


def plain(text: str) -> str:
    """One line with ordinary hyphens and blanks; the sources write U+2011 and U+00A0."""
    return " ".join(text.translate(_LOOKALIKES).split())


def year_of(digits: str) -> int:
    """The year of a document; two digits are of 1950 to 2049.

    Raises `ValueError` for a year that cannot be.
    """
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= 50 else 2000
    if not 1950 <= year <= 2199:
        raise ValueError(f"a document of the year {digits} cannot be")
    return year
