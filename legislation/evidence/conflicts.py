"""Disagreements, put before a person and settled by one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from legislation import journal
from legislation.domain.words import Origin, Precision
from legislation.journal import Author
from legislation.models import Conflict, Event, Evidence, Snapshot, Source

#: How a conflict ends of itself.
RECORD_MOVED = "The record says otherwise now"
SOURCE_MOVED = "The source says otherwise now"
#: The fields of an event whose change makes what a conflict calls ours untrue, where it is several
#: or another one.
_FIELDS = {
    "date": ("happened_on", "precision"),
    "precision": ("happened_on", "precision"),
    "votes": ("votes_for", "votes_against", "abstentions"),
    "presence": (),
}
_BY_NOBODY = Author(Origin.SOURCE)


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
    about a thing that went away and had come back in between; one that closed of itself opens
    again. What the source said before of this field of the event gives way to it.
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
        if conflict.resolution in {RECORD_MOVED, SOURCE_MOVED}:
            created = True
            Conflict.objects.filter(pk=conflict.pk).update(
                closed_at=None, resolution="", snapshot=snapshot, last_seen_at=now
            )
            conflict.refresh_from_db()
        if created:
            _give_way(conflict)
            journal.notice(source, f"Conflict: {conflict}", run=run, conflict=conflict)
        else:
            Conflict.objects.filter(pk=conflict.pk).update(last_seen_at=now)
    return conflict, created


def _give_way(newer: Conflict) -> None:
    """Close what the source said before, unless it said both in one reading."""
    if newer.event_id is None:
        return
    same = Conflict.objects.open().filter(
        source=newer.source_id, event=newer.event_id, field=newer.field
    )
    for older in same.exclude(pk=newer.pk):
        if older.ours != newer.ours:
            close_conflict(older, _BY_NOBODY.because(RECORD_MOVED))
        elif older.snapshot_id != newer.snapshot_id:
            close_conflict(older, _BY_NOBODY.because(SOURCE_MOVED))


def follow_record(event: Event, changed: Container[str], *, run: str) -> None:
    """Close the open conflicts about what an event said before these fields of it changed.

    If a source's day is not the new one either, that is a conflict anew: until the source is read
    again nobody else would say so.
    """
    for conflict in Conflict.objects.open().filter(event=event).select_related("source"):
        if not any(name in changed for name in _FIELDS.get(conflict.field, (conflict.field,))):
            continue
        close_conflict(conflict, _BY_NOBODY.because(RECORD_MOVED))
        exact = event.happened_on is not None and event.precision == Precision.DAY
        if conflict.field == "date" and exact and conflict.theirs != str(event.happened_on):
            report_conflict(
                conflict.source,
                field=conflict.field,
                ours=str(event.happened_on),
                theirs=conflict.theirs,
                event=event,
                snapshot=conflict.snapshot,
                run=run,
            )


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
