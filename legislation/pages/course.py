"""What one state said over time: file by file, topic by topic, each word beside the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import prefetch_related_objects

from legislation.memory import Record
from legislation.models import Position, Proposal, Topic
from legislation.pages.proofs import proved


@dataclass(frozen=True)
class Said:
    """A position, and what the state had said on the topic before, if that is on record."""

    position: Position
    older: Position | None

    @property
    def moved(self) -> bool:
        """Whether the state said something else before."""
        return self.older is not None and self.older.stance != self.position.stance

    @property
    def begins(self) -> bool:
        """Whether a run of one stance begins here; one on the text begins when that was there."""
        return (
            self.older is None
            or self.moved
            or self.older.before_proposal != self.position.before_proposal
        )

    @property
    def quotes(self) -> list[str]:
        """Its own words, and the passages that its sources are quoted with, each once."""
        passages = [proof.passage for proof in self.position.evidence.all()]
        return list(dict.fromkeys(filter(None, [self.position.quote, *passages])))


@dataclass(frozen=True)
class OnTopic:
    """All on one topic, newest first: the first is what counts on the day."""

    topic: Topic
    said: tuple[Said, ...]

    @property
    def stands(self) -> Position:
        """What counts on the day."""
        return self.said[0].position

    @property
    def since(self) -> Position:
        """The first of the unbroken run of what counts."""
        run = (each.position for each in self.said if each.begins)
        return next(run)


@dataclass(frozen=True)
class OnFile:
    """All on one file."""

    proposal: Proposal
    topics: tuple[OnTopic, ...]


def told(record: Record, day: date) -> list[OnFile]:
    """What a state said by the day, the newest file first, topics in their order."""
    # Sorting keeps the order of rows that are alike: newest first within each topic.
    stated = sorted(record.stated_by(day), key=_place)
    prefetch_related_objects(stated, proved())
    return [
        OnFile(proposal, tuple(_topics(group)))
        for proposal, group in groupby(stated, key=lambda position: position.proposal)
    ]


def _place(position: Position) -> tuple[object, ...]:
    file, topic = position.proposal, position.topic
    return -file.year, -file.number, file.suffix, topic.place, topic.slug


def _topics(positions: Iterable[Position]) -> Iterable[OnTopic]:
    for topic, group in groupby(positions, key=lambda position: position.topic):
        rows = list(group)
        older = [*rows[1:], None]
        yield OnTopic(topic, tuple(map(Said, rows, older)))
