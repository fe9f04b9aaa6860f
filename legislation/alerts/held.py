"""News that waits for a person: held, released, dropped, and how many people it would reach."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from legislation import journal
from legislation.alerts.matching import reached
from legislation.domain.words import Alert
from legislation.models import Change

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)


def hold_back(change: Change, error: Exception) -> None:
    """Keep news of which no mail can be written from holding up others, and say why."""
    log.exception("News cannot be turned into mails and is held: change %s", change.pk)
    Change.objects.filter(pk=change.pk).update(
        alert=Alert.HELD, alert_reason=f"{type(error).__name__}: {error}"[:200]
    )


def hold(changes: Iterable[Change], why: str, *, tell: bool = True) -> None:
    """Let news of one run wait for a person; staff get one notice for all of it, if any."""
    held = list(changes)
    if not held:
        return
    with transaction.atomic():
        Change.objects.filter(pk__in=[change.pk for change in held], alert=Alert.WAITING).update(
            alert=Alert.HELD, alert_reason=why[:200]
        )
        if tell:
            text = f"News is held: {why}. On the desk it can be let out."
            journal.notice(None, text, run=held[0].run)


def release(changes: Iterable[int], by: User) -> int:
    """Let held news go out to all whom it concerns; how much that was."""
    rows = Change.objects.held().filter(pk__in=changes)
    return rows.update(
        alert=Alert.WAITING, release_at=timezone.now(), released_by=by, alert_reason=""
    )


def drop(changes: Iterable[int], by: User, why: str = "") -> int:
    """Tell nobody of held news; it stays on record. How much that was."""
    said = f"dropped by {by.get_username()}" + (f": {why}" if why else "")
    return (
        Change.objects.held()
        .filter(pk__in=changes)
        .update(alert=Alert.DROPPED, alert_reason=said[:200], released_by=by)
    )


def would_reach(changes: Iterable[Change]) -> int:
    """How many people would be told of at least one of these."""
    people: set[int] = set()
    for change in changes:
        people |= reached(change)
    return len(people)
