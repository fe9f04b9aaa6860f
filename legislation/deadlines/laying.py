"""One file's steps and deadlines laid together: each shown once, what differs beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from legislation.deadlines.clauses import clauses
from legislation.domain.deadlines import OF_THE_ACT, STEPS_OF, Base, Deadline, general, reckon
from legislation.domain.procedure import ONCE, SET_BY_THE_ACT, supposed
from legislation.domain.words import Confidence, Kind, Precision
from legislation.models import Event, Proposal

_ACT = {Kind.SIGNATURE, Kind.OJ_PUBLICATION}
#: Steps of the past that were deadlines.
_DUE = {Kind.TRANSPOSITION_DEADLINE}


@dataclass(frozen=True)
class Item:
    """One line: an event, a deadline by rule, or both.

    The day is the event's where it has one. `event` is also the expected step on whose evidence a
    clause rests, `base` the event from which the rule counts. `otherwise`: what further rules
    give, where that is another day. Of the day that was asked for: `passed`, a deadline that was
    over; `unconfirmed`, a step due by then that the record does not have.
    """

    proposal: Proposal
    key: str
    title: str
    day: date | None
    precision: str = Precision.DAY.value
    event: Event | None = None
    deadline: Deadline | None = None
    base: Event | None = None
    otherwise: tuple[Deadline, ...] = ()
    passed: bool = False
    unconfirmed: bool = False

    @property
    def reckoned(self) -> bool:
        """Whether the day is a rule's and not an event's."""
        return self.day is not None and (self.event is None or self.event.happened_on is None)

    @property
    def base_confidence(self) -> Confidence | None:
        """How sure the step is from whose day the rule counts; None without one on record."""
        if self.base is None or self.deadline is None or self.deadline.base is None:
            return None
        return Confidence.best(proof.confidence for proof in self.base.evidence.all())

    @property
    def named_by_event(self) -> bool:
        """Whether the title is the event's and not a rule's."""
        return self.event is not None and self.title == self.event.title

    @property
    def address(self) -> str:
        """Where this site shows it: the event's page, or the list on the file's page."""
        if self.event:
            return self.event.get_absolute_url()
        return f"{self.proposal.get_absolute_url()}#ahead"


class File:
    """The steps of one file as they were known on a day.

    `events` are its public ones, oldest first with those without a day at the end.
    """

    def __init__(self, proposal: Proposal, events: Sequence[Event], on: date, today: date) -> None:
        self.proposal, self.on = proposal, on
        self.passed = [e for e in events if e.happened_on and e.happened_on <= on]
        self.ahead = to_come(events, on, today)
        self.dated = [*self.passed, *(event for event in self.ahead if event.happened_on)]
        self.supposed = supposed(e.kind for e in self.passed if not e.expected)
        self.by_key = {event.key: event for event in events}
        self.bases = self._bases()
        self.adopted = not OF_THE_ACT.isdisjoint(self.bases)

    def _bases(self) -> dict[Base, Event]:
        """The first step of each sort that had happened; what an act sets may be still to come."""
        happened = [event for event in self.passed if not event.expected]
        return {
            base: event
            for base, kinds in STEPS_OF.items()
            for event in reversed(self.dated if kinds <= SET_BY_THE_ACT else happened)
            if event.kind in kinds
        }

    def items(self, states: Collection[str]) -> list[Item]:
        """What was to come, by day, then what is open, then what had passed, newest first.

        `states` are those whose own rule applies to the file.
        """
        lines = [*self._by_rule(self._deadlines(states))]
        shown = {line.event.key for line in lines if line.event}
        once = {event.kind for event in self.dated} & ONCE
        lines += [
            self._of_event(event)
            for event in self.ahead
            if event.key not in shown and (event.happened_on or event.kind not in once)
        ]
        over = [line for line in lines if line.passed]
        over += [self._of_event(event) for event in self.passed if event.kind in _DUE]
        coming = [line for line in lines if not line.passed]
        coming.sort(key=lambda line: line.day or date.max)
        return coming + sorted(over, key=lambda line: line.day or date.min, reverse=True)

    def _deadlines(self, states: Collection[str]) -> list[Deadline]:
        own = clauses().get(self.proposal.reference, ()) if self.adopted else ()
        rules = [rule for rule in own if rule.event in self.by_key]
        rules += general(states, adopted=self.adopted)
        exact = {
            base: event.happened_on
            for base, event in self.bases.items()
            if event.happened_on and event.precision == Precision.DAY
        }
        return reckon(rules, exact)

    def _by_rule(self, found: Iterable[Deadline]) -> Iterator[Item]:
        """A step that is taken once has one line, whatever rules speak of it."""
        for _, same in groupby(found, key=_of_one_step):
            first, *others = same
            event = self._on_record(first)
            if event is None:
                if first.rule.kind not in self.supposed:
                    yield self._of_rule(first, tuple(others))
            elif event in self.ahead:
                yield self._of_event(event, (first, *others))

    def _on_record(self, deadline: Deadline) -> Event | None:
        """The step with a day that goes before the rule: of its kind, or of its kind and day."""
        kind = deadline.rule.kind
        alike = (event for event in self.dated if event.kind == kind)
        if kind not in ONCE:
            alike = (event for event in alike if event.happened_on == deadline.day)
        return next(alike, None)

    def _of_event(self, event: Event, rules: Sequence[Deadline] = ()) -> Item:
        agreeing = [rule for rule in rules if rule.day == event.happened_on]
        differing = [rule for rule in rules if rule.day and rule.day != event.happened_on]
        return Item(
            self.proposal,
            event.key,
            event.title,
            event.happened_on,
            event.precision,
            event,
            deadline=next(iter(agreeing), None),
            otherwise=tuple(differing),
            passed=event in self.passed,
        )

    def _of_rule(self, deadline: Deadline, others: tuple[Deadline, ...]) -> Item:
        rule, expected, title = deadline.rule, self.by_key.get(deadline.rule.event), ""
        if rule.kind in ONCE:
            expected = next((event for event in self.ahead if event.kind == rule.kind), expected)
            title = expected.title if expected else ""
        over = deadline.day is not None and deadline.day < self.on
        return Item(
            self.proposal,
            rule.key,
            title or rule.title,
            deadline.day,
            event=expected,
            deadline=deadline,
            base=self.bases.get(rule.base),
            otherwise=others,
            passed=over and rule.limit,
            unconfirmed=over and not rule.limit,
        )


def _of_one_step(deadline: Deadline) -> object:
    kind = deadline.rule.kind
    return kind if kind in ONCE else deadline.rule.key


def to_come(events: Sequence[Event], on: date, today: date) -> list[Event]:
    """What was to come on the day, without what only later days brought to light.

    A day to come counts as known if it lies after today, or if an act that was there sets it. What
    has no day is shown for as long as no step of its kind, none that supposes it, and of a day in
    the past none at all, has happened since.
    """
    happened = [e for e in events if e.happened_on and e.happened_on <= on and not e.expected]
    done = {event.kind for event in happened} - {Kind.OTHER}
    over = done | supposed(done)
    dated = [event for event in events if event.happened_on and event.happened_on > on]
    undated = [e for e in events if e.happened_on is None and e.expected and e.kind not in over]
    if on >= today:
        return dated + undated
    act = not _ACT.isdisjoint(done)
    newer = any(e.happened_on and on < e.happened_on <= today and not e.expected for e in events)
    known = [event for event in dated if act and event.kind in SET_BY_THE_ACT]
    return known + ([] if newer else undated)
