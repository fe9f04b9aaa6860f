"""What is on record, today or as this tracker knew it: the reader of the journal."""

from legislation.memory.canon import digest, facts
from legislation.memory.moments import (
    FOR_GOOD,
    BadDay,
    DayAhead,
    Known,
    for_good,
    read_day,
    read_known,
    record_of,
)
from legislation.memory.recall import as_known, began_at, last_recorded_at
from legislation.memory.record import Record, Scope, strongest_first
from legislation.memory.rows import as_recorded

__all__ = [
    "FOR_GOOD",
    "BadDay",
    "DayAhead",
    "Known",
    "Record",
    "Scope",
    "as_known",
    "as_recorded",
    "began_at",
    "digest",
    "facts",
    "for_good",
    "last_recorded_at",
    "read_day",
    "read_known",
    "record_of",
    "strongest_first",
]
