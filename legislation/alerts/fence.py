"""Letting sending go on after it was held, with or without what was written before a moment.

A database that was restored from a copy does not know what went out after the copy was made. What
it tells for the second time is told from old news or old mails: so all that began before a moment
can be passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from legislation import journal, mail
from legislation.alerts.people import STOPPABLE
from legislation.domain.words import Alert, EmailKind, EmailState
from legislation.models import Change, Email, Notice, Relay, Wish

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NEWS = [Alert.WAITING, Alert.HELD]


@dataclass(frozen=True)
class Waits:
    """What of one kind waits: how much, for how many people, from when to when it was written."""

    what: str
    number: int
    people: int | None
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True)
class Passed:
    """What was passed over: mails, notices that had no mail yet, news."""

    mails: int = 0
    notices: int = 0
    news: int = 0

    def __str__(self) -> str:
        return f"{self.mails} mails, {self.notices} notices and {self.news} news"


class NotHeld(Exception):
    """Nothing holds the mails: there is nothing to let go."""


def waiting() -> list[Waits]:
    """All that would go out, by kind, in a fixed number of queries."""
    rows = (
        Email.objects.filter(state__in=STOPPABLE)
        .order_by("kind")
        .values_list("kind")
        .annotate(
            number=Count("pk"),
            people=Count("recipient", distinct=True),
            oldest=Min("created_at"),
            newest=Max("created_at"),
        )
    )
    labels = {kind.value: f"Mails: {kind.label.lower()}" for kind in EmailKind}
    found = [Waits(labels[kind], *counted) for kind, *counted in rows]
    notices = Notice.objects.untold().aggregate(
        number=Count("pk"),
        people=Count("subscriber", distinct=True),
        oldest=Min("change__recorded_at"),
        newest=Max("change__recorded_at"),
    )
    news = Change.objects.filter(alert__in=_NEWS).aggregate(
        number=Count("pk"), oldest=Min("recorded_at"), newest=Max("recorded_at")
    )
    found.append(Waits("Notices that have no mail yet", **notices))
    found.append(Waits("News that nobody was told of yet", people=None, **news))
    return [each for each in found if each.number]


def people_waiting() -> int:
    """How many people a mail waits for."""
    rows = Email.objects.filter(state__in=STOPPABLE)
    return rows.aggregate(number=Count("recipient", distinct=True))["number"] or 0


def let_go(by: User | None, skip_before: datetime | None = None) -> Passed:
    """Send again; what was written, or is told of news, from before a moment is passed over.

    Raises `NotHeld` if nothing is held, so that a second press of the button has no effect.
    """
    with transaction.atomic():
        state = Relay.objects.select_for_update().get(pk=mail.relay_row().pk)
        if not state.held_why:
            raise NotHeld
        passed = _pass_over(skip_before) if skip_before else Passed()
        said = f"Sending goes on, let go by {by.get_username() if by else 'a command'}"
        if skip_before:
            said += f"; from before {_words(skip_before)} were passed over {passed}"
        journal.notice(None, f"{said}. It was held: {state.held_why}", run="mail", by=by)
        mail.let_go()  # last: what fails before it leaves the fence closed
    return passed


def _words(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}"


def _pass_over(moment: datetime) -> Passed:
    why = f"Passed over: from before {_words(moment)}, when sending was let go on."
    told_late = _old_in_new_mails(moment)
    old = Email.objects.filter(state__in=STOPPABLE, created_at__lt=moment) | told_late
    passed = list(old.order_by().values_list("pk", flat=True).distinct())
    _tell_the_new_later(passed, moment)
    mails = 0
    for begin in range(0, len(passed), 500):
        rows = Email.objects.filter(pk__in=passed[begin : begin + 500])
        mails += rows.update(state=EmailState.SUPPRESSED, error=why)
    untold = Notice.objects.untold().filter(change__recorded_at__lt=moment)
    notices = untold.update(dropped=why[:100])
    waits = Change.objects.filter(alert__in=_NEWS, recorded_at__lt=moment)
    news = waits.update(alert=Alert.DROPPED, alert_reason=why[:200])
    Wish.objects.filter(taken_at__isnull=True, asked_at__lt=moment).update(taken_at=timezone.now())
    return Passed(mails, notices, news)


def _old_in_new_mails(moment: datetime) -> QuerySet[Email]:
    """Mails written since, while all was held, that tell old news."""
    return Email.objects.filter(
        state__in=STOPPABLE, created_at__gte=moment, notices__change__recorded_at__lt=moment
    )


def _tell_the_new_later(passed: list[int], moment: datetime) -> None:
    """A digest that is passed over for what is old in it gives its newer news to the next one."""
    for begin in range(0, len(passed), 500):
        newer = Notice.objects.filter(
            email__in=passed[begin : begin + 500], change__recorded_at__gte=moment
        )
        newer.update(email=None)
