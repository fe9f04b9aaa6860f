"""Facts and what proves them: none stands without proof, none changes without an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from legislation import journal
from legislation.domain.words import Confidence, Verb
from legislation.evidence.conflicts import follow_record
from legislation.journal import QUIET, Author, News
from legislation.models import Change, Event, Evidence, Snapshot, Source

Fact = TypeVar("Fact", bound=Model)


class MissingEvidence(ValueError):
    """A fact without an address, a stored copy or a full citation."""


@dataclass(frozen=True)
class Proof:
    """What is offered as evidence for a fact, before it is a row."""

    confidence: Confidence
    address: str = ""
    citation: str = ""
    passage: str = ""
    note: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    source: Source | None = None
    identifier: str = ""
    snapshot: Snapshot | None = None

    def __post_init__(self) -> None:
        if not (self.address or self.citation or self.snapshot):
            raise MissingEvidence("Evidence needs an address, a stored copy or a full citation.")


def record(
    fact: Fact,
    proofs: Iterable[Proof],
    author: Author,
    news: News = QUIET,
    *,
    before: dict[str, Any] | None = None,
) -> Fact:
    """Save a new fact, if it is not a row yet, with its evidence and append it to the journal.

    `before` is what stood where it stands now. Raises `MissingEvidence` if nothing proves it.
    """
    offered = list(proofs)
    if not offered:
        raise MissingEvidence(f"“{fact}” has no evidence: give an address or a full citation.")
    with transaction.atomic():
        if fact._state.adding:
            fact.save(force_insert=True)
        for proof in offered:
            attach(fact, proof)
        after = journal.content(fact)
        journal.append(Verb.RECORDED, fact, author, before=before, after=after, news=news)
    return fact


def amend(
    fact: Model,
    values: Mapping[str, Any],
    author: Author,
    *,
    proofs: Iterable[Proof] = (),
    verb: Verb = Verb.AMENDED,
    news: News = QUIET,
) -> Change | None:
    """Change a fact and append before and after; None if nothing would be different."""
    with transaction.atomic():
        before = journal.content(fact)
        for name, value in values.items():
            setattr(fact, name, value)
        fact.save()
        for proof in proofs:
            if not _known(fact, proof):
                attach(fact, proof)
        after = journal.content(fact)
        if before == after:
            return None
        if isinstance(fact, Event):
            changed = {name for name, value in after.items() if before[name] != value}
            follow_record(fact, changed, run=author.run)
        first = Change.objects.filter(**{journal.field_of(fact): fact}).order_by("sequence").last()
        return journal.append(
            verb, fact, author, before=before, after=after, news=news, corrects=first
        )


def attach(fact: Model, proof: Proof) -> Evidence:
    """Add one piece of proof to a fact."""
    now = timezone.now()
    return Evidence.objects.create(
        **{journal.field_of(fact): fact},
        source=proof.source,
        identifier=proof.identifier,
        address=proof.address,
        snapshot=proof.snapshot,
        citation=proof.citation,
        passage=proof.passage,
        says=dict(proof.says),
        note=proof.note,
        confidence=proof.confidence,
        first_seen_at=now,
        last_seen_at=now,
    )


def offered(fact: Model) -> list[Proof]:
    """The proof on record for a fact, as it can be offered for another: a correction of it."""
    rows: Any = fact.evidence  # type: ignore[attr-defined]
    return [
        Proof(
            confidence=Confidence(row.confidence),
            address=row.address,
            citation=row.citation,
            passage=row.passage,
            note=row.note,
            says=row.says,
            source=row.source,
            identifier=row.identifier,
            snapshot=row.snapshot,
        )
        for row in rows.select_related("source", "snapshot")
    ]


def confirm(fact: Model, proofs: Iterable[Proof], author: Author) -> int:
    """Let further sources stand behind a fact; how many were new.

    What is known already is only seen again. If a source says something else now, its evidence says
    so and leads to the bytes that do; what it said before is in the journal.
    """
    with transaction.atomic():
        known = [(proof, _known(fact, proof)) for proof in proofs]
        news = [proof for proof, row in known if row is None]
        other = [(proof, row) for proof, row in known if row and _says_otherwise(row, proof)]
        before = journal.content(fact) if other else None
        seen = [row.pk for _, row in known if row]
        Evidence.objects.filter(pk__in=seen).update(last_seen_at=timezone.now())
        for proof, row in other:
            Evidence.objects.filter(pk=row.pk).update(
                says=dict(proof.says), snapshot=proof.snapshot
            )
        for proof in news:
            attach(fact, proof)
        if news or other:
            after = journal.content(fact)
            journal.append(Verb.CONFIRMED, fact, author, before=before, after=after)
    return len(news)


def confirm_all(facts: Iterable[tuple[Event, list[Proof]]], author: Author) -> int:
    """As `confirm`, for events whose evidence was fetched and that nobody else can write to.

    What is only seen again, as nearly all of a page is, takes one UPDATE together.
    """
    seen: list[int] = []
    new = 0
    for event, proofs in facts:
        known = [_fetched(event, proof) for proof in proofs]
        if all(
            row and not _says_otherwise(row, proof)
            for proof, row in zip(proofs, known, strict=True)
        ):
            seen += [row.pk for row in known if row]
        else:
            new += confirm(event, proofs, author)
    Evidence.objects.filter(pk__in=seen).update(last_seen_at=timezone.now())
    return new


def _says_otherwise(known: Evidence, proof: Proof) -> bool:
    """Whether a newer copy says something else; an older one, read again, has no say."""
    if proof.snapshot is None or known.says == dict(proof.says):
        return False
    return known.snapshot_id is None or proof.snapshot.pk > known.snapshot_id


def _fetched(event: Event, proof: Proof) -> Evidence | None:
    """As `_known`, of a source, among the rows that were fetched with the event."""
    if proof.source is None:
        return None
    wanted = proof.source.pk, proof.identifier
    rows = event.evidence.all()
    return next((row for row in rows if (row.source_id, row.identifier) == wanted), None)


def _known(fact: Model, proof: Proof) -> Evidence | None:
    rows: Any = fact.evidence  # type: ignore[attr-defined]
    found: Evidence | None = rows.filter(
        source=proof.source,
        identifier=proof.identifier,
        **(
            {}
            if proof.source
            else {
                "address": proof.address,
                "citation": proof.citation,
                "passage": proof.passage,
            }
        ),
    ).first()
    return found
