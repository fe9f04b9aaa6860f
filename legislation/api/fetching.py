"""What comes along with rows, in a number of queries that doesn't grow with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Prefetch

from legislation import timeline
from legislation.domain.procedure import stages
from legislation.models import Event, Evidence, Proposal


def proofs() -> Prefetch[Any]:
    """The evidence of each fact, strongest first, in one query; never the stored bytes."""
    shown = Evidence.objects.strongest_first().select_related("source", "snapshot")
    return Prefetch("evidence", shown.defer("snapshot__headers"))


def standing_on(on: date) -> Callable[[Proposal], list[dict[str, Any]]]:
    """A function that tells how each stage of a proposal stands on the day.

    It reads `standing_events`, which the view has fetched for all of them at once.
    """

    def rows(proposal: Any) -> list[dict[str, Any]]:
        return [
            {
                "proposal": proposal.slug,
                "slug": row.slug,
                "label": row.slug.label,
                "parent": row.parent,
                "track": row.track,
                "entered_on": row.entered_on,
                "left_on": row.left_on,
                "outcome": row.outcome,
                "standing": row.standing(on),
            }
            for row in stages(timeline.steps(proposal.standing_events), on)
        ]

    return rows


def steps_of(path: str) -> Prefetch[Any]:
    """The events from which the stages of a proposal follow, as `standing_events`."""
    steps = Event.objects.public().only("proposal_id", "kind", "happened_on", "expected")
    return Prefetch(path, steps, to_attr="standing_events")
