"""Forgetting: what is kept of people goes when its time is over, by itself.

Runs may be missed, overlap or break off: each goes by the age of rows, in small transactions, and
the next one finds what was left.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from legislation.alerts.probe import forget_probes
from legislation.domain.words import ConsentAct, EmailState, SubscriberState
from legislation.models import Bounce, Consent, Email, Letter, Notice, Subscriber, Wish

#: A wish, an unconfirmed sign-up, the words of a mail and whom it went to.
_SHORT = timedelta(days=7)
#: The address after the end; and a mailbox that takes nothing, before that is taken for an end.
_ADDRESS = timedelta(days=28)
#: What was told to whom.
_LEDGER = timedelta(days=365)
#: The proof that somebody had agreed, after the end: claims are brought within three years.
_PROOF = timedelta(days=3 * 365)
_PROBES = timedelta(days=1)
_AT_ONCE = 500
_SETTLED = [EmailState.SENT, EmailState.FAILED, EmailState.SUPPRESSED]
_AN_ADDRESS = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+")

log = logging.getLogger(__name__)
_forgot_on: dict[str, Any] = {}


def forget_daily() -> None:
    """Forget once a day, and at once after a start: so days without a clock are made up for."""
    today = timezone.localdate()
    if _forgot_on.get("day") == today:
        return
    counts = forget()
    _forgot_on["day"] = today
    told = ", ".join(f"{what} {number}" for what, number in counts.items() if number)
    log.info("Forgotten: %s.", told or "nothing was due")


def forget() -> dict[str, int]:
    """Remove or blank all that is past its time; how many rows of each kind that were."""
    return {what: step(timezone.now()) for what, step in _STEPS.items()}


def _wishes(now: datetime) -> int:
    old = Q(taken_at__lt=now - _SHORT) | Q(taken_at=None, asked_at__lt=now - _SHORT)
    return _in_batches(Wish.objects.filter(old), _delete)


def _unconfirmed(now: datetime) -> int:
    """Who never confirmed is gone; who had once, and asked again in vain, has ended."""
    late = Subscriber.objects.filter(state=SubscriberState.UNCONFIRMED, asked_at__lt=now - _SHORT)
    again = _in_batches(late.filter(confirmed_at__isnull=False), _end)
    return (
        again
        + _in_batches(late.filter(confirmed_at=None, ended_at=None), _remove)
        + (_in_batches(late.filter(confirmed_at=None), _end))
    )


def _suspended(now: datetime) -> int:
    """A mailbox that has taken nothing for four weeks, or a complaint so old, is an end."""
    lately = now - _ADDRESS
    bounced = Bounce.objects.filter(subscriber=OuterRef("pk"), at__gte=lately)
    mailed = Email.objects.filter(subscriber=OuterRef("pk"), created_at__gte=lately)
    rows = Subscriber.objects.filter(state=SubscriberState.SUSPENDED, asked_at__lt=lately)
    return _in_batches(rows.exclude(Exists(bounced)).exclude(Exists(mailed)), _end)


def _end(people: QuerySet[Subscriber]) -> None:
    now = timezone.now()
    for person in people.select_for_update():
        Consent.objects.create(
            subscriber=person,
            act=ConsentAct.ENDED,
            at=now,
            form="not confirmed, or no mail possible",
            language=person.language,
        )
        person.subscriptions.all().delete()
    people.update(state=SubscriberState.ENDED, suspended_for="", ended_at=now)


def _addresses(now: datetime) -> int:
    """The row stays, without an address: the link in old mails goes on to answer."""
    gone = Subscriber.objects.filter(
        state=SubscriberState.ENDED, ended_at__lt=now - _ADDRESS, address__isnull=False
    )
    return _in_batches(gone, _without_address)


def _without_address(people: QuerySet[Subscriber]) -> None:
    remove_traces(people)
    people.update(address=None)


def _remove(people: QuerySet[Subscriber]) -> None:
    remove_traces(people)
    people.delete()


def remove_traces(people: QuerySet[Subscriber]) -> None:
    """Delete what people were told and what came of it; nobody is told more meanwhile."""
    list(people.select_for_update().values_list("pk"))
    Bounce.objects.filter(Q(subscriber__in=people) | Q(email__subscriber__in=people)).delete()
    Notice.objects.filter(subscriber__in=people).delete()
    remove_mails(Email.objects.filter(subscriber__in=people))


def remove_mails(mails: QuerySet[Email]) -> None:
    """Delete mails, and letters that nobody else got."""
    letters = set(mails.values_list("letter", flat=True))
    mails.delete()
    Letter.objects.filter(pk__in=letters, emails=None).delete()


def _settled(before: datetime) -> Q:
    """Mails of which nothing more is to come, since that moment.

    Of one that failed or was stopped `not_before` is when, or when it was due.
    """
    sent = Q(state=EmailState.SENT, sent_at__lt=before)
    other = Q(state__in=[EmailState.FAILED, EmailState.SUPPRESSED], not_before__lt=before)
    return Q(created_at__lt=before) & (sent | other)


def _words(now: datetime) -> int:
    open_ = Email.objects.filter(letter=OuterRef("pk")).exclude(_settled(now - _SHORT))
    rows = Letter.objects.filter(created_at__lt=now - _SHORT).exclude(text="", html="")
    return _in_batches(rows.exclude(Exists(open_)), lambda rows: rows.update(text="", html=""))


def _recipients(now: datetime) -> int:
    rows = Email.objects.filter(_settled(now - _SHORT)).exclude(recipient="")
    return _in_batches(rows, lambda rows: rows.update(recipient=""))


def _answers(now: datetime) -> int:
    """Relays and mailboxes like to repeat an address in what they answer."""
    mails = Email.objects.filter(_settled(now - _SHORT), error__contains="@")
    bounces = Bounce.objects.filter(at__lt=now - _SHORT, words__contains="@")
    return _in_batches(mails, lambda rows: _scrub(rows, "error")) + _in_batches(
        bounces, lambda rows: _scrub(rows, "words")
    )


def _scrub(rows: QuerySet[Any], column: str) -> None:
    for row in rows:
        text = _AN_ADDRESS.sub("(address)", getattr(row, column)).replace("@", "(at)")
        setattr(row, column, text)
        row.save(update_fields=[column])


def _ledger(now: datetime) -> int:
    before = now - _LEDGER
    return (
        _in_batches(Notice.objects.filter(due_at__lt=before), _delete)
        + _in_batches(Bounce.objects.filter(at__lt=before), _delete)
        + _in_batches(Email.objects.filter(created_at__lt=before), remove_mails)
    )


def _letters(now: datetime) -> int:
    """Those that nobody has any more."""
    return _in_batches(Letter.objects.filter(created_at__lt=now - _PROBES, emails=None), _delete)


def _proofs(now: datetime) -> int:
    over = Q(subscriber__state=SubscriberState.ENDED, subscriber__ended_at__lt=now - _PROOF)
    return _in_batches(Consent.objects.filter(over, at__lt=now - _PROOF), _delete)


def _delete(rows: QuerySet[Any]) -> None:
    rows.delete()


def _in_batches(rows: QuerySet[Any], act: Callable[[QuerySet[Any]], object]) -> int:
    """Do it to all rows, some at a time: nobody who sends or signs up waits for long."""
    done = 0
    for keys in _batches(rows):
        with transaction.atomic():
            act(rows.filter(pk__in=keys))
        done += len(keys)
    return done


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    last = 0
    while keys := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        yield keys
        last = keys[-1]


#: In order: what ends here is forgotten by a later step, or by a later day.
_STEPS: dict[str, Callable[[datetime], int]] = {
    "probes": lambda now: forget_probes(now - _PROBES),
    "wishes": _wishes,
    "unconfirmed": _unconfirmed,
    "suspended": _suspended,
    "addresses": _addresses,
    "recipients": _recipients,
    "relays' answers": _answers,
    "words of mails": _words,
    "ledger": _ledger,
    "letters": _letters,
    "proofs": _proofs,
}
