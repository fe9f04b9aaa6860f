"""What a fact says, as far as it can be found and followed by its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from legislation.domain import labels
from legislation.domain.references.asking import named
from legislation.domain.searching import Sort
from legislation.domain.words import Institution, Kind, Language, Precision
from legislation.models import (
    Actor,
    CouncilVote,
    Document,
    Event,
    JointStatement,
    Position,
    PressRelease,
    Proposal,
    Statistic,
)

_OTHERS = [language for language in Language if language is not Language.EN]


@dataclass(frozen=True)
class Content:
    """A fact in words. `who` are codes of institutions and states, `own` its own references.

    `day` is the fact's own, None where it has none or none is known. `also` is found and never
    shown: what it is called in the other languages of the site.
    """

    sort: Sort
    title: str
    text: str
    day: date | None = None
    precision: str = Precision.DAY.value
    who: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def abroad(self) -> str:
        """What it and its states are called in other languages and by other names."""
        names = (name for code in self.who for name in labels.other_names(code))
        return _joined(*self.also, *names)

    @property
    def whole(self) -> str:
        """All of it in one text."""
        return _joined(self.title, self.text, self.abroad)

    @property
    def own_keys(self) -> list[str]:
        """The keys of the references that name it."""
        return [key for written in self.own for key in named(written)]


def content_of(fact: Model) -> Content | None:
    """What the fact says; None if it is of a kind that is not searched."""
    days: tuple[date | None, str]
    match fact:
        case Proposal():
            return _file(fact)
        case Event():
            return _event(fact)
        case Position():
            return _position(fact)
        case PressRelease():
            text = _joined(fact.summary, fact.note, Institution(fact.institution).label)
            days = fact.published_on, fact.precision
            return Content(Sort.PRESS_RELEASE, fact.title, text, *days, (fact.institution,))
        case Document():
            own = (fact.reference, fact.celex)
            text = _joined(*own, fact.kind.replace("_", " "), fact.note)
            title = fact.title or fact.reference
            return Content(Sort.DOCUMENT, title, text, fact.dated_on, fact.precision, own=own)
        case Actor():
            text, days = _joined(fact.group, fact.note), (fact.since_on, fact.since_precision)
            return Content(Sort.ACTOR, f"{fact.name}, {fact.role}", text, *days)
        case Statistic():
            text = _joined(fact.unit, fact.publisher, fact.note)
            return Content(Sort.STATISTIC, str(fact), text)
    return _of_several_states(fact)


def _file(fact: Proposal) -> Content:
    own = (fact.reference, fact.com_reference, fact.celex)
    text = _joined(fact.title, *own[1:], fact.act_type, fact.legal_basis, fact.note)
    title = f"{fact.short_title}, {fact.reference}"
    # By language: PostgreSQL gives them back in another order than they were written in.
    also = [fact.titles[language] for language in sorted(fact.titles)]
    also += [labels.recorded_words(fact.short_title, other) for other in _OTHERS]
    return Content(Sort.PROPOSAL, title, text, own=own, also=tuple(also))


def _event(fact: Event) -> Content:
    who = tuple(fact.institutions)
    acted = fact.body or ", ".join(Institution(code).label for code in who)
    said = (fact.detail, acted, Kind(fact.kind).label, *fact.document_references)
    return Content(
        Sort.EVENT, fact.title, _joined(*said), fact.happened_on, fact.precision, who=who
    )


def _position(fact: Position) -> Content:
    title = f"{fact.state.name} on: {fact.topic.label}"
    said = (fact.summary, fact.quote, fact.actor, fact.office, fact.get_stance_display())
    days = fact.stated_on, fact.precision
    also = tuple(labels.of_topic(fact.topic.label, other) for other in _OTHERS)
    return Content(Sort.POSITION, title, _joined(*said), *days, (fact.state_id,), also=also)


def _of_several_states(fact: Model) -> Content | None:
    if isinstance(fact, JointStatement):
        rows = [member.state for member in fact.members.all()]
        topics = ", ".join(topic.label for topic in fact.topics.all())
        names = ", ".join(state.name for state in rows)
        text = _joined(names, fact.addressee, topics, fact.note)
        who = tuple(state.code for state in rows)
        days = fact.stated_on, fact.precision
        return Content(Sort.JOINT_STATEMENT, fact.title, text, *days, who)
    if isinstance(fact, CouncilVote):
        casts = [(cast.state, cast.get_cast_display()) for cast in fact.casts.all()]
        named = ", ".join(f"{state.name}: {cast.lower()}" for state, cast in casts)
        text = _joined(fact.body, fact.outcome.replace("_", " "), named, fact.note)
        who = (Institution.CONSIL.value, *(state.code for state, _ in casts))
        return Content(Sort.COUNCIL_VOTE, fact.subject, text, fact.held_on, who=who)
    return None


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
