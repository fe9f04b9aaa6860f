"""News while it waits: what a change tells by now, and whether that is still any.

The first entry about a fact tells it as it stands when its turn has come. Later ones follow it up:
they go to those who were told before, if what stands now differs in substance from what they were
told, as a correction or a withdrawal. Nobody is told a thing that he knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from legislation import journal
from legislation.domain.words import Alert, Audience, EmailState, Verb
from legislation.journal import NEWS_FOR
from legislation.models import Change, Event, Letter, Notice, Position, PressRelease

#: What a notice needs to be told in a few queries.
WITH_FACTS = (
    "change__proposal",
    "change__event__proposal",
    "change__press_release__proposal",
    "change__position__state",
    "change__position__topic",
    "change__position__proposal",
)
_FOLLOWS = {Verb.AMENDED, Verb.CORRECTED, Verb.RETRACTED, Verb.RESTORED}
_TOO_OLD = f"older than {NEWS_FOR.days} days when its turn came"
#: In these states a mail reached its reader, or will.
_TELLS = [
    EmailState.WAITING,
    EmailState.LEASED,
    EmailState.SENT,
    EmailState.IN_DOUBT,
    EmailState.HELD,
]
#: What makes a difference; other words, such as a mended spelling, are told to nobody.
_SUBSTANCE: dict[type[Model], tuple[str, ...]] = {
    Event: (
        "kind",
        "happened_on",
        "precision",
        "institutions",
        "votes_for",
        "votes_against",
        "abstentions",
        "retracted_at",
    ),
    PressRelease: ("institution", "published_on", "precision"),
    Position: ("state", "topic", "stance", "stated_on", "precision", "retracted_at"),
}


#: What news may be about, besides an outlook.
Fact = Event | PressRelease | Position


@dataclass(frozen=True)
class Told:
    """What a person was told about a fact the last time, by which mail."""

    email: int
    content: dict[str, Any]


def is_follow_up(change: Change) -> bool:
    """Whether it speaks to those alone who were told an earlier version."""
    if change.verb not in _FOLLOWS or change.audience != Audience.PUBLIC:
        return False
    return not began_to_happen(change)


def began_to_happen(change: Change) -> bool:
    """Whether a step that was only expected has happened: that is news, not a correction."""
    before, after = change.before or {}, change.after or {}
    return bool(before.get("expected")) and not after.get("expected", True)


def substance(fact: Model, told: dict[str, Any]) -> dict[str, Any]:
    """Of a fact's content, what makes a difference to its reader."""
    names = _SUBSTANCE.get(type(fact), ())
    return {
        name: bool(told.get(name)) if name == "retracted_at" else told.get(name) for name in names
    }


def differs(fact: Model, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two contents of a fact differ in substance."""
    return substance(fact, before) != substance(fact, after)


def fact_of(change: Change) -> Fact | None:
    """What a change is about, as it stands by now; None for an outlook, which has no row."""
    if change.position is not None:
        return newest(change.position)
    return change.event or change.press_release


def fact_key(change: Change) -> str:
    """The same for all changes about one fact."""
    if change.position is not None:
        return f"position {newest(change.position).pk}"
    if change.verb == Verb.COMING:
        return f"reminder {change.event_id}"
    if change.verb == Verb.PROBED:
        return f"change {change.pk}"
    if change.verb == Verb.SHIFTED:
        return f"outlook {change.proposal_id} {(change.after or {}).get('topic')}"
    if change.event_id is not None:
        return f"event {change.event_id}"
    if change.press_release_id is not None:
        return f"release {change.press_release_id}"
    return f"change {change.pk}"


def content(change: Change) -> dict[str, Any]:
    """What a mail about the change tells now, kept with it for a later correction."""
    fact = fact_of(change)
    return journal.content(fact) if fact is not None else (change.after or {})


def beside(change: Change) -> QuerySet[Change]:
    """All public entries about the same fact, this one included."""
    if change.position is not None:
        rows = [row.pk for row in (*_corrected(change.position), change.position)]
        rows += [row.pk for row in _corrections(change.position)]
        return Change.objects.public().filter(position__in=rows)
    if change.verb == Verb.SHIFTED:
        return _shifts_beside(change)
    if change.event_id is not None:
        return Change.objects.public().filter(event=change.event_id)
    if change.press_release_id is not None:
        return Change.objects.public().filter(press_release=change.press_release_id)
    return Change.objects.none()


def told_notices(change: Change) -> QuerySet[Notice]:
    """Notices by which people were told an earlier version."""
    earlier = beside(change).filter(sequence__lt=change.sequence)
    return Notice.objects.filter(change__in=earlier.values("pk"), email__state__in=_TELLS)


def told_before(change: Change, subscriber: int) -> Told | None:
    """What one person was told about the fact last."""
    rows = told_notices(change).filter(subscriber=subscriber)
    notice = rows.order_by("-change__sequence").select_related("email__letter").first()
    if notice is None or notice.email is None:
        return None
    return Told(notice.email.pk, notice.email.letter.tells.get(str(notice.change_id), {}))


def is_settling(change: Change) -> bool:
    """Whether a later entry about the same can still be undone: until then nobody is told."""
    later = beside(change).filter(sequence__gt=change.sequence)
    return later.filter(alert=Alert.WAITING, release_at__gt=timezone.now()).exists()


def why_dropped(change: Change) -> str:
    """Why a change that waited is told to nobody; nothing if it is told."""
    if is_follow_up(change):
        return _follow_up_dropped(change)
    if change.verb == Verb.SHIFTED:
        return _shift_dropped(change)
    if change.verb in (Verb.COMING, Verb.PROBED):
        return ""
    fact = fact_of(change)
    if fact is not None and getattr(fact, "retracted_at", None) is not None:
        return "retracted before anybody was told"
    if isinstance(fact, Position) and (why := _statement_dropped(change, fact)):
        return why
    return _TOO_OLD if _is_old(fact) and change.released_by_id is None else ""


def why_not_now(change: Change, told: Told | None) -> str:
    """Why a notice that was written is not told; nothing if it is. `told` is for a follow-up."""
    fact = fact_of(change)
    if is_follow_up(change):
        if told is None or fact is None:
            return "nothing was told before"
        same = not differs(fact, told.content, journal.content(fact))
        return "the same as was told before" if same else ""
    if fact is not None and getattr(fact, "retracted_at", None) is not None:
        return "retracted before it was told"
    if change.verb == Verb.COMING and isinstance(fact, Event):
        return _reminder_dropped(change, fact)
    return ""


def _reminder_dropped(change: Change, event: Event) -> str:
    """Nobody is reminded of a day that is over, or that is another by now."""
    day = event.happened_on
    if day is None or day.isoformat() != (change.after or {}).get("day"):
        return "moved to another day before it was told"
    return "over before it was told" if day < timezone.localdate() else ""


def _is_old(fact: Model | None) -> bool:
    day = None
    if isinstance(fact, Event):
        day = fact.happened_on
    elif isinstance(fact, PressRelease):
        day = fact.published_on
    elif isinstance(fact, Position):
        day = fact.stated_on
    return day is not None and day < timezone.localdate() - NEWS_FOR


def _follow_up_dropped(change: Change) -> str:
    """One that a later one will speak for, or that says what everybody was told."""
    later = beside(change).filter(sequence__gt=change.sequence, verb__in=_FOLLOWS)
    if later.filter(alert__in=[Alert.WAITING, Alert.HELD]).exists():
        return "overtaken before anybody was told"
    fact = fact_of(change)
    told = told_notices(change).values_list("change", "email__letter").distinct()
    if fact is None or not told:
        return "nobody was told what it changes"
    now = journal.content(fact)
    if any(differs(fact, each, now) for each in _contents(list(told))):
        return ""
    return "the same as was told before"


def _contents(told: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    letters = dict(Letter.objects.filter(pk__in=[pk for _, pk in told]).values_list("pk", "tells"))
    for change, letter in told:
        yield letters[letter].get(str(change), {})


def _statement_dropped(change: Change, row: Position) -> str:
    before = stood_before(change, row)
    if before is not None and before.stance == row.stance:
        return "corrected before anybody was told"
    return "outranked by what was said on the same day" if _is_outranked(row) else ""


def _is_outranked(row: Position) -> bool:
    """Whether a vote, or a statement over a signature, of the same day was there before it."""
    beside = Position.objects.in_force(row.stated_on).filter(**_cell(row)).first()
    return beside is not None and beside.stated_on == row.stated_on and beside.pk < row.pk


def stood_before(change: Change, row: Position) -> Position | None:
    """What the state had said before, which a new statement takes the place of; None if nothing.

    It is what the journal names; if that was never said, what had stood before that.
    """
    key = (change.before or {}).get("key", "")
    before = Position.objects.filter(key=key).first()
    if before is None:
        return None
    before = newest(before)
    if before.retracted_at is None:
        return before
    rest = Position.objects.stated_by(before.stated_on).filter(**_cell(before)).exclude(pk=row.pk)
    older = rest.newest_first().first()
    return older if older and older.stance != row.stance else None


def known_standing(change: Change) -> str:
    """The standing of the outlook that subscribers know, when the turn of a shift has come."""
    known = change
    for earlier in _shifts_beside(change).filter(sequence__lt=change.sequence):
        if earlier.alert != Alert.DROPPED:
            break
        known = earlier
    return str((known.before or {}).get("standing", ""))


def _shift_dropped(change: Change) -> str:
    later = _shifts_beside(change).filter(sequence__gt=change.sequence)
    if later.exclude(alert=Alert.DROPPED).exists():  # also one that told nobody
        return "overtaken before anybody was told"
    if (change.after or {}).get("standing") == known_standing(change):
        return "back where it was before anybody was told"
    is_old = timezone.localdate(change.recorded_at) < timezone.localdate() - NEWS_FOR
    return _TOO_OLD if is_old and change.released_by_id is None else ""


def _shifts_beside(change: Change) -> QuerySet[Change]:
    """All shifts on the same topic of the same proposal, newest first."""
    same = Q(proposal=change.proposal_id, after__topic=(change.after or {}).get("topic"))
    return Change.objects.filter(same, verb=Verb.SHIFTED).order_by("-sequence")


def _corrected(row: Position) -> Iterator[Position]:
    """The rows that this one corrects, directly or not, the newest first."""
    while row.corrects is not None:
        row = row.corrects
        yield row


def _corrections(row: Position) -> Iterator[Position]:
    """The rows that correct this one, directly or not, the oldest first."""
    newer = Position.objects.filter(corrects=row).first()
    while newer is not None:
        yield newer
        newer = Position.objects.filter(corrects=newer).first()


def newest(row: Position) -> Position:
    """The row that stands by now for what was said."""
    *_, last = row, *_corrections(row)
    return last


def _cell(row: Position) -> dict[str, object]:
    return {"proposal": row.proposal_id, "state": row.state_id, "topic": row.topic_id}
