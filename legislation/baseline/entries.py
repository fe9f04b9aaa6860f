"""What the baseline's files may say: one frozen dataclass per kind of entry.

A field is named as in the file, and its type is the rule that `reader` holds the file to: a field
without a default must be given, `| None` may be null, a text that is left out is empty.
`precision` is read together with `on`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils import timezone

from legislation import models
from legislation.baseline.shapes import (
    NOT_EMPTY,
    BasisPoints,
    Entry,
    Evidence,
    Key,
    Part,
    Proposal,
    State,
    Statement,
    Topic,
)
from legislation.domain.days import Day, in_words
from legislation.domain.procedure import SET_BY_THE_ACT
from legislation.domain.words import (
    Institution,
    Kind,
    Membership,
    Precision,
    SourceKind,
    Stance,
    StatementKind,
    TakesPart,
)


@dataclass(frozen=True, kw_only=True)
class StateEntry(Entry):
    model = models.MemberState
    identity = ("code",)
    code: str
    name: str
    membership: Membership


@dataclass(frozen=True, kw_only=True)
class TopicEntry(Entry):
    model = models.Topic
    identity = ("slug",)
    slug: str
    label: str
    reading: str


@dataclass(frozen=True, kw_only=True)
class TitlesEntry(Part):
    fr: str
    de: str


@dataclass(frozen=True, kw_only=True)
class ProposalEntry(Entry):
    model = models.Proposal
    identity = ("reference",)
    reference: str
    celex: str = ""
    com_reference: str
    title: str
    titles: TitlesEntry | None = None
    short_title: str
    act_type: str
    legal_basis: str
    note: str = ""
    press_phrases: tuple[str, ...]
    evidence: Evidence

    def flaws(self) -> Iterator[str]:
        for phrase in self.press_phrases:
            if phrase != phrase.lower():
                yield f"press_phrases: {phrase!r} is not in lower case"


@dataclass(frozen=True, kw_only=True)
class VotesEntry(Part):
    in_favour: int = field(metadata={"named": "for"})
    against: int
    abstentions: int


@dataclass(frozen=True, kw_only=True)
class EventEntry(Entry):
    """A step of a procedure, or of the context if it has no proposal."""

    model = models.Event
    identity = ("proposal", "key")
    proposal: Proposal | None
    key: Key
    kind: Kind
    institutions: tuple[Institution, ...]
    body: str = ""
    title: str
    detail: str = ""
    on: Day | None = None
    expected: bool = False
    votes: VotesEntry | None = None
    documents: tuple[str, ...] = ()
    evidence: Evidence

    def flaws(self) -> Iterator[str]:
        if self.expected and self.on:
            yield "on: a step that is only expected has no day"
        if not self.expected and not self.on:
            yield "on: it is missing"
        ahead = self.on is not None and self.on.first > timezone.localdate()
        if self.on and ahead and self.kind not in SET_BY_THE_ACT:
            yield f"on: {in_words(*self.on)} lies ahead, and no act sets the day of such a step"


@dataclass(frozen=True, kw_only=True)
class DocumentEntry(Entry):
    model = models.Document
    identity = ("proposal", "reference")
    proposal: Proposal
    reference: str
    celex: str = ""
    kind: str
    title: str
    on: Day | None = None
    note: str = ""
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class ActorEntry(Entry):
    model = models.Actor
    identity = ("proposal", "role", "name")
    proposal: Proposal
    role: str
    name: str
    group: str = ""
    since: Day | None = None
    until: Day | None = None
    note: str = ""
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class StatisticEntry(Entry):
    model = models.Statistic
    identity = ("indicator", "period", "geo")
    indicator: str
    period: str
    geo: str
    value: Decimal
    unit: str
    publisher: str
    note: str = ""
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class PressReleaseEntry(Entry):
    model = models.PressRelease
    identity = ("address",)
    proposal: Proposal | None
    institution: Institution
    title: str
    address: str
    on: Day
    note: str = ""
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class JointStatementEntry(Entry):
    """A letter, paper or meeting; `count` is the source's, `complete` if all are named."""

    model = models.JointStatement
    key: Key
    kind: StatementKind
    title: str
    on: Day
    proposal: Proposal | None
    topics: tuple[Topic, ...] = ()
    authors: tuple[State, ...] = ()
    signatories: tuple[State, ...] = ()
    participants: tuple[State, ...] = ()
    complete: bool
    count: int
    addressee: str = ""
    note: str = ""
    evidence: Evidence

    def flaws(self) -> Iterator[str]:
        members = self.authors + self.signatories + self.participants
        yield from _repeated(members)
        if self.complete and len(members) != self.count:
            yield f"count: {self.count} states are announced, {len(members)} are named"
        if not self.complete and len(members) >= self.count:
            yield f"complete: all {self.count} states are named, yet it says false"


@dataclass(frozen=True, kw_only=True)
class PositionEntry(Entry):
    model = models.Position
    key: Key
    state: State
    proposal: Proposal
    topic: Topic
    stance: Stance
    summary: str
    actor: str
    office: str = ""
    on: Day
    source_kind: SourceKind
    joint_statement: Statement | None = None
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class CouncilVoteEntry(Entry):
    model = models.CouncilVote
    key: Key
    proposal: Proposal | None
    on: Day
    body: str
    subject: str
    outcome: str
    breakdown_known: bool
    against: tuple[State, ...] = ()
    abstained: tuple[State, ...] = ()
    not_participating: tuple[State, ...] = ()
    note: str = ""
    evidence: Evidence

    def flaws(self) -> Iterator[str]:
        yield from _repeated(self.against + self.abstained + self.not_participating)
        if self.on.precision is not Precision.DAY:
            yield "on: a vote has a day"


@dataclass(frozen=True, kw_only=True)
class ParticipationEntry(Entry):
    model = models.Participation
    identity = ("proposal", "state")
    proposal: Proposal
    state: State
    takes_part: TakesPart
    since: Day | None = None
    legal_basis: str = ""
    note: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class PopulationEntry(Part):
    """One state in one year; the share is in basis points of the total."""

    model = models.Population
    state: State
    persons: int | None = None
    share: BasisPoints | None = None
    status: str

    def flaws(self) -> Iterator[str]:
        if self.persons is None and self.share is None:
            yield "neither persons nor a share is given"


@dataclass(frozen=True, kw_only=True)
class PopulationYearEntry(Entry):
    """The figures that apply to a year; its evidence is that of every state in it."""

    identity = ("year",)
    year: int
    reference_date: date | None = None
    total: int | None = None
    note: str = ""
    evidence: Evidence
    members: Annotated[tuple[PopulationEntry, ...], NOT_EMPTY]

    def flaws(self) -> Iterator[str]:
        yield from _repeated(member.state for member in self.members)


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The curated record; each field is the file of that name."""

    states: tuple[StateEntry, ...]
    topics: tuple[TopicEntry, ...]
    proposals: tuple[ProposalEntry, ...]
    events: tuple[EventEntry, ...]
    documents: tuple[DocumentEntry, ...]
    actors: tuple[ActorEntry, ...]
    statistics: tuple[StatisticEntry, ...]
    press_releases: tuple[PressReleaseEntry, ...]
    joint_statements: tuple[JointStatementEntry, ...]
    positions: tuple[PositionEntry, ...]
    council_votes: tuple[CouncilVoteEntry, ...]
    participation: tuple[ParticipationEntry, ...]
    populations: tuple[PopulationYearEntry, ...]


def _repeated(states: Iterable[str]) -> Iterator[str]:
    for state, times in Counter(states).items():
        if times > 1:
            yield f"{state} is named {times} times"
