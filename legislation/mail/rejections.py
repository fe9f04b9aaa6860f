"""What the relay or a report says of mails that came back, and the end of sending if it is many.

Many at once are no fault of their readers: a key that does not fit, a name on a blocklist, a relay
that is set up wrongly. Sending stops until a person lets it go on, and what came back waits again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from legislation.domain.refusals import kind_of, status_in
from legislation.domain.words import BounceKind, EmailState, SubscriberState
from legislation.mail.relay import hold, relay_row
from legislation.models import Bounce, Email

#: Ten among fewer than two hundred in a row are more than one in twenty. Before twenty have been
#: sent or failed, nothing can be said.
FEW, AMONG, ENOUGH = 10, 200, 20
#: So many of the last returns are looked at: they may come in another order than the mails went.
_LAST = 100
#: Mails of one time stand near each other; so far below the first that came back they are counted.
_NEARBY = 10_000
HELD = "Too many mails came back at once: nothing is sent until a person lets it."
_AGAIN = "It came back with many others, which is no fault of its reader's, and waits again."
_DAY = timedelta(days=1)
_SETTLED = [EmailState.SENT, EmailState.FAILED]


def refused_for_good(email: Email, code: int, words: str) -> bool:
    """Keep what the relay said of a mail that it will not have; whether sending is held now."""
    Bounce.objects.get_or_create(
        report=f"relay {email.pk} {email.lease}",
        defaults={
            "kind": kind_of(code, "", words),
            "subscriber_id": email.subscriber_id,
            "email": email,
            "via": "relay",
            "status": status_in(words),
            "words": f"{code} {words}".replace("\0", ""),
            "at": timezone.now(),
        },
    )
    return hold_if_many()


def hold_if_many() -> bool:
    """Hold all sending if too many mails came back, and say whether it is held for that.

    While it is, whatever else comes back is one of them. May run at any time, by several senders.
    """
    state = relay_row()
    since = max(filter(None, [state.checked_from, timezone.now() - _DAY]))
    if not state.held_why.startswith(HELD):
        if not _are_many(since):
            return False
        hold(_why(since))
        if not relay_row().held_why.startswith(HELD):
            return False  # it is held for something else
    _blame_nobody(since)
    return True


def _returns(since: datetime) -> QuerySet[Bounce]:
    """Mails that came back for good since then, by the mailbox's fault or by ours."""
    return Bounce.objects.filter(
        kind__in=[BounceKind.HARD, BounceKind.REFUSED],
        email__isnull=False,
        undone_at__isnull=True,
        at__gt=since,
    )


def _are_many(since: datetime) -> bool:
    """Whether ten came back of fewer than two hundred that were sent or failed in a row."""
    last = _returns(since).filter(via__in=["relay", "report"]).order_by("-pk")
    rows = last.values_list("email", "email__sent_at", "email__not_before")[:_LAST]
    settled = {pk: sent_at or failed_at for pk, sent_at, failed_at in rows}
    moments = sorted(moment for moment in settled.values() if moment > since)
    if len(moments) < FEW:
        return False
    ends = zip(moments, moments[FEW - 1 :], strict=False)
    first, final = min(ends, key=lambda pair: pair[1] - pair[0])
    nearby = Email.objects.filter(pk__gt=min(settled) - _NEARBY, state__in=_SETTLED).order_by("pk")
    among = nearby.filter(_settled_between(first, final))[:AMONG]
    enough = nearby.filter(_settled_between(since, timezone.now()))[:ENOUGH]
    return among.count() < AMONG and enough.count() >= ENOUGH


def _settled_between(first: datetime, final: datetime) -> Q:
    """A mail that failed did so when it might have gone again."""
    failed = Q(state=EmailState.FAILED, not_before__range=(first, final))
    return Q(sent_at__range=(first, final)) | failed


def _why(since: datetime) -> str:
    """What staff read on the desk and in the notice."""
    number = _returns(since).values("email").distinct().count()
    last = _returns(since).order_by("-pk").first()
    said = f" The last said: {last.words[:300]}" if last else ""
    return f"{HELD} Of {number}, nobody is unsubscribed for it, and all are sent again.{said}"


def _blame_nobody(since: datetime) -> None:
    """Take back what came back, and let the mails wait again but of those who have left."""
    with transaction.atomic():
        rows = list(_returns(since).select_for_update(of=("self",)).values_list("pk", "email"))
        if not rows:
            return
        now = timezone.now()
        Bounce.objects.filter(pk__in=[pk for pk, _ in rows]).update(undone_at=now)
        mails = Email.objects.filter(pk__in=[mail for _, mail in rows], state__in=_SETTLED)
        mails.exclude(subscriber__state=SubscriberState.ENDED).update(
            state=EmailState.WAITING,
            sent_at=None,
            attempt=0,
            error=_AGAIN,
            not_before=now,
        )
