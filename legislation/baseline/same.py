"""Which event of the record an entry is about, though a source or an editor brought it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from legislation.baseline.entries import EventEntry
from legislation.baseline.held import Held, sight
from legislation.baseline.reader import BaselineError
from legislation.domain.days import Day
from legislation.domain.procedure import ONCE
from legislation.domain.words import Kind, Precision, Verb
from legislation.models import Change, Event, Proposal

#: One step is told on neighbouring days: that of the decision, that of the entry.
_NEIGHBOURS = timedelta(days=1)

Fits = Callable[[EventEntry, Event], bool]


def same_events(
    entries: Sequence[EventEntry], held: Held[Event], proposals: Mapping[str, Proposal], run: str
) -> dict[str, Event]:
    """The row of each entry that has one, by the entry's `where`; one to one.

    By its key if the baseline wrote that row before; otherwise by kind, institutions and day.
    Raises `BaselineError` if a key is that of another event, which the baseline never wrote.
    """
    matching = _Matching(entries, held, proposals, run)
    matching.take(lambda entry, row: matching.keyed(entry, row) and not _came_about(entry, row))
    matching.take(lambda entry, row: matching.named(entry, row) and _alike(entry, row))
    matching.take(matching.taken_over)
    matching.take(lambda entry, row: _alike(entry, row) and not _apart(entry, row))
    matching.take(_alike)
    matching.take(matching.keyed)
    problems = [
        f"{entry.where}: key: another event has it, {row}. Give this one another key."
        for entry in entries
        if entry.where not in matching.found
        for row in matching.rows
        if matching.named(entry, row)
    ]
    if problems:
        raise BaselineError(problems)
    return matching.found


class _Matching:
    def __init__(
        self,
        entries: Sequence[EventEntry],
        held: Held[Event],
        proposals: Mapping[str, Proposal],
        run: str,
    ) -> None:
        self.entries, self.held, self.proposals = entries, held, proposals
        written = Change.objects.filter(run=run, event__isnull=False)
        self.written = set(written.values_list("event", flat=True))
        self.recorded = set(written.filter(verb=Verb.RECORDED).values_list("event", flat=True))
        self.rows = list(held.rows.values())
        self.found: dict[str, Event] = {}

    def take(self, fits: Fits) -> None:
        """Give each entry without a row the nearest free one that fits; one that stands first."""
        taken = {row.pk for row in self.found.values()}
        for entry in self.entries:
            if entry.where in self.found:
                continue
            fitting = [
                row
                for row in self.rows
                if row.pk not in taken and self._may(entry, row) and fits(entry, row)
            ]
            if fitting:
                row = min(fitting, key=lambda row: (bool(row.retracted_at), _apart(entry, row)))
                self.found[entry.where] = row
                taken.add(row.pk)

    def _may(self, entry: EventEntry, row: Event) -> bool:
        """Of one file; a row that the baseline itself recorded is that of its key alone."""
        proposal = self.proposals[entry.proposal].pk if entry.proposal else None
        return row.proposal_id == proposal and (row.key == entry.key or row.pk not in self.recorded)

    def named(self, entry: EventEntry, row: Event) -> bool:
        return row.key == entry.key and self._may(entry, row)

    def keyed(self, entry: EventEntry, row: Event) -> bool:
        return row.key == entry.key and row.pk in self.written

    def taken_over(self, entry: EventEntry, row: Event) -> bool:
        """The baseline stood behind it before, whatever an editor made of its day since."""
        sights = {sight(proof) for proof in entry.evidence}
        brought = row.pk in self.written and row.pk not in self.recorded
        return brought and row.kind == entry.kind and sights <= self.held.sights(row)


def _came_about(entry: EventEntry, row: Event) -> bool:
    """A step that was only expected: a source may have brought it in the meantime."""
    return row.expected and not entry.expected


def _alike(entry: EventEntry, row: Event) -> bool:
    if entry.kind is Kind.OTHER or row.kind != entry.kind or row.expected or entry.expected:
        return False
    if row.proposal_id is not None and entry.kind in ONCE:
        return True
    ours = {code.value for code in entry.institutions}
    overlap = not ours or not row.institutions or not ours.isdisjoint(row.institutions)
    return overlap and _apart(entry, row) <= _NEIGHBOURS


def _apart(entry: EventEntry, row: Event) -> timedelta:
    """The days between the two; none where the months or years that are given meet."""
    if entry.on is None or row.happened_on is None:
        return timedelta.max
    theirs = Day(row.happened_on, Precision(row.precision))
    return max(theirs.first - entry.on.last, entry.on.first - theirs.last, timedelta())
