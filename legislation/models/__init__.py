"""The tables; a module per group."""

from legislation.models.alerts import Consent, Notice, Subscriber, Subscription, Wish
from legislation.models.conflicts import Conflict
from legislation.models.council import (
    CouncilVote,
    CouncilVoteCast,
    JointStatement,
    MemberState,
    Participation,
    Population,
    StatementMember,
    Topic,
)
from legislation.models.documents import Document
from legislation.models.evidence import (
    Blob,
    Evidence,
    Site,
    Snapshot,
    Source,
)
from legislation.models.facts import FACTS
from legislation.models.journal import Change, JournalClock
from legislation.models.mails import Bounce, Email, Letter, Relay
from legislation.models.positions import Assignment, Position, PositionDraft
from legislation.models.proposal import (
    Actor,
    Event,
    PressRelease,
    Proposal,
    Stage,
    Statistic,
)
from legislation.models.review import Suggestion
from legislation.models.search import SearchEntry

__all__ = [
    "FACTS",
    "Actor",
    "Assignment",
    "Blob",
    "Bounce",
    "Change",
    "Conflict",
    "Consent",
    "CouncilVote",
    "CouncilVoteCast",
    "Document",
    "Email",
    "Event",
    "Evidence",
    "JointStatement",
    "JournalClock",
    "Letter",
    "MemberState",
    "Notice",
    "Participation",
    "Population",
    "Position",
    "PositionDraft",
    "PressRelease",
    "Proposal",
    "Relay",
    "SearchEntry",
    "Site",
    "Snapshot",
    "Source",
    "Stage",
    "StatementMember",
    "Statistic",
    "Subscriber",
    "Subscription",
    "Suggestion",
    "Topic",
    "Wish",
]
