"""Reads the curated record from its YAML files and refuses what is not right in them.

Every scalar is taken as the text that stands in the file, so that Norway's NO, a bare day and the
key `on` need no quotes; the types of `entries` say what the text has to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from legislation.baseline.entries import Baseline
from legislation.baseline.shapes import (
    KEY,
    NOT_EMPTY,
    PERCENT,
    PROOF,
    Entry,
    EvidenceEntry,
    Known,
    Part,
    overrated,
)
from legislation.domain.days import Day, last_day
from legislation.domain.words import Precision, Word

P = TypeVar("P", bound=Part)
W = TypeVar("W", bound=Word)
Ids = Mapping[str, set[object]]


class BaselineError(Exception):
    """The baseline is not right; `problems` has a sentence for each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Refused(Exception):
    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def read(folder: Path) -> Baseline:
    """Read all files of the folder.

    Raises `BaselineError` with all that is wrong, each fault with its file, entry and reason.
    """
    problems: list[str] = []
    kinds = {name: get_args(hint)[0] for name, hint in _hints(Baseline).items()}
    rows = {name: _rows(folder / f"{name}.yaml", problems) for name in kinds}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in kinds:
            problems.append(f"{path.name}: no entries of this name are known.")
    ids = {name: set(_identities(kind, rows[name])) for name, kind in kinds.items()}
    entries: dict[str, Any] = {
        name: _entries(name, kinds[name], rows[name], ids, problems) for name in kinds
    }
    if problems:
        raise BaselineError(problems)
    return Baseline(**entries)


# The file as text


class _Mapping(dict[object, object]):
    repeated: tuple[str, ...] = ()


class _Text(yaml.BaseLoader):
    """Scalars stay text; a bare null, ~ or nothing is None; repeated keys are remembered."""

    def construct_scalar(self, node: Any) -> Any:
        value = super().construct_scalar(node)
        bare = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if bare and value in ("", "~", "null") else value

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [str(self.construct_object(key)) for key, _ in node.value]
        mapping = _Mapping(super().construct_mapping(node, deep))
        mapping.repeated = tuple(sorted({key for key in keys if keys.count(key) > 1}))
        return mapping


def _rows(path: Path, problems: list[str]) -> list[object]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Text)  # noqa: S506 - builds text only
    except FileNotFoundError:
        problems.append(f"{path.name}: the file is missing.")
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(f"{path.name}: it cannot be read: {' '.join(str(error).split())}.")
    else:
        if isinstance(content, list):
            return content
        problems.append(f"{path.name}: it is not a list of entries.")
    return []


# The text as entries


def _entries(
    name: str, kind: type[Entry], rows: list[object], ids: Ids, problems: list[str]
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    seen: set[object] = set()
    for number, (row, identity) in enumerate(
        zip(rows, _identities(kind, rows), strict=True), start=1
    ):
        where = f"{name}.yaml, entry {number}{_label(kind, row)}"
        if identity is not None and identity in seen:
            problems.append(f"{where}: an entry above has the same {', '.join(kind.identity)}.")
        seen.add(identity)
        try:
            entries.append(_build(kind, row, ids, where=where))
        except _Refused as refused:
            problems.extend(f"{where}: {reason}." for reason in refused.reasons)
    return tuple(entries)


def _identities(kind: type[Entry], rows: list[object]) -> Iterator[object]:
    """What names each row: a text, a tuple if it takes several fields, None if unreadable."""
    for row in rows:
        named = [row.get(field) for field in kind.identity] if isinstance(row, dict) else [()]
        if not all(part is None or isinstance(part, str) for part in named):
            yield None
        else:
            yield tuple(named) if len(named) > 1 else named[0]


def _label(kind: type[Entry], row: object) -> str:
    named = [row.get(field) for field in kind.identity] if isinstance(row, dict) else []
    told = [
        str(part)
        for field, part in zip(kind.identity, named, strict=False)
        if part is not None and field != "proposal"
    ]
    return f" ({', '.join(told)})" if told else ""


def _build(kind: type[P], row: object, ids: Ids, **given: object) -> P:
    """Make an entry, or a part of one, of what stands in the file."""
    if not isinstance(row, _Mapping):
        raise _Refused("it is not a mapping of fields")
    hints = _hints(kind)
    asked = {
        entry.metadata.get("named", entry.name): entry
        for entry in fields(kind)
        if entry.name not in given
    }
    reasons = [f"{name}: it is given twice" for name in row.repeated]
    reasons += [f"{name}: no such field is known" for name in _unknown(row, asked)]
    for name, entry in asked.items():
        try:
            if name in row:
                value = _value(hints[entry.name], row[name], ids)
                if misfits := kind.misfits(entry.name, value):
                    raise _Refused(*misfits)
                given[entry.name] = value
            elif entry.default is MISSING:
                raise _Refused("it is missing")
        except _Refused as refused:
            reasons += [f"{name}: {reason}" for reason in refused.reasons]
    reasons += _refine(row, given)
    part = None if reasons else kind(**given)
    if part is None or (reasons := list(part.flaws())):
        raise _Refused(*reasons)
    return part


def _unknown(row: _Mapping, asked: Collection[str]) -> list[str]:
    qualified = {"precision"} if "on" in asked and "on" in row else set()
    return [str(name) for name in row if name not in asked and name not in qualified]


def _refine(row: _Mapping, given: dict[str, object]) -> list[str]:
    """Give the day the precision that stands beside it; it may not claim more than the day."""
    day = given.get("on")
    if "precision" not in row or not isinstance(day, Day):
        return []
    try:
        precision = _word(Precision, row["precision"])
    except _Refused as refused:
        return [f"precision: {reason}" for reason in refused.reasons]
    if day.precision not in (Precision.DAY, precision) and precision is not Precision.BY:
        return [f"precision: {precision} does not fit what is given as a {day.precision}"]
    given["on"] = Day(day.last, precision)
    return []


# The text as values


def _value(hint: Any, raw: object, ids: Ids) -> object:
    """What the text is under the hint; refuses what the hint does not allow."""
    arguments = get_args(hint)
    if type(None) in arguments:
        return None if raw is None else _value(arguments[0], raw, ids)
    if get_origin(hint) is Annotated:
        return _marked(arguments[0], arguments[1], raw, ids)
    if get_origin(hint) is tuple:
        return _items(arguments[0], raw, ids)
    if issubclass(hint, Part):
        return _build(hint, raw, ids)
    if issubclass(hint, Word):
        return _word(hint, raw)
    try:
        return _READERS[hint](_text(raw))
    except ValueError as error:
        raise _Refused(str(error)) from error


def _marked(hint: Any, mark: object, raw: object, ids: Ids) -> object:
    if mark is PERCENT:
        return _basis_points(_text(raw))
    value = _value(hint, raw, ids)
    if mark in (NOT_EMPTY, PROOF) and not value:
        raise _Refused("none is given")
    if mark is PROOF and (reasons := list(overrated(cast("tuple[EvidenceEntry, ...]", value)))):
        raise _Refused(*reasons)
    if mark is KEY and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(value)):
        raise _Refused(f"{value!r} is not of lower-case letters, digits and hyphens")
    if isinstance(mark, Known) and value not in ids[mark.file]:
        raise _Refused(f"no {mark.noun} {value!r} is known")
    return value


def _items(hint: Any, raw: object, ids: Ids) -> tuple[object, ...]:
    if not isinstance(raw, list):
        raise _Refused("it is not a list")
    items, reasons = [], []
    for number, item in enumerate(raw, start=1):
        try:
            items.append(_value(hint, item, ids))
        except _Refused as refused:
            reasons += [f"item {number}: {reason}" for reason in refused.reasons]
    if reasons:
        raise _Refused(*reasons)
    return tuple(items)


def _text(raw: object) -> str:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise _Refused("it is empty")
    if not isinstance(raw, str):
        raise _Refused("it is not a text")
    return raw


def _word(words: type[W], raw: object) -> W:
    text = _text(raw)
    try:
        return words(text)
    except ValueError as error:
        known = ", ".join(words) if len(words) < 20 else f"the words of {words.__name__}"
        raise _Refused(f"{text!r} is not one of {known}") from error


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise ValueError(f"{text!r} is not a whole number, 0 or more")
    return int(text)


def _decimal(text: str) -> Decimal:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise ValueError(f"{text!r} is not a decimal number")
    return Decimal(text)


def _basis_points(text: str) -> int:
    if not re.fullmatch(r"\d{1,2}\.\d{2}|100\.00", text, re.ASCII):
        raise _Refused(f"{text!r} is not a percentage with two decimals")
    return int(text.replace(".", ""))


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def _date(text: str) -> date:
    day = last_day(text)
    if day.precision is not Precision.DAY:
        raise ValueError(f"{text!r} is not a full day")
    return day.last


_READERS: Mapping[type, Callable[[str], object]] = {
    str: str,
    int: _whole,
    Decimal: _decimal,
    bool: _truth,
    date: _date,
    Day: last_day,
}


def _hints(kind: object) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
