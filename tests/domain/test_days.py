"""How old what was said is."""

from __future__ import annotations

from datetime import date

import pytest

from legislation.domain.days import age


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
