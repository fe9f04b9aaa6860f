"""Words that no text can hold, by which an entry is filed: filters are part of the full text."""

from __future__ import annotations

from legislation.domain.searching import MARK, Sort

#: Every entry has it.
ANY = f"{MARK}all"


def of_sort(sort: Sort) -> str:
    """Entries of one sort."""
    return f"{MARK}k{sort.replace('_', '')}"


def in_file(pk: int) -> str:
    """Entries that belong to a file, and the file itself."""
    return f"{MARK}f{pk}"


def by(code: str) -> str:
    """Entries in which an institution acted, or a state spoke, signed or voted."""
    return f"{MARK}w{code.lower()}"
