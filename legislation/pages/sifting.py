"""The timeline of a file, narrowed to an institution or a kind of step by `?by=` and `?kind=`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from legislation.domain.words import Institution, Kind
from legislation.language import told
from legislation.pages.chronicle import RELEASE, Entry, Year


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many entries of the whole timeline have it."""

    value: str
    label: str
    number: int


@dataclass(frozen=True)
class Sifted:
    """What is left of the timeline, and what could be asked of it.

    `by` and `kind` are as they were asked, empty without; what no entry has leaves nothing.
    """

    years: list[Year]
    by: str
    kind: str
    institutions: list[Choice]
    kinds: list[Choice]
    shown: int
    total: int


def sifted(years: Sequence[Year], asked: Mapping[str, str]) -> Sifted:
    """The timeline as an address asks for it."""
    by, kind = asked.get("by", "")[:40], asked.get("kind", "")[:40]
    entries = [entry for year in years for entry in year.entries]
    left = [replace(year, entries=tuple(_left(year.entries, by, kind))) for year in years]
    return Sifted(
        years=[year for year in left if year.entries],
        by=by,
        kind=kind,
        institutions=_institutions(entries),
        kinds=_kinds(entries),
        shown=sum(len(year.entries) for year in left),
        total=len(entries),
    )


def _left(entries: Iterable[Entry], by: str, kind: str) -> Iterable[Entry]:
    for entry in entries:
        if by and by not in entry.institutions:
            continue
        if not kind or entry.kind == kind:
            yield entry


def _institutions(entries: Sequence[Entry]) -> list[Choice]:
    found = [(who, sum(who in each.institutions for each in entries)) for who in Institution]
    return [Choice(who.value, told(who), number) for who, number in found if number]


def _kinds(entries: Sequence[Entry]) -> list[Choice]:
    names = [(kind.value, told(kind)) for kind in Kind] + [(RELEASE, _("Press release"))]
    found = [(*name, sum(name[0] == each.kind for each in entries)) for name in names]
    return [Choice(*each) for each in found if each[2]]
