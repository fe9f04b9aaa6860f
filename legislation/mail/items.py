"""One piece of news, in the words of a language, ready for an alert or for a digest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from legislation import news
from legislation.domain.procedure import SET_BY_THE_ACT, Step, current, stages
from legislation.domain.words import (
    Institution,
    Kind,
    SourceKind,
    Verb,
)
from legislation.mail.compose import cut, one_line, site
from legislation.mail.differences import acted, differences, stance_in_words, votes
from legislation.mail.outlooks import shift
from legislation.mail.phrases import Say
from legislation.models import (
    Change,
    Event,
    Evidence,
    Position,
    PressRelease,
    Proposal,
    Topic,
)

#: Beside the content of a fact, the day on which a letter told it.
TOLD_ON = "told_on"


@dataclass(frozen=True)
class Item:
    """What a reader is to be told: the change, the keys of the choices that matched, and for a
    correction the content of the fact as this reader was told it."""

    change: Change
    reasons: tuple[str, ...]
    told: dict[str, Any] | None = None


@dataclass(frozen=True)
class Told:
    """News in words. `rank` orders a digest; `page` is a path on this site; `record` is what stands
    on record of it, in English, and `quoted` what the title has from there in that language alone.
    """

    subject: str
    title: str
    page: str
    rank: int
    lead: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    record: str = ""
    quoted: str = ""
    paragraphs: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    proof: Evidence | None = None


_CORRECTION, _STEP, _OUTLOOK, _POSITION, _RELEASE, _REMINDER = range(6)


def told(item: Item, say: Say) -> Told:
    """The news of an item. Raises `ValueError` for a change that is not one that is mailed."""
    made = _told(item, say)
    return replace(
        made,
        subject=one_line(made.subject),
        title=one_line(made.title),
        facts=[(label, one_line(value)) for label, value in made.facts],
        record=one_line(made.record),
        quoted=one_line(made.quoted),
        paragraphs=[one_line(paragraph) for paragraph in made.paragraphs],
        notes=[(label, one_line(note)) for label, note in made.notes],
    )


def _told(item: Item, say: Say) -> Told:
    change = item.change
    proposal = change.proposal
    fact = news.fact_of(change)
    if change.verb == Verb.PROBED:
        return _probe(change, say)
    if proposal is None:
        raise ValueError(f"change {change.sequence} is not one that is mailed")
    if fact is None:
        return _shift(change, proposal, say)
    made = _of(fact, change, proposal, say)
    if change.verb == Verb.COMING and isinstance(fact, Event):
        return _coming(made, fact, proposal, say)
    if item.told is not None:
        return _followed_up(made, item, fact, proposal, say)
    return made


def _of(fact: news.Fact, change: Change, proposal: Proposal, say: Say) -> Told:
    if isinstance(fact, Event):
        return _event(fact, proposal, say)
    if isinstance(fact, PressRelease):
        return _release(fact, proposal, say)
    return _position(change, fact, proposal, say)


def _proof(fact: Event | PressRelease | Position) -> Evidence | None:
    return fact.evidence.select_related("snapshot").strongest_first().first()


def _headed(proposal: Proposal, words: str, say: Say) -> str:
    """The words after the name of their file."""
    return f"{say.recorded(proposal.short_title)}{say('colon')} {words}"


def _event(event: Event, proposal: Proposal, say: Say) -> Told:
    when = say.day(event.happened_on, event.precision)
    step = ", ".join(filter(None, [say.label(Kind(event.kind)), acted(event.institutions, say)]))
    facts = [(say("day"), when), (say("step"), step), (say("vote"), votes(event, say))]
    facts.append((say("stage"), _stage(event, proposal, say)))
    return Told(
        subject=_headed(proposal, f"{cut(say.recorded(event.title), 120)} ({when})", say),
        title=say.recorded(event.title),
        page=event.get_absolute_url(),
        rank=_STEP,
        facts=[fact for fact in facts if fact[1]],
        record=event.detail,
        quoted="" if say.has(event.title) else event.title,
        proof=_proof(event),
    )


def _stage(event: Event, proposal: Proposal, say: Say) -> str:
    """Where the file stood before the step and stands after it, if that differs."""
    day = event.happened_on
    if day is None or event.expected or proposal.procedure_type != "COD":
        return ""
    rows = [
        row for row in proposal.events.public() if not row.expected or row.kind in SET_BY_THE_ACT
    ]
    with_it = [Step(Kind(row.kind), row.happened_on) for row in rows]
    without = [Step(Kind(row.kind), row.happened_on) for row in rows if row.pk != event.pk]
    after, before = (_rooms(steps, day, say) for steps in (with_it, without))
    return say("arrow", before=before, after=after) if before and after != before else ""


def _rooms(steps: list[Step], day: date, say: Say) -> str:
    rooms = [say.label(row.slug) for row in current(stages(steps, day), day)]
    return say.listed(rooms) if rooms else ""


def _release(release: PressRelease, proposal: Proposal, say: Say) -> Told:
    when = say.day(release.published_on, release.precision)
    reported = say("reported", title=cut(release.title, 120))
    institution = say.label(Institution(release.institution))
    return Told(
        subject=_headed(proposal, f"{reported} ({when})", say),
        title=say("reported_title", title=release.title),
        page=proposal.get_absolute_url(),
        rank=_RELEASE,
        facts=[(say("day"), when), (say("from"), say("told_press", institution=institution))],
        record=release.summary,
        quoted="" if say.has(release.title) else release.title,
        proof=_proof(release),
    )


def _position(change: Change, row: Position, proposal: Proposal, say: Say) -> Told:
    """What a state said, and what it had said before."""
    before = None if news.is_follow_up(change) else news.stood_before(change, row)
    key = f"{'now' if before else 'says'}.{row.stance}"
    says = say(key, state=say.state(row.state_id, row.state.name))
    when = say.day(row.stated_on, row.precision)
    about = say("headline", says=says, topic=cut(say.topic(row.topic.label), 80))
    headline = _headed(proposal, about, say)
    was = say("was", stance=say.inside(stance_in_words(before.stance, say))) if before else ""
    return Told(
        subject=f"{headline}, {when} ({was})" if was else f"{headline} ({when})",
        title=say("about", says=says, topic=say.topic(row.topic.label)),
        page=f"{reverse('state', args=[row.state_id])}#{row.key}",
        rank=_POSITION,
        facts=[
            (say("stance"), _from_to(change, before, row, say)),
            (say("day"), when),
            *_sources(row, say),
        ],
        record=row.summary,
        paragraphs=[say("quote", words=row.quote)] if row.quote else [],
        notes=[(say("reading"), say.topic(row.topic.reading))] if row.topic.reading else [],
        proof=_proof(row),
    )


def _from_to(change: Change, before: Position | None, row: Position, say: Say) -> str:
    after = stance_in_words(row.stance, say)
    if before is not None:
        day = say.day(before.stated_on, before.precision)
        return say("arrow", before=f"{stance_in_words(before.stance, say)} ({day})", after=after)
    return after if news.is_follow_up(change) else say("first_stance", stance=after)


def _sources(row: Position, say: Say) -> list[tuple[str, str]]:
    """How it was said, and by whom."""
    source = say.label(SourceKind(row.source_kind))
    who = ", ".join(filter(None, [row.actor, row.office]))
    if row.joint_statement is not None:
        found = [
            (say("source"), source),
            (say("signed"), say("quote", words=row.joint_statement.title)),
        ]
    elif row.by_signature:
        found = [(say("source"), say("signed_with_others", source=source))]
    else:
        found = [(say("source"), source)]
    is_spoken = not row.by_signature and row.source_kind != SourceKind.VOTE
    if who or is_spoken:
        found.append((say("said_by"), who or say("not_on_record")))
    return found


def _shift(change: Change, proposal: Proposal, say: Say) -> Told:
    """What the record would give in a vote, once that is decided or no longer."""
    told = shift(change, say)
    topic = Topic.objects.get(pk=(change.after or {})["topic"])
    when = say.day(timezone.localdate(change.recorded_at))
    page = f"{reverse('vote', args=[proposal.slug])}?topic={topic.slug}"
    table = f"{reverse('positions', args=[proposal.slug])}?topic={topic.slug}"
    about = say("headline", says=told.title, topic=cut(say.topic(topic.label), 80))
    headline = _headed(proposal, about, say)
    return Told(
        subject=f"{headline} ({when})",
        title=say(
            "about", says=f"{told.title[0].upper()}{told.title[1:]}", topic=say.topic(topic.label)
        ),
        page=page,
        rank=_OUTLOOK,
        facts=[(say("day"), when), *told.facts],
        paragraphs=told.paragraphs,
        notes=[("", say("no_vote"))],
        links=[(say("where"), site(table, say))],
        proof=_proof(told.cause) if told.cause else None,
    )


def _coming(made: Told, event: Event, proposal: Proposal, say: Say) -> Told:
    """That a planned day comes near: never that it will surely come.

    The days are counted from today: a digest may tell it later than it was entered.
    """
    today = timezone.localdate()
    left = ((event.happened_on or today) - today).days
    key = {0: "today", 1: "tomorrow"}.get(left, "in_days")
    title = say(key, days=left, title=cut(say.recorded(event.title), 120))
    when = say.day(event.happened_on, event.precision)
    return replace(
        made,
        subject=_headed(proposal, f"{title} ({when})", say),
        title=f"{title[0].upper()}{title[1:]}",
        quoted=cut(made.quoted, 120),
        rank=_REMINDER,
        lead=say("planned"),
    )


def _followed_up(made: Told, item: Item, fact: news.Fact, proposal: Proposal, say: Say) -> Told:
    """What the reader was told, what stands now, and why."""
    before = item.told or {}
    gone = getattr(fact, "retracted_at", None) is not None
    was_gone = bool(before.get("retracted_at"))
    key = "withdrawn" if gone else "again" if was_gone else "correction"
    intro = {"withdrawn": "withdraws", "again": "restores", "correction": "corrects"}[key]
    why = [(say("why"), item.change.why)] if item.change.why else []
    had = differences(fact, before, say) if key == "correction" else []
    old = f"({cut(say('we_had', what=say.inside(had[0][1])), 60)})" if len(had) == 1 else ""
    return replace(
        made,
        subject=say(key, title=f"{made.subject} {old}".strip()),
        title=say(key, title=made.title),
        rank=_CORRECTION,
        facts=[
            *((label, say("arrow", before=was, after=now)) for label, was, now in had),
            *why,
            *(fact for fact in made.facts if fact[0] not in {label for label, _, _ in had}),
        ],
        lead=say(intro, when=_told_on(before, say)),
    )


def _told_on(before: dict[str, Any], say: Say) -> str:
    day = before.get(TOLD_ON)
    return say("told_on", day=say.day(date.fromisoformat(day))) if day else say("told_earlier")


def _probe(change: Change, say: Say) -> Told:
    moment = f"{timezone.localtime(change.recorded_at):%H:%M}"
    title = say("probe")
    return Told(f"{title}, {moment}", title, "/", _REMINDER, paragraphs=[say("probe_text")])
