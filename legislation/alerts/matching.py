"""Whom a change concerns: subscriptions that name nothing else than what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Min, Q, QuerySet

from legislation import news, search, timeline
from legislation.domain.procedure import stages, stages_of
from legislation.domain.provisions import articles
from legislation.domain.searching import Query, haystack
from legislation.domain.words import Kind, SubscriberState, Verb
from legislation.models import Change, Event, Notice, Position, PressRelease, Proposal, Subscription

#: What may be followed as a kind besides the kinds of events.
RELEASE, POSITION, OUTLOOK = "press_release", "position", "outlook"


class _Lines(models.Aggregate):
    """The texts of a group, one a line."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, CHR(10) ORDER BY %(expressions)s)"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's own name for it, which orders nothing."""
        template = "GROUP_CONCAT(%(expressions)s, CHAR(10))"
        return super().as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class About:
    """What a change is about, in the terms in which somebody may follow it."""

    proposal: int | None
    stages: frozenset[str] = frozenset()
    kind: str = ""
    topic: str = ""
    state: str = ""
    text: str = ""


def about(change: Change) -> About:
    """What a change is about."""
    fact = news.fact_of(change)
    said = search.content_of(fact) if fact else None
    text = said.whole if said else ""
    if isinstance(fact, Event):
        return About(fact.proposal_id, _stages(fact), fact.kind, text=text)
    if isinstance(fact, PressRelease):
        return About(fact.proposal_id, kind=RELEASE, text=text)
    if isinstance(fact, Position):
        topic, state = fact.topic_id, fact.state_id
        return About(fact.proposal_id, kind=POSITION, topic=topic, state=state, text=text)
    after = change.after or {}
    return About(change.proposal_id, kind=OUTLOOK, topic=after.get("topic", ""))


def _stages(event: Event) -> frozenset[str]:
    """The stages that the step belongs to, and those that it opens or closes."""
    if event.proposal is None:
        return frozenset()
    steps = timeline.steps(event.proposal.events.public())
    kind = Kind(event.kind)
    without = [step for step in steps if (step.kind, step.day) != (kind, event.happened_on)]
    moved = {row.slug for row in set(stages(steps)) - set(stages(without))}
    return frozenset(slug.value for slug in moved | stages_of(kind))


def matching(change: Change) -> QuerySet[Any]:
    """Who is to be told, with the keys of the subscriptions that say so, one a line.

    Columns `subscriber_id` and `reasons`. Who was told of the release that announced an event is
    not told of the event as well, nor of the release who was told of the event first.
    """
    if change.verb == Verb.PROBED:
        rows = Subscription.objects.filter(subscriber__is_probe=True)
    elif news.is_follow_up(change):
        told = news.told_notices(change)
        return told.values("subscriber_id").annotate(reasons=Min("reasons"))
    else:
        rows = _without_who_heard(change, _following(about(change)))
        rows = rows.filter(subscriber__is_probe=False)
    if change.verb == Verb.COMING:
        rows = rows.filter(subscriber__warns=True)
    rows = rows.filter(subscriber__state=SubscriberState.ACTIVE).order_by()
    return rows.values("subscriber_id").annotate(reasons=_Lines("key"))


def reached(change: Change) -> set[int]:
    """The subscribers who would be told, of those not told of it yet."""
    told = Notice.objects.filter(change=change).values_list("subscriber", flat=True)
    return set(matching(change).values_list("subscriber_id", flat=True)) - set(told)


def _following(what: About) -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(
        Q(proposal=None) | Q(proposal=what.proposal),
        stage__in=["", *what.stages],
        kind__in=["", what.kind],
        provision__in=["", *articles(what.text)],
    )
    rows = rows.filter(Q(topic=None) | Q(topic=what.topic or None))
    rows = rows.filter(Q(state=None) | Q(state=what.state or None))
    asked = rows.exclude(words="").values_list("words", flat=True).order_by().distinct()
    file = what.proposal and Proposal.objects.filter(pk=what.proposal).first()
    said = search.content_of(file) if file else None
    text = haystack(what.text, said.own_keys if said else ())
    found = (words for words in asked if Query.read(words).finds(text))
    return rows.filter(words__in=["", *found])


def _without_who_heard(change: Change, rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    if change.event_id is not None and change.verb != Verb.COMING:
        told = Notice.objects.filter(change__press_release__announces=change.event_id)
        rows = rows.exclude(subscriber__in=told.values("subscriber"))
    release = change.press_release
    if release is not None and release.announces_id is not None:
        told = Notice.objects.filter(change__event=release.announces_id, change__in=_news())
        rows = rows.exclude(subscriber__in=told.values("subscriber"))
    return rows


def _news() -> QuerySet[Change]:
    return Change.objects.exclude(verb=Verb.COMING)
