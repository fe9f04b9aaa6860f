"""The ledger of who votes on what; people, votes held, and the lists of states and topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.utils import timezone

from legislation import evidence
from legislation.council.outlook import WHOLE, shifts
from legislation.council.positions import hold
from legislation.domain.words import Alert, Vote
from legislation.evidence import Proof
from legislation.journal import Author, News
from legislation.models import (
    Change,
    CouncilVote,
    CouncilVoteCast,
    MemberState,
    Participation,
    Population,
    Proposal,
    Topic,
)


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
    """Record whether a state votes on a proposal, from a day on or from the start.

    It moves the thresholds; if that wins or loses a majority, the journal says so.
    """
    with transaction.atomic():
        Proposal.objects.select_for_update(no_key=True).get(pk=participation.proposal_id)
        with _shifts(participation, author):
            return evidence.record(participation, proofs, author)


def amend_participation(
    participation: Participation,
    values: Mapping[str, Any],
    author: Author,
    proofs: Iterable[Proof] = (),
) -> Change | None:
    """Correct an entry of the ledger; None if nothing would be different. What holds from another
    day on is another entry. Raises `ValueError` without a reason."""
    if not author.why:
        raise ValueError("Say why the entry is corrected.")
    with transaction.atomic():
        Proposal.objects.select_for_update(no_key=True).get(pk=participation.proposal_id)
        with _shifts(participation, author):
            return evidence.amend(participation, values, author, proofs=proofs)


def _shifts(participation: Participation, author: Author) -> AbstractContextManager[None]:
    news = News(Alert.WAITING, release_at=timezone.now() + hold())
    return shifts(participation.proposal, WHOLE, author, news, participation)


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
