"""How the files hang together, drawn over the years: one line each, and who would replace whom.

Places are per cent of the width, as in `scale`. Pure: files with their stages in, places out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from legislation.domain.procedure import StageRow, StageSlug
from legislation.models import Proposal
from legislation.pages.related import CHANGES

_ROW = 58


@dataclass(frozen=True)
class Life:
    """One file: in the making from `x` for `making`, then in force for `force` (per cent).

    `ended` says whether it went without an act; `y` is in pixels, `to` that of the file which it
    set out to replace, None without one. `label_end` turns its words to the left of their place.
    """

    proposal: Proposal
    since: int
    x: float
    making: float
    force: float
    ended: bool
    y: int
    to: int | None

    @property
    def made(self) -> float:
        """Where its making ends."""
        return round(self.x + self.making, 2)

    @property
    def end(self) -> float:
        """Where its line ends."""
        return round(self.made + self.force, 2)

    @property
    def label_end(self) -> bool:
        """Whether its words would run out of the drawing to the right."""
        return self.x > 50


@dataclass(frozen=True)
class Lineage:
    """All lines with the years below them; `height` in pixels."""

    lives: tuple[Life, ...]
    years: tuple[tuple[int, float, bool], ...]
    height: int


def lineage(files: Sequence[tuple[Proposal, Sequence[StageRow]]], on: date) -> Lineage | None:
    """The files that belong together, oldest above; None where fewer than two were there."""
    begun = [(file, rows, day) for file, rows in files if (day := _begun(file, rows, on))]
    begun.sort(key=lambda each: each[2])
    if len(begun) < 2:
        return None
    first = date(begun[0][2].year, 1, 1)
    places = {file.slug: place for place, (file, _, _) in enumerate(begun)}
    lives = tuple(_life(file, rows, day, (first, on), places) for file, rows, day in begun)
    return Lineage(lives, tuple(_years(first, on)), _ROW * len(begun) + 34)


def _begun(file: Proposal, rows: Iterable[StageRow], on: date) -> date | None:
    """When a file of the reform was proposed, if that was by the day."""
    if file.slug not in {*CHANGES, *CHANGES.values()}:
        return None
    days = [row.entered_on for row in rows if row.entered_on and row.entered_on <= on]
    return min(days, default=None)


def _life(
    file: Proposal,
    rows: Sequence[StageRow],
    begun: date,
    span: tuple[date, date],
    places: dict[str, int],
) -> Life:
    entered = {row.slug: row.entered_on for row in rows if row.entered_on}
    over = _by(entered.get(StageSlug.ENDED), span[1])
    force = _by(entered.get(StageSlug.IN_FORCE), span[1])
    x, end = _at(begun, span), _at(over or span[1], span)
    made = _at(force, span) if force else end
    changed = places.get(CHANGES.get(file.slug, ""))
    return Life(
        proposal=file,
        since=begun.year,
        x=x,
        making=round(made - x, 2),
        force=round(end - made, 2) if force else 0.0,
        ended=over is not None,
        y=_y(places[file.slug]),
        to=_y(changed) if changed is not None else None,
    )


def _by(day: date | None, on: date) -> date | None:
    return day if day and day <= on else None


def _y(place: int) -> int:
    return _ROW * place + 32


def _at(day: date, span: tuple[date, date]) -> float:
    return round(100 * (day - span[0]).days / ((span[1] - span[0]).days or 1), 2)


def _years(first: date, on: date) -> Iterable[tuple[int, float, bool]]:
    """Each fifth year with its place, and whether a phone has room for it."""
    for year in range(first.year + (-first.year) % 5, on.year + 1, 5):
        x = _at(date(year, 1, 1), (first, on))
        if x < 96:
            yield year, x, year % 10 == 0
