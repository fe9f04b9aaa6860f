"""The journal as a person reads it: which fields differ, before and after, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.text import capfirst

from legislation.domain.words import Institution, Verb
from legislation.models import FACTS, Change

NOTHING = "—"
#: What a list of changes has to join, so that each can say what it is about.
ABOUT = ["by", "source", "conflict__event", "conflict__proposal", *FACTS]


@dataclass(frozen=True)
class Difference:
    """One field, as it was and as it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change with what it made different; of a position also who drafted it, and the address
    that brings this version back."""

    change: Change
    differences: list[Difference]
    drafted_by: str = ""
    revert: str = ""


def entries(changes: Iterable[Change]) -> list[Entry]:
    """Each change with its differences, in the order given."""
    return [Entry(change, differences(change)) for change in changes]


def fact_of(change: Change) -> Model | None:
    """What the change is about: the fact itself before the proposal that it belongs to."""
    names = [name for name in FACTS if name != "proposal"]
    for name in ["conflict", *names, "source", "proposal"]:
        if getattr(change, f"{name}_id") is not None:
            fact: Model = getattr(change, name)
            return fact
    return None


def differences(change: Change) -> list[Difference]:
    """The fields whose value differs; of a new fact, those that have one."""
    before, after = change.before or {}, change.after or {}
    names = list(dict.fromkeys([*after, *before]))
    if change.verb == Verb.CONFIRMED and not before:
        names = ["evidence"]  # the entry keeps only what stood afterwards
    if change.verb == Verb.CORRECTED:
        names = [name for name in names if name not in {"key", "corrects"}]  # of the new row
    fact = fact_of(change)
    shown = []
    for name in names:
        field = _field(fact, name)
        was, became = _read(field, name, before.get(name)), _read(field, name, after.get(name))
        if was != became:
            label = field.verbose_name if field else name.replace("_", " ")
            shown.append(Difference(str(capfirst(label)), was, became))
    return shown


def _field(fact: Model | None, name: str) -> Field[Any, Any] | None:
    if fact is None:
        return None
    try:
        field = fact._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _read(field: Field[Any, Any] | None, name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "evidence":
        return "\n".join(_proof(proof) for proof in value)
    if name == "institutions":
        return "\n".join(_institution(code) for code in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return str(dict(field.flatchoices).get(value, value)) if field else str(value)


def _institution(code: str) -> str:
    return Institution(code).label if code in list(Institution) else code


def _proof(proof: dict[str, Any]) -> str:
    where = " · ".join(str(proof[key]) for key in ("citation", "address") if proof.get(key))
    if not where:
        where = f"stored copy {str(proof.get('snapshot') or '')[:12]}"
    passage = f" “{proof['passage']}”" if proof.get("passage") else ""
    return f"{where}{passage} ({proof.get('confidence', '')})"
