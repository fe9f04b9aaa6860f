"""What comes next, as the pages list it: by day, then what is open by what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.deadlines import Item, coming_days, deadlines
from legislation.domain.deadlines import PERIODS, Deadline
from legislation.domain.words import Confidence
from legislation.language import doubt, in_words, inside, rule_text, told
from legislation.memory import Record
from legislation.models import Event, Proposal

_NO_DAY = gettext_lazy("No day is set")


@dataclass(frozen=True)
class Waiting:
    """Open items that wait for the same; `why` says for what."""

    why: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Ahead:
    """What comes next for a file, what it waits for, and which deadlines have passed."""

    dated: tuple[Item, ...]
    waiting: tuple[Waiting, ...]
    passed: tuple[Item, ...]
    periods: str = PERIODS

    @property
    def coming(self) -> tuple[Item, ...]:
        """All that is to come, what has a day first."""
        return self.dated + tuple(item for group in self.waiting for item in group.items)

    @property
    def by_rule(self) -> bool:
        """Whether a rule gave any of it."""
        return any(item.deadline for item in self.coming + self.passed)


def ahead(record: Record, proposal: Proposal, on: date) -> Ahead:
    """What the record of a file has for a day."""
    ledger = record.taking_part(on)
    items = deadlines(proposal, on, record.events, ledger=ledger, today=record.today)
    coming = [item for item in items if not item.passed]
    return Ahead(
        dated=tuple(item for item in coming if item.day),
        waiting=_waiting(item for item in coming if item.day is None),
        passed=tuple(item for item in items if item.passed),
    )


def rule_in_words(item: Item, deadline: Deadline) -> str:
    """In words, where a list has no room for more: how it is counted, where that stands, how far
    it is known, and which other day a rule would give."""
    articles = ", ".join(rule_text(article.name) for article in deadline.rule.articles)
    said = {"how": rule_text(deadline.rule.how), "articles": articles}
    proofs = item.event.evidence.all() if item.event else ()
    doubtful = doubt(Confidence.best(proof.confidence for proof in proofs))
    if deadline.verified:
        sentence = _("%(how)s %(articles)s: verified.") % said
    elif doubtful:
        sentence = _("%(how)s %(articles)s: unverified, %(doubt)s.") % {**said, "doubt": doubtful}
    else:
        sentence = _("%(how)s %(articles)s: unverified.") % said
    parts = [sentence]
    if weak := doubt(item.base_confidence):
        parts.append(_("The day it counts from: %s.") % weak)
    return " ".join([*parts, *otherwise_in_words(item)])


def otherwise_in_words(item: Item) -> list[str]:
    """Which other day each further rule would give."""
    return [_otherwise(other, other.day) for other in item.otherwise if other.day]


def _otherwise(other: Deadline, day: date) -> str:
    article = rule_text(other.rule.articles[0].name)
    said = {"article": article, "that_day": in_words(day)}
    sentence = _("By %(article)s it would be %(that_day)s:") % said
    return f"{sentence} {inside(rule_text(other.rule.how))}"


def ahead_of_all(events: Iterable[Event], on: date, most: int) -> tuple[list[Item], list[Event]]:
    """Over all files: what was due and is not on record, the latest of it; the planned days and the
    reckoned ones, the nearest; then the steps without a day. `events` are what is to come on
    record."""
    reckoned = coming_days(on, timezone.localdate())
    dated = {item.event.pk for item in reckoned if item.event}
    undated = [e for e in events if e.happened_on is None and e.pk not in dated]
    planned = [
        Item(event.proposal, event.key, event.title, event.happened_on, event.precision, event)
        for event in events
        if event.proposal and event.happened_on
    ]
    due = [item for item in reckoned if item.unconfirmed]
    nearest = [*planned, *(item for item in reckoned if not item.unconfirmed)]
    nearest.sort(key=lambda item: item.day or date.max)
    return due[-most:] + nearest[:most], undated


def _waiting(items: Iterable[Item]) -> tuple[Waiting, ...]:
    groups: dict[str, list[Item]] = {str(_NO_DAY): []}
    for item in items:
        groups.setdefault(_why(item), []).append(item)
    return tuple(Waiting(why, tuple(rows)) for why, rows in groups.items() if rows)


def _why(item: Item) -> str:
    if item.deadline is None:
        return _("Day not known")
    if not item.deadline.rule.periods:
        return str(_NO_DAY)
    if item.base:
        return _("The exact day of the step from which it is counted is not on record.")
    return told(item.deadline.rule.base)
