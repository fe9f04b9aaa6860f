"""What people ask for by a form, and the mail that follows it up: whose address it was shows there
alone."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from legislation import journal, mail
from legislation.alerts.choice import Preferences
from legislation.alerts.people import Agreement, choose, confirmation_token, note
from legislation.domain.words import ConsentAct, EmailKind, SubscriberState, WishKind
from legislation.models import Relay, Subscriber, Wish

log = logging.getLogger(__name__)
#: Of mails that anybody can trigger by typing an address, so many go to one mailbox.
ONE_LINK_PER = timedelta(minutes=15)
LINKS_A_DAY = 3
#: Of wishes from one client, and of all together, so many are taken in an hour.
WISHES_A_CLIENT = 10
WISHES_AN_HOUR = 300
_WISHES_AT_ONCE = 100


class TooMany(Exception):
    """More wishes than an hour may bring; it says nothing about any address."""


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
            wish.mailed = _tried(wish)
            wish.taken_at = timezone.now()
            wish.save(update_fields=["mailed", "taken_at"])
    return len(waiting)


def _tried(wish: Wish) -> bool:
    """Follow a wish up; one that cannot be holds up no other, and staff are told."""
    try:
        with transaction.atomic():
            return _follow_up(wish)
    except (OperationalError, InterfaceError):  # of the moment, not of the wish
        raise
    except Exception:
        log.exception("A wish cannot be followed up and is passed over: %s", wish.pk)
        text = f"A sign-up could not be followed up, by our own fault: see the log for {wish.pk}."
        journal.notice(None, text, run="wishes")
        return False


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
    choose(subscriber, preferences)
    agreement = Agreement(wish.wording, wish.form)
    note(subscriber, ConsentAct.ASKED, preferences, agreement, at=wish.asked_at)
    if mails:
        token = confirmation_token(subscriber)
        mail.post(subscriber, EmailKind.CONFIRMATION, mail.confirmation(subscriber, token))
    return mails


def _mail_preferences(subscriber: Subscriber) -> bool:
    token = signing.dumps({"subscriber": subscriber.pk}, salt="preferences")
    mail.post(subscriber, EmailKind.PREFERENCES, mail.preferences(subscriber, token))
    return True
