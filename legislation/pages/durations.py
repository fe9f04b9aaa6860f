"""How long the ways of a file took, beside the other files on record that went the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext_lazy

from legislation.domain.procedure import UNFINISHED, StageRow, StageSlug
from legislation.language import recorded
from legislation.models import Proposal, Stage

#: From the proposal to a room's end (or, of the last, its beginning), and how a reader calls it.
_WAYS = (
    (gettext_lazy("From the proposal to the Council's position"), StageSlug.COUNCIL_MANDATE),
    (gettext_lazy("From the proposal to Parliament's mandate"), StageSlug.PARLIAMENT_MANDATE),
    (gettext_lazy("From the proposal to the end of the trilogues"), StageSlug.TRILOGUES),
    (gettext_lazy("From the proposal to adoption"), StageSlug.FIRST_READING),
)
#: A room that was left so has decided nothing: its end is no position.
_NOTHING_DECIDED = {"no mandate", "no separate mandate", UNFINISHED}
#: Files are held against the newest so many of the same procedure, and named up to so many.
_NEWEST = 50
_NAMED = 4


@dataclass(frozen=True)
class Took:
    """What one file needed for a way: `days`, and its share of the longest in per cent."""

    name: str
    address: str
    days: int
    share: float
    own: bool
    partly: bool = False

    @property
    def months(self) -> int:
        """The days in months, to the nearest."""
        return round(self.days * 12 / 365.2425)


@dataclass(frozen=True)
class Way:
    """One way with the files that went it, this one first; of many others, the middle one.

    `others` says how many it is held against.
    """

    label: str
    took: tuple[Took, ...]
    others: int


def durations(proposal: Proposal, rows: Sequence[StageRow], on: date) -> list[Way]:
    """The ways that this file has gone by the day and at least one other file too."""
    files = _files(proposal)
    named = {file.pk: file for file, _ in files} | {proposal.pk: proposal}
    gone = {file.pk: _gone(stages, on) for file, stages in files}
    gone[proposal.pk] = _gone(rows, on)
    ways = []
    for label, slug in _WAYS:
        went = {pk: days[slug] for pk, days in gone.items() if slug in days}
        if proposal.pk in went and len(went) > 1:
            ways.append(Way(str(label), tuple(_took(proposal, named, went)), len(went) - 1))
    return ways


def _files(proposal: Proposal) -> list[tuple[Proposal, list[StageRow]]]:
    """The newest other files of the same procedure with their rooms, in one query."""
    alike = Proposal.objects.filter(procedure_type=proposal.procedure_type)
    newest = alike.exclude(pk=proposal.pk).order_by("-year", "-number", "suffix")[:_NEWEST]
    stages = Stage.objects.filter(proposal__in=newest.values("pk")).select_related("proposal")
    grouped = groupby(stages.order_by("proposal_id", "position"), key=lambda row: row.proposal)
    return [(file, [stage.row for stage in rows]) for file, rows in grouped]


def _gone(rows: Iterable[StageRow], on: date) -> dict[StageSlug, tuple[int, bool]]:
    """The days from the proposal to the end of each room that was left by the day with a result,
    and whether that was a part of one only."""
    by_slug = {row.slug: row for row in rows}
    begun = by_slug.get(StageSlug.PROPOSAL)
    if begun is None or begun.entered_on is None:
        return {}
    return {
        slug: ((row.left_on - begun.entered_on).days, row.outcome == "partial")
        for _, slug in _WAYS
        if (row := by_slug.get(slug))
        and row.left_on
        and row.left_on <= on
        and row.outcome not in _NOTHING_DECIDED
    }


def _took(
    proposal: Proposal, named: Mapping[int, Proposal], went: Mapping[int, tuple[int, bool]]
) -> Iterable[Took]:
    others = sorted((pk for pk in went if pk != proposal.pk), key=lambda pk: went[pk])
    if len(others) > _NAMED:
        others = [others[(len(others) - 1) // 2]]
    longest = max(went[pk][0] for pk in [proposal.pk, *others]) or 1
    for pk in [proposal.pk, *others]:
        file, (days, partly) = named[pk], went[pk]
        share = round(100 * days / longest, 2)
        own = pk == proposal.pk
        yield Took(recorded(file.short_title), file.get_absolute_url(), days, share, own, partly)
