"""A file drawn to scale in time: Parliament above, the Council below, what is common between.

All places are shares of the width in per cent, so that one drawing fits a phone and a desk: only
the words keep their size, and those that would not fit are left to the list of stages, which has
them all. Pure: stages, entries and a day in, places out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from legislation.domain.procedure import StageRow, StageSlug, Standing
from legislation.domain.words import Institution
from legislation.language import told
from legislation.pages.chronicle import Entry

#: Widths in pixels for which words are measured: the page at its widest, a tablet, a narrow phone.
_DESK, _TABLET, _PHONE = 1000, 690, 310
_LETTER = 7.2
#: Lanes from above: who acts in them.
PARLIAMENT, COMMON, COUNCIL = 0, 1, 2
_MARKS = ("ep", "several", "council")
_LANES = {StageSlug.PARLIAMENT_MANDATE: PARLIAMENT, StageSlug.COUNCIL_MANDATE: COUNCIL}
_ACTORS: dict[str, int] = {Institution.EP: PARLIAMENT, Institution.CONSIL: COUNCIL}
#: Rooms that lie behind the procedure and have no end: so much of them is drawn.
_AFTER = (StageSlug.IN_FORCE, StageSlug.ENDED)
_OPEN_END = timedelta(days=365)


@dataclass(frozen=True)
class Bar:
    """A room of the procedure: `x` and `width` in per cent of the drawing, `y` in pixels.

    `fits` says where its words have room: "always", "wide" (not on a phone), "desk" or nothing.
    """

    label: str
    mark: str
    x: float
    width: float
    y: int
    fits: str
    lane: str


@dataclass(frozen=True)
class Dot:
    """A step, in the lane of who took it."""

    label: str
    x: float
    y: int
    planned: bool
    lane: str


@dataclass(frozen=True)
class Tick:
    """The first day of a year."""

    label: str
    x: float
    fits: str


@dataclass(frozen=True)
class Drawing:
    """All that the template draws; `now` is the day asked for, None where it ends before."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    now: float | None


@dataclass(frozen=True)
class _Span:
    first: date
    last: date

    def at(self, day: date) -> float:
        """Where the day lies, in per cent."""
        days = (self.last - self.first).days or 1
        share = (min(max(day, self.first), self.last) - self.first).days / days
        return round(100 * share, 2)


def drawn(rows: Sequence[StageRow], entries: Iterable[Entry], on: date) -> Drawing | None:
    """The drawing for the day; None where no room was entered by then."""
    entered = [row for row in rows if row.entered_on and row.entered_on <= on]
    if not entered:
        return None
    shown = list(entries)
    span = _span(entered, on)
    return Drawing(
        bars=tuple(_bar(row, span, on) for row in entered),
        dots=tuple(_dot(entry, span) for entry in shown if span.first <= entry.day <= span.last),
        ticks=tuple(_ticks(span)),
        now=span.at(on) if span.last == on else None,
    )


def _span(entered: Sequence[StageRow], on: date) -> _Span:
    """From the first room to the day; of a room without an end, its first year."""
    first = min(row.entered_on for row in entered if row.entered_on)
    after = [row for row in entered if row.slug in _AFTER]
    if not after:
        return _Span(first, on)
    begun = max(row.entered_on for row in after if row.entered_on)
    return _Span(first, min(on, begun + _OPEN_END))


def _bar(row: StageRow, span: _Span, on: date) -> Bar:
    start = span.at(row.entered_on or span.first)
    end = span.at(row.left_on if row.left_on and row.left_on <= on else on)
    width = max(round(end - start, 2), 0.4)
    lane = _LANES.get(row.slug, COMMON)
    mark = "done" if row.standing(on) is Standing.DONE else "current"
    if row.slug in _AFTER:
        mark = row.slug.value
    label = told(row.slug)
    return Bar(label, mark, start, width, _y(lane), _fits(label, width), _MARKS[lane])


def _fits(words: str, width: float) -> str:
    needs = len(words) * _LETTER + 16
    if needs <= _PHONE * width / 100:
        return "always"
    if needs <= _TABLET * width / 100:
        return "wide"
    return "desk" if needs <= _DESK * width / 100 else ""


def _y(lane: int) -> int:
    return 18 + 54 * lane


def _dot(entry: Entry, span: _Span) -> Dot:
    acting = {_ACTORS[who] for who in entry.institutions if who in _ACTORS}
    lane = acting.pop() if len(acting) == 1 else COMMON
    return Dot(entry.title, span.at(entry.day), _y(lane) + 28, entry.expected, _MARKS[lane])


def _ticks(span: _Span) -> Iterable[Tick]:
    for year in range(span.first.year + 1, span.last.year + 1):
        x = span.at(date(year, 1, 1))
        # A year at the very edge would be cut.
        if x < 97:
            yield Tick(str(year), x, "always" if year % 2 or _few(span) else "wide")


def _few(span: _Span) -> bool:
    return span.last.year - span.first.year <= 6
