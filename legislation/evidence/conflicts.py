"""Disagreements, put before a person and settled by one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from legislation import journal
from legislation.journal import Author
from legislation.models import Conflict, Evidence, Snapshot, Source


def report_conflict(
    source: Source,
    *,
    field: str,
    ours: Any,
    theirs: Any,
    event: Model | None,
    snapshot: Snapshot | None,
    run: str,
    preferred: str = "",
) -> tuple[Conflict, bool]:
    """Put a disagreement before staff; the same one is one row however often it is met.

    Returns the row and whether it is new. One that a person closed stays closed, unless it is
    about a thing that went away and had come back in between.
    """
    event_id = event.pk if event else None
    identity: list[Any] = [source.pk, event_id, field, ours, theirs]
    if field == "presence" and event_id is not None:
        identity.append(_last_seen(source, event_id))
    told = json.dumps(identity, sort_keys=True, default=str)
    now = timezone.now()
    with transaction.atomic():
        conflict, created = Conflict.objects.get_or_create(
            key=hashlib.sha256(told.encode()).hexdigest(),
            defaults={
                "source": source,
                "proposal_id": source.proposal_id,
                "event_id": event_id,
                "snapshot": snapshot,
                "field": field,
                "ours": ours,
                "theirs": theirs,
                "preferred": preferred,
                "opened_at": now,
                "last_seen_at": now,
            },
        )
        if created:
            journal.notice(source, f"Conflict: {conflict}", run=run, conflict=conflict)
        else:
            Conflict.objects.filter(pk=conflict.pk).update(last_seen_at=now)
    return conflict, created


def _last_seen(source: Source, event_id: int) -> str:
    rows = Evidence.objects.filter(source=source, event_id=event_id).order_by("last_seen_at")
    last = rows.values_list("last_seen_at", flat=True).last()
    return last.isoformat() if last else ""


def close_conflict(conflict: Conflict, author: Author) -> None:
    """Close a disagreement with the author's reason."""
    if not author.why:
        raise ValueError("Say how the conflict was settled.")
    with transaction.atomic():
        before = {"closed_at": None, "resolution": conflict.resolution}
        conflict.closed_at = timezone.now()
        conflict.closed_by = author.by
        conflict.resolution = author.why
        conflict.save()
        after = {"closed_at": conflict.closed_at.isoformat(), "resolution": author.why}
        journal.settle(conflict, author, before=before, after=after)
