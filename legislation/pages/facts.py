"""Facts by name and address, for lists that hold many kinds of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from legislation.models import (
    Actor,
    Change,
    CouncilVote,
    Document,
    Event,
    Evidence,
    JointStatement,
    Participation,
    Population,
    Position,
    PressRelease,
    Proposal,
    SearchEntry,
    Statistic,
)


@dataclass(frozen=True)
class Named:
    """A fact as a list names it: what it is, what it says, where it is shown, of which file.

    `day` is the fact's own, as exactly as `precision`; None where it has none, or none is known.
    """

    sort: str
    label: str
    address: str
    file: str = ""
    day: date | None = None
    precision: str = "day"


def named(row: Change | Evidence | SearchEntry) -> Named | None:
    """The fact that a change, a piece of evidence or a hit is about; None if there is none to
    show."""
    for name in _NAMES:
        if getattr(row, f"{name}_id", None) is not None:
            return name_fact(getattr(row, name))
    return None


# Changes point to the proposal as well as to the fact: the proposal comes last.
_NAMES = (
    "event",
    "press_release",
    "document",
    "actor",
    "statistic",
    "position",
    "joint_statement",
    "council_vote",
    "participation",
    "population",
    "proposal",
)


def name_fact(fact: object) -> Named | None:
    """The fact's name and address on this site."""
    match fact:
        case Proposal():
            return Named("File", fact.reference, fact.get_absolute_url(), fact.short_title)
        case Event():
            address, file = fact.get_absolute_url(), _file(fact.proposal)
            return Named("Event", fact.title, address, file, fact.happened_on, fact.precision)
        case PressRelease():
            release = _in_file("Press release", fact.title, fact.proposal, "timeline")
            return replace(release, day=fact.published_on, precision=fact.precision)
        case Document():
            label = fact.title or fact.reference
            return _in_file("Document", label, fact.proposal, "documents")
        case Actor():
            return _in_file("Person or body", str(fact), fact.proposal, "actors")
        case JointStatement():
            return _in_file("Joint statement", fact.title, fact.proposal, "statements")
        case CouncilVote():
            return _in_file("Council vote", fact.subject, fact.proposal, "council-votes")
        case Statistic():
            return Named("Figure", str(fact), reverse("figures"))
    return _of_state(fact)


def _of_state(fact: object) -> Named | None:
    match fact:
        case Position():
            label = f"{fact.state.name} on: {fact.topic.label}"
            address = f"{_state(fact.state_id)}#{fact.key}"
            return Named("Position", label, address, day=fact.stated_on, precision=fact.precision)
        case Participation():
            label = f"{fact.state.name}: {fact.get_takes_part_display().lower()}"
            return Named("Participation", label, _state(fact.state_id), _file(fact.proposal))
        case Population():
            return Named("Population", f"{fact.state.name}, {fact.year}", _state(fact.state_id))
    return None


def _state(code: str) -> str:
    return reverse("state", args=[code])


def _file(proposal: Proposal | None) -> str:
    return proposal.short_title if proposal else ""


def _in_file(sort: str, label: str, proposal: Proposal | None, part: str) -> Named:
    if proposal is None:
        return Named(sort, label, f"{reverse('context')}#{part}")
    return Named(sort, label, f"{proposal.get_absolute_url()}#{part}", proposal.short_title)
