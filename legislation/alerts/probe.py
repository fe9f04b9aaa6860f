"""The probe: a subscriber of the tracker's own, told something each hour the way anybody is.

Where its mails don't arrive at the relay, nobody's do: two that are missing raise an alarm, which
staff see on the desk and a monitor at /mailz.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from legislation import journal
from legislation.alerts.choice import EVERYTHING
from legislation.domain.words import EmailState, SubscriberState, Verb
from legislation.models import Change, Email, Notice, Relay, Subscriber, Subscription

EVERY = timedelta(hours=1)
#: Two missing, and a quarter of an hour for the third to be on its way.
LATE_AFTER = timedelta(hours=2, minutes=15)


def send_probe() -> bool:
    """Enter a probe if the last one is an hour old; whether it was entered."""
    if not settings.PROBE_ADDRESS:
        return False
    now = timezone.now()
    with transaction.atomic():
        Relay.objects.select_for_update().filter(pk=1).first()
        last = Change.objects.filter(verb=Verb.PROBED).first()
        if last is not None and last.recorded_at > now - EVERY:
            return False
        _subscriber()
        journal.probe("probe")
    return True


def _subscriber() -> Subscriber:
    now = timezone.now()
    person, made = Subscriber.objects.get_or_create(
        is_probe=True,
        defaults={
            "address": settings.PROBE_ADDRESS,
            "token": secrets.token_urlsafe(16),
            "mark": secrets.token_hex(16),
            "state": SubscriberState.ACTIVE,
            "created_at": now,
            "asked_at": now,
            "confirmed_at": now,
        },
    )
    if made:
        Subscription.objects.create(subscriber=person, key=EVERYTHING, created_at=now)
    elif person.address != settings.PROBE_ADDRESS:
        Subscriber.objects.filter(pk=person.pk).update(address=settings.PROBE_ADDRESS)
    return person


def last_arrival() -> datetime | None:
    """When the relay last took a probe."""
    sent = Email.objects.filter(subscriber__is_probe=True, state=EmailState.SENT)
    return sent.order_by("-sent_at").values_list("sent_at", flat=True).first()


def is_late() -> bool:
    """Whether two probes are missing; False where none is sent."""
    if not settings.PROBE_ADDRESS:
        return False
    first = Change.objects.filter(verb=Verb.PROBED).order_by("sequence").first()
    since = last_arrival() or (first.recorded_at if first else None)
    return since is not None and since < timezone.now() - LATE_AFTER


def tell_if_late() -> None:
    """One notice to staff when probes begin to be missing; the next when it happens anew."""
    late = is_late()
    rows = Relay.objects.filter(pk=1, probe_late_told_at__isnull=late)
    if rows.update(probe_late_told_at=timezone.now() if late else None) and late:
        arrived = last_arrival()
        when = f"since {arrived:%-d %B %Y, %H:%M} UTC" if arrived else "so far"
        journal.notice(None, f"No probe has reached the relay {when}: mails are late.", run="probe")


def forget_probes(before: datetime) -> int:
    """Remove what probes left behind: they are about nothing."""
    old = Change.objects.filter(verb=Verb.PROBED, recorded_at__lt=before)
    Notice.objects.filter(change__in=old.values("pk")).delete()
    Email.objects.filter(subscriber__is_probe=True, created_at__lt=before).delete()
    return old.delete()[0]
