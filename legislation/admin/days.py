"""Days as they are typed at the desk: any day of the month or year that a source names."""

from __future__ import annotations

from datetime import date

from legislation.domain.days import Day, last_day
from legislation.domain.words import Precision

#: The year in which the Treaties of Rome entered into force.
FIRST_YEAR = 1958


def last_allowed(day: date, precision: str) -> date:
    """The last day that the source allows, whichever day of the month or year was typed."""
    if precision == Precision.MONTH:
        return last_day(day.isoformat()[:7]).last
    return last_day(day.isoformat()[:4]).last if precision == Precision.YEAR else day


def first_allowed(day: date, precision: str) -> date:
    """The first day that the source allows; "by" a day is taken at its word."""
    return Day(day, Precision(precision)).first
