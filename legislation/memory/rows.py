"""The record of today: the rows as they stand."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils import timezone

from legislation.domain.words import Kind
from legislation.memory.record import Record, Scope
from legislation.models import (
    Actor,
    CouncilVote,
    Document,
    Event,
    Evidence,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    PressRelease,
    Proposal,
)

#: The way from a fact to the state that has a part in it.
_OF_A_STATE = {
    Position: "state",
    Participation: "state",
    JointStatement: "members__state",
    CouncilVote: "casts__state",
}


def as_recorded(of: Scope) -> Record:
    """What is on record today of a file, of a state or around the files.

    Positions come without their evidence, which pages fetch for those that they show.
    """

    def read(model: type[Model]) -> list[Any]:
        rows = list(_of(of, model))
        if isinstance(of, Proposal) and model is not Population:
            for row in rows:
                row.proposal = of
        return rows

    return Record(read, timezone.localdate(), of if isinstance(of, Proposal) else None)


def _of(of: Scope, model: type[Model]) -> QuerySet[Any]:
    rows = _tables()[model]
    if model is Population:
        return rows
    if of is None:
        return rows.filter(proposal__isnull=True)
    if isinstance(of, Proposal):
        return rows.filter(proposal=of)
    if model is Event:
        return rows.filter(proposal__in=_files_of(of), kind=Kind.PROPOSAL_ADOPTED)
    return rows.filter(**{_OF_A_STATE[model]: of}).select_related("proposal")


def _files_of(state: MemberState) -> QuerySet[Proposal]:
    """Those in which it has a part, and those that it spoke on."""
    return Proposal.objects.filter(Q(participations__state=state) | Q(positions__state=state))


def _tables() -> dict[type[Model], QuerySet[Any]]:
    """What stands in each table, with all that a page shows of it."""
    proved = Prefetch("evidence", Evidence.objects.for_cards())
    return {
        Event: Event.objects.public().prefetch_related(proved),
        PressRelease: PressRelease.objects.select_related("announces").prefetch_related(proved),
        Document: Document.objects.prefetch_related(proved),
        Actor: Actor.objects.prefetch_related(proved),
        CouncilVote: CouncilVote.objects.prefetch_related(proved, "casts__state"),
        JointStatement: JointStatement.objects.prefetch_related(proved, "members__state"),
        Participation: Participation.objects.select_related("state").prefetch_related(proved),
        Position: Position.objects.standing()
        .placed_in_procedure()
        .select_related("state", "topic", "joint_statement", "corrects"),
        Population: Population.objects.all(),
    }
