"""The Publications Office's event types and institutions, in our words.

What is not certain stays None (a kind) or `Institution.OTHER` (a body): nothing is guessed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from legislation.domain.words import Institution, Kind
from scrapers.expect import tidy

_TABLE = Path(__file__).with_name("event_types.tsv")


def kind_of(code: str | None = None, label: str | None = None) -> Kind | None:
    """Our kind for an event type. The code decides; a label only if there is no code and all
    event types that print it are of one kind (two of them print "EP position at first reading").
    """
    if code:
        return _kinds_by_code().get(code)
    return _kinds_by_label().get(_comparable(label)) if label else None


def label_of(code: str) -> str | None:
    """The words that EUR-Lex prints for an event type; None where it was never seen to."""
    return _labels_by_code().get(code) or None


def is_known_label(label: str) -> bool:
    """Whether EUR-Lex was seen to print these words for an event type."""
    return _comparable(label) in _codes_by_label()


def is_label_of_another(label: str, code: str) -> bool:
    """Whether these words belong to other event types only, and to none of the same kind.

    Of a type whose own words were never seen nothing can be said.
    """
    if not label_of(code):
        return False
    codes = _codes_by_label().get(_comparable(label), set())
    kinds = {_kinds_by_code().get(other) for other in codes}
    return bool(codes) and code not in codes and kind_of(code) not in kinds - {None}


def same_words(one: str, other: str) -> bool:
    """Whether two labels are the same but for capitals, apostrophes and white space."""
    return _comparable(one) == _comparable(other)


def knows(code: str | None, label: str | None) -> bool:
    """Whether an event type, or the words of an old event without one, were met before."""
    if code:
        return code in _labels_by_code()
    return label is None or _comparable(label) in _known_labels()


def institutions_of(names: Iterable[str]) -> tuple[Institution, ...]:
    """Who acts, each once and in a fixed order, from codes or names such as "CONSIL+EP"."""
    parts = (part.strip() for name in names for part in _split(name))
    known = {_INSTITUTIONS.get(_comparable(part), Institution.OTHER) for part in parts if part}
    return tuple(institution for institution in Institution if institution in known)


def _split(name: str) -> list[str]:
    return tidy(name).replace("&", "+").split("+")


def _comparable(words: str) -> str:
    return tidy(words).replace("\u2019", "'").casefold()


@cache
def _rows() -> tuple[tuple[str, str, Kind | None], ...]:
    lines = (
        line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return tuple(
        (row["code"], row["label"], Kind(row["kind"]) if row["kind"] else None)
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    )


@cache
def _labels_by_code() -> dict[str, str]:
    return {code: label for code, label, _ in _rows()}


@cache
def _known_labels() -> frozenset[str]:
    return frozenset(_comparable(label) for _, label, _ in _rows() if label)


@cache
def _kinds_by_code() -> dict[str, Kind]:
    return {code: kind for code, _, kind in _rows() if kind}


@cache
def _codes_by_label() -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, label, _ in _rows():
        if label:
            codes[_comparable(label)].add(code)
    return codes


@cache
def _kinds_by_label() -> dict[str, Kind]:
    meanings: dict[str, set[Kind | None]] = defaultdict(set)
    for _, label, kind in _rows():
        if label:
            meanings[_comparable(label)].add(kind)
    single = {label: next(iter(kinds)) for label, kinds in meanings.items() if len(kinds) == 1}
    return {label: kind for label, kind in single.items() if kind}


_INSTITUTIONS = {
    _comparable(name): institution
    for institution, names in {
        Institution.COM: ["COM", "European Commission"],
        Institution.EP: ["EP", "European Parliament"],
        Institution.CONSIL: ["CONSIL", "Council of the European Union", "Council of the EU"],
        Institution.EUCO: ["EUCO", "EURCOU", "European Council"],
        Institution.EESC: [
            "EESC",
            "ESC",
            "Economic and Social Committee",
            "European Economic and Social Committee",
        ],
        Institution.COR: ["COR", "European Committee of the Regions", "Committee of the Regions"],
        Institution.CURIA: ["CURIA", "Court of Justice", "Court of Justice of the European Union"],
        Institution.ECB: ["ECB", "European Central Bank"],
        Institution.ECA: ["ECA", "Court of Auditors", "European Court of Auditors"],
        Institution.EDPS: [
            "EDPS",
            "European Data Protection Supervisor",
            "The European Data Protection Supervisor",
        ],
        Institution.OP: ["OP", "Publications Office of the European Union"],
        Institution.EUMS: ["EUMS", "Member States"],
    }.items()
    for name in names
}
