"""The table of a day: of each state and topic of a file what was last said, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.urls import reverse

from legislation.domain.union import STANDINGS, membership_on
from legislation.domain.words import Membership
from legislation.language import age, alphabetical, state_name
from legislation.memory import Record
from legislation.models import MemberState, Position, Topic
from legislation.pages.proofs import proved


@dataclass(frozen=True)
class Since:
    """The day from which a state has said the same without a break, as exactly as it is known."""

    stance: str
    day: date
    precision: str


@dataclass(frozen=True)
class Cell:
    """What a state last said on a topic by the day; nothing is on record without a position."""

    topic: Topic
    position: Position | None = None
    since: Since | None = None
    age: str = ""
    before: bool = False

    @property
    def mark(self) -> str:
        """The stance, or that it is not known, for drawings."""
        return self.position.stance if self.position else "unknown"

    @property
    def said_again(self) -> bool:
        """Whether it was said before the last time, too."""
        return bool(self.position and self.since and self.since.day != self.position.stated_on)


@dataclass(frozen=True)
class Row:
    """A state, whether it votes on the file if that is on record, what it was to the Union on the
    day, and its cells topic by topic."""

    state: MemberState
    address: str
    takes_part: str
    membership: str
    cells: tuple[Cell, ...]

    @property
    def is_member(self) -> bool:
        """Whether it was of the Union."""
        return self.membership == Membership.MEMBER

    @property
    def said(self) -> int:
        """On how many topics something is on record."""
        return sum(cell.position is not None for cell in self.cells)

    def on(self, topic: Topic) -> Cell:
        """The cell of one topic."""
        return next(cell for cell in self.cells if cell.topic == topic)


def table(record: Record, topics: Sequence[Topic], day: date, query: str = "") -> list[Row]:
    """The states, members first; who has left, of later days only if it said something by then.

    `query` ends links.
    """
    in_force = record.in_force(day)
    prefetch_related_objects(in_force, proved())
    said = {(each.state_id, each.topic_id): each for each in in_force}
    since = _since(record.stated_by(day))
    parts = {row.state_id: row.takes_part for row in record.taking_part(day)}
    speakers = {code for code, _ in said}
    every = list(MemberState.objects.all())
    then = {state.code: membership_on(state.code, state.membership, day) for state in every}
    states = sorted(
        every,
        key=lambda s: (
            STANDINGS.index(then[s.code]),
            alphabetical(state_name(s.code, s.name)),
        ),
    )
    return [
        Row(
            state=state,
            address=reverse("state", args=[state.code]) + query,
            takes_part=parts.get(state.code, ""),
            membership=then[state.code],
            cells=tuple(
                _cell(topic, said.get((state.code, topic.slug)), since, day) for topic in topics
            ),
        )
        for state in states
        if then[state.code] != Membership.FORMER or state.code in speakers
    ]


def _since(stated: Iterable[Position]) -> dict[tuple[str, str], Since]:
    """Where each state's present run of one stance on a topic began; the newest come first.

    What was said before the proposal was there is not about its text, and begins no run on it.
    """
    found: dict[tuple[str, str], Since] = {}
    early: dict[tuple[str, str], bool] = {}
    over = set()
    for row in stated:
        cell, before = (row.state_id, row.topic_id), row.before_proposal
        said = Since(row.stance, row.stated_on, row.precision)
        if cell in found and (found[cell].stance != said.stance or early[cell] != before):
            over.add(cell)
        if cell not in over:
            found[cell], early[cell] = said, before
    return found


def _cell(
    topic: Topic, position: Position | None, since: dict[tuple[str, str], Since], day: date
) -> Cell:
    if position is None:
        return Cell(topic)
    return Cell(
        topic=topic,
        position=position,
        since=since[position.state_id, topic.slug],
        age=age(position.stated_on, position.precision, day),
        before=position.before_proposal,
    )
