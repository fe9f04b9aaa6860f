"""Who is told: a wish, its confirmation, a change of mind, the end. No accounts: a mailed link is
the key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from legislation import mail
from legislation.alerts.choice import Preferences, row_values
from legislation.alerts.digests import first_digest_at, reschedule
from legislation.domain.words import (
    ConsentAct,
    EmailKind,
    EmailState,
    SubscriberState,
    SuspendedFor,
    WishKind,
)
from legislation.models import (
    Consent,
    Email,
    MemberState,
    Notice,
    Proposal,
    Relay,
    Subscriber,
    Subscription,
    Topic,
    Wish,
)

CONFIRM_WITHIN = timedelta(days=7)
PREFERENCES_WITHIN = timedelta(minutes=30)
#: Of mails that anybody can trigger by typing an address, so many go to one mailbox.
ONE_LINK_PER = timedelta(minutes=15)
LINKS_A_DAY = 3
#: Of wishes from one client, and of all together, so many are taken in an hour.
WISHES_A_CLIENT = 10
WISHES_AN_HOUR = 300
_WISHES_AT_ONCE = 100
#: What is on its way to somebody and can still be stopped.
STOPPABLE = [EmailState.WAITING, EmailState.LEASED, EmailState.IN_DOUBT, EmailState.HELD]


class TooMany(Exception):
    """More wishes than an hour may bring; it says nothing about any address."""


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to: the words, and in which form."""

    wording: str
    form: str


def ask(address: str, preferences: Preferences, agreement: Agreement, *, client: str = "") -> None:
    """Take a wish to be told; the clock follows it up by a mail.

    It only adds a row, the same whoever the address belongs to, so that neither the answer nor the
    time it takes tells who is subscribed. Raises `TooMany`.
    """
    _wish(WishKind.FOLLOW, address, client, preferences.as_json(), agreement)


def ask_for_link(address: str, *, client: str = "") -> None:
    """Take a wish for the link to the preferences. Raises `TooMany`."""
    _wish(WishKind.LINK, address, client, {}, Agreement("", ""))


def _wish(
    kind: WishKind, address: str, client: str, choice: dict[str, Any], agreement: Agreement
) -> None:
    now = timezone.now()
    lately = Wish.objects.filter(asked_at__gt=now - timedelta(hours=1))
    hashed = _hashed("client", client) if client else ""
    if hashed and lately.filter(client=hashed).count() >= WISHES_A_CLIENT:
        raise TooMany
    if lately.values("mailbox").distinct().count() >= WISHES_AN_HOUR:
        raise TooMany
    address = address.strip().lower()
    Wish.objects.create(
        kind=kind,
        address=address,
        mailbox=mailbox_of(address),
        client=hashed,
        asked_at=now,
        choice=choice,
        wording=agreement.wording,
        form=agreement.form,
    )


def mailbox_of(address: str) -> str:
    """A keyed hash of the mailbox: the same however the address is spelt or tagged."""
    name, _, domain = address.strip().lower().rpartition("@")
    return _hashed("mailbox", f"{name.partition('+')[0]}@{domain}")


def _hashed(salt: str, text: str) -> str:
    return salted_hmac(f"legislation.{salt}", text, algorithm="sha256").hexdigest()[:32]


def take_wishes() -> int:
    """Follow up the wishes that came, oldest first; how many were taken."""
    if not Wish.objects.filter(taken_at__isnull=True).exists():
        return 0
    with transaction.atomic():
        Relay.objects.select_for_update().get(pk=mail.relay_row().pk)  # one taker at a time
        waiting = list(Wish.objects.filter(taken_at__isnull=True)[:_WISHES_AT_ONCE])
        for wish in waiting:
            wish.mailed = _follow_up(wish)
            wish.taken_at = timezone.now()
            wish.save(update_fields=["mailed", "taken_at"])
    return len(waiting)


def _follow_up(wish: Wish) -> bool:
    """Do what the wish asks for; whether that mailed something."""
    held = Subscriber.objects.select_for_update().filter(address=wish.address).first()
    if held is not None and held.state == SubscriberState.ACTIVE:
        return _may_mail(wish, held) and _mail_preferences(held)
    return wish.kind == WishKind.FOLLOW and _invite(wish, held)


def _may_mail(wish: Wish, held: Subscriber | None) -> bool:
    """Whether the mailbox may get another mail that anybody can trigger.

    Whoever has used the link that was mailed last has shown that the mailbox is his own, and need
    not wait.
    """
    now = timezone.now()
    mailed = Wish.objects.filter(mailbox=wish.mailbox, mailed=True, taken_at__gt=now - _DAY)
    times = list(mailed.order_by("-taken_at").values_list("taken_at", flat=True))
    if len(times) >= LINKS_A_DAY:
        return False
    used = (held.confirmed_at, held.ended_at) if held else ()
    return (
        not times
        or times[0] is None
        or times[0] <= now - ONE_LINK_PER
        or any(each is not None and times[0] <= each for each in used)
    )


_DAY = timedelta(days=1)


def _invite(wish: Wish, held: Subscriber | None) -> bool:
    """An unconfirmed subscriber and a confirmation mail.

    A second wish before the first is confirmed takes its place and mails nothing: the link that
    was mailed shows, and confirms, the newest.
    """
    mails = _may_mail(wish, held)
    if not mails and (held is None or held.state != SubscriberState.UNCONFIRMED):
        return False
    now = timezone.now()
    subscriber = held or Subscriber(
        address=wish.address,
        token=secrets.token_urlsafe(16),
        mark=secrets.token_hex(16),
        created_at=now,
    )
    if mails:
        subscriber.state, subscriber.asked_at = SubscriberState.UNCONFIRMED.value, now
    preferences = Preferences.of_json(wish.choice)
    _set(subscriber, preferences)
    agreement = Agreement(wish.wording, wish.form)
    _note(subscriber, ConsentAct.ASKED, preferences, agreement, at=wish.asked_at)
    if mails:
        token = _confirmation_token(subscriber)
        mail.post(subscriber, EmailKind.CONFIRMATION, mail.confirmation(subscriber, token))
    return mails


def _mail_preferences(subscriber: Subscriber) -> bool:
    token = signing.dumps({"subscriber": subscriber.pk}, salt="preferences")
    mail.post(subscriber, EmailKind.PREFERENCES, mail.preferences(subscriber, token))
    return True


def _set(subscriber: Subscriber, preferences: Preferences) -> None:
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


def _note(
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
            _note(subscriber, ConsentAct.CONFIRMED, preferences, Agreement("", "mailed link"))
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
        _set(subscriber, preferences)
        reschedule(subscriber)
        _note(subscriber, ConsentAct.CHANGED, preferences, Agreement("", "preferences"))


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
            _note(held, ConsentAct.ENDED, None, Agreement("", "unsubscribe"))
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
    Notice.objects.filter(subscriber=subscriber, email__isnull=True, dropped="").update(
        dropped=why[:100]
    )


def names() -> dict[str, Mapping[str, str]]:
    """What the slugs and codes of choices are called."""
    return {
        "proposal": dict(Proposal.objects.values_list("slug", "short_title")),
        "topic": dict(Topic.objects.values_list("slug", "label")),
        "state": dict(MemberState.objects.values_list("code", "name")),
    }


def _confirmation_token(subscriber: Subscriber) -> str:
    told = {"subscriber": subscriber.pk, "asked_at": subscriber.asked_at.isoformat()}
    return signing.dumps(told, salt="confirm")


def _signed(token: str, salt: str, within: timedelta) -> dict[str, str] | None:
    try:
        told: dict[str, str] = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
    return told
