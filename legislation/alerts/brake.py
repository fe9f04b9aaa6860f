"""The brake: what looks unusual is told to nobody before a person has looked at it."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Q

from legislation.alerts.held import hold
from legislation.domain.words import Alert, Audience
from legislation.models import Change

#: One reading of a source that brings more news than this has met a new layout, or an old hand.
OF_ONE_FILE = 5
OVERALL = 20
#: Runs of people at the desk, who may well do so much in a row for one file.
_BY_HAND = Q(run="admin") | Q(run__startswith="draft ")


def check() -> None:
    """Hold the news of each run that brings too much of it; staff get one notice a run.

    What a source's run brought and was held when it was recorded, as old or as a step back, counts
    with what waits; staff were told of that. News that a person has let out is not held again.
    """
    news = Change.objects.filter(audience=Audience.PUBLIC, released_by__isnull=True)
    waiting = news.filter(alert=Alert.WAITING).exclude(run="").only("run", "proposal")
    of_run: dict[str, list[Change]] = defaultdict(list)
    for change in waiting:
        of_run[change.run].append(change)
    if not of_run:
        return
    by_hand = set(waiting.filter(_BY_HAND).values_list("run", flat=True))
    held: dict[str, list[Change]] = defaultdict(list)
    for change in news.filter(alert=Alert.HELD, run__in=of_run.keys() - by_hand).only(
        "run", "proposal"
    ):
        held[change.run].append(change)
    for run, changes in of_run.items():
        if why := _too_much([*changes, *held[run]], run, by_hand=run in by_hand):
            hold(changes, why, tell=not held[run])


def _too_much(changes: list[Change], run: str, *, by_hand: bool) -> str:
    """Why a run's news is more than one may bring; empty if it is not."""
    if len(changes) > OVERALL:
        return f"{run} brought {len(changes)} at once"
    most = max(Counter(change.proposal_id for change in changes).values())
    return f"{run} brought {most} about one file at once" * (most > OF_ONE_FILE and not by_hand)
