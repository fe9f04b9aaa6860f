"""Days as sources give them, in full or only as a month or a year, and the same in words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from legislation.domain.words import Language, Precision

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?(?![\w-])", re.ASCII)


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


def end_of_period(text: str) -> date | None:
    """The last day of a period of figures: 2024, 2024-Q1 or 2025-03, and whatever is said after it;
    None if it is none of these."""
    found = _PERIOD.match(text)
    if found is None:
        return None
    month = 3 * int(found[2]) if found[2] else int(found[3] or 12)
    return last_day(f"{found[1]}-{month:02}").last


class Worded(NamedTuple):
    """A day for people and for machines: `before` the words that `machine` stands for."""

    before: str
    words: str
    machine: str


class _Tongue(NamedTuple):
    """How a language writes days; each shape has a place for the day's own words.

    `at`, `since`, `start`, `first` and `until` are by precision: on a day, in a month, in a year,
    by a day. `first` is a start that an end follows.
    """

    months: tuple[str, ...]
    day: str
    by: str
    not_known: str
    at: dict[Precision, str]
    since: dict[Precision, str]
    start: dict[Precision, str]
    first: dict[Precision, str]
    until: dict[Precision, str]
    same_day: str
    old: str
    least: str
    units: dict[str, tuple[str, str]]


def _by_precision(day: str, month: str, year: str, by: str) -> dict[Precision, str]:
    return dict(zip(Precision, (day, month, year, by), strict=True))


_ENGLISH = _Tongue(
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{number} {month} {year}",
    by="by ",
    not_known="day not known",
    at=_by_precision("on {}", "in {}", "in {}", "by {}"),
    since=_by_precision("since {}", "since {}", "since {}", "since {} at the latest"),
    start=_by_precision("from {}", "from {}", "from {}", "from {} at the latest"),
    first=_by_precision("from {}", "from {}", "from {}", "from {} at the latest"),
    until=_by_precision("until {}", "until {}", "until {}", "until {} at the latest"),
    same_day="of the same day",
    old="{} old",
    least="at least {} old",
    units={"day": ("day", "days"), "month": ("month", "months"), "year": ("year", "years")},
)
_FRENCH = _Tongue(
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    day="{number} {month} {year}",
    by="au plus tard le ",
    not_known="date inconnue",
    at=_by_precision("le {}", "en {}", "en {}", "au plus tard le {}"),
    since=_by_precision("depuis le {}", "depuis {}", "depuis {}", "depuis le {} au plus tard"),
    start=_by_precision(
        "à partir du {}", "à partir de {}", "à partir de {}", "à partir du {} au plus tard"
    ),
    first=_by_precision("du {}", "de {}", "de {}", "à partir du {} au plus tard"),
    until=_by_precision("jusqu'au {}", "jusqu'en {}", "jusqu'en {}", "jusqu'au {} au plus tard"),
    same_day="du même jour",
    old="il y a {}",
    least="il y a au moins {}",
    units={"day": ("jour", "jours"), "month": ("mois", "mois"), "year": ("an", "ans")},
)
_GERMAN = _Tongue(
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    day="{number}. {month} {year}",
    by="spätestens am ",
    not_known="Datum nicht bekannt",
    at=_by_precision("am {}", "im {}", "im Jahr {}", "spätestens am {}"),
    since=_by_precision("seit dem {}", "seit {}", "seit {}", "spätestens seit dem {}"),
    start=_by_precision("ab dem {}", "ab {}", "ab {}", "spätestens ab dem {}"),
    first=_by_precision("vom {}", "von {}", "von {}", "spätestens ab dem {}"),
    until=_by_precision("bis zum {}", "bis {}", "bis {}", "spätestens bis zum {}"),
    same_day="vom selben Tag",
    old="{} alt",
    least="mindestens {} alt",
    units={"day": ("Tag", "Tage"), "month": ("Monat", "Monate"), "year": ("Jahr", "Jahre")},
)
_TONGUES = {Language.EN: _ENGLISH, Language.FR: _FRENCH, Language.DE: _GERMAN}


def month(number: int, language: str = Language.EN) -> str:
    """What the month is called; 1 is January."""
    return _TONGUES[Language(language)].months[number - 1]


def worded(day: date | None, precision: str, language: str = Language.EN) -> Worded:
    """The day as a page prints it; `machine` is empty where no honest value exists."""
    tongue = _TONGUES[Language(language)]
    if day is None:
        return Worded("", tongue.not_known, "")
    if precision == Precision.YEAR:
        return Worded("", f"{day.year}", f"{day.year:04}")
    name = tongue.months[day.month - 1]
    if precision == Precision.MONTH:
        return Worded("", f"{name} {day.year}", f"{day:%Y-%m}")
    number = "1er" if tongue is _FRENCH and day.day == 1 else day.day
    words = tongue.day.format(number=number, month=name, year=day.year)
    return Worded(tongue.by if precision == Precision.BY else "", words, day.isoformat())


def in_words(day: date | None, precision: str, language: str = Language.EN) -> str:
    """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
    before, words, _ = worded(day, precision, language)
    return before + words


def at(day: date, precision: str, language: str = Language.EN) -> str:
    """Inside a sentence: on 17 October 2024; in October 2024; in 2024; by 6 October 2024."""
    _, words, _ = worded(day, precision, language)
    return _TONGUES[Language(language)].at[Precision(precision)].format(words)


def since(day: date, precision: str, language: str = Language.EN) -> str:
    """Inside a sentence: since 13 January 2009; since 6 October 2024 at the latest."""
    _, words, _ = worded(day, precision, language)
    return _TONGUES[Language(language)].since[Precision(precision)].format(words)


def starting(day: date, precision: str, language: str = Language.EN, *, ends: bool = False) -> str:
    """Inside a sentence: from 13 January 2009; from October 2024. `ends` if an end follows."""
    _, words, _ = worded(day, precision, language)
    tongue = _TONGUES[Language(language)]
    said = (tongue.first if ends else tongue.start)[Precision(precision)].format(words)
    # French: d'avril, d'août, d'octobre.
    return re.sub(r"\bde (?=[ao])", "d'", said) if language == Language.FR else said


def until(day: date, precision: str, language: str = Language.EN) -> str:
    """Inside a sentence: until 13 January 2009; until October 2024."""
    _, words, _ = worded(day, precision, language)
    return _TONGUES[Language(language)].until[Precision(precision)].format(words)


def age(day: date, precision: str, on: date, language: str = Language.EN) -> str:
    """How old what was said on a day is on a later one: 12 days old; at least 2 years old.

    The stored day is the last that the source allows, so a year or "by" gives the least age.
    """
    tongue = _TONGUES[Language(language)]
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    number, unit = (on - day).days, "day"
    if months >= 24:
        number, unit = months // 12, "year"
    elif months >= 2:
        number, unit = months, "month"
    if number == 0:
        return tongue.same_day
    shape = tongue.least if precision in {Precision.YEAR, Precision.BY} else tongue.old
    one, several = tongue.units[unit]
    return shape.format(f"{number} {one if number == 1 else several}")
