"""News while it waits: what a change tells by now, and whether that is still any.

A statement may be corrected and an outlook may move again before anybody is told. Of entries that
follow each other only the last speaks, and it speaks to people who know what was told before: what
nobody was told needs no correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from legislation.domain.words import Alert, Verb
from legislation.journal import NEWS_FOR
from legislation.models import Change, Position

_STATEMENT = [Verb.RECORDED, Verb.CORRECTED]
#: A later entry with one of these was told or will be, and speaks for those before it.
_SPEAKS = [Alert.WAITING, Alert.HELD, Alert.DONE]
_TOO_OLD = f"older than {NEWS_FOR.days} days when its turn came"


@dataclass(frozen=True)
class Statement:
    """What the entry about a position tells: the row that stands by now for what was said.

    `before` is what its readers know in its place, None if nothing; with `corrects` that was an
    error of the record, without it the state said so, earlier.
    """

    row: Position
    before: Position | None
    corrects: bool


def is_settling(change: Change) -> bool:
    """Whether a later entry about the same can still be undone: until then nobody is told."""
    return _later(change).filter(alert=Alert.WAITING, release_at__gt=timezone.now()).exists()


def why_dropped(change: Change) -> str:
    """Why a change that waited is told to nobody; nothing if it is told."""
    if change.position is not None:
        return _statement_dropped(change)
    if change.verb == Verb.SHIFTED:
        return _shift_dropped(change)
    event, release = change.event, change.press_release
    if event is not None and event.retracted_at is not None:
        return "retracted before anybody was told"
    day = event.happened_on if event else release.published_on if release else None
    return _TOO_OLD if day is not None and day < timezone.localdate() - NEWS_FOR else ""


def statement(change: Change) -> Statement:
    """What a change of a position, whose turn has come, tells."""
    first = _first_untold(change)
    row = _newest(change)
    return Statement(row, _stood_before(first, row), first.verb == Verb.CORRECTED)


def known_standing(change: Change) -> str:
    """The standing of the outlook that subscribers know, when the turn of a shift has come."""
    known = change
    for earlier in _shifts_beside(change).filter(sequence__lt=change.sequence):
        if earlier.alert != Alert.DROPPED:
            break
        known = earlier
    return str((known.before or {}).get("standing", ""))


def _statement_dropped(change: Change) -> str:
    told = statement(change)
    if told.row.retracted_at is not None:
        return "retracted before anybody was told"
    spoken_for = _later(change).filter(alert__in=_SPEAKS).exists()
    if spoken_for or (told.before and told.before.stance == told.row.stance):
        return "corrected before anybody was told"
    if _is_outranked(told.row):
        return "outranked by what was said on the same day"
    return _TOO_OLD if told.row.stated_on < timezone.localdate() - NEWS_FOR else ""


def _is_outranked(row: Position) -> bool:
    """Whether a vote, or a statement over a signature, of the same day was there before it."""
    beside = Position.objects.in_force(row.stated_on).filter(**_cell(row)).first()
    return beside is not None and beside.stated_on == row.stated_on and beside.pk < row.pk


def _shift_dropped(change: Change) -> str:
    if _later(change).exclude(alert=Alert.DROPPED).exists():  # also one that told nobody
        return "overtaken before anybody was told"
    if (change.after or {}).get("standing") == known_standing(change):
        return "back where it was before anybody was told"
    if timezone.localdate(change.recorded_at) < timezone.localdate() - NEWS_FOR:
        return _TOO_OLD
    return ""


def _later(change: Change) -> QuerySet[Change]:
    """What was entered since about the same statement, or about the same outlook."""
    if change.position is not None:
        rows = [row.pk for row in _corrections(change.position)]
        return Change.objects.filter(verb__in=_STATEMENT, position__in=rows)
    if change.verb == Verb.SHIFTED:
        return _shifts_beside(change).filter(sequence__gt=change.sequence)
    return Change.objects.none()


def _shifts_beside(change: Change) -> QuerySet[Change]:
    """All shifts on the same topic of the same proposal, newest first."""
    same = Q(proposal=change.proposal_id, after__topic=(change.after or {}).get("topic"))
    return Change.objects.filter(same, verb=Verb.SHIFTED).order_by("-sequence")


def _corrections(row: Position) -> Iterator[Position]:
    """The rows that correct this one, directly or not, the oldest first."""
    newer = Position.objects.filter(corrects=row).first()
    while newer is not None:
        yield newer
        newer = Position.objects.filter(corrects=newer).first()


def _newest(change: Change) -> Position:
    if change.position is None:
        raise ValueError(f"change {change.sequence} is about no position")
    *_, newest = change.position, *_corrections(change.position)
    return newest


def _first_untold(change: Change) -> Change:
    """The entry that this one speaks for: the oldest since the last of which anybody was told."""
    first = change
    row = change.position and change.position.corrects
    while row is not None:
        entry = row.changes.filter(verb__in=_STATEMENT).first()
        if entry is not None and entry.alert == Alert.DROPPED:
            first = entry
        elif entry is not None and entry.alert != Alert.NONE:
            break
        row = row.corrects
    return first


def _stood_before(first: Change, row: Position) -> Position | None:
    """What the journal names as before; if that was never said, what had stood before that."""
    key = (first.before or {}).get("key", "")
    before = Position.objects.filter(key=key).first()
    if before is None or before.retracted_at is None:
        return before
    rest = Position.objects.stated_by(before.stated_on).filter(**_cell(before)).exclude(pk=row.pk)
    older = rest.newest_first().first()
    return older if older and older.stance != row.stance else None


def _cell(row: Position) -> dict[str, object]:
    return {"proposal": row.proposal_id, "state": row.state_id, "topic": row.topic_id}
