"""Who is told: a wish, its confirmation, a change of mind, the end. No accounts: a mailed link is
the key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from legislation.alerts.choice import Preferences, row_values
from legislation.alerts.digests import first_digest_at, reschedule
from legislation.domain.words import (
    ConsentAct,
    EmailState,
    SubscriberState,
    SuspendedFor,
)
from legislation.models import (
    Consent,
    Email,
    MemberState,
    Notice,
    Proposal,
    Subscriber,
    Subscription,
    Topic,
)

CONFIRM_WITHIN = timedelta(days=7)
PREFERENCES_WITHIN = timedelta(minutes=30)
#: What is on its way to somebody and can still be stopped.
STOPPABLE = [EmailState.WAITING, EmailState.LEASED, EmailState.IN_DOUBT, EmailState.HELD]


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to: the words, and in which form."""

    wording: str
    form: str


def choose(subscriber: Subscriber, preferences: Preferences) -> None:
    """Let the subscriber be told exactly this, in this rhythm.

    What is not on record any more, such as a topic that was merged since, is left out.
    """
    subscriber.rhythm = preferences.rhythm.value
    subscriber.digest_time = preferences.digest_time
    subscriber.weekday = preferences.weekday
    subscriber.zone = preferences.zone
    subscriber.language = preferences.language.value
    subscriber.warns = preferences.warns
    subscriber.next_digest_at = first_digest_at(subscriber)
    subscriber.save()
    proposals = dict(Proposal.objects.values_list("slug", "pk"))
    known = {name: {"", *values} for name, values in names().items()}
    wanted = {
        choice.key: row_values(choice, proposals)
        for choice in preferences.choices
        if choice.key in preferences.keys
        and all(getattr(choice, name) in values for name, values in known.items())
    }
    held = set(subscriber.subscriptions.values_list("key", flat=True))
    subscriber.subscriptions.exclude(key__in=wanted).delete()
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(subscriber=subscriber, created_at=now, **values)
        for key, values in wanted.items()
        if key not in held
    )


def note(
    subscriber: Subscriber,
    act: ConsentAct,
    preferences: Preferences | None,
    agreement: Agreement,
    at: Any = None,
) -> None:
    wording = agreement.wording
    Consent.objects.create(
        subscriber=subscriber,
        act=act,
        at=at or timezone.now(),
        wording=wording,
        wording_sha256=hashlib.sha256(wording.encode()).hexdigest() if wording else "",
        form=agreement.form,
        language=subscriber.language,
        choice=preferences.as_json() if preferences else {},
    )


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
            subscriber.state = SubscriberState.ACTIVE.value
            subscriber.suspended_for = ""
            subscriber.soft_bounces, subscriber.rests_until = 0, None
            subscriber.confirmed_at = timezone.now()
            subscriber.ended_at = None
            subscriber.next_digest_at = first_digest_at(subscriber)
            subscriber.save()
            preferences = Preferences.of(subscriber)
            note(subscriber, ConsentAct.CONFIRMED, preferences, Agreement("", "mailed link"))
    return subscriber


def subscriber_with_link(token: str) -> Subscriber | None:
    """Whose preferences a mailed link opens; None if it is wrong or older than half an hour."""
    told = _signed(token, "preferences", PREFERENCES_WITHIN)
    if told is None:
        return None
    return Subscriber.objects.filter(pk=told["subscriber"], state=SubscriberState.ACTIVE).first()


def set_preferences(subscriber: Subscriber, preferences: Preferences) -> None:
    """Let the subscriber follow exactly these, in this rhythm; what waits is told in it, too."""
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if subscriber.state != SubscriberState.ACTIVE:
            return
        choose(subscriber, preferences)
        reschedule(subscriber)
        note(subscriber, ConsentAct.CHANGED, preferences, Agreement("", "preferences"))


def subscriber_with_token(token: str) -> Subscriber | None:
    """Whose unsubscribe link this is; it works for ever."""
    return Subscriber.objects.filter(token=token).first()


def end(subscriber: Subscriber) -> None:
    """Stop telling the subscriber, at once: what waits is not sent. Again is harmless."""
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if held.state != SubscriberState.ENDED:
            held.state, held.ended_at = SubscriberState.ENDED.value, timezone.now()
            held.save(update_fields=["state", "ended_at"])
            note(held, ConsentAct.ENDED, None, Agreement("", "unsubscribe"))
        held.subscriptions.all().delete()
        stop_mails(held, "Unsubscribed before it was sent.")
    subscriber.refresh_from_db()


def suspend(subscriber: Subscriber, why: SuspendedFor) -> None:
    """Send nothing more until the person asks anew."""
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.ACTIVE).update(
            state=SubscriberState.SUSPENDED, suspended_for=why
        )
        stop_mails(subscriber, f"Suspended: {why.label.lower()}.")


def stop_mails(subscriber: Subscriber, why: str) -> None:
    """Let nothing of what waits reach the subscriber; each row says why."""
    Email.objects.filter(subscriber=subscriber, state__in=STOPPABLE).update(
        state=EmailState.SUPPRESSED, error=why
    )
    Notice.objects.untold().filter(subscriber=subscriber).update(dropped=why[:100])


def names() -> dict[str, Mapping[str, str]]:
    """What the slugs and codes of choices are called."""
    return {
        "proposal": dict(Proposal.objects.values_list("slug", "short_title")),
        "topic": dict(Topic.objects.values_list("slug", "label")),
        "state": dict(MemberState.objects.values_list("code", "name")),
    }


def confirmation_token(subscriber: Subscriber) -> str:
    told = {"subscriber": subscriber.pk, "asked_at": subscriber.asked_at.isoformat()}
    return signing.dumps(told, salt="confirm")


def _signed(token: str, salt: str, within: timedelta) -> dict[str, str] | None:
    try:
        told: dict[str, str] = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return told
