"""What the tables hold already, so that a load finds what is new or different in few queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model

from legislation.journal import field_of
from legislation.models import Change

Fact = TypeVar("Fact", bound=Model)


@dataclass
class Counts:
    """What a load did, by number of entries."""

    recorded: int = 0
    amended: int = 0
    kept: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changes(self) -> int:
        """Entries that made a difference."""
        return self.recorded + self.amended


class Held(Generic[Fact]):
    """The rows of one table as they are now, by what identifies them, with their evidence."""

    def __init__(self, model: type[Fact], *identity: str) -> None:
        self.model, self.identity = model, identity
        rows = model._default_manager.prefetch_related("evidence")
        self.rows = {tuple(getattr(row, name) for name in identity): row for row in rows}
        fact = field_of(model())
        edited = Change.objects.filter(by__isnull=False, **{f"{fact}__isnull": False})
        self.edited = set(edited.values_list(fact, flat=True))

    def get(self, lookup: Mapping[str, Any]) -> Fact | None:
        """The row that the lookup identifies."""
        wanted = {k: v.pk if isinstance(v, Model) else v for k, v in lookup.items()}
        key = tuple(wanted[name.removesuffix("_id")] for name in self.identity)
        return self.rows.get(key)

    def sights(self, row: Fact) -> set[tuple[str, str, str]]:
        """What the row's evidence is known by."""
        return {sight(proof) for proof in row.evidence.all()}  # type: ignore[attr-defined]


def sight(proof: Any) -> tuple[str, str, str]:
    return proof.address, proof.citation, proof.passage
