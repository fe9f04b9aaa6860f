"""Facts by name and address, for lists that hold many kinds of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from legislation.domain.searching import Sort
from legislation.domain.words import TakesPart
from legislation.language import (
    is_said,
    of_topic,
    recorded,
    sign,
    state_name,
    told,
    told_inside,
)
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
    `in_english`: the label is on record in English, whatever the page's language.
    """

    sort: str
    label: str
    address: str
    file: str = ""
    day: date | None = None
    precision: str = "day"
    in_english: bool = False


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
            return Named(told(Sort.PROPOSAL), fact.reference, fact.get_absolute_url(), _file(fact))
        case Event():
            address, file = fact.get_absolute_url(), _file(fact.proposal)
            return Named(
                told(Sort.EVENT),
                recorded(fact.title),
                address,
                file,
                fact.happened_on,
                fact.precision,
                in_english=not is_said(fact.title),
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
            name = f"{recorded(fact.indicator)}, {recorded(fact.geo)}, {recorded(fact.period)}"
            in_english = not is_said(fact.indicator)
            return Named(told(Sort.STATISTIC), name, reverse("figures"), in_english=in_english)
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
            part = told_inside(TakesPart(fact.takes_part))
            label = f"{_name(fact.state)}{sign(':')} {part}"
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
    return recorded(proposal.short_title) if proposal else ""


def _in_file(sort: Sort, label: str, proposal: Proposal | None) -> Named:
    part = _PARTS[sort]
    if proposal is None:
        return Named(told(sort), label, f"{reverse('context')}#{part}", in_english=True)
    signed = sort == Sort.JOINT_STATEMENT  # who signed is told beside what the states said
    page = reverse("positions", args=[proposal.slug]) if signed else proposal.get_absolute_url()
    return Named(told(sort), label, f"{page}#{part}", _file(proposal), in_english=True)


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
