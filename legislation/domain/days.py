"""Days as sources give them: in full, or only as a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from legislation.domain.words import Precision

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Day(NamedTuple):
    """The last day that a source allows, and how exactly it gives it."""

    last: date
    precision: Precision


def last_day(text: str) -> Day:
    """Read "2024-10-17", "2024-10" or "2024"; the day is the last one that the text allows.

    Raises `ValueError` with a sentence if the text is none of these or names no day of the
    calendar.
    """
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a day, a month or a year (2024-10-17, 2024-10, 2024)")
    year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 0)
    try:
        last = date(year, month, day if found[3] else monthrange(year, month)[1])
    except ValueError as error:
        raise ValueError(f"{text!r} is not in the calendar") from error
    if found[2] is None:
        return Day(last, Precision.YEAR)
    return Day(last, Precision.MONTH if found[3] is None else Precision.DAY)
