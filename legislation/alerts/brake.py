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

    News that a person has let out is not held again.
    """
    waiting = Change.objects.filter(
        alert=Alert.WAITING, audience=Audience.PUBLIC, released_by__isnull=True
    ).exclude(run="")
    counted = Counter(waiting.values_list("run", flat=True))
    if not any(number > OF_ONE_FILE for number in counted.values()):
        return
    of_run: dict[str, list[Change]] = defaultdict(list)
    for change in waiting.filter(run__in=[run for run, n in counted.items() if n > OF_ONE_FILE]):
        of_run[change.run].append(change)
    by_hand = set(waiting.filter(_BY_HAND).values_list("run", flat=True))
    for run, changes in of_run.items():
        files = Counter(change.proposal_id for change in changes)
        most = max(files.values())
        if len(changes) > OVERALL:
            hold(changes, f"{run} brought {len(changes)} at once")
        elif most > OF_ONE_FILE and run not in by_hand:
            hold(changes, f"{run} brought {most} about one file at once")
