"""What is on record, today or as this tracker knew it: the reader of the journal."""

from legislation.memory.canon import digest, facts
from legislation.memory.recall import as_known, began_at, last_recorded_at
from legislation.memory.record import Record, Scope, strongest_first
from legislation.memory.rows import as_recorded

__all__ = [
    "Record",
    "Scope",
    "as_known",
    "as_recorded",
    "began_at",
    "digest",
    "facts",
    "last_recorded_at",
    "strongest_first",
]
