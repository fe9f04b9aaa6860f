"""Four eyes: one person drafts a position, another publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from legislation import evidence
from legislation.council.positions import (
    CONTENT,
    correct_position,
    in_cell,
    newest_of,
    record_position,
)
from legislation.domain.words import Confidence, DraftState, Origin
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import Assignment, Position, PositionDraft, Proposal

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

PROOF = ("proof_address", "proof_citation", "proof_passage", "proof_confidence", "instead")


class Overtaken(ValueError):
    """Something was published in the same cell since the draft was begun: `newer` is it."""

    def __init__(self, newer: Position) -> None:
        super().__init__("Something else was published here since this was drafted: compare first.")
        self.newer = newer


def may_draft(user: User | AnonymousUser, state_code: str) -> bool:
    """Whether a person may draft for a state: one of those assigned, or any if none is."""
    if not user.is_active or not user.has_perm("legislation.add_position"):
        return False
    if user.is_superuser:
        return True
    assigned = set(Assignment.objects.filter(editor=user.pk).values_list("state", flat=True))
    return not assigned or state_code in assigned


def states_of(user: User | AnonymousUser) -> set[str] | None:
    """The codes of the states that a person looks after; None for all of them."""
    if user.is_superuser:
        return None
    return set(Assignment.objects.filter(editor=user.pk).values_list("state", flat=True)) or None


def may_publish(user: User | AnonymousUser, draft: PositionDraft) -> bool:
    """Whether a person may publish a draft: a publisher, and not who drafted it.

    A superuser may publish anything, so that a team of one can work; the history shows it.
    """
    if user.is_superuser:
        return bool(user.is_active)
    return user.has_perm("legislation.publish_position") and draft.by_id != user.pk


def draft_position(
    values: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    by: User,
    why: str = "",
    corrects: Position | None = None,
) -> PositionDraft:
    """Keep what a person typed for another one to publish. `values` are those of `CONTENT`, `proof`
    those of `PROOF`."""
    draft = PositionDraft(
        **{name: values[name] for name in CONTENT if name in values},
        **{name: proof[name] for name in PROOF if name in proof},
        corrects=corrects,
        why=why,
        by=by,
        drafted_at=timezone.now(),
    )
    with transaction.atomic():
        draft.based_on = in_cell(Position(**{name: getattr(draft, name) for name in CONTENT}))
        draft.save(force_insert=True)
    return draft


def publish_draft(
    draft: PositionDraft, by: User, *, sure: bool = False, run: str = "", tells: bool = True
) -> Position:
    """Let a draft become a position, or the correction of one; it can be undone for a while.

    `run` names what published it among others; without one it is the draft alone.
    Raises `Overtaken` if something was published in its cell since it was drafted, unless `sure`:
    then it comes on top. Raises `ValueError` if it is not waiting any more.
    """
    with transaction.atomic():
        Proposal.objects.select_for_update(no_key=True).get(pk=draft.proposal_id)
        draft = _waiting(draft)
        newer = overtaken_by(draft)
        if newer is not None and not sure:
            raise Overtaken(newer)
        stands = newest_of(draft.corrects) if draft.corrects else None
        run = run or f"draft {draft.pk}"
        author = Author(Origin.EDITOR, by=by, why=draft.why, run=run, tells=tells)
        values = {name: getattr(draft, name) for name in CONTENT}
        if stands is None:
            position = record_position(Position(**values), _proofs(draft), author)
        else:
            position = correct_position(
                stands, values, author, _proofs_of_correction(draft, stands)
            )
        _decide(draft, DraftState.PUBLISHED, by, published=position)
        return position


def overtaken_by(draft: PositionDraft) -> Position | None:
    """What was published in a waiting draft's place since it was begun; None if nothing was."""
    if draft.corrects and (stands := newest_of(draft.corrects)) != draft.corrects:
        return stands
    now = in_cell(Position(**{name: getattr(draft, name) for name in CONTENT}))
    return now if now != draft.based_on else None


def return_draft(draft: PositionDraft, by: User, remark: str) -> None:
    """Give a draft back to who drafted it, with a remark. Raises `ValueError` without one, or if it
    is not waiting any more."""
    if not remark.strip():
        raise ValueError("Say what is to be mended.")
    with transaction.atomic():
        _decide(_waiting(draft), DraftState.RETURNED, by, remark=remark)


def withdraw_draft(draft: PositionDraft, by: User) -> None:
    """Take one's own draft back. Raises `ValueError` if it is not waiting any more."""
    with transaction.atomic():
        _decide(_waiting(draft), DraftState.WITHDRAWN, by)


def _waiting(draft: PositionDraft) -> PositionDraft:
    row = PositionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if row.state_of_draft != DraftState.WAITING:
        raise ValueError(f"This draft is not waiting any more: it was {row.state_of_draft}.")
    return row


def _decide(draft: PositionDraft, state: DraftState, by: User, **values: Any) -> None:
    PositionDraft.objects.filter(pk=draft.pk).update(
        state_of_draft=state, decided_by=by, decided_at=timezone.now(), **values
    )


def _proofs(draft: PositionDraft) -> list[Proof]:
    if not (draft.proof_address or draft.proof_citation):
        return []
    return [
        Proof(
            Confidence(draft.proof_confidence),
            address=draft.proof_address,
            citation=draft.proof_citation,
            passage=draft.proof_passage,
        )
    ]


def _proofs_of_correction(draft: PositionDraft, stands: Position) -> list[Proof] | None:
    """None if the evidence on record is carried over as it is."""
    typed = _proofs(draft)
    if not typed or draft.instead:
        return typed or None
    return [*evidence.offered(stands), *typed]
