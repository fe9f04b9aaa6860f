"""The record of a file, of a state or around the files, as plain lists: asked by the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model

from legislation.deadlines import to_come
from legislation.domain.procedure import StageRow, stages
from legislation.domain.words import Confidence
from legislation.models import (
    Actor,
    CouncilVote,
    Document,
    Event,
    Evidence,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    PressRelease,
    Proposal,
)
from legislation.timeline import steps

Row = TypeVar("Row", bound=Model)
#: A file, a state, or (None) what happened around the files.
Scope = Proposal | MemberState | None
#: Gives the facts of one table that stand, in any order, with what they are related to.
Read = Callable[[type[Model]], Sequence[Any]]


class Record:
    """What is on record, each list in the order of its pages; a list is read when it is asked for.

    `today` is the last day that the record can know of: today, or the day as known on which it is
    asked; `is_remembered` says that it is the journal's. The same code makes a page of the rows of
    today and of what the journal remembers.
    """

    def __init__(
        self,
        read: Read,
        today: date,
        proposal: Proposal | None = None,
        *,
        is_remembered: bool = False,
    ) -> None:
        self._read, self.today, self.proposal = read, today, proposal
        self.is_remembered = is_remembered

    @cached_property
    def events(self) -> list[Event]:
        """Oldest first; without a day at the end."""
        return sorted(self._read(Event), key=lambda row: (row.happened_on or date.max, row.pk))

    @cached_property
    def releases(self) -> list[PressRelease]:
        """Newest first."""
        rows = self._read(PressRelease)
        return sorted(rows, key=lambda row: (row.published_on, row.pk), reverse=True)

    @cached_property
    def documents(self) -> list[Document]:
        """Oldest first; without a day at the end."""
        return sorted(self._read(Document), key=lambda row: (row.dated_on or date.max, row.pk))

    @cached_property
    def actors(self) -> list[Actor]:
        """Those without a first day, then who came first."""
        return sorted(self._read(Actor), key=lambda row: (row.since_on or date.min, row.pk))

    @cached_property
    def votes(self) -> list[CouncilVote]:
        """Votes in the Council, newest first."""
        rows = sorted(self._read(CouncilVote), key=lambda row: row.key)
        return sorted(rows, key=lambda row: row.held_on, reverse=True)

    @cached_property
    def statements(self) -> list[JointStatement]:
        """Joint statements, newest first."""
        rows = sorted(self._read(JointStatement), key=lambda row: row.key)
        return sorted(rows, key=lambda row: row.stated_on, reverse=True)

    @cached_property
    def participations(self) -> list[Participation]:
        """The ledger, file by file and state by state, oldest first."""
        rows = self._read(Participation)
        return sorted(
            rows,
            key=lambda row: (
                *(row.proposal.year, row.proposal.number, row.proposal.suffix),
                *(row.state.name, row.since_on or date.min, row.pk),
            ),
        )

    @cached_property
    def positions(self) -> list[Position]:
        """Newest first; of one day, a vote, then a statement, then a signature."""
        rows = self._read(Position)
        return sorted(rows, key=lambda row: (row.stated_on, row.weight, row.pk), reverse=True)

    @cached_property
    def populations(self) -> list[Population]:
        """The people of the states, newest year first."""
        return sorted(self._read(Population), key=lambda row: row.year, reverse=True)

    def is_hindsight(self, day: date) -> bool:
        """Whether the record knows more than the day did."""
        return day < self.today

    def is_to_begin(self, day: date) -> bool:
        """Whether the file's first step on record came only after the day."""
        return self.proposal is not None and self.proposal.pk in self.to_begin(day)

    def to_begin(self, day: date) -> set[int | None]:
        """The keys of the files whose first step on record came only after the day."""
        if not self.is_hindsight(day):
            return set()
        return {row.proposal_id for row in self.events} - {
            row.proposal_id for row in self.passed(day)
        }

    def stages(self, day: date) -> list[StageRow]:
        """The rooms of the file; none where its procedure is not the ordinary one."""
        if self.proposal is None or self.proposal.procedure_type != "COD":
            return []
        return list(stages(steps(self.events), day if self.is_hindsight(day) else None))

    def named(self, day: date) -> list[Proposal]:
        """The file itself."""
        return self._then([self.proposal] if self.proposal else [], day)

    def passed(self, day: date) -> list[Event]:
        """What stands on the timeline by the day, planned days that came included."""
        return [row for row in self.events if row.happened_on and row.happened_on <= day]

    def ahead(self, day: date) -> list[Event]:
        """What was to come on the day, without what only later days brought to light."""
        return to_come(self.events, day, self.today)

    def released(self, day: date) -> list[PressRelease]:
        """What the institutions had told the press by the day."""
        return self._then([row for row in self.releases if row.published_on <= day], day)

    def written(self, day: date) -> list[Document]:
        """The documents; of an earlier day only those that are known to have been there."""
        if not self.is_hindsight(day):
            return self.documents
        return self._then([r for r in self.documents if r.dated_on and r.dated_on <= day], day)

    def acting(self, day: date) -> list[Actor]:
        """Who had a part in the file by the day; of an earlier one only who is known to have."""
        if not self.is_hindsight(day):
            return [row for row in self.actors if (row.since_on or date.min) <= day]
        return self._then([r for r in self.actors if r.since_on and r.since_on <= day], day)

    def held(self, day: date) -> list[CouncilVote]:
        """The votes in the Council by the day."""
        return self._then([row for row in self.votes if row.held_on <= day], day)

    def signed(self, day: date) -> list[JointStatement]:
        """The joint statements by the day."""
        return self._then([row for row in self.statements if row.stated_on <= day], day)

    def stated_by(self, day: date) -> list[Position]:
        """All that was stated by the day, newest first."""
        return [row for row in self.positions if row.stated_on <= day]

    def in_force(self, day: date) -> list[Position]:
        """The table of the day: of each state and topic the last that was stated by then."""
        cells: dict[tuple[Any, ...], Position] = {}
        for row in self.stated_by(day):
            cells.setdefault((row.proposal_id, row.state_id, row.topic_id), row)
        return list(cells.values())

    def taking_part(self, day: date) -> list[Participation]:
        """Of each state and file the entry of the ledger that holds on the day."""
        to_begin = self.to_begin(day)
        held = [
            row
            for row in self.participations
            if (row.since_on or date.min) <= day and row.proposal_id not in to_begin
        ]
        return self._then({(r.proposal_id, r.state_id): r for r in held}.values(), day)

    def _then(self, rows: Iterable[Row], day: date) -> list[Row]:
        """The rows without what was said of them later: an editor's note may speak of any day."""
        if not self.is_hindsight(day):
            return list(rows)
        return [_without_hindsight(row, day) for row in rows]


def _without_hindsight(row: Row, day: date) -> Row:
    bare = copy(row)
    bare.note = ""  # type: ignore[attr-defined] # all that a day is asked of have one
    if isinstance(bare, Actor) and bare.until_on and bare.until_on > day:
        bare.until_on = None
    return bare


def strongest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """High confidence before medium before low, then the oldest."""
    ranks = list(Confidence)
    return sorted(evidence, key=lambda row: ranks.index(Confidence(row.confidence)))
