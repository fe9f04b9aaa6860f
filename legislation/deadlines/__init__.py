"""What comes next for a file, and which deadlines have passed: steps on record and days by rule.

Reads the record and writes nothing; pages, API and calendar ask here. An event goes before what a
rule gives: a step that the record has is shown once, and a day that differs beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from legislation.deadlines.laying import File, Item, to_come
from legislation.domain.deadlines import STEPS_OF
from legislation.domain.procedure import SET_BY_THE_ACT
from legislation.domain.words import TakesPart
from legislation.models import Event, Participation, Proposal

__all__ = ["COUNTED", "Item", "coming_days", "deadlines", "known_days", "to_come"]

#: The steps from which rules count, and those that they date.
COUNTED = frozenset(kind for kinds in STEPS_OF.values() for kind in kinds) | SET_BY_THE_ACT
#: The front page asks of the files in which so many of these steps were taken last.
_NEWEST_STEPS = 100
_OUTSIDE = {TakesPart.DOES_NOT_TAKE_PART, TakesPart.UNRESOLVED}


def deadlines(
    proposal: Proposal,
    on: date,
    events: Sequence[Event] | None = None,
    *,
    ledger: Iterable[Participation] | None = None,
    today: date | None = None,
) -> tuple[Item, ...]:
    """What was to come on the day, by day; then what is open; then what had passed, newest first.

    `events` are all public ones of the file, oldest first with those without a day at the end, if
    the caller has them, `ledger` the entries that hold on the day; `today` is the last day that
    these know of. Of a day before only what was there by then is counted from.
    """
    if events is None:
        rows = proposal.events.public().select_related("proposal").prefetch_related("evidence")
        events = list(rows.oldest_first())
    if ledger is None:
        ledger = Participation.objects.in_force(on).filter(proposal=proposal)
    states = _states(ledger).get(proposal.pk, set())
    return tuple(File(proposal, events, on, today or timezone.localdate()).items(states))


def known_days(proposal: Proposal, on: date) -> list[Item]:
    """All that has a day, to come or passed, the earliest first: what a calendar may show.

    `key` is stable within the file. What is `reckoned` may still move; its `deadline` has the rule
    and whether that is verified.
    """
    dated = [item for item in deadlines(proposal, on) if item.day]
    return sorted(dated, key=lambda item: (item.day or date.max, item.key))


def coming_days(on: date, today: date | None = None) -> list[Item]:
    """The reckoned days of the followed files that moved last, in four queries: what is to come,
    and before it what was due and is not on record.

    `today` is the last day that the record knows of, `on` itself without.
    """
    steps = Event.objects.happened(on).filter(
        proposal__unfollowed_at__isnull=True, kind__in=COUNTED
    )
    newest = steps.order_by("-happened_on", "-pk").values_list("proposal", flat=True)
    moved = set(newest[:_NEWEST_STEPS])
    rows = Event.objects.public().filter(proposal__in=moved, kind__in=COUNTED)
    rows = rows.select_related("proposal").prefetch_related("evidence")
    files: dict[Proposal, list[Event]] = defaultdict(list)
    for event in rows.oldest_first():
        if event.proposal:
            files[event.proposal].append(event)
    states = _states(Participation.objects.in_force(on).filter(proposal__in=moved))
    found = [
        item
        for proposal, events in files.items()
        for item in File(proposal, events, on, today or on).items(states.get(proposal.pk, set()))
        if item.reckoned and not item.passed
    ]
    return sorted(found, key=lambda item: item.day or date.max)


def _states(entries: Iterable[Participation]) -> dict[int, set[str]]:
    """By file, the states whose own rule applies: Ireland outside, Denmark outside a Schengen act.

    A file builds on Schengen where associated states sit at the table; on others the Protocol
    gives Denmark no choice.
    """
    parts: dict[int, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        parts[entry.proposal_id][entry.state_id] = entry.takes_part
    return {proposal: set(_concerned(by_state)) for proposal, by_state in parts.items()}


def _concerned(by_state: dict[str, str]) -> Iterable[str]:
    schengen = TakesPart.ASSOCIATED in by_state.values()
    for state, may_choose in (("IE", True), ("DK", schengen)):
        if may_choose and by_state.get(state) in _OUTSIDE:
            yield state
