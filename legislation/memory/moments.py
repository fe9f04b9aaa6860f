"""The days that can be asked of the record, and the moments up to which it was known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from legislation.memory.recall import as_known, last_recorded_at
from legislation.memory.record import Record, Scope
from legislation.memory.rows import as_recorded

#: A write that began before midnight may be on record a little after it.
SETTLED_AFTER = timedelta(hours=1)
#: What is known by a settled moment never changes.
FOR_GOOD = "public, max-age=31536000, immutable"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z", re.ASCII)
_TICK = timedelta(microseconds=1)


class BadDay(ValueError):
    """A parameter names no day; the text says what it was, `name` which one."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class DayAhead(BadDay):
    """It names a day that is still to come: nobody knows how things will stand."""


@dataclass(frozen=True)
class Known:
    """A moment of this tracker's knowledge: the end of a day in Brussels, or an exact one.

    What was recorded at `last` or before counts; `day` is that of the moment in Brussels.
    """

    text: str
    last: datetime

    @property
    def day(self) -> date:
        """The day of the moment."""
        return timezone.localdate(self.last)

    @property
    def is_day(self) -> bool:
        """Whether it is a day as a whole."""
        return bool(_DAY.fullmatch(self.text))

    @property
    def is_settled(self) -> bool:
        """Whether nothing more can come to be known by then."""
        return self.last + SETTLED_AFTER <= timezone.now()


def read_day(text: str, name: str = "on") -> date:
    """A day as 2025-06-01. Raises `BadDay` if it is none, or is still to come in Brussels."""
    if not _DAY.fullmatch(text):
        raise BadDay(text, name)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(text, name) from error
    if day > timezone.localdate():
        raise DayAhead(text, name)
    return day


def read_known(text: str) -> Known:
    """The end of a day, 2025-06-01, or a moment, 2025-06-01T12:00:00Z. Raises `BadDay`."""
    if not _MOMENT.fullmatch(text):
        day = read_day(text, "known") + timedelta(days=1)
        return Known(text, timezone.make_aware(datetime.combine(day, time())) - _TICK)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadDay(text, "known") from error
    if moment > timezone.now():
        raise DayAhead(text, "known")
    return Known(text, moment)


def record_of(of: Scope, known: Known | None) -> Record:
    """The record of today, or as it was known."""
    return as_known(of, known.last + _TICK, known.day) if known else as_recorded(of)


def for_good(day: date, known: Known | None = None) -> dict[str, str]:
    """What an address asks for so that it shows for ever what is known of a day.

    Known now means until the last entry of the journal, to the tick, and so does a moment that is
    not settled: until the last entry before it. Empty without an entry.
    """
    if known and known.is_settled:
        return {"on": day.isoformat(), "known": known.text}
    last = last_recorded_at(known.last if known else None)
    if last is None:
        return {}
    moment = last.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {"on": day.isoformat(), "known": moment}
