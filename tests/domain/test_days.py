"""How old what was said is, and from when to when something lasted."""

from __future__ import annotations

from datetime import date

import pytest

from legislation.domain.days import age, end_of_period, starting, until


@pytest.mark.parametrize(
    ("day", "precision", "words"),
    [
        (date(2026, 3, 31), "day", "of the same day"),
        (date(2026, 3, 30), "day", "1 day old"),
        (date(2026, 2, 1), "day", "58 days old"),
        (date(2026, 1, 31), "day", "2 months old"),
        (date(2025, 4, 1), "day", "11 months old"),
        (date(2024, 4, 1), "month", "23 months old"),
        (date(2024, 3, 31), "day", "2 years old"),
        (date(2024, 12, 31), "year", "at least 15 months old"),
        (date(2023, 4, 1), "by", "at least 2 years old"),
    ],
)
def test_the_age_is_in_whole_units(day: date, precision: str, words: str) -> None:
    assert age(day, precision, date(2026, 3, 31)) == words


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2024", date(2024, 12, 31)),
        ("2024 (to October)", date(2024, 12, 31)),
        ("2024-Q1", date(2024, 3, 31)),
        ("2025-Q4", date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-03 (statement)", date(2025, 3, 31)),
        ("2024-Q5", None),
        ("2024-13", None),
        ("20245", None),
        ("once", None),
    ],
)
def test_a_period_of_figures_ends_with_its_last_day(period: str, last: date | None) -> None:
    assert end_of_period(period) == last


@pytest.mark.parametrize(
    ("language", "precision", "alone", "span"),
    [
        ("en", "day", "from 1 April 2026", "from 1 April 2026 until 1 April 2026"),
        ("fr", "day", "à partir du 1er avril 2026", "du 1er avril 2026 jusqu'au 1er avril 2026"),
        ("fr", "month", "à partir d'avril 2026", "d'avril 2026 jusqu'en avril 2026"),
        ("de", "day", "ab dem 1. April 2026", "vom 1. April 2026 bis zum 1. April 2026"),
        ("de", "month", "ab April 2026", "von April 2026 bis April 2026"),
    ],
)
def test_a_start_that_an_end_follows_has_its_own_words(
    language: str, precision: str, alone: str, span: str
) -> None:
    day = date(2026, 4, 1)
    assert starting(day, precision, language) == alone
    first = starting(day, precision, language, ends=True)
    assert f"{first} {until(day, precision, language)}" == span
