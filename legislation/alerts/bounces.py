"""Mails that came back, and what follows for their readers.

A return is a row, written once; what follows is read from the rows, so that it may be drawn twice
or late. No such mailbox, or a complaint: nothing more is sent until the person asks anew. A mailbox
that takes nothing now rests for longer each time, and after five days is believed. What was refused
for what we sent is about us (Mailman's issue 624: it suspended the innocent).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from legislation import journal
from legislation.alerts.people import suspend
from legislation.domain import returned
from legislation.domain.returned import NotUnderstood, Returned
from legislation.domain.words import BounceKind, EmailState, SubscriberState, SuspendedFor
from legislation.mail.rejections import hold_if_many
from legislation.models import Bounce, Email, Notice, Subscriber

#: Rests of 2, 4, 8, 16, 32 and 64 hours are 126; the seventh return in a row is the last.
RESTS = 6
#: A mailbox that took mails for so long after its rest begins anew.
FORGOTTEN_AFTER = timedelta(days=7)
#: What is not drawn from a return within this time was not to be.
_DRAWN_WITHIN = timedelta(days=1)
#: Of returns that nobody could read, so many a day are kept, and so much of each.
_UNREAD_A_DAY, _UNREAD_CHARACTERS = 100, 2000
log = logging.getLogger(__name__)


class Took(Enum):
    """What became of what somebody handed in, in a word for whoever did."""

    NEW = "taken"
    KNOWN = "known already"
    NOT_OURS = "about no mail of ours"
    NO_RETURN = "no return"
    UNREAD = "not understood, kept for a person"


def take_mail(raw: bytes) -> Took:
    """Take what may be a returned mail, as it came. Raises `returned.Unreadable`."""
    try:
        report = returned.read(raw)
    except NotUnderstood as error:
        _keep_unread(raw, str(error))
        return Took.UNREAD
    return Took.NO_RETURN if report is None else take(report)


def take(report: Returned) -> Took:
    """Let a return have its effect, one, however often it is told.

    It counts only by the Message-ID of a mail of ours, which its reader and the servers on its way
    alone know.
    """
    email = _mail_of(report)
    if email is None:
        return Took.NOT_OURS
    bounce, is_new = Bounce.objects.get_or_create(
        report=_key(report, email),
        defaults={
            "kind": report.kind,
            "subscriber": email.subscriber,
            "email": email,
            "via": "report",
            "status": report.status[:12],
            "words": report.words,
            "at": timezone.now(),
        },
    )
    if not is_new:
        return Took.KNOWN
    if not hold_if_many():
        _draw(bounce.pk)
    return Took.NEW


def _mail_of(report: Returned) -> Email | None:
    """The mail that the likeliest of its Message-IDs names."""
    mails = Email.objects.filter(message_id__in=report.message_ids)
    by_id = {email.message_id: email for email in mails.select_related("subscriber")}
    return next((by_id[each] for each in report.message_ids if each in by_id), None)


def _key(report: Returned, email: Email) -> str:
    """The same for each report of the same; another once the mail was sent again by our fault."""
    undone = email.bounces.filter(undone_at__lt=email.sent_at).count() if email.sent_at else 0
    told = f"{email.message_id} {report.kind} {report.status} {undone}"
    return hashlib.sha256(told.encode()).hexdigest()


def sweep() -> None:
    """Draw what follows from what came back lately, and forgive where it was our fault."""
    hold_if_many()
    since = timezone.now() - _DRAWN_WITHIN
    for pk in list(_undrawn(since).order_by("at", "pk").values_list("pk", flat=True)):
        _draw(pk)
    for subscriber in _blameless(since):
        _forgive(subscriber.pk)


def _undrawn(since: datetime) -> QuerySet[Bounce]:
    """Returns that may still have to do something to somebody who is told."""
    soft = Q(kind=BounceKind.SOFT)
    resting = Q(subscriber__rests_until__gt=F("at"))
    counted = Q(subscriber__soft_bounced_at__gte=F("at"))
    return Bounce.objects.filter(
        at__gt=since,
        undone_at__isnull=True,
        subscriber__state=SubscriberState.ACTIVE,
        subscriber__is_probe=False,
        kind__in=[BounceKind.HARD, BounceKind.COMPLAINT, BounceKind.SOFT],
    ).exclude(soft & (resting | counted))


def _draw(pk: int) -> None:
    """Draw what follows from one return; again is harmless."""
    with transaction.atomic():
        bounce = Bounce.objects.select_related("email").get(pk=pk)
        rows = Subscriber.objects.select_for_update().filter(state=SubscriberState.ACTIVE)
        reader = rows.filter(bounces=bounce, is_probe=False).first()
        if reader is None or bounce.undone_at is not None or _is_overtaken(bounce, reader):
            return
        if bounce.kind == BounceKind.HARD:
            suspend(reader, SuspendedFor.NO_MAILBOX)
        elif bounce.kind == BounceKind.COMPLAINT:
            suspend(reader, SuspendedFor.COMPLAINT)
        elif bounce.kind == BounceKind.SOFT:
            _let_rest(reader, bounce.at)


def _is_overtaken(bounce: Bounce, reader: Subscriber) -> bool:
    """Whether it is about a mail from before the reader asked anew.

    Who confirmed has a mailbox. Who complains of the very mail by which he confirmed means it.
    """
    asked = reader.asked_at if bounce.kind == BounceKind.COMPLAINT else reader.confirmed_at
    return bool(bounce.email and asked and bounce.email.created_at < asked)


def _let_rest(reader: Subscriber, at: datetime) -> None:
    """Send nothing for a while; what was on its way when the rest began says nothing new."""
    rested, counted = reader.rests_until, reader.soft_bounced_at
    if (rested and at < rested) or (counted and at <= counted):
        return
    last = rested or counted
    anew = last is None or at - last > FORGOTTEN_AFTER
    reader.soft_bounces = 1 if anew else reader.soft_bounces + 1
    reader.soft_bounced_at = at
    if reader.soft_bounces <= RESTS:
        reader.rests_until = at + timedelta(hours=2**reader.soft_bounces)
        waiting = Email.objects.filter(subscriber=reader, state=EmailState.WAITING)
        waiting.filter(not_before__lt=reader.rests_until).update(not_before=reader.rests_until)
    reader.save(update_fields=["soft_bounces", "soft_bounced_at", "rests_until"])
    if reader.soft_bounces > RESTS:
        suspend(reader, SuspendedFor.REFUSES)


def _blameless(since: datetime) -> QuerySet[Subscriber]:
    """Who is suspended only for returns that were undone since."""
    hard = Bounce.objects.filter(kind=BounceKind.HARD)
    undone = hard.filter(undone_at__gt=since).values("subscriber")
    # One from before the person confirmed last has had its effect, and that is over.
    left = hard.filter(undone_at__isnull=True, email__created_at__gt=F("subscriber__confirmed_at"))
    return Subscriber.objects.filter(
        pk__in=undone,
        state=SubscriberState.SUSPENDED,
        suspended_for=SuspendedFor.NO_MAILBOX,
        confirmed_at__isnull=False,
    ).exclude(pk__in=left.filter(subscriber__isnull=False).values("subscriber"))


def _forgive(pk: int) -> None:
    """Tell the person again, and let what was stopped for the suspension go out."""
    why = f"Suspended: {SuspendedFor.NO_MAILBOX.label.lower()}."
    with transaction.atomic():
        rows = Subscriber.objects.select_for_update().filter(pk=pk)
        reader = rows.filter(suspended_for=SuspendedFor.NO_MAILBOX).first()
        if reader is None or reader.state != SubscriberState.SUSPENDED:
            return
        reader.state, reader.suspended_for = SubscriberState.ACTIVE.value, ""
        reader.save(update_fields=["state", "suspended_for"])
        Email.objects.filter(
            subscriber=reader,
            state=EmailState.SUPPRESSED,
            error=why,
            created_at__gte=reader.confirmed_at,
        ).update(state=EmailState.WAITING, error="", not_before=timezone.now())
        Notice.objects.filter(
            subscriber=reader,
            email__isnull=True,
            dropped=why[:100],
            due_at__gte=reader.confirmed_at,
        ).update(dropped="")


def _keep_unread(raw: bytes, why: str) -> None:
    """Keep a return that nobody is blamed for; staff are told of the first of a day."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    of_today = Bounce.objects.filter(via="unread", at__gte=midnight).count()
    if of_today >= _UNREAD_A_DAY:
        log.warning("A return is not understood and not kept, for many were today: %s", why)
        return
    text = raw[:_UNREAD_CHARACTERS].decode(errors="replace").replace("\0", "")
    _, is_new = Bounce.objects.get_or_create(
        report=returned.digest(raw),
        defaults={
            "kind": BounceKind.REFUSED,
            "via": "unread",
            "words": f"{why}\n\n{text}",
            "at": timezone.now(),
        },
    )
    if is_new and not of_today:
        text = f"A mail came back and was not understood: {why} It is kept among the bounces."
        journal.notice(None, text, run="bounces")
