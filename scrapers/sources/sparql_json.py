"""An answer of a SPARQL endpoint, `application/sparql-results+json`, as a table.

Virtuoso answers with status 200 also when it has nothing, not all, or an error to say. So the form
is checked to the last term, and what a query expects of its columns is the caller's to state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from scrapers.expect import ParseError, tidy

# Virtuoso writes "typed-literal" where the standard has "literal".
_TYPES = {"uri", "bnode", "literal", "typed-literal"}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The answer's columns and rows. A variable that is unbound in a row is not in it."""

    columns: frozenset[str]
    rows: tuple[Row, ...]


def read_table(answer: bytes) -> Table:
    """Read an answer; raises `ParseError` if it is not JSON of exactly the standard's form."""
    document = _json(answer)
    columns = _field(_field(document, "head", dict), "vars", list)
    if not all(isinstance(name, str) for name in columns) or len(set(columns)) != len(columns):
        raise ParseError(f"expected names of columns in head.vars, found {columns}"[:300])
    bindings = _field(_field(document, "results", dict), "bindings", list)
    return Table(frozenset(columns), tuple(_row(binding, columns) for binding in bindings))


def expect_columns(table: Table, needed: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise `ParseError` unless the answer has the needed columns and none but the allowed."""
    wanted, known = set(needed), {*needed, *allowed}
    if not wanted <= table.columns <= known:
        raise ParseError(
            f"expected the columns {', '.join(sorted(wanted))} in head.vars,"
            f" found {', '.join(sorted(table.columns)) or 'none'}"[:400]
        )


def _json(answer: bytes) -> object:
    start = answer[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        raise ParseError("expected JSON, found markup: an error page, or the form for queries")
    try:
        text = answer.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ParseError(f"expected whole JSON in UTF-8: {reason}"[:300]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _field(document: object, name: str, kind: type) -> Any:
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, kind):
        raise ParseError(f"expected {name} ({kind.__name__}) in the SPARQL answer, found none")
    return value


def _row(binding: object, columns: Iterable[str]) -> Row:
    if not isinstance(binding, dict) or not set(binding) <= set(columns):
        raise ParseError(f"expected a row of head.vars in the answer, found {binding}"[:300])
    return {name: _value(name, term) for name, term in binding.items()}


def _value(name: str, term: object) -> str:
    value = term.get("value") if isinstance(term, dict) else None
    if not isinstance(term, dict) or term.get("type") not in _TYPES or not isinstance(value, str):
        raise ParseError(f"expected type and value of {name} in the answer, found {term}"[:300])
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character, which JSON can spell: "\ud800"
        raise ParseError(f"expected text in {name}, found half a character") from None
    return tidy(value)
