"""The tables that say what a source's words or codes mean to us: label, kind, who acts."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from legislation.domain.words import Institution, Kind


@dataclass(frozen=True)
class Meaning:
    """What a row of a table says. `only` holds what the kind depends on (a procedure's type, a
    stage); empty if it depends on nothing."""

    kind: Kind | None = None
    institutions: tuple[Institution, ...] = ()
    only: frozenset[str] = frozenset()

    def kind_in(self, context: str | None) -> Kind | None:
        """The kind, if it is certain in this context."""
        return self.kind if not self.only or context in self.only else None


@cache
def meanings(name: str) -> dict[str, Meaning]:
    """The table `name` of this folder, by its first column. Lines that begin with # are notes."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    next(rows)
    return {
        word: Meaning(
            Kind(kind) if kind else None,
            tuple(Institution(code) for code in institutions.split()),
            frozenset(only.split()),
        )
        for word, kind, institutions, only in rows
    }
