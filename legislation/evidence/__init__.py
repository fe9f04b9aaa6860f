"""The only writer of sources, snapshots, evidence and conflicts.

Every fact is recorded and amended through here by the writers above, so that none stands without
proof and none changes without an entry in the journal.
"""

from legislation.evidence.conflicts import close_conflict, report_conflict
from legislation.evidence.facts import (
    MissingEvidence,
    Proof,
    amend,
    attach,
    confirm,
    confirm_all,
    offered,
    record,
)
from legislation.evidence.sources import (
    Reading,
    claim_site,
    free_site,
    hold_site,
    keep_robots,
    keep_snapshot,
    note_answer,
    note_reading,
    note_silence,
    pause,
    put_off,
    read_now,
    watch,
)

__all__ = [
    "MissingEvidence",
    "Proof",
    "Reading",
    "amend",
    "attach",
    "claim_site",
    "close_conflict",
    "confirm",
    "confirm_all",
    "free_site",
    "hold_site",
    "keep_robots",
    "keep_snapshot",
    "note_answer",
    "note_reading",
    "note_silence",
    "offered",
    "pause",
    "put_off",
    "read_now",
    "record",
    "report_conflict",
    "watch",
]
