"""Days as sources give them, in full or only as a month or a year, and the same in words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from legislation.domain.words import Precision

NOT_KNOWN = "day not known"
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Day(NamedTuple):
    """The last day that a source allows, and how exactly it gives it."""

    last: date
    precision: Precision

    @property
    def first(self) -> date:
        """The first day that the source allows; "by" a day is taken at its word."""
        if self.precision is Precision.YEAR:
            return self.last.replace(month=1, day=1)
        return self.last.replace(day=1) if self.precision is Precision.MONTH else self.last


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


class Worded(NamedTuple):
    """A day for people and for machines: `before` the words that `machine` stands for."""

    before: str
    words: str
    machine: str


def worded(day: date | None, precision: str) -> Worded:
    """The day as a page prints it; `machine` is empty where no honest value exists."""
    if day is None:
        return Worded("", NOT_KNOWN, "")
    if precision == Precision.YEAR:
        return Worded("", f"{day.year}", f"{day.year:04}")
    if precision == Precision.MONTH:
        return Worded("", f"{day:%B} {day.year}", f"{day:%Y-%m}")
    before = "by " if precision == Precision.BY else ""
    return Worded(before, f"{day.day} {day:%B} {day.year}", day.isoformat())


def in_words(day: date | None, precision: str) -> str:
    """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
    before, words, _ = worded(day, precision)
    return before + words


def at(day: date, precision: str) -> str:
    """Inside a sentence: on 17 October 2024; in October 2024; in 2024; by 6 October 2024."""
    preposition = {Precision.DAY: "on ", Precision.BY: ""}.get(Precision(precision), "in ")
    return preposition + in_words(day, precision)


def since(day: date, precision: str) -> str:
    """Inside a sentence: since 13 January 2009; since 6 October 2024 at the latest."""
    _, words, _ = worded(day, precision)
    return f"since {words}" + (" at the latest" if precision == Precision.BY else "")


def age(day: date, precision: str, on: date) -> str:
    """How old what was said on a day is on a later one: 12 days old; at least 2 years old.

    The stored day is the last that the source allows, so a year or "by" gives the least age.
    """
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    number, unit = (on - day).days, "day"
    if months >= 24:
        number, unit = months // 12, "year"
    elif months >= 2:
        number, unit = months, "month"
    if number == 0:
        return "of the same day"
    least = "at least " if precision in {Precision.YEAR, Precision.BY} else ""
    return f"{least}{number} {unit}{'' if number == 1 else 's'} old"
