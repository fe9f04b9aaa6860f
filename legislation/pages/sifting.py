"""The timeline of a file, narrowed to an institution or a kind of step by `?by=` and `?kind=`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from legislation.domain.words import Institution, Kind
from legislation.language import told
from legislation.pages.chronicle import RELEASE, Entry, Year

_WHO = [who.value for who in Institution]
_WHAT = [*(kind.value for kind in Kind), RELEASE]


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many entries of the whole timeline have it."""

    value: str
    label: str
    number: int


@dataclass(frozen=True)
class Sifted:
    """What is left of the timeline, and what could be asked of it.

    `by` and `kind` are as they were asked, empty without; what no entry has leaves nothing, and
    `missing` says why, each in a sentence. `refused`: one of them is no name of ours at all.
    """

    years: list[Year]
    by: str
    kind: str
    institutions: list[Choice]
    kinds: list[Choice]
    shown: int
    total: int
    missing: tuple[str, ...] = ()
    refused: bool = False


def sifted(years: Sequence[Year], asked: Mapping[str, str]) -> Sifted:
    """The timeline as an address asks for it."""
    by, kind = (asked.get(name, "")[:40].replace("\0", " ") for name in ("by", "kind"))
    entries = [entry for year in years for entry in year.entries]
    institutions, kinds = _institutions(entries), _kinds(entries)
    left = [replace(year, entries=tuple(_left(year.entries, by, kind))) for year in years]
    return Sifted(
        years=[year for year in left if year.entries],
        by=by,
        kind=kind,
        institutions=institutions,
        kinds=kinds,
        shown=sum(len(year.entries) for year in left),
        total=len(entries),
        missing=tuple(_missing(by, kind, {each.value for each in (*institutions, *kinds)})),
        refused=by not in ("", *_WHO) or kind not in ("", *_WHAT),
    )


def _missing(by: str, kind: str, there: Collection[str]) -> Iterator[str]:
    """Which of the two nothing here has."""
    if by and by not in _WHO:
        yield _("No institution is called “%(name)s” here.") % {"name": by}
    elif by and by not in there:
        yield _("Nothing here is by: %(name)s.") % {"name": told(Institution(by))}
    if kind and kind not in _WHAT:
        yield _("No kind of step is called “%(name)s” here.") % {"name": kind}
    elif kind and kind not in there:
        yield _("Nothing here is of the kind: %(name)s.") % {"name": _name_of(kind)}


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
    names = [(kind, _name_of(kind)) for kind in _WHAT]
    found = [(*name, sum(name[0] == each.kind for each in entries)) for name in names]
    return [Choice(*each) for each in found if each[2]]


def _name_of(kind: str) -> str:
    return _("Press release") if kind == RELEASE else told(Kind(kind))
