"""All that the page of one file shows, as the record has it for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from legislation.council import WHOLE, OnRecord, board
from legislation.domain.procedure import StageRow
from legislation.domain.voting import VotingError, headline
from legislation.domain.words import Institution, TakesPart
from legislation.language import alphabetical, language, speech, state_name, told
from legislation.memory import Record
from legislation.models import Event, Participation, Proposal, Source
from legislation.pages import wording
from legislation.pages.ahead import ahead
from legislation.pages.chronicle import dated_steps, years
from legislation.pages.durations import durations
from legislation.pages.ladder import ladder
from legislation.pages.official import official
from legislation.pages.proofs import proved
from legislation.pages.related import look_alikes, related
from legislation.pages.scale import drawn
from legislation.pages.standings import proofs_of


def dossier(record: Record, on: date | None) -> dict[str, Any]:
    """The page of a file: of the record's own day, or as it stood on another."""
    day = on or record.today
    (proposal,) = record.named(day)
    prefetch_related_objects([proposal], proved())
    passed, rows, told = record.passed(day), record.stages(day), dated_steps(record.events)
    said = wording.told(rows, told, day)
    listed = years(passed, record.released(day))
    return {
        "proposal": proposal,
        "part": wording.part(proposal.slug, day),
        "official": official(
            proposal.reference, proposal.celex, proposal.com_reference, language()
        ),
        "on": on,
        "sentence": said.sentence,
        "said_by": proofs_of(said, record.events),
        "ladder": ladder(rows, told, day),
        "years": listed,
        "drawing": drawn(rows, [entry for year in listed for entry in year.entries], day),
        "ahead": ahead(record, proposal, day),
        **_beside(record, proposal, rows, day),
        "votes_in_parliament": [event for event in passed if _voted_in_parliament(event)],
        "proofs": proposal.evidence.all(),
        "watched_by": () if on else _watched_by(proposal),
        **_around(record, proposal, day),
    }


def _watched_by(proposal: Proposal) -> QuerySet[Source]:
    """The sources that are read for this file, and those that are for all."""
    return Source.objects.filter(Q(proposal=proposal) | Q(proposal=None))


def _voted_in_parliament(event: Event) -> bool:
    return event.votes_for is not None and Institution.EP in event.institutions


def _beside(record: Record, proposal: Proposal, rows: list[StageRow], day: date) -> dict[str, Any]:
    """The other files. What was known of them then is not looked up: they are left out."""
    if record.is_remembered:
        return {}
    return {
        "ways": durations(proposal, rows, day),
        "related": related(proposal, day),
        "look_alikes": look_alikes(proposal, day),
    }


def _around(record: Record, proposal: Proposal, day: date) -> dict[str, Any]:
    """The people, texts and states around the file."""
    return {
        "documents": record.written(day),
        "actors": record.acting(day),
        "council_votes": record.held(day),
        "statements": record.signed(day),
        "participations": _participations(record, day),
        "positions": _positions(record, day),
        "outlook": _outlook(record, proposal, day),
    }


def _outlook(record: Record, proposal: Proposal, day: date) -> dict[str, Any] | None:
    """What a vote would give by the positions on record; None where it cannot be counted."""
    said = record.in_force(day)
    counting = [row for row in said if row.topic_id == WHOLE and not row.before_proposal]
    known = OnRecord(counting, record.taking_part(day), record.populations)
    try:
        now = board(proposal, on=day, known=known).outlook
    except VotingError:
        return None
    return {
        "headline": headline(now, speech()),
        "votes": len(now.electorate.participants),
        "low": now.if_undecided_against,
        "high": now.if_undecided_in_favour if now.undecided else None,
    }


def _positions(record: Record, day: date) -> dict[str, Any]:
    """How much the states said by the day, and when the first of them spoke."""
    stated = record.stated_by(day)
    return {
        "number": len(stated),
        "states": len({row.state_id for row in stated}),
        "topics": len({row.topic_id for row in stated}),
        "first": min(stated, key=lambda row: (row.stated_on, row.pk), default=None),
    }


@dataclass(frozen=True)
class Part:
    """The states that take part in the same way; those of which the same is on record together."""

    label: str
    number: int
    alike: tuple[tuple[Participation, ...], ...]


def _participations(record: Record, day: date) -> list[Part]:
    """As the ledger has it for the day: who votes first, who only sits at the table last."""
    rows = record.taking_part(day)
    order = list(TakesPart)
    parts = []
    for word in order:
        alike: dict[tuple[object, ...], list[Participation]] = {}
        members = sorted(
            (r for r in rows if r.takes_part == word),
            key=lambda r: alphabetical(state_name(r.state_id, r.state.name)),
        )
        for row in members:
            alike.setdefault(_on_record(row), []).append(row)
        if members:
            parts.append(Part(told(word), len(members), tuple(map(tuple, alike.values()))))
    return parts


def _on_record(row: Participation) -> tuple[object, ...]:
    """All that is shown of a state's part but its name."""
    proofs = [(p.address, p.citation, p.snapshot_id, p.confidence) for p in row.evidence.all()]
    return row.since_on, row.legal_basis, row.note, *proofs
