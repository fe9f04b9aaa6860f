"""All that the page of one file shows, as the record has it for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from legislation.council import board
from legislation.domain.procedure import StageRow, stages
from legislation.domain.voting import VotingError, headline
from legislation.domain.words import Institution, TakesPart
from legislation.models import Actor, CouncilVote, Document, Event, Participation, Proposal
from legislation.pages import wording
from legislation.pages.ahead import ahead
from legislation.pages.chronicle import dated_steps, years
from legislation.pages.durations import durations
from legislation.pages.ladder import ladder
from legislation.pages.official import official
from legislation.pages.related import look_alikes, related
from legislation.pages.scale import drawn
from legislation.timeline import steps


def dossier(proposal: Proposal, on: date | None) -> dict[str, Any]:
    """The page of a file: of today, or as it stood on a day."""
    day = on or timezone.localdate()
    events = list(proposal.events.public().prefetch_related("evidence").oldest_first())
    for event in events:
        event.proposal = proposal
    passed = [event for event in events if event.happened_on and event.happened_on <= day]
    rows = _rows(proposal, events, on)
    told = dated_steps(events)
    releases = proposal.press_releases.filter(published_on__lte=day)
    listed = years(passed, releases.prefetch_related("evidence"))
    return {
        "proposal": proposal,
        "part": wording.PARTS.get(proposal.slug, ""),
        "official": official(proposal.reference, proposal.celex, proposal.com_reference),
        "on": on,
        "sentence": wording.standing(rows, told, day),
        "ladder": ladder(rows, told, day),
        "years": listed,
        "drawing": drawn(rows, [entry for year in listed for entry in year.entries], day),
        "ways": durations(proposal, rows, day),
        "related": related(proposal, day),
        "look_alikes": look_alikes(proposal, day),
        "ahead": ahead(proposal, day, events),
        "votes_in_parliament": [event for event in passed if _voted_in_parliament(event)],
        "proofs": proposal.evidence.strongest_first().select_related("snapshot"),
        **_around(proposal, day, on),
    }


def _voted_in_parliament(event: Event) -> bool:
    return event.votes_for is not None and Institution.EP in event.institutions


def _rows(proposal: Proposal, events: list[Event], on: date | None) -> list[StageRow]:
    if on is None:
        return [stage.row for stage in proposal.stages.all()]
    return list(stages(steps(events), on))


def _around(proposal: Proposal, day: date, on: date | None) -> dict[str, Any]:
    """The people, texts and states around the file."""
    return {
        "documents": _documents(proposal, on).prefetch_related("evidence"),
        "actors": _actors(proposal, day).prefetch_related("evidence"),
        "council_votes": _council_votes(proposal, day),
        "statements": proposal.joint_statements.filter(stated_on__lte=day).prefetch_related(
            "evidence", "members__state"
        ),
        "participations": _participations(proposal, day),
        "positions": _positions(proposal, day),
        "outlook": _outlook(proposal, day),
    }


def _outlook(proposal: Proposal, day: date) -> dict[str, Any] | None:
    """What a vote would give by the positions on record; None where it cannot be counted."""
    try:
        now = board(proposal, on=day).outlook
    except VotingError:
        return None
    return {
        "headline": headline(now),
        "votes": len(now.electorate.participants),
        "low": now.if_undecided_against,
        "high": now.if_undecided_in_favour if now.undecided else None,
    }


def _positions(proposal: Proposal, day: date) -> dict[str, Any]:
    """How much the states said by the day, and when the first of them spoke."""
    stated = proposal.positions.stated_by(day)
    counts = stated.aggregate(
        number=Count("pk"),
        states=Count("state", distinct=True),
        topics=Count("topic", distinct=True),
    )
    return {**counts, "first": stated.order_by("stated_on", "pk").first()}


@dataclass(frozen=True)
class Part:
    """The states that take part in the same way; those of which the same is on record together."""

    label: str
    number: int
    alike: tuple[tuple[Participation, ...], ...]


def _participations(proposal: Proposal, day: date) -> list[Part]:
    """As the ledger has it for the day: who votes first, who only sits at the table last."""
    entries = Participation.objects.in_force(day).filter(proposal=proposal)
    rows = entries.select_related("state").prefetch_related("evidence")
    order = list(TakesPart)
    parts = []
    for word in order:
        alike: dict[tuple[object, ...], list[Participation]] = {}
        members = sorted((r for r in rows if r.takes_part == word), key=lambda r: r.state.name)
        for row in members:
            alike.setdefault(_on_record(row), []).append(row)
        if members:
            parts.append(Part(word.label, len(members), tuple(map(tuple, alike.values()))))
    return parts


def _on_record(row: Participation) -> tuple[object, ...]:
    """All that is shown of a state's part but its name."""
    proofs = [(p.address, p.citation, p.snapshot_id, p.confidence) for p in row.evidence.all()]
    return row.since_on, row.legal_basis, row.note, *proofs


def _documents(proposal: Proposal, on: date | None) -> QuerySet[Document]:
    """Of an earlier day only what is known to have been there."""
    documents = proposal.documents.all()
    return documents if on is None else documents.filter(dated_on__lte=on)


def _actors(proposal: Proposal, day: date) -> QuerySet[Actor]:
    begun = Q(since_on__isnull=True) | Q(since_on__lte=day)
    return proposal.actors.filter(begun).order_by(F("since_on").asc(nulls_first=True), "pk")


def _council_votes(proposal: Proposal, day: date) -> QuerySet[CouncilVote]:
    votes = proposal.council_votes.filter(held_on__lte=day)
    return votes.prefetch_related("casts__state", "evidence")
