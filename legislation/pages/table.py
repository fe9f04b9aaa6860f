"""The table of a day: of each state and topic of a file what was last said, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from legislation.domain.days import age
from legislation.domain.words import Membership
from legislation.models import MemberState, Participation, Position, Proposal, Topic


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
    """A state, whether it votes on the file if that is on record, and its cells topic by topic."""

    state: MemberState
    address: str
    takes_part: str
    cells: tuple[Cell, ...]

    @property
    def said(self) -> int:
        """On how many topics something is on record."""
        return sum(cell.position is not None for cell in self.cells)

    @property
    def is_member(self) -> bool:
        """Whether the state is of the Union today."""
        return self.state.membership == Membership.MEMBER

    def on(self, topic: Topic) -> Cell:
        """The cell of one topic."""
        return next(cell for cell in self.cells if cell.topic == topic)


def table(proposal: Proposal, topics: Sequence[Topic], day: date, on: date | None) -> list[Row]:
    """The states, members first; a former one only if it said something. `on` stays in links."""
    said = {(each.state_id, each.topic_id): each for each in _in_force(proposal, day)}
    since = _since(proposal, day)
    parts = dict(Participation.objects.filter(proposal=proposal).values_list("state", "takes_part"))
    speakers = {code for code, _ in said}
    order = list(Membership)
    states = sorted(
        MemberState.objects.all(), key=lambda s: (order.index(Membership(s.membership)), s.name)
    )
    return [
        Row(
            state=state,
            address=address_of(state.code, on),
            takes_part=parts.get(state.code, ""),
            cells=tuple(
                _cell(topic, said.get((state.code, topic.slug)), since, day) for topic in topics
            ),
        )
        for state in states
        if state.membership != Membership.FORMER or state.code in speakers
    ]


def address_of(code: str, on: date | None) -> str:
    """A state's page, as of the day that was asked for."""
    address = reverse("state", args=[code])
    return f"{address}?on={on}" if on else address


def _in_force(proposal: Proposal, day: date) -> Iterable[Position]:
    """The same question that the API answers."""
    rows = Position.objects.filter(proposal=proposal).in_force(day).placed_in_procedure()
    return rows.select_related("joint_statement").prefetch_related("evidence")


def _since(proposal: Proposal, day: date) -> dict[tuple[str, str], Since]:
    """Where each state's present run of one stance on a topic began.

    What was said before the proposal was there is not about its text, and begins no run on it.
    """
    stated = Position.objects.filter(proposal=proposal).stated_by(day).newest_first()
    found: dict[tuple[str, str], Since] = {}
    early: dict[tuple[str, str], bool] = {}
    over = set()
    columns = stated.placed_in_procedure().values_list(  # type: ignore[misc] # an annotation
        "state", "topic", "stance", "stated_on", "precision", "before_proposal"
    )
    for state, topic, stance, stated_on, precision, before in columns:
        cell = (state, topic)
        said = Since(stance, stated_on, precision)
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
        before=bool(vars(position)["before_proposal"]),
    )
