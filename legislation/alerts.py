"""The only writer of subscribers, subscriptions, notices and mails.

News is a row that waits: `fan_out` makes a notice for everybody whom a change concerns and, for
those who want it at once, the mail. Both may run twice; a unique constraint keeps it once.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from legislation import mail, news
from legislation.domain.words import Alert, EmailState, Rhythm, SubscriberState
from legislation.models import Change, Email, Notice, Proposal, Subscriber, Subscription

CONFIRM_WITHIN = timedelta(days=7)
PREFERENCES_WITHIN = timedelta(minutes=30)
#: What the database says of the moment and not of the news: a deadlock, a lost line, a row that
#: went away meanwhile.
_PASSING = (OperationalError, InterfaceError, IntegrityError)
log = logging.getLogger(__name__)
#: At most one mail that anybody can trigger, per address and hour, until its link was used.
ONE_LINK_PER = timedelta(hours=1)


def subscribe(
    address: str, proposals: Sequence[Proposal], everything: bool, wording: str, form: str
) -> None:
    """Take a wish to be told: an unconfirmed subscriber and a confirmation mail.

    The caller learns nothing about the address. Somebody who is subscribed already is mailed the
    link to the preferences instead, for only that person may change them. A second wish within
    the hour, before the first is confirmed, takes its place and mails nothing: the link that was
    mailed shows, and confirms, the newest.
    """
    now = timezone.now()
    with transaction.atomic():
        subscriber, created = Subscriber.objects.select_for_update().get_or_create(
            address=address.strip().lower(),
            defaults={
                "token": secrets.token_urlsafe(16),
                "created_at": now,
                "asked_at": now,
            },
        )
        if subscriber.state == SubscriberState.ACTIVE:
            _mail_preferences(subscriber)
            return
        asks = created or _may_ask(subscriber)
        if not asks and subscriber.state != SubscriberState.UNCONFIRMED:
            return
        if asks:
            subscriber.state = SubscriberState.UNCONFIRMED
            subscriber.asked_at = now
        subscriber.consent = {
            "wording": wording,
            "wording_sha256": hashlib.sha256(wording.encode()).hexdigest(),
            "form": form,
            "asked_at": now.isoformat(),
        }
        subscriber.save()
        _follow(subscriber, proposals, everything)
        if asks:
            mail.confirmation(subscriber, _confirmation_token(subscriber)).save()


def confirmation_of(token: str) -> Subscriber | None:
    """Whose confirmation link this is; None if it is wrong, too old or overtaken."""
    return _confirmation_of(token, Subscriber.objects.all())


def _confirmation_of(token: str, rows: QuerySet[Subscriber]) -> Subscriber | None:
    told = _signed(token, "confirm", CONFIRM_WITHIN)
    subscriber = rows.filter(pk=told["subscriber"]).first() if told else None
    if subscriber is None or told is None or subscriber.asked_at.isoformat() != told["asked_at"]:
        return None
    asleep = {SubscriberState.ENDED, SubscriberState.SUSPENDED}
    return None if subscriber.state in asleep else subscriber


def confirm(token: str) -> Subscriber | None:
    """Begin to tell the subscriber; again is harmless. None if the link is not good."""
    with transaction.atomic():
        subscriber = _confirmation_of(token, Subscriber.objects.select_for_update())
        if subscriber is not None and subscriber.state == SubscriberState.UNCONFIRMED:
            now = timezone.now()
            subscriber.state = SubscriberState.ACTIVE
            subscriber.confirmed_at = now
            subscriber.ended_at = None
            subscriber.consent = {**subscriber.consent, "confirmed_at": now.isoformat()}
            subscriber.save()
    return subscriber


def mail_preferences_link(address: str) -> None:
    """Mail a link to the preferences, if somebody is subscribed under the address."""
    with transaction.atomic():
        subscriber = (
            Subscriber.objects.select_for_update()
            .filter(address=address.strip().lower(), state=SubscriberState.ACTIVE)
            .first()
        )
        if subscriber is not None:
            _mail_preferences(subscriber)


def subscriber_with_link(token: str) -> Subscriber | None:
    """Whose preferences a mailed link opens; None if it is wrong or older than half an hour."""
    told = _signed(token, "preferences", PREFERENCES_WITHIN)
    if told is None:
        return None
    return Subscriber.objects.filter(pk=told["subscriber"], state=SubscriberState.ACTIVE).first()


def set_subscriptions(
    subscriber: Subscriber, proposals: Sequence[Proposal], everything: bool
) -> None:
    """Let the subscriber follow exactly these."""
    with transaction.atomic():
        _follow(subscriber, proposals, everything)


def subscriber_with_token(token: str) -> Subscriber | None:
    """Whose unsubscribe link this is; it works for ever."""
    return Subscriber.objects.filter(token=token).first()


def end(subscriber: Subscriber) -> None:
    """Stop telling the subscriber, at once: what waits is not sent. Again is harmless."""
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk).exclude(state=SubscriberState.ENDED).update(
            state=SubscriberState.ENDED, ended_at=timezone.now()
        )
        subscriber.subscriptions.all().delete()
        waiting = [EmailState.WAITING, EmailState.LEASED, EmailState.IN_DOUBT, EmailState.HELD]
        Email.objects.filter(subscriber=subscriber, state__in=waiting).update(
            state=EmailState.SUPPRESSED, error="Unsubscribed before it was sent."
        )
    subscriber.refresh_from_db()


def fan_out(batch: int = 100) -> int:
    """Turn waiting changes into notices and mails, oldest first; how many changes are done.

    One that fails holds up no other: it is held for a person, who finds it on the desk. If only
    the database was in the way, it goes on waiting.
    """
    waiting = list(Change.objects.to_fan_out().values_list("pk", flat=True)[:batch])
    return sum(_try_to_fan_out(pk) for pk in waiting)


def _try_to_fan_out(pk: int) -> bool:
    try:
        return _fan_out_one(pk)
    except _PASSING:
        log.exception("News cannot be turned into mails now and will be tried again: change %s", pk)
    except Exception as error:
        log.exception("News cannot be turned into mails and is held: change %s", pk)
        Change.objects.filter(pk=pk, alert=Alert.WAITING).update(
            alert=Alert.HELD, alert_reason=f"{type(error).__name__}: {error}"[:200]
        )
    return False


def _fan_out_one(pk: int) -> bool:
    """One change, in one transaction: all its notices and mails, or none."""
    with transaction.atomic():
        change = (
            Change.objects.select_for_update(of=("self",))
            .select_related("proposal", "event__proposal", "press_release", "position")
            .filter(pk=pk, alert=Alert.WAITING)
            .first()
        )
        if change is None or news.is_settling(change):
            return False
        if why := news.why_dropped(change):
            Change.objects.filter(pk=pk).update(alert=Alert.DROPPED, alert_reason=why)
            return False
        now = timezone.now()
        notices = [
            Notice(subscriber_id=subscriber, change=change, reasons=reasons, due_at=now)
            for subscriber, reasons in _concerned(change).items()
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
        _write_mails(change)
        Change.objects.filter(pk=pk).update(alert=Alert.DONE)
    return True


def _follows(change: Change) -> Q:
    return Q(proposal__isnull=True) | Q(proposal=change.proposal_id)


def _concerned(change: Change) -> dict[int, list[int]]:
    """Subscribers whom the change concerns, each with the subscriptions that say so.

    Who was told of the release that announced an event is not told of the event as well, nor of
    the release who was told of the event first.
    """
    rows = Subscription.objects.filter(
        _follows(change), subscriber__state=SubscriberState.ACTIVE, rhythm=Rhythm.INSTANT
    )
    if change.event_id is not None:
        told = Notice.objects.filter(change__press_release__announces=change.event_id)
        rows = rows.exclude(subscriber__in=told.values("subscriber"))
    if change.press_release is not None and change.press_release.announces_id is not None:
        told = Notice.objects.filter(change__event=change.press_release.announces_id)
        rows = rows.exclude(subscriber__in=told.values("subscriber"))
    concerned: dict[int, list[int]] = {}
    for subscriber, subscription in rows.values_list("subscriber_id", "pk"):
        concerned.setdefault(subscriber, []).append(subscription)
    return concerned


def _write_mails(change: Change) -> None:
    """A mail for each notice of the change that has none."""
    untold: QuerySet[Notice] = change.notices.filter(email__isnull=True)
    for notice in untold.select_related("subscriber"):
        reasons = Subscription.objects.filter(pk__in=notice.reasons).select_related("proposal")
        words = [row.proposal.short_title if row.proposal else "everything" for row in reasons]
        notice.email = mail.alert(change, notice.subscriber, words)
        notice.email.save()
        notice.save(update_fields=["email"])


def _follow(subscriber: Subscriber, proposals: Sequence[Proposal], everything: bool) -> None:
    wanted = {None} if everything else {proposal.pk for proposal in proposals}
    rows = subscriber.subscriptions.all()
    held = {row.proposal_id: row for row in rows}
    for proposal_id, row in held.items():
        if proposal_id not in wanted:
            row.delete()
    for proposal_id in wanted - held.keys():
        Subscription.objects.create(
            subscriber=subscriber, proposal_id=proposal_id, created_at=timezone.now()
        )


def _may_ask(subscriber: Subscriber) -> bool:
    """Whether an hour has passed, or the person at the address has used what was mailed last."""
    used = [moment for moment in (subscriber.confirmed_at, subscriber.ended_at) if moment]
    asked = subscriber.asked_at
    return asked <= timezone.now() - ONE_LINK_PER or any(asked <= moment for moment in used)


def _mail_preferences(subscriber: Subscriber) -> None:
    if not _may_ask(subscriber):
        return
    subscriber.asked_at = timezone.now()
    subscriber.save(update_fields=["asked_at"])
    token = signing.dumps({"subscriber": subscriber.pk}, salt="preferences")
    mail.preferences(subscriber, token).save()


def _confirmation_token(subscriber: Subscriber) -> str:
    told = {"subscriber": subscriber.pk, "asked_at": subscriber.asked_at.isoformat()}
    return signing.dumps(told, salt="confirm")


def _signed(token: str, salt: str, within: timedelta) -> dict[str, str] | None:
    try:
        told: dict[str, str] = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return told
