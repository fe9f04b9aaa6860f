"""The language of the page that is being made, and the words of our lists and days in it."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from legislation.domain import days, labels
from legislation.domain.words import Language, Precision, Word


def language() -> Language:
    """The language of the page."""
    return Language(translation.get_language() or Language.EN)


def told(word: Word) -> str:
    """What an entry of one of our lists is called."""
    return labels.label_of(word, language())


def told_inside(word: Word) -> str:
    """The same inside a sentence."""
    return labels.inside(told(word), language())


def state_name(code: str, name: str) -> str:
    """What a state is called; `name` is the one on record."""
    return labels.state_name(code, name, language())


def in_words(day: date | None, precision: str = Precision.DAY) -> str:
    """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
    return days.in_words(day, precision, language())


def at(day: date, precision: str) -> str:
    """Inside a sentence: on 17 October 2024; in October 2024."""
    return days.at(day, precision, language())


def since(day: date, precision: str) -> str:
    """Inside a sentence: since 13 January 2009; since 6 October 2024 at the latest."""
    return days.since(day, precision, language())


def starting(day: date, precision: str) -> str:
    """Inside a sentence: from 13 January 2009."""
    return days.starting(day, precision, language())


def age(day: date, precision: str, on: date) -> str:
    """How old what was said on a day is on a later one: 12 days old."""
    return days.age(day, precision, on, language())
