"""Two versions of a position beside each other, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django.forms import model_to_dict
from django.utils.text import capfirst

from legislation import council
from legislation.admin.differences import NOTHING
from legislation.domain.days import in_words
from legislation.models import Position, PositionDraft

#: The day is read with its precision.
_READ_APART = {"stated_on", "precision"}
_MOST_PROOFS = 3


@dataclass(frozen=True)
class Line:
    """One field of both versions."""

    label: str
    stands: str
    drafted: str

    @property
    def differs(self) -> bool:
        return self.stands != self.drafted


def content_of(row: Position | PositionDraft) -> dict[str, Any]:
    """What a row says, as the writers take it."""
    return {name: getattr(row, name) for name in council.CONTENT}


def as_typed(draft: PositionDraft) -> dict[str, Any]:
    """A draft as the form takes it up again."""
    return model_to_dict(draft, [*council.CONTENT, *council.PROOF, "why", "corrects"])


def beside(stands: Position | PositionDraft | None, drafted: Mapping[str, Any]) -> list[Line]:
    """What stands, or nothing, and what was drafted: all that either of them says."""
    told = content_of(stands) if stands else {}
    lines = [
        Line(_label(name), _read(name, told.get(name)), _read(name, drafted.get(name)))
        for name in council.CONTENT
        if name not in _READ_APART
    ]
    lines.insert(_AFTER_OFFICE, Line("Day", _day(told), _day(drafted)))
    proof = _proof_of(stands)
    lines.append(Line("Evidence", proof, _proof_typed(drafted) or proof))  # or carried over
    return [line for line in lines if {line.stands, line.drafted} != {NOTHING}]


_AFTER_OFFICE = council.CONTENT.index("office") + 1


def _field(name: str) -> Field[Any, Any]:
    return Position._meta.get_field(name)  # type: ignore[return-value]


def _label(name: str) -> str:
    return str(capfirst(_field(name).verbose_name))


def _read(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if isinstance(value, Model):
        return str(value)
    return str(dict(_field(name).flatchoices).get(value, value))


def _day(told: Mapping[str, Any]) -> str:
    return in_words(told["stated_on"], told["precision"]) if told.get("stated_on") else NOTHING


def _proof_of(row: Position | PositionDraft | None) -> str:
    if row is None:
        return NOTHING
    if isinstance(row, PositionDraft):
        return _proof_typed(as_typed(row)) or NOTHING
    proofs = row.evidence.strongest_first()[:_MOST_PROOFS]
    return "\n".join(proof.address or proof.citation or str(proof) for proof in proofs)


def _proof_typed(told: Mapping[str, Any]) -> str:
    where = str(told.get("proof_address") or told.get("proof_citation") or "")
    if not where or not told.get("corrects"):
        return where
    return f"{where}\n({'in place of' if told.get('instead') else 'besides'} what is on record)"
