"""Facts by name and address, for lists that hold many kinds of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from legislation.domain.searching import Sort
from legislation.domain.words import TakesPart
from legislation.language import of_topic, state_name, told, told_inside
from legislation.models import (
    Actor,
    Change,
    CouncilVote,
    Document,
    Event,
    Evidence,
    JointStatement,
    MemberState,
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


def named(row: Change | Evidence) -> Named | None:
    """The fact that a change or a piece of evidence is about; None if there is none to show."""
    for name in _NAMES:
        if getattr(row, f"{name}_id") is not None:
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
            return Named(
                told(Sort.PROPOSAL), fact.reference, fact.get_absolute_url(), fact.short_title
            )
        case Event():
            address, file = fact.get_absolute_url(), _file(fact.proposal)
            return Named(
                told(Sort.EVENT), fact.title, address, file, fact.happened_on, fact.precision
            )
        case PressRelease():
            release = _in_file(Sort.PRESS_RELEASE, fact.title, fact.proposal)
            return replace(release, day=fact.published_on, precision=fact.precision)
        case Document():
            return _in_file(Sort.DOCUMENT, fact.title or fact.reference, fact.proposal)
        case Actor():
            return _in_file(Sort.ACTOR, str(fact), fact.proposal)
        case JointStatement():
            return _in_file(Sort.JOINT_STATEMENT, fact.title, fact.proposal)
        case CouncilVote():
            return _in_file(Sort.COUNCIL_VOTE, fact.subject, fact.proposal)
        case Statistic():
            return Named(told(Sort.STATISTIC), str(fact), reverse("figures"))
    return _of_state(fact)


def _of_state(fact: object) -> Named | None:
    match fact:
        case Position():
            label = _("%(state)s on: %(topic)s") % {
                "state": _name(fact.state),
                "topic": of_topic(fact.topic.label),
            }
            address = f"{_state(fact.state_id)}#{fact.key}"
            return Named(
                told(Sort.POSITION), label, address, day=fact.stated_on, precision=fact.precision
            )
        case Participation():
            label = f"{_name(fact.state)}: {told_inside(TakesPart(fact.takes_part))}"
            return Named(_("Participation"), label, _state(fact.state_id), _file(fact.proposal))
        case Population():
            return Named(
                _("Population"), f"{_name(fact.state)}, {fact.year}", _state(fact.state_id)
            )
    return None


def _name(state: MemberState) -> str:
    return state_name(state.code, state.name)


def _state(code: str) -> str:
    return reverse("state", args=[code])


def _file(proposal: Proposal | None) -> str:
    return proposal.short_title if proposal else ""


def _in_file(sort: Sort, label: str, proposal: Proposal | None) -> Named:
    part = _PARTS[sort]
    if proposal is None:
        return Named(told(sort), label, f"{reverse('context')}#{part}")
    return Named(told(sort), label, f"{proposal.get_absolute_url()}#{part}", proposal.short_title)


def address_of(hit: SearchEntry) -> str:
    """Where the fact of a hit is shown; of most facts no more than the file has to be known."""
    if hit.event:
        return hit.event.get_absolute_url()
    if hit.position:
        return f"{_state(hit.position.state_id)}#{hit.position.key}"
    if hit.sort == Sort.STATISTIC:
        return reverse("figures")
    if hit.sort == Sort.PROPOSAL and hit.proposal:
        return hit.proposal.get_absolute_url()
    return _in_file(Sort(hit.sort), hit.title, hit.proposal).address


_PARTS = {
    Sort.PRESS_RELEASE: "timeline",
    Sort.DOCUMENT: "documents",
    Sort.ACTOR: "actors",
    Sort.JOINT_STATEMENT: "statements",
    Sort.COUNCIL_VOTE: "council-votes",
}
