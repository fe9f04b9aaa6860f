"""The desk: what staff see and edit. Importing it registers every table."""

from legislation.admin import (
    alerts,
    assignments,
    bounces,
    council,
    drafts,
    events,
    evidence,
    index,
    journal,
    ledger,
    positions,
    proposal,
    review,
    statements,
)

__all__ = [
    "alerts",
    "assignments",
    "bounces",
    "council",
    "drafts",
    "events",
    "evidence",
    "index",
    "journal",
    "ledger",
    "positions",
    "proposal",
    "review",
    "statements",
]
