"""What became of one mail: taken, put off, refused, in doubt. Each is marked at once."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform

from django.conf import settings
from django.db import connection
from django.utils import timezone

from legislation.domain.words import EmailState
from legislation.mail.rejections import refused_for_good
from legislation.models import Email

#: Waits between attempts, in minutes; the last one repeats, for a day in all.
_BACK_OFF = (1, 5, 15, 60)
_MOST_ATTEMPTS = 27
#: Answers that are about us whatever mail they are said to: authentication (RFC 4954).
_NOT_FROM_US = {530, 535}
#: The two about one mail that come where the sender is named, or end the conversation.
_TOO_LARGE, _CLOSING = 552, 421
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class Refusal:
    """What a refusal means for the conversation: `away` if not the mail was refused but we."""

    said: str
    away: bool
    closing: bool


def mark_sent(email: Email) -> None:
    """The relay has it. In plain SQL, for there is one such statement to each mail; a mail that
    was stopped while the relay took it has been sent all the same."""
    sent = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE legislation_email SET state = 'sent', sent_at = %s, error = '' "
            "WHERE id = %s AND lease = %s AND state IN ('leased', 'suppressed')",
            [sent, email.pk, email.lease],
        )


def mark(email: Email, state: EmailState, error: str, wait: timedelta) -> None:
    """Say how it went, unless the mail was taken from us meanwhile: its reader unsubscribed."""
    now = timezone.now()
    values: dict[str, datetime] = {"doubted_at": now} if state is EmailState.IN_DOUBT else {}
    Email.objects.filter(pk=email.pk, lease=email.lease, state=EmailState.LEASED).update(
        state=state, error=error, not_before=now + wait, **values
    )


def put_off(email: Email, state: EmailState, said: str) -> None:
    """Wait for another attempt, longer each time; after a day of them the mail has failed.

    One that may have gone out is sent once more, and then no more.
    """
    if state is EmailState.IN_DOUBT:
        doubted = Email.objects.filter(pk=email.pk, doubted_at__isnull=False).exists()
        final = f"{said} It may have arrived, perhaps twice, and is not sent again."
        wait = timedelta(seconds=settings.MAIL_DOUBT_SECONDS)
        mark(email, *((EmailState.FAILED, final) if doubted else (state, said)), wait)
        return
    if email.attempt >= _MOST_ATTEMPTS:
        mark(email, EmailState.FAILED, said, timedelta())
        return
    minutes = _BACK_OFF[min(email.attempt, len(_BACK_OFF)) - 1]
    spread = uniform(1, 1.2)  # noqa: S311 - so that mails put off together don't come together
    mark(email, state, said, timedelta(minutes=minutes * spread))


def refused(
    email: Email, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException
) -> Refusal:
    """Put the mail off, fail it, or leave it alone if the relay will have nothing from us."""
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    else:
        code, reply = error.smtp_code, error.smtp_error
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    said = f"The relay said {code} {words}"
    sender = isinstance(error, smtplib.SMTPSenderRefused) and code != _TOO_LARGE
    if sender or code in _NOT_FROM_US:
        return Refusal(said, away=True, closing=True)
    if code < 500:
        put_off(email, EmailState.WAITING, said)
    else:
        mark(email, EmailState.FAILED, said, timedelta())
    final = code >= 500 or email.attempt >= _MOST_ATTEMPTS
    if final and refused_for_good(email, code, words):
        return Refusal(said, away=True, closing=True)  # too many: the others are given back
    return Refusal(said, away=False, closing=code == _CLOSING)
