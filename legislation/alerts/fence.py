"""What waits while nothing may be sent, and letting it go: all, or without what is too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min

from legislation import mail
from legislation.domain.words import Alert, EmailState
from legislation.models import Change, Email, Notice

_STOPPABLE = [EmailState.WAITING, EmailState.LEASED, EmailState.IN_DOUBT, EmailState.HELD]


@dataclass(frozen=True)
class Waiting:
    """How many mails of how many people wait, and of which moments the oldest and newest are."""

    mails: int
    people: int
    oldest: datetime | None
    newest: datetime | None
    news: int


def waiting() -> Waiting:
    """What would go out."""
    rows = Email.objects.filter(state__in=_STOPPABLE).aggregate(
        mails=Count("pk"),
        people=Count("recipient", distinct=True),
        oldest=Min("created_at"),
        newest=Max("created_at"),
    )
    news = Change.objects.filter(alert__in=[Alert.WAITING, Alert.HELD]).count()
    return Waiting(**rows, news=news)


def let_go(by: str, skip_before: datetime | None = None) -> int:
    """Let mails go out again from this database; how many older ones were skipped.

    Of a restored copy, what was written before a moment may have gone out already: then neither the
    mails nor the news of before that moment are told, and each row says so.
    """
    skipped = 0
    with transaction.atomic():
        if skip_before is not None:
            why = f"Skipped by {by}: it may have been sent before this copy was restored."
            mails = Email.objects.filter(state__in=_STOPPABLE, created_at__lt=skip_before)
            skipped = mails.update(state=EmailState.SUPPRESSED, error=why)
            news = Change.objects.filter(recorded_at__lt=skip_before)
            Notice.objects.untold().filter(change__in=news.values("pk")).update(dropped=why[:100])
            news.filter(alert__in=[Alert.WAITING, Alert.HELD]).update(
                alert=Alert.DROPPED, alert_reason=why[:200]
            )
        mail.let_go()
    return skipped
