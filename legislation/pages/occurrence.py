"""All that the page of one event shows: of today, or as the record has it for a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from legislation.domain.words import Verb
from legislation.memory import Record
from legislation.models import Document, Event
from legislation.pages.proofs import Card, proof_of


def occurrence(shown: Event) -> dict[str, Any]:
    """The event as it stands today, with its sources, what contradicts it, and its history."""
    proof = proof_of(shown)
    retractions = (each.change for each in proof["history"] if each.change.verb == Verb.RETRACTED)
    documents = shown.proposal.documents.all() if shown.proposal else ()
    return {
        "event": shown,
        **proof,
        "releases": shown.releases.all(),
        "documents": _documents(shown, documents),
        "taken_back": next(retractions, None) if shown.retracted_at else None,
    }


def occurrence_then(record: Record, shown: Event, day: date) -> dict[str, Any] | None:
    """The event as the record has it for a day; None if it had not come, nor was to come, by then.

    What the tracker learnt afterwards, the disputes and the history of the entry, is not shown.
    """
    there = {row.pk: row for row in (*record.passed(day), *record.ahead(day))}
    found = there.get(shown.pk)
    if found is None:
        return None
    evidence = sorted(found.evidence.all(), key=lambda proof: proof.weight)
    prefetch_related_objects(evidence, "source")
    return {
        "event": found,
        "evidence": evidence,
        "cards": [Card(proof) for proof in evidence],
        "releases": [row for row in record.released(day) if row.announces_id == found.pk],
        "documents": _documents(found, record.written(day)),
    }


def _documents(shown: Event, known: Iterable[Document]) -> list[tuple[str, str]]:
    """The event's references, each with its official address where one is on record."""
    addresses = {row.reference: row.official_address for row in known}
    return [(reference, addresses.get(reference, "")) for reference in shown.document_references]
