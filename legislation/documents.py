"""The only writer of documents."""

from __future__ import annotations

from collections.abc import Iterable

from legislation import evidence
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import Document


def record_document(document: Document, proofs: Iterable[Proof], author: Author) -> Document:
    """Record a document of a file under its canonical reference."""
    document.origin = author.origin
    return evidence.record(document, proofs, author)
