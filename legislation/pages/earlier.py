"""The front page of an earlier day: where each file stood, what came last, what was to come.

In a number of queries that grows neither with the files nor with their steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils import timezone

from legislation.deadlines import to_come
from legislation.domain.procedure import SET_BY_THE_ACT, StageRow, stages, stages_of
from legislation.domain.words import Kind
from legislation.models import Event, Evidence, Proposal
from legislation.pages import wording
from legislation.pages.ahead import ahead_of_all
from legislation.pages.chronicle import dated_steps
from legislation.pages.lineage import lineage
from legislation.pages.standings import (
    MOST,
    REFORM_FIRST,
    Standing,
    live_first,
    proofs_of,
    with_nearest,
)
from legislation.timeline import steps

#: The steps from which it follows where a file stands; whatever else it went through is left alone.
_MOVING = {*(kind for kind in Kind if stages_of(kind)), *SET_BY_THE_ACT, Kind.RESUMED}


def front(on: date, most: int) -> dict[str, Any]:
    """What differs from the front page of today; files that had no step by then are not there."""
    files = [file for file in _files(on) if file.last]  # type: ignore[attr-defined] # see _files
    there = [(file, _rows(file, on)) for file in files]
    said = [wording.told(rows, dated_steps(_told(file)), on) for file, rows in there]
    _fetch_proofs(zip(files, said, strict=True))
    ahead = {file.pk: _ahead(file, on) for file in files}
    standings = [
        _standing(file, rows, told, ahead[file.pk], on)
        for (file, rows), told in zip(there, said, strict=True)
    ]
    coming = [event for rows in ahead.values() for event in rows]
    dated, undated = ahead_of_all(coming, on, most)
    last = Event.objects.filter(proposal__isnull=False).happened(on).select_related("proposal")
    return {
        "files": sorted(with_nearest(standings, dated), key=live_first),
        "lineage": lineage(there, on),
        "latest": last.order_by("-happened_on", "-pk")[:most],
        "ahead": dated,
        "undated": undated,
    }


def _files(on: date) -> Iterable[Proposal]:
    """Each with `told`, the steps that count, `last`, and whether it is known what came `newer`."""
    told = Event.objects.public().filter(kind__in=_MOVING).select_related("proposal")
    happened = Event.objects.happened(on).select_related("proposal")
    newer = Event.objects.happened(timezone.localdate()).filter(
        proposal=OuterRef("pk"), happened_on__gt=on
    )
    rows = Proposal.objects.order_by(*REFORM_FIRST).annotate(newer=Exists(newer))[:MOST]
    return rows.prefetch_related(
        Prefetch("events", told.oldest_first(), to_attr="told"),
        Prefetch("events", happened.order_by("-happened_on", "-pk")[:1], to_attr="last"),
    )


def _told(file: Proposal) -> list[Event]:
    rows: list[Event] = vars(file)["told"]
    return rows


def _rows(file: Proposal, on: date) -> list[StageRow]:
    return list(stages(steps(_told(file)), on)) if file.procedure_type == "COD" else []


def _ahead(file: Proposal, on: date) -> list[Event]:
    rows = to_come(_told(file), on, timezone.localdate())
    return [event for event in rows if event.happened_on or not vars(file)["newer"]]


def _fetch_proofs(said: Iterable[tuple[Proposal, wording.Told]]) -> None:
    """The evidence of the steps that the sentences rest on, and of no other; one query."""
    named = [
        event
        for file, told in said
        for event in _told(file)
        if event.key in {step.key for step in told.steps}
    ]
    strongest = Evidence.objects.for_cards().strongest_first()
    prefetch_related_objects(named, Prefetch("evidence", strongest))


def _standing(
    file: Proposal, rows: Sequence[StageRow], told: wording.Told, ahead: list[Event], on: date
) -> Standing:
    return Standing(
        proposal=file,
        part=wording.part(file.slug, on),
        sentence=told.sentence,
        proofs=proofs_of(told, _told(file)),
        live=wording.on_its_way(rows, on),
        last=next(iter(vars(file)["last"])),
        coming=next(iter(ahead), None),
        read_at=None,
    )
