"""The only writer of `Change`: appends, in commit order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from legislation import search
from legislation.domain.words import Alert, Audience, Origin, Verb
from legislation.models import (
    FACTS,
    Change,
    Conflict,
    CouncilVote,
    Event,
    Evidence,
    JointStatement,
    JournalClock,
    Source,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: The shape of `before` and `after`. Raise it when `content` changes.
SCHEMA = 3
#: Older than this is no news: recorded and shown, but mailed to nobody.
NEWS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Author:
    """Who writes, on whose behalf, why, and whether subscribers are to be told."""

    origin: Origin
    by: User | None = None
    run: str = ""
    why: str = ""
    tells: bool = False

    def because(self, why: str) -> Author:
        """The same author with a reason."""
        return replace(self, why=why)


@dataclass(frozen=True)
class News:
    """How a change travels to subscribers: the alert state it is born with, and from when."""

    alert: Alert = Alert.NONE
    reason: str = ""
    release_at: datetime | None = None


QUIET = News()


def waits(author: Author) -> News:
    """News that is told once it has settled: until then what was typed or read can be mended."""
    if not author.tells:
        return QUIET
    by_hand = author.origin is Origin.EDITOR
    seconds = settings.POSITION_HOLD_SECONDS if by_hand else settings.SOURCE_HOLD_SECONDS
    return News(Alert.WAITING, release_at=timezone.now() + timedelta(seconds=seconds))


def follows_up(versions: Sequence[Model], author: Author) -> News:
    """How a change of a fact travels to those who were told any version of it; not at all if nobody
    can have been.

    Whether it is worth telling shows when its turn has come.
    """
    rows = [row.pk for row in versions]
    told = Change.objects.filter(**{f"{field_of(versions[0])}__in": rows})
    told = told.exclude(alert__in=[Alert.NONE, Alert.DROPPED])
    return waits(author) if told.exists() else QUIET


def append(
    verb: Verb,
    fact: Model,
    author: Author,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    news: News = QUIET,
    corrects: Change | None = None,
) -> Change:
    """Append what became different about a fact, and let the search know it.

    Must run inside the transaction that changes the fact: the row of the clock stays locked until
    it commits, so that sequence is commit order.
    """
    key = field_of(fact)
    facts: dict[str, Any] = {key: fact}
    if key != "proposal" and getattr(fact, "proposal_id", None) is not None:
        facts["proposal_id"] = fact.proposal_id  # type: ignore[attr-defined]
    change = Change.objects.create(
        sequence=_next(),
        recorded_at=timezone.now(),
        verb=verb,
        before=before,
        after=after,
        schema=SCHEMA,
        why=author.why,
        by=author.by,
        run=author.run,
        corrects=corrects,
        alert=news.alert,
        alert_reason=news.reason,
        release_at=news.release_at,
        **facts,
    )
    search.index(fact, change.recorded_at)
    return change


def notice(
    source: Source | None,
    text: str,
    *,
    run: str,
    conflict: Conflict | None = None,
    by: User | None = None,
) -> Change:
    """Tell staff of something, mostly about a source: it shows in the admin and nowhere else."""
    with transaction.atomic():
        return Change.objects.create(
            sequence=_next(),
            recorded_at=timezone.now(),
            verb=Verb.NOTICED,
            source=source,
            proposal_id=source.proposal_id if source else None,
            conflict=conflict,
            why=text,
            by=by,
            run=run,
            audience=Audience.STAFF,
        )


def remind(event: Event, run: str, after: dict[str, Any]) -> Change:
    """Enter that a known day comes near: it is mailed, and shows on no page."""
    return _by_mail(Verb.COMING, run, event=event, proposal_id=event.proposal_id, after=after)


def probe(run: str) -> Change:
    """Enter a piece of news for the tracker's own subscriber, which takes the way of any other."""
    return _by_mail(Verb.PROBED, run, after={})


def _by_mail(verb: Verb, run: str, **values: Any) -> Change:
    with transaction.atomic():
        now = timezone.now()
        return Change.objects.create(
            sequence=_next(),
            recorded_at=now,
            verb=verb,
            run=run,
            audience=Audience.MAIL,
            alert=Alert.WAITING,
            release_at=now,
            schema=SCHEMA,
            **values,
        )


def settle(
    conflict: Conflict, author: Author, *, before: dict[str, Any], after: dict[str, Any]
) -> Change:
    """Note for staff that a person closed a conflict, and how."""
    return Change.objects.create(
        sequence=_next(),
        recorded_at=timezone.now(),
        verb=Verb.RESOLVED,
        source_id=conflict.source_id,
        conflict=conflict,
        proposal_id=conflict.proposal_id,
        before=before,
        after=after,
        why=author.why,
        by=author.by,
        run=author.run,
        audience=Audience.STAFF,
    )


def _next() -> int:
    if not JournalClock.objects.filter(pk=1).update(last=F("last") + 1):
        JournalClock.objects.create(pk=1, last=1)
    return JournalClock.objects.values_list("last", flat=True).get(pk=1)


def field_of(fact: Model) -> str:
    """The name under which evidence and changes point to this kind of fact."""
    for name, model in FACTS.items():
        if isinstance(fact, model):
            return name
    raise TypeError(f"{type(fact).__name__} is not a fact that the journal knows")


def content(fact: Model) -> dict[str, Any]:
    """The complete public content of a fact as plain JSON, its evidence included."""
    return told(fact, fact.evidence.select_related("snapshot"))  # type: ignore[attr-defined]


def told(fact: Model, proofs: Iterable[Evidence]) -> dict[str, Any]:
    """The same of a fact whose evidence is at hand."""
    plain: dict[str, Any] = {
        field.name: _plain(getattr(fact, field.name))
        for field in fact._meta.concrete_fields
        if field.name != "id"
    }
    if isinstance(fact, JointStatement):
        plain["topics"] = [topic.pk for topic in fact.topics.all()]
        plain["members"] = {m.state_id: m.role for m in fact.members.all()}
    if isinstance(fact, CouncilVote):
        plain["casts"] = {c.state_id: c.cast for c in fact.casts.all()}
    plain["evidence"] = [
        {
            "address": proof.address,
            "citation": proof.citation,
            "passage": proof.passage,
            "says": proof.says,
            "confidence": proof.confidence,
            "snapshot": proof.snapshot_id and proof.snapshot and proof.snapshot.blob_id,
        }
        for proof in proofs
    ]
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        names = ("reference", "key", "code", "slug")
        return next((getattr(value, name) for name in names if hasattr(value, name)), value.pk)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
