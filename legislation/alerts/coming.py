"""Reminders: a known day comes near, seven days and one day before it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from legislation import journal, timeline
from legislation.domain.words import Precision, Verb
from legislation.models import Change, Event

#: So many days before the day of a hearing, a vote or a deadline.
DAYS_AHEAD = (7, 1)


def enter_reminders() -> int:
    """Enter the reminders whose time has come; each once for an event and its day.

    After a standstill the nearest one that is missing is entered, and says how many days are left.
    """
    today = timezone.localdate()
    coming = Event.objects.public().filter(
        proposal__isnull=False,
        precision__in=[Precision.DAY, Precision.BY],
        happened_on__gt=today,
        happened_on__lte=today + timedelta(days=max(DAYS_AHEAD)),
    )
    return sum(_remind(event, today) for event in coming.select_related("proposal"))


def _remind(event: Event, today: date) -> bool:
    if event.happened_on is None:
        return False
    left = (event.happened_on - today).days
    ahead = min(days for days in DAYS_AHEAD if days >= left)
    after = {"day": event.happened_on.isoformat(), "ahead": ahead, "left": left}
    with transaction.atomic():
        timeline.hold(event.proposal)
        entered = Change.objects.filter(
            event=event, verb=Verb.COMING, after__day=after["day"], after__ahead=ahead
        )
        if entered.exists():
            return False
        journal.remind(event, "reminders", after)
    return True
