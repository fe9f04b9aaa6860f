"""Compares what a source says with what the record has: pure, no database, no network.

A source may add, stand behind what is there, or disagree. It never deletes, and it never overwrites
what the baseline or an editor brought.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from legislation.domain.procedure import ONCE
from legislation.domain.references import canonical
from legislation.domain.words import Institution, Kind, Origin, Precision
from scrapers.records import EventRecord, Votes

#: Feeds tell one step on neighbouring days: the day of the decision, the day of the entry.
SAME_EVENT_WITHIN = timedelta(days=1)
#: Two feeds of one source can date a step that a file has once days apart (a signature, nine).
SAME_STEP_WITHIN = timedelta(days=14)
#: "By 20 December" is said of something in the weeks before.
BY_AT_MOST = timedelta(days=31)
#: A text that Parliament adopted, P9_TA(2023)0126: it adopts each once, in one decision.
_ADOPTED = re.compile(r"P\d{1,2}_TA\(\d{4}\)\d+")


@dataclass(frozen=True)
class StoredEvent:
    """An event of the record, as far as matching is concerned.

    `identifiers` are those of all its evidence, `seen_here` those under which this very source
    gave it before, `words` what it called it then. `others_say` are the days that other evidence
    gives, `documents` what all of it names, canonical. `settled` is what a person retracted, or
    says is only expected: it is met again by its name or its words, and not changed.
    """

    pk: int
    kind: Kind
    institutions: frozenset[Institution]
    day: date | None
    precision: Precision
    origin: Origin
    identifiers: frozenset[str] = frozenset()
    seen_here: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    others_say: frozenset[date] = frozenset()
    documents: frozenset[str] = frozenset()
    votes: Votes | None = None
    settled: bool = False


def name_of(record: EventRecord) -> str:
    """By what the next reading finds this row again: the source's name for it, or its words."""
    if record.identifiers:
        return record.identifiers[0]
    return f"{record.day} {record.label or record.code}"[:200]


def words_of(code: str | None, label: str | None) -> str:
    """What a source calls a step: its code, failing that its label."""
    return code or label or ""


@dataclass(frozen=True)
class Step:
    """The rows of a source that are one event: told twice by two feeds, or once."""

    records: tuple[EventRecord, ...]

    @property
    def chief(self) -> EventRecord:
        """The row that says most: with documents before without, then the first."""
        return max(
            self.records,
            key=lambda row: (not _is_drafts(row), bool(row.documents), len(row.celex)),
        )

    @property
    def identifiers(self) -> frozenset[str]:
        """All names that the source has for it."""
        return frozenset(
            name for record in self.records for name in (*record.identifiers, name_of(record))
        )

    @property
    def institutions(self) -> frozenset[Institution]:
        """All who acted, by any of the rows."""
        return frozenset(who for record in self.records for who in record.institutions)

    @property
    def days(self) -> frozenset[date]:
        """All days that the rows give."""
        return frozenset(record.day for record in self.records if record.day)

    @property
    def words(self) -> frozenset[str]:
        """All that the rows call it."""
        return frozenset(words_of(record.code, record.label) for record in self.records)

    @property
    def documents(self) -> frozenset[str]:
        """All documents that the rows name, canonical."""
        return frozenset(canonical(name) for record in self.records for name in record.documents)


def _is_drafts(row: EventRecord) -> bool:
    """Of two signatures in the newer feed the one with a document has the day of that text, which
    was to be signed (2016/0033(COD): 14 June, and signed on 23 June)."""
    return row.kind is Kind.SIGNATURE and _feed(row) == "coded" and bool(row.documents)


@dataclass(frozen=True)
class Difference:
    """A disagreement about one field of an event of the record."""

    event: int
    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True)
class Plan:
    """What follows from a reading: events to create, to confirm, to amend, and disagreements.

    `renamed` counts events of the source's own that it gives under other names than before.
    """

    create: tuple[Step, ...] = ()
    keep: tuple[tuple[int, Step], ...] = ()
    amend: tuple[tuple[int, dict[str, Any]], ...] = ()
    differences: tuple[Difference, ...] = ()
    vanished: tuple[int, ...] = ()
    undated: tuple[EventRecord, ...] = field(default=())
    renamed: int = 0


def plan(stored: Sequence[StoredEvent], scraped: Sequence[EventRecord]) -> Plan:
    """Match the rows of a source to the record, one to one.

    By the source's own identifier first; where that is given no more, by the source's words for the
    day; then by kind, institutions and day, give or take one. A step that a file has once is
    matched whatever the distance if there is only one on each side. A step without a kind of ours
    is matched by the text that Parliament adopted in it.
    """
    steps = fold([record for record in scraped if record.day is not None])
    matched = _match(stored, steps)
    by_pk = {event.pk: event for event in stored}
    keep = tuple((pk, step) for step, pk in matched.items())
    amend, differences = [], []
    for pk, step in keep:
        if by_pk[pk].settled:
            continue
        values, found = _compare(by_pk[pk], step)
        differences += found
        if values:
            amend.append((pk, values))
    create = tuple(step for step in steps if step not in matched)
    held = set(matched.values())
    present = _names(steps)
    return Plan(
        create=create,
        keep=keep,
        amend=tuple(amend),
        differences=tuple(differences),
        vanished=tuple(
            e.pk
            for e in stored
            if e.pk not in held and e.seen_here and not (e.seen_here & present or e.settled)
        ),
        undated=tuple(record for record in scraped if record.day is None),
        renamed=sum(
            bool(by_pk[pk].seen_here) and not by_pk[pk].seen_here & step.identifiers
            for pk, step in keep
        ),
    )


def _names(steps: Iterable[Step]) -> set[str]:
    return {name for step in steps for name in step.identifiers}


def fold(records: Sequence[EventRecord]) -> list[Step]:
    """Put together the rows that are one event.

    Two rows of one feed are two events, even on one day in the same words. The same event in the
    older feed (a bare number as identifier) and in the newer one (a code in it) is one event, and
    so are two rows of a step that a file has once.
    """
    groups: list[list[EventRecord]] = []
    for record in records:
        home = next((g for g in groups if _is_same(g, record)), None)
        if home is None:
            groups.append([record])
        else:
            home.append(record)
    return [Step(tuple(group)) for group in groups]


def _is_same(group: list[EventRecord], record: EventRecord) -> bool:
    if any(set(other.identifiers) & set(record.identifiers) for other in group):
        return True
    if record.kind in ONCE:
        return any(other.kind is record.kind and _near(other, record) for other in group)
    feeds = {_feed(other) for other in group}
    if _feed(record) in feeds or "" in feeds | {_feed(record)}:
        return False
    return any(
        other.day == record.day
        and (other.kind, other.kind or other.label) == (record.kind, record.kind or record.label)
        and _overlap(other.institutions, record.institutions)
        for other in group
    )


def _near(one: EventRecord, other: EventRecord) -> bool:
    """Two codes of one feed are two steps, unless of one day: amendments first, then the vote."""
    if one.day is None or other.day is None:
        return False
    two = _feed(one) == _feed(other) and one.code != other.code
    return abs(one.day - other.day) <= (SAME_EVENT_WITHIN if two else SAME_STEP_WITHIN)


def _feed(record: EventRecord) -> str:
    if not record.identifiers:
        return ""
    return "numbered" if record.identifiers[0].isdigit() else "coded"


def _overlap(one: Iterable[Institution], other: Iterable[Institution]) -> bool:
    first, second = set(one), set(other)
    return not first or not second or bool(first & second)


def _match(stored: Sequence[StoredEvent], steps: Sequence[Step]) -> dict[Step, int]:
    matched: dict[Step, int] = {}
    free = {event.pk: event for event in stored}

    def take(fits: Callable[[StoredEvent, Step], bool]) -> None:
        for step in steps:
            if step in matched:
                continue
            fitting = [event for event in free.values() if fits(event, step)]
            if fitting:
                best = min(fitting, key=lambda event: _distance(event, step))
                matched[step] = best.pk
                del free[best.pk]

    def only_one(event: StoredEvent, step: Step) -> bool:
        kind = step.chief.kind
        if kind not in ONCE or event.kind is not kind:
            return False
        others = [other for other in steps if other not in matched and other.chief.kind is kind]
        return len(others) == 1 and sum(e.kind is kind for e in free.values()) == 1

    def only_adoption(event: StoredEvent, step: Step) -> bool:
        steps_left = [s for s in steps if s not in matched and _is_same_adoption(event, s)]
        events_left = [e for e in free.values() if _is_same_adoption(e, step)]
        return steps_left == [step] and events_left == [event]

    def renamed(event: StoredEvent, step: Step) -> bool:
        """The source's event of another day's name: the day is in the name, and was corrected."""
        gone = event.seen_here and not event.seen_here & present
        same = _codes(event.seen_here) & _codes(step.identifiers)
        near = _alike(event, step) and _distance(event, step) <= SAME_STEP_WITHIN
        return bool(gone and same and near)

    def same_words(event: StoredEvent, step: Step) -> bool:
        """What the source called so on that day, under a name that it does not give any more."""
        gone = event.seen_here and not event.seen_here & present
        return bool(gone and event.day in step.days and event.words & step.words - {""})

    present = _names(steps)
    take(lambda event, step: bool(event.identifiers & step.identifiers))
    take(same_words)
    free = {pk: event for pk, event in free.items() if not event.settled}
    take(lambda event, step: _alike(event, step) and step.chief.day == event.day)
    take(lambda event, step: _alike(event, step) and _distance(event, step) <= SAME_EVENT_WITHIN)
    take(only_one)
    take(only_adoption)
    take(renamed)
    return matched


def _codes(names: Iterable[str]) -> set[str]:
    return {found[1] for name in names if (found := re.fullmatch(r"\d{4}-\d\d-\d\d_(.+)", name))}


def _alike(event: StoredEvent, step: Step) -> bool:
    kind = step.chief.kind
    if kind is None or kind is Kind.OTHER or event.kind is not kind:
        return False
    return kind in ONCE or _overlap(event.institutions, step.institutions)


def _is_same_adoption(event: StoredEvent, step: Step) -> bool:
    """The same decision of Parliament, for which two sources have words that are no kind of ours:
    "Decision by Parliament" and "EP decision" of consultations, consents and resolutions."""
    return (
        event.kind is Kind.OTHER
        and step.chief.kind is None
        and not event.seen_here
        and event.day == step.chief.day
        and event.precision is Precision.DAY
        and Institution.EP in event.institutions & step.institutions
        and any(_ADOPTED.fullmatch(name) for name in event.documents & step.documents)
    )


def _distance(event: StoredEvent, step: Step) -> timedelta:
    """Days between the two; none where the record only knows the month or year, and it fits."""
    if event.day is None or not step.days:
        return timedelta.max
    if any(_within(day, event) for day in step.days):
        return timedelta()
    return min(abs(event.day - day) for day in step.days)


def _within(day: date, event: StoredEvent) -> bool:
    if event.day is None:
        return False
    if event.precision is Precision.MONTH:
        return (day.year, day.month) == (event.day.year, event.day.month)
    if event.precision is Precision.YEAR:
        return day.year == event.day.year
    if event.precision is Precision.BY:
        return timedelta() <= event.day - day <= BY_AT_MOST
    return day == event.day


def _compare(event: StoredEvent, step: Step) -> tuple[dict[str, Any], list[Difference]]:
    """What to amend, where the source may, and what a person must look at."""
    values: dict[str, Any] = {}
    found: list[Difference] = []
    day = step.chief.day
    own = event.origin is Origin.SOURCE and bool(event.seen_here & step.identifiers)
    may = own and not event.others_say
    if day is not None and event.day is not None and not any(_within(d, event) for d in step.days):
        if may:
            values["happened_on"] = day
        else:
            found.append(Difference(event.pk, "date", event.day.isoformat(), day.isoformat()))
    else:
        held = event.day if event.day in step.days else day
        if may and event.precision is Precision.DAY and held != day:
            values["happened_on"] = held = day  # its better row came later
        found += torn(event.pk, step, held)
        if day is not None and event.day is not None and event.precision is not Precision.DAY:
            known = f"{event.precision.label}: {event.day}"
            found.append(Difference(event.pk, "precision", known, day.isoformat()))
    if own and event.kind is Kind.EP_FIRST_READING and step.chief.kind is None:
        # Read as Parliament's position until the page said that the matter was referred back.
        found.append(Difference(event.pk, "kind", event.kind.label, "no position of Parliament"))
    theirs = step.chief.votes
    if theirs is not None and event.votes is not None and theirs != event.votes:
        found.append(Difference(event.pk, "votes", _count(event.votes), _count(theirs)))
    return values, found


def torn(pk: int, step: Step, held: date | None = None) -> list[Difference]:
    """Where a source gives one step several days: it disagrees with itself. `held` is the one that
    the record has; without it, the one that it will have."""
    if len(step.days) < 2:
        return []
    chosen = held or step.chief.day
    return [
        Difference(pk, "date", chosen and chosen.isoformat(), day.isoformat())
        for day in sorted(step.days)
        if day != chosen
    ]


def _count(votes: Votes) -> str:
    return f"{votes.votes_for} for, {votes.against} against, {votes.abstentions} abstentions"
