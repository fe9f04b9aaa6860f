"""The only writer of positions and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from legislation import evidence, journal
from legislation.domain.words import StatementRole, Verb, Vote
from legislation.evidence import MissingEvidence, Proof
from legislation.journal import Author
from legislation.models import (
    CouncilVote,
    CouncilVoteCast,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    Proposal,
    StatementMember,
    Topic,
)


def record_position(position: Position, proofs: Iterable[Proof], author: Author) -> Position:
    """Record what a state said; `position` is unsaved, its key is made here if it has none."""
    position.origin = author.origin
    with transaction.atomic():
        Proposal.objects.select_for_update().get(pk=position.proposal_id)
        if not position.key:
            position.key = _free_key(position)
        return evidence.record(position, proofs, author)


def correct_position(
    position: Position,
    values: Mapping[str, Any],
    author: Author,
    proofs: Iterable[Proof] | None = None,
) -> Position:
    """Correct a position: a new row that names the one it corrects, which stays.

    The proof of the old row is carried over unless new proof is given. Raises `ValueError` if the
    row was corrected or retracted before, or no reason is given.
    """
    if not author.why:
        raise ValueError("Say why the position is corrected.")
    with transaction.atomic():
        _expect_newest(position)
        if Position.objects.filter(pk=position.pk, retracted_at__isnull=False).exists():
            raise ValueError("This position was retracted: restore it first.")
        before = journal.content(position)
        fields = [f.attname for f in Position._meta.concrete_fields if f.name not in _OWN]
        copy = Position(**{name: getattr(position, name) for name in fields})
        for name, value in values.items():
            setattr(copy, name, value)
        copy.corrects = position
        copy.origin = author.origin
        copy.key = _free_key(copy)
        copy.save(force_insert=True)
        for proof in evidence.offered(position) if proofs is None else list(proofs):
            evidence.attach(copy, proof)
        if not copy.evidence.exists():
            raise MissingEvidence("A position needs an address or a full citation.")
        first = position.changes.order_by("sequence").last()
        journal.append(
            Verb.CORRECTED,
            copy,
            author,
            before=before,
            after=journal.content(copy),
            corrects=first,
        )
    return copy


_OWN = {"id", "key", "corrects", "origin"}


def retract_position(position: Position, author: Author) -> None:
    """Take back what was never said, or recorded by mistake; its rows and their proof stay.

    With it go the rows that it corrects: they are the same statement. Raises `ValueError` if a
    later row corrects it or no reason is given.
    """
    if not author.why:
        raise ValueError("Say why the position is retracted.")
    _set_retracted(position, timezone.now(), Verb.RETRACTED, author)


def restore_position(position: Position, author: Author) -> None:
    """Let a retracted position, and what it corrects, stand again."""
    if not author.why:
        raise ValueError("Say why the position is restored.")
    _set_retracted(position, None, Verb.RESTORED, author)


def _set_retracted(position: Position, at: datetime | None, verb: Verb, author: Author) -> None:
    with transaction.atomic():
        _expect_newest(position)
        row = Position.objects.filter(pk=position.pk).first()
        while row is not None:
            evidence.amend(row, {"retracted_at": at}, author, verb=verb)
            row = row.corrects
        position.refresh_from_db()


def _expect_newest(position: Position) -> None:
    """Raise `ValueError` if a later row corrects this one; nobody else writes until the end."""
    Proposal.objects.select_for_update().get(pk=position.proposal_id)
    if Position.objects.filter(corrects=position).exists():
        raise ValueError("This position was corrected by somebody else: open the newer one.")


def record_joint_statement(
    statement: JointStatement,
    members: Mapping[StatementRole, Iterable[MemberState]],
    topics: Iterable[Topic],
    proofs: Iterable[Proof],
    author: Author,
) -> JointStatement:
    """Record a letter, paper or meeting with the states that had a part in it.

    A state that stands under several roles keeps the strongest: author, signatory, participant.
    """
    with transaction.atomic():
        statement.save(force_insert=True)
        statement.topics.set(topics)
        seen: set[str] = set()
        for role in StatementRole:
            for state in members.get(role, ()):
                if state.code not in seen:
                    seen.add(state.code)
                    StatementMember.objects.create(statement=statement, state=state, role=role)
        return evidence.record(statement, proofs, author)


def record_council_vote(
    vote: CouncilVote,
    casts: Mapping[Vote, Iterable[MemberState]],
    proofs: Iterable[Proof],
    author: Author,
) -> CouncilVote:
    """Record a vote in the Council with the votes that are documented, and no others."""
    with transaction.atomic():
        vote.save(force_insert=True)
        for cast, states in casts.items():
            for state in states:
                CouncilVoteCast.objects.create(vote=vote, state=state, cast=cast)
        return evidence.record(vote, proofs, author)


def record_participation(
    participation: Participation, proofs: Iterable[Proof], author: Author
) -> Participation:
    """Record whether a state votes on a proposal."""
    return evidence.record(participation, proofs, author)


def record_population(
    population: Population, proofs: Iterable[Proof], author: Author
) -> Population:
    """Record a state's people in a year of the Council's count."""
    return evidence.record(population, proofs, author)


def record_states(states: Iterable[MemberState]) -> int:
    """Bring the list of states up to date; how many rows are new or different. Vocabulary."""
    return sum(_keep(MemberState, state) for state in states)


def record_topics(topics: Iterable[Topic]) -> int:
    """Bring the list of topics up to date; how many rows are new or different. Vocabulary."""
    return sum(_keep(Topic, topic) for topic in topics)


def _keep(model: type[MemberState] | type[Topic], row: MemberState | Topic) -> bool:
    stored = model._default_manager.filter(pk=row.pk).first()
    names = [field.name for field in model._meta.concrete_fields]
    if stored and all(getattr(stored, name) == getattr(row, name) for name in names):
        return False
    row.save()
    return True


def _free_key(position: Position) -> str:
    topic = position.topic_id.replace("_", "-")
    base = f"{position.state_id.lower()}-{topic}-{position.stated_on}"
    taken = set(Position.objects.filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
