"""Delivers mails: nothing else.

Handing over is at least once. A mail is leased by one UPDATE, sent outside any transaction and
marked in a short one of its own; a sender that dies leaves leased rows, which come back as "in
doubt" and go out once more under the same Message-ID (RFC 5321, section 4.2.5; RFC 1047).
"""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from email.utils import formatdate, parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db.models import F
from django.utils import timezone

from legislation.domain.words import EmailKind, EmailState, SubscriberState
from legislation.models import Email

#: Waits between attempts, in minutes; the last one repeats, for a day in all.
_BACK_OFF = (1, 5, 15, 60)
_MOST_ATTEMPTS = 27
#: How long a mail that may have gone out waits for its second attempt.
_DOUBT = timedelta(minutes=15)
#: Answers that are about us whatever mail they are said to: authentication (RFC 4954).
_NOT_FROM_US = {530, 535}
#: The two about one mail that come where the sender is named, or end the conversation.
_TOO_LARGE, _CLOSING = 552, 421
log = logging.getLogger(__name__)


def as_message(email: Email) -> EmailMultiAlternatives:
    """The stored mail as the message that goes out: the same one however often it is built."""
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[email.recipient],
        headers={
            **email.headers,
            "Message-ID": email.message_id,
            "Date": formatdate(email.created_at.timestamp()),
        },
    )
    message.attach_alternative(email.html, "text/html")
    return message


def send_due(batch: int | None = None) -> int:
    """Hand the oldest due mails to the relay over one connection; how many were handed over."""
    _doubt_the_abandoned()
    leased = _claim(batch or settings.MAILS_PER_TICK)
    if not leased:
        return 0
    connection = get_connection()
    sent = 0
    try:
        for email in leased:
            sent += _send(email, connection)
    except _RelayAway as error:
        _give_back(leased[0].lease, str(error))
    finally:
        _hang_up(connection)
    return sent


class _RelayAway(Exception):
    """The relay cannot be reached, or takes nothing from us: no mail is to blame."""


def _claim(batch: int) -> list[Email]:
    lease = secrets.token_hex(16)
    until = timezone.now() + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    wanted = list(Email.objects.due().values_list("pk", flat=True)[:batch])
    Email.objects.due().order_by().filter(pk__in=wanted).update(
        state=EmailState.LEASED, lease=lease, leased_until=until, attempt=F("attempt") + 1
    )
    return list(Email.objects.filter(lease=lease, state=EmailState.LEASED).order_by("pk"))


def _doubt_the_abandoned() -> None:
    """A lease that ran out may or may not have reached the relay."""
    said = "The sender stopped before it knew whether the relay had taken the mail."
    now = timezone.now()
    abandoned = Email.objects.filter(state=EmailState.LEASED, leased_until__lt=now)
    abandoned.filter(attempt__gte=_MOST_ATTEMPTS).update(state=EmailState.FAILED, error=said)
    abandoned.update(state=EmailState.IN_DOUBT, not_before=now + _DOUBT, error=said)


def _give_back(lease: str, why: str) -> None:
    """What was not handed over yet waits; nobody's attempt is used up."""
    Email.objects.filter(lease=lease, state=EmailState.LEASED).update(
        state=EmailState.WAITING,
        attempt=F("attempt") - 1,
        not_before=timezone.now() + timedelta(minutes=1),
        error=why,
    )


def _send(email: Email, connection: BaseEmailBackend) -> bool:
    if not _may_go(email):
        return False
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise _RelayAway(f"The relay cannot be reached: {error}") from error
    try:
        connection.send_messages([as_message(email)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        _refused(email, error, connection)
    except (OSError, smtplib.SMTPException) as error:
        _put_off(email, EmailState.IN_DOUBT, f"The conversation broke off: {error}", _DOUBT)
        _hang_up(connection)
    except Exception as error:
        log.exception("A mail cannot be sent and is failed: %s", email.pk)
        _mark(email, EmailState.FAILED, f"Our own fault: {error!r}", timedelta())
        _hang_up(connection)
    else:
        Email.objects.filter(pk=email.pk, lease=email.lease).update(
            state=EmailState.SENT, sent_at=timezone.now(), error=""
        )
        return True
    return False


def _may_go(email: Email) -> bool:
    """Whether the mail is still ours to send, and an alert still wanted by its subscriber."""
    held = Email.objects.filter(pk=email.pk, state=EmailState.LEASED, lease=email.lease)
    now = held.values("subscriber__state").first()
    if now is None:
        return False
    if email.kind == EmailKind.ALERT and now["subscriber__state"] != SubscriberState.ACTIVE:
        _mark(email, EmailState.SUPPRESSED, "Unsubscribed before it was sent.", timedelta())
        return False
    return True


def _refused(
    email: Email,
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException,
    connection: BaseEmailBackend,
) -> None:
    """Put the mail off or fail it; raises `_RelayAway` if not the mail was refused but we."""
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    else:
        code, reply = error.smtp_code, error.smtp_error
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    said = f"The relay said {code} {words}"
    sender = isinstance(error, smtplib.SMTPSenderRefused) and code != _TOO_LARGE
    if sender or code in _NOT_FROM_US:
        raise _RelayAway(said)
    if code < 500:
        _put_off(email, EmailState.WAITING, said)
    else:
        _mark(email, EmailState.FAILED, said, timedelta())
    if code == _CLOSING:
        _hang_up(connection)


def _put_off(email: Email, state: EmailState, said: str, at_least: timedelta = timedelta()) -> None:
    """Wait for another attempt, longer each time; after a day of them the mail has failed."""
    if email.attempt >= _MOST_ATTEMPTS:
        _mark(email, EmailState.FAILED, said, timedelta())
        return
    wait = timedelta(minutes=_BACK_OFF[min(email.attempt, len(_BACK_OFF)) - 1])
    _mark(email, state, said, max(wait, at_least))


def _mark(email: Email, state: EmailState, error: str, wait: timedelta) -> None:
    """Say how it went, unless the mail was taken from us meanwhile: its reader unsubscribed."""
    Email.objects.filter(pk=email.pk, lease=email.lease, state=EmailState.LEASED).update(
        state=state, error=error, not_before=timezone.now() + wait
    )


def _hang_up(connection: BaseEmailBackend) -> None:
    """End the conversation, whatever state it is in; the next mail opens another."""
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


class EmlBackend(BaseEmailBackend):
    """Keeps each message as a file that any mail program opens; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one `.eml` each, named by its Message-ID, into `MAIL_DIRECTORY`."""
        folder = Path(settings.MAIL_DIRECTORY)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = parseaddr(message.extra_headers.get("Message-ID", ""))[1] or secrets.token_hex(8)
            (folder / f"{name.replace('/', '_')}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)
