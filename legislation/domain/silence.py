"""When a source has been silent for too long."""

from __future__ import annotations

from datetime import datetime, timedelta

#: So many times its rhythm may pass without a good reading: two may fail, the third is noticed.
RHYTHMS = 3


def is_silent(last: datetime, rhythm: timedelta, now: datetime) -> bool:
    """Whether the last good reading is too long ago."""
    return now - last > RHYTHMS * rhythm
