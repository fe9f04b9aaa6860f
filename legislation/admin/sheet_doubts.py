"""What a person should look at twice in the rows of a table, asked of the record once a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from legislation.admin.source_days import (
    SourceDay,
    before,
    made_on,
    not_the_sources_day,
    told_on_record,
)
from legislation.domain.days import Day
from legislation.domain.words import Precision
from legislation.models import Position, PositionDraft, Proposal


class Doubts:
    """The doubts that the form for a position has, for many rows with few questions."""

    def __init__(self, standing: Iterable[Position], addresses: Iterable[str]) -> None:
        rows = list(standing)
        self._cells = {_cell(row) for row in rows}
        known = {proof.address for row in rows for proof in row.evidence.all()}
        self._told: dict[str, list[SourceDay]] = told_on_record({*addresses, *known} - {""})
        self._made: dict[int, Day | None] = {}

    def of(self, draft: PositionDraft, *, brings_proof: bool, instead: bool) -> Iterable[str]:
        """What is unlikely about the row; a day that stands was confirmed when it came."""
        old = draft.corrects
        its = Day(draft.stated_on, Precision(draft.precision))
        moved = old is None or its != Day(old.stated_on, Precision(old.precision))
        if moved and (text := before(its.last, draft.proposal, self._made_on(draft.proposal))):
            yield text
        addresses = [draft.proof_address] if brings_proof and draft.proof_address else []
        if moved and old is not None and not instead:
            addresses += [proof.address for proof in old.evidence.all()]
        statement = draft.joint_statement if moved else None
        if text := not_the_sources_day(its, addresses, statement, self._told):
            yield text
        if old is None and _cell(draft) in self._cells:
            yield "There is another statement of that day on this topic."

    def _made_on(self, proposal: Proposal) -> Day | None:
        if proposal.pk not in self._made:
            self._made[proposal.pk] = made_on(proposal)
        return self._made[proposal.pk]


def _cell(row: Position | PositionDraft) -> tuple[int, str, str, date]:
    return row.proposal_id, row.state_id, row.topic_id, row.stated_on
