"""A briefing on one file: the sections that a reader chooses, with numbered notes, for paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.domain.words import Precision, Verb, Vote
from legislation.language import (
    in_words,
    inside,
    is_said,
    of_topic,
    recorded,
    rule_text,
    sign,
    state_name,
    told_about,
    told_inside,
)
from legislation.memory import as_recorded, for_good
from legislation.models import Change, Evidence, Proposal, Topic
from legislation.pages.ahead import otherwise_in_words, rule_in_words
from legislation.pages.asked import address as path_of
from legislation.pages.chronicle import Entry
from legislation.pages.dossier import dossier
from legislation.pages.facts import named
from legislation.pages.ladder import Rung
from legislation.pages.summing import summary
from legislation.pages.table import table


@dataclass(frozen=True)
class Line:
    """One statement: when, what, and the numbers of the notes that prove it.

    `in_english`: it is on record in English, whatever the briefing's language.
    """

    when: str
    text: str
    detail: str = ""
    notes: tuple[int, ...] = ()
    in_english: bool = False


@dataclass(frozen=True)
class Part:
    """One section of the briefing."""

    slug: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Note:
    """A footnote: the source, our stored copy of it, and the permanent link to the fact here."""

    number: int
    proof: Evidence
    permanent: str


@dataclass
class Notes:
    """The notes in the order in which they are first named, each piece of evidence once."""

    days: Mapping[str, str]
    kept: dict[int, Note] = field(default_factory=dict)

    def of(self, proofs: Iterable[Evidence], address: str) -> tuple[int, ...]:
        """The numbers of the notes on a fact that `address` shows."""
        numbers = []
        for proof in proofs:
            path, _, anchor = address.partition("#")
            here = f"{settings.SITE_URL}{path_of(path, self.days)}" + (anchor and f"#{anchor}")
            known = self.kept.setdefault(proof.pk, Note(len(self.kept) + 1, proof, here))
            numbers.append(known.number)
        return tuple(numbers)


@dataclass(frozen=True)
class Asked:
    """What a briefing is to hold; `since` leaves out what is of earlier days."""

    proposal: Proposal
    sections: tuple[str, ...]
    since: date | None
    on: date | None

    def wants(self, day: date | None) -> bool:
        """Whether what is of the day is to be in it."""
        return self.since is None or (day is not None and day >= self.since)


@dataclass(frozen=True)
class Briefing:
    """The sections with their notes, of the record of a day."""

    asked: Asked
    sentence: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    day: date


def briefing(asked: Asked) -> Briefing:
    """The briefing, from the same facts as the page of the file."""
    facts = dossier(as_recorded(asked.proposal), asked.on)
    day = asked.on or timezone.localdate()
    notes = Notes(for_good(day))
    parts = tuple(
        Part(slug, str(title), tuple(lines(asked, facts, notes)))
        for slug, (title, lines) in _SECTIONS.items()
        if slug in asked.sections
    )
    return Briefing(asked, facts["sentence"], parts, tuple(notes.kept.values()), day)


def _stages(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    proofs = {entry.key: entry for entry in _entries(facts)}
    for line in facts["ladder"]:
        for rung in line.rungs:
            steps = [proofs[key] for key in (rung.opened, rung.closed) if key in proofs]
            numbers = [number for step in steps for number in notes.of(step.proofs, step.address)]
            said = f"{rung.state}{sign(':')} {rung.outcome}" if rung.outcome else rung.state
            yield Line(_stay(rung), rung.label, said, tuple(dict.fromkeys(numbers)))


def _stay(rung: Rung) -> str:
    if rung.entered_on is None:
        return ""
    entered = in_words(rung.entered_on, rung.entered_precision)
    if rung.left_on is None or rung.left_on == rung.entered_on:
        return entered
    return _stretch(entered, in_words(rung.left_on, rung.left_precision))


def _stretch(first: str, last: str) -> str:
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _ahead(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    for item in facts["ahead"].coming:
        event, detail = item.event or item.base, item.event.detail if item.event else ""
        if item.deadline:
            detail = rule_in_words(item, item.deadline)
        elif item.otherwise:
            detail = " ".join(filter(None, [detail, *otherwise_in_words(item)]))
        numbers = notes.of(event.evidence.all(), event.get_absolute_url()) if event else ()
        title = recorded(item.title) if item.named_by_event else rule_text(item.title)
        in_english = item.named_by_event and not is_said(item.title)
        when = in_words(item.day, item.precision)
        if item.unconfirmed:
            when = f"{when} · {_('not confirmed on record')}"
        yield Line(when, title, detail, numbers, in_english)


def _timeline(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    for entry in _entries(facts):
        if asked.wants(entry.day):
            when = in_words(entry.day, entry.precision)
            address = asked.proposal.get_absolute_url() if entry.released else entry.address
            numbers = notes.of(entry.proofs, address)
            title, in_english = recorded(entry.title), not is_said(entry.title)
            yield Line(when, title, entry.who, numbers, in_english)


def _entries(facts: Mapping[str, Any]) -> Iterable[Entry]:
    return (entry for year in facts["years"] for entry in year.entries)


def _votes(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    colon = sign(":")
    for event in facts["votes_in_parliament"]:
        if not asked.wants(event.happened_on):
            continue
        when = in_words(event.happened_on, event.precision)
        said = _("For %(for)s, against %(against)s, abstentions %(abstained)s") % {
            "for": event.votes_for,
            "against": event.votes_against,
            "abstained": _("not known") if event.abstentions is None else event.abstentions,
        }
        numbers = notes.of(event.evidence.all(), event.get_absolute_url())
        yield Line(when, event.title, said, numbers, in_english=True)
    for vote in facts["council_votes"]:
        if not asked.wants(vote.held_on):
            continue
        when = in_words(vote.held_on, Precision.DAY)
        named_states = ", ".join(
            f"{state_name(cast.state_id, cast.state.name)}{colon} {told_inside(Vote(cast.cast))}"
            for cast in vote.casts.all()
        )
        address = f"{asked.proposal.get_absolute_url()}#council-votes"
        numbers = notes.of(vote.evidence.all(), address)
        yield Line(when, vote.subject, named_states, numbers, in_english=True)


def _positions(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    topics = list(Topic.objects.order_by("place", "slug"))
    day = asked.on or timezone.localdate()
    rows = table(as_recorded(asked.proposal), topics, day)
    for topic in topics:
        numbers: list[int] = []
        for row in rows:
            if position := row.on(topic).position:
                address = f"{row.address.partition('?')[0]}#{position.key}"
                numbers += notes.of(position.evidence.all(), address)
        if numbers and (sentences := summary(rows, topic, day)):
            rest = " ".join(sentences[1:])
            yield Line(of_topic(topic.label), sentences[0], rest, _once(numbers))


def _once(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


def _documents(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    address = f"{asked.proposal.get_absolute_url()}#documents"
    for paper in facts["documents"]:
        if asked.wants(paper.dated_on):
            when = in_words(paper.dated_on, paper.precision)
            proofs = notes.of(paper.evidence.all(), address)
            title = paper.title or paper.reference
            yield Line(when, title, paper.reference, proofs, in_english=bool(paper.title))


def _people(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    address = f"{asked.proposal.get_absolute_url()}#actors"
    for actor in facts["actors"]:
        days = [(actor.since_on, actor.since_precision), (actor.until_on, actor.until_precision)]
        known = [in_words(day, precision) for day, precision in days if day]
        when = _stretch(*known) if len(known) > 1 else "".join(known)
        proofs = notes.of(actor.evidence.all(), address)
        role, group = recorded(actor.role).replace("_", " "), recorded(actor.group)
        yield Line(
            when,
            f"{recorded(actor.name)}, {group}" if group else recorded(actor.name),
            role,
            proofs,
        )


def _changes(asked: Asked, facts: Mapping[str, Any], notes: Notes) -> Iterable[Line]:
    """What this record entered or changed about the file since the day, newest first."""
    changes = Change.objects.news().filter(proposal=asked.proposal).with_facts()
    if asked.since:
        changes = changes.filter(recorded_at__date__gte=asked.since)
    for change in changes.order_by("-sequence")[:100]:
        if fact := named(change):
            when = in_words(timezone.localdate(change.recorded_at), Precision.DAY)
            said = f"{fact.sort}, {inside(told_about(Verb(change.verb), fact.sort))}"
            yield Line(when, fact.label, said, in_english=fact.in_english)


_SECTIONS: dict[str, tuple[Any, Callable[[Asked, Mapping[str, Any], Notes], Iterable[Line]]]] = {
    "stages": (gettext_lazy("Stages"), _stages),
    "ahead": (gettext_lazy("What comes next"), _ahead),
    "timeline": (gettext_lazy("Timeline"), _timeline),
    "votes": (gettext_lazy("Votes"), _votes),
    "positions": (gettext_lazy("Where the states stand"), _positions),
    "documents": (gettext_lazy("Documents"), _documents),
    "people": (gettext_lazy("People and bodies"), _people),
    "changes": (gettext_lazy("Changes of this record"), _changes),
}
#: What can be chosen, and how it is called.
SECTIONS = {slug: title for slug, (title, _lines) in _SECTIONS.items()}
#: What a reader gets who chose nothing yet.
USUAL = ("stages", "ahead", "timeline", "votes")
