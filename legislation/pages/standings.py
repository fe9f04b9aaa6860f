"""Where one file stands, as the front page says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Q, When

from legislation.deadlines import Item
from legislation.models import Event, Evidence, Proposal
from legislation.pages import wording
from legislation.pages.related import CHANGES

#: The front page names the files of the reform and, after them, the newest: so many in all.
MOST = 100
_OF_REFORM = Q(slug__in={*CHANGES, *CHANGES.values()})
REFORM_FIRST = (Case(When(_OF_REFORM, then=0), default=1), "-year", "-number", "suffix")


@dataclass(frozen=True)
class Standing:
    """One file on the front page; `nearest` is what comes next on a day that is known."""

    proposal: Proposal
    part: str
    sentence: str
    proofs: tuple[Evidence, ...]
    live: bool
    last: Event | None
    coming: Event | None
    read_at: datetime | None
    nearest: Item | None = None


def live_first(standing: Standing) -> tuple[bool, int, int]:
    """The order on the front page: files on their way first, then the newest."""
    file = standing.proposal
    return not standing.live, -file.year, -file.number


def with_nearest(standings: Iterable[Standing], ahead: Iterable[Item]) -> list[Standing]:
    """Each with the first of what is ahead, in the order of its days, that is its file's."""
    nearest: dict[int, Item] = {}
    for item in ahead:
        nearest.setdefault(item.proposal.pk, item)
    return [replace(each, nearest=nearest.get(each.proposal.pk)) for each in standings]


def proofs_of(told: wording.Told, events: Iterable[Event]) -> tuple[Evidence, ...]:
    """On whose word the sentence says so: for each of its steps the best proof, each site once."""
    by_key = {event.key: event for event in events}
    proofs: dict[tuple[str, str], Evidence] = {}
    for step in told.steps:
        evidence = by_key[step.key].evidence.all()
        if best := min(evidence, key=lambda proof: proof.weight, default=None):
            proofs.setdefault((best.address, best.citation), best)
    return tuple(proofs.values())
