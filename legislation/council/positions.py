"""The only writer of positions: recorded, corrected, taken back, undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from legislation import evidence, journal
from legislation.council.outlook import shifts
from legislation.domain.words import Alert, Kind, Verb
from legislation.evidence import MissingEvidence, Proof
from legislation.journal import NEWS_FOR, QUIET, Author, News, follows_up, waits
from legislation.models import Change, Event, Position, Proposal

#: What a statement says, and a correction may change.
CONTENT = (
    "proposal",
    "state",
    "topic",
    "stance",
    "summary",
    "actor",
    "office",
    "stated_on",
    "precision",
    "source_kind",
    "joint_statement",
    "quote",
    "place",
    "salience",
)


def record_position(position: Position, proofs: Iterable[Proof], author: Author) -> Position:
    """Record what a state said; `position` is unsaved, its key is made here if it has none.

    The entry in the journal has, as what stood before, the statement that stood in the cell. It is
    news if the stance is another one, held for a while in which `undo_position` can stop it.
    """
    position.origin = author.origin
    with transaction.atomic():
        Proposal.objects.select_for_update(no_key=True).get(pk=position.proposal_id)
        if not position.key:
            position.key = _free_key(position)
        stood = _about_the_same(in_cell(position), position)
        news = _held(position, author) if _is_news(position, stood) else QUIET
        with _shifts(position, author):
            before = journal.content(stood) if stood and news is not QUIET else None
            return evidence.record(position, proofs, author, news, before=before)


def correct_position(
    position: Position,
    values: Mapping[str, Any],
    author: Author,
    proofs: Iterable[Proof] | None = None,
) -> Position:
    """Correct a position: a new row that names the one it corrects, which stays.

    The proof of the old row is carried over unless new proof is given. Whoever was told the old row
    is told.
    Raises `ValueError` if the row was corrected or retracted before, or no reason is given.
    """
    if not author.why:
        raise ValueError("Say why the position is corrected.")
    with transaction.atomic():
        _expect_newest(position)
        if Position.objects.filter(pk=position.pk, retracted_at__isnull=False).exists():
            raise ValueError("This position was retracted: restore it first.")
        copy = _copy(position, values, author)
        with ExitStack() as both:
            cells = {(row.proposal_id, row.topic_id): row for row in (position, copy)}
            for cell in cells.values():
                both.enter_context(_shifts(cell, author, cause=copy))
            return _correct(position, copy, author, proofs)


def _copy(position: Position, values: Mapping[str, Any], author: Author) -> Position:
    copy = Position(**{name: getattr(position, name) for name in CONTENT})
    for name, value in values.items():
        setattr(copy, name, value)
    copy.corrects = position
    copy.origin = author.origin
    copy.key = _free_key(copy)
    return copy


def _correct(
    position: Position, copy: Position, author: Author, proofs: Iterable[Proof] | None
) -> Position:
    before = journal.content(position)
    news = _follows_up(position, author)
    copy.save(force_insert=True)
    for proof in evidence.offered(position) if proofs is None else list(proofs):
        evidence.attach(copy, proof)
    if not copy.evidence.exists():
        raise MissingEvidence("A position needs an address or a full citation.")
    journal.append(
        Verb.CORRECTED,
        copy,
        author,
        before=before,
        after=journal.content(copy),
        news=news,
        corrects=position.changes.order_by("sequence").last(),
    )
    return copy


def revert_position(position: Position, to: Position, author: Author) -> Position:
    """Let an older row of the same statement stand again: one more correction, with its proof.

    Raises `ValueError` if `to` is none of the rows that `position` corrects.
    """
    if to not in corrected_by(position):
        raise ValueError("This is no earlier version of that position.")
    values = {name: getattr(to, name) for name in CONTENT}
    return correct_position(position, values, author, evidence.offered(to))


def corrected_by(position: Position) -> list[Position]:
    """All rows that this one corrects, directly or not, the newest first."""
    chain = []
    older = position.corrects
    while older is not None:
        chain.append(older)
        older = older.corrects
    return chain


def newest_of(position: Position) -> Position:
    """The last correction of a row; the row itself if there is none."""
    newer = Position.objects.filter(corrects=position).first()
    return newest_of(newer) if newer else position


def retract_position(position: Position, author: Author) -> None:
    """Take back what was never said, or recorded by mistake; its rows and their proof stay.

    With it go the rows that it corrects: they are the same statement. Raises `ValueError` if a
    later row corrects it or no reason is given.
    """
    if not author.why:
        raise ValueError("Say why the position is retracted.")
    _set_retracted(position, timezone.now(), Verb.RETRACTED, author)


def restore_position(position: Position, author: Author) -> None:
    """Let a retracted position, and what it corrects, stand again."""
    if not author.why:
        raise ValueError("Say why the position is restored.")
    _set_retracted(position, None, Verb.RESTORED, author)


def _set_retracted(position: Position, at: datetime | None, verb: Verb, author: Author) -> None:
    with transaction.atomic():
        _expect_newest(position)
        with _shifts(position, author):
            news = _follows_up(position, author)
            for row in [position, *corrected_by(position)]:
                evidence.amend(row, {"retracted_at": at}, author, verb=verb, news=news)
                news = QUIET  # one statement, one piece of news
        position.refresh_from_db()


def can_be_undone_until(position: Position) -> datetime | None:
    """Until when what was saved last can be undone before anybody is told; None if it is over."""
    held = _held_changes(position).first()
    return held.release_at if held else None


def undo_position(position: Position, author: Author) -> Position | None:
    """Take back the last save before anybody is told: what stood before stands again.

    The row that stands now, or None. Raises `ValueError` once the hold window is over.
    """
    quiet = Author(author.origin, by=author.by, run=author.run, why=author.why or "Undone")
    with transaction.atomic():
        _expect_newest(position)
        held = list(_held_changes(position).select_for_update())
        if not held:
            raise ValueError("The time to undo this is over: correct or retract the position.")
        Change.objects.filter(pk__in=[change.pk for change in held]).update(
            alert=Alert.DROPPED, alert_reason="undone before anybody was told"
        )
        if position.corrects is None:
            retract_position(position, quiet)
            return None
        return revert_position(position, position.corrects, quiet)


def _held_changes(position: Position) -> QuerySet[Change]:
    """What the save of this row left behind and is still held, itself and the outlook."""
    rows = Change.objects.filter(alert=Alert.WAITING, release_at__gt=timezone.now())
    mine = rows.filter(position=position)
    outlook = rows.filter(verb=Verb.SHIFTED, after__because=position.key)
    return (mine | outlook).order_by("sequence")


def _about_the_same(stood: Position | None, position: Position) -> Position | None:
    """What stood, unless it was said before the proposal was there and this is about its text."""
    proposed = Event.objects.public().filter(
        proposal=position.proposal_id, kind=Kind.PROPOSAL_ADOPTED, expected=False
    )
    day = proposed.aggregate(day=Max("happened_on"))["day"]
    if stood and day and stood.stated_on < day <= position.stated_on:
        return None
    return stood


def _is_news(position: Position, stood: Position | None) -> bool:
    """Whether somebody who follows the state's stance wants to know."""
    if stood is None:
        return True
    return position.stated_on >= stood.stated_on and position.stance != stood.stance


def _held(position: Position, author: Author) -> News:
    if author.tells and position.stated_on < timezone.localdate() - NEWS_FOR:
        return News(Alert.NONE, f"older than {NEWS_FOR.days} days when it was recorded")
    return waits(author)


def _follows_up(position: Position, author: Author) -> News:
    """How a change of a statement travels to those who were told any version of it."""
    return follows_up([position, *corrected_by(position)], author)


def hold() -> timedelta:
    """How long a change can be undone before anybody is told."""
    return timedelta(seconds=settings.POSITION_HOLD_SECONDS)


def _shifts(
    cell: Position, author: Author, cause: Position | None = None
) -> AbstractContextManager[None]:
    """Look at the outlook around a write; `cause` is the row that undoing would take back.

    It moves today, however old the statement is that moves it.
    """
    proposal = Proposal.objects.get(pk=cell.proposal_id)
    news = News(Alert.WAITING, release_at=timezone.now() + hold())
    return shifts(proposal, cell.topic_id, author, news, cause or cell)


def in_cell(position: Position) -> Position | None:
    """The statement that stands now for the same file, state and topic."""
    cell = {name: getattr(position, f"{name}_id") for name in ("proposal", "state", "topic")}
    return Position.objects.in_force(timezone.localdate()).filter(**cell).first()


def _expect_newest(position: Position) -> None:
    """Raise `ValueError` if a later row corrects this one; nobody else writes until the end."""
    Proposal.objects.select_for_update(no_key=True).get(pk=position.proposal_id)
    if Position.objects.filter(corrects=position).exists():
        raise ValueError("This position was corrected by somebody else: open the newer one.")


def _free_key(position: Position) -> str:
    topic = position.topic_id.replace("_", "-")
    base = f"{position.state_id.lower()}-{topic}-{position.stated_on}"
    taken = set(Position.objects.filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
