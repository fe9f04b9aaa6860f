"""Hands mails to the relay, and nothing else: at least once, and as seldom more as can be.

A batch is leased by one UPDATE and sent outside any transaction, in order, each mail marked before
the next is begun. So of a sender that died, one mail may have gone out unmarked, the first; it
comes back as "in doubt" and goes out once more under the same Message-ID (RFC 5321, section
4.2.5; RFC 1047). The others were never begun, and wait again.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from typing import cast

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from legislation import journal
from legislation.domain.words import EmailKind, EmailState, SubscriberState
from legislation.mail import relay
from legislation.mail.message import Messages, keep, mailbox
from legislation.mail.outcome import mark, mark_sent, put_off, refused
from legislation.models import Email

#: Between two looks at who has unsubscribed meanwhile, in seconds.
LOOK_AGAIN = 0.5
#: More in doubt than this at once are sent again by nobody before a person has looked.
MOST_IN_DOUBT = 20
_KILLED = "The sender stopped before it knew whether the relay had taken the mail."
_sending, _dialling = threading.Lock(), threading.Lock()
_finishing = threading.Event()
log = logging.getLogger(__name__)


class RelayAway(Exception):
    """The relay cannot be reached, or takes nothing from us: no mail is to blame."""


def finish() -> None:
    """Let the senders of this process end with the mail at hand, and begin none."""
    _finishing.set()


def send_due() -> int:
    """Hand over what is due, over several conversations at once; how many mails that were.

    Goes on until nothing is due or the time of one turn is over. One turn at a time in a process.
    """
    if not _sending.acquire(blocking=False):
        return 0
    try:
        _doubt_the_abandoned()
        until = time.monotonic() + settings.MAIL_SECONDS_PER_TICK
        first = Sender(until)
        if not first.take():
            return 0
        return _together(first, until)
    finally:
        _sending.release()


def _together(first: Sender, until: float) -> int:
    """Send with as many conversations as the work is worth, once the relay has taken a mail: one
    that is away is tried by one of them."""
    more = Email.objects.due()[: settings.MAILS_PER_LEASE * settings.MAIL_CONNECTIONS].count()
    wanted = min(settings.MAIL_CONNECTIONS - 1, -(-more // settings.MAILS_PER_LEASE))
    others = [Sender(until) for _ in range(wanted)]
    threads = [threading.Thread(target=_in_a_thread(each)) for each in others]

    def begin() -> None:
        for thread in threads:
            thread.start()

    first.on_taken = begin
    first.run()
    for thread in threads:
        if thread.ident is not None:
            thread.join()
    return first.sent + sum(each.sent for each in others)


def _in_a_thread(sender: Sender) -> Callable[[], None]:
    def run() -> None:
        try:
            sender.run()
        except Exception:
            log.exception("A sender ended early; what it held comes back when its lease is over.")
        finally:
            database.close()

    return run


class Sender:
    """One conversation with the relay, and the mails that it holds."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.sent = 0
        self.on_taken: Callable[[], None] = lambda: None
        self.tries = False
        self.sender = mailbox(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        self.in_data = False
        self.lease = ""
        self.batch: list[Email] = []
        self.connection = get_connection()
        self.messages = Messages()
        self.looked_at = 0.0
        self.ours: set[int] = set()

    def take(self) -> bool:
        """Lease the next batch; False if nothing is due or nothing may go."""
        if _finishing.is_set() or not Email.objects.due().exists():
            return False
        if (state := relay.may_send()) is None:
            return False
        self.tries = state.away_since is not None
        self.lease = secrets.token_hex(16)
        with transaction.atomic():
            due = Email.objects.due().select_for_update(skip_locked=True)
            wanted = list(due.values_list("pk", flat=True)[: settings.MAILS_PER_LEASE])
            Email.objects.filter(pk__in=wanted).update(
                state=EmailState.LEASED,
                lease=self.lease,
                leased_until=self._lease_ends(),
                attempt=F("attempt") + 1,
            )
        held = Email.objects.filter(lease=self.lease, state=EmailState.LEASED)
        self.batch = list(held.select_related("subscriber", "answers").order_by("lane", "pk"))
        self.looked_at, self.ours = time.monotonic(), {email.pk for email in self.batch}
        return bool(self.batch)

    def _lease_ends(self) -> object:
        return timezone.now() + timedelta(seconds=settings.MAIL_LEASE_SECONDS)

    def run(self) -> None:
        """Send what is held, and take more until the turn is over."""
        _wait_for_the_disk(False)
        try:
            while self.batch or (time.monotonic() < self.until and self.take()):
                self._send_batch()
        except RelayAway as away:
            relay.note_away(str(away))
            self._give_back(str(away), relay.TRY_AGAIN)
        finally:
            self._give_back("", timedelta())
            self._hang_up()
            _wait_for_the_disk(True)

    def _send_batch(self) -> None:
        while self.batch:
            if _finishing.is_set():
                self._give_back("", timedelta())
                return
            email = self.batch[0]
            taken = self._may_go(email) and self._send(email)
            self.batch.pop(0)
            self.sent += taken
            if taken and self.sent == 1:
                self.on_taken()

    def _may_go(self, email: Email) -> bool:
        """Whether the mail is still ours to send: a look a moment ago will do."""
        if time.monotonic() - self.looked_at > LOOK_AGAIN:
            rows = Email.objects.filter(lease=self.lease, state=EmailState.LEASED)
            rows.update(leased_until=self._lease_ends())
            self.ours = set(rows.values_list("pk", flat=True))
            self.looked_at = time.monotonic()
        if email.pk not in self.ours:
            return False
        reader = email.subscriber
        told = email.kind in (EmailKind.ALERT, EmailKind.DIGEST)
        if told and (reader is None or reader.state != SubscriberState.ACTIVE):
            mark(email, EmailState.SUPPRESSED, "Unsubscribed before it was sent.", timedelta())
            return False
        return True

    def _send(self, email: Email) -> bool:
        try:
            content = self.messages.bytes_of(email)
        except Exception as error:  # noqa: BLE001 - logged, and said in its row
            return self._own_fault(email, error)
        try:
            self._hand_over(email, content)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            self._refused(email, error)
            return False
        except (OSError, smtplib.SMTPException) as error:
            self._broke_off(email, error)
            return False
        except RelayAway:
            raise
        except Exception as error:  # noqa: BLE001 - logged, and said in its row
            self._hang_up()
            return self._own_fault(email, error)
        mark_sent(email)
        self._is_there()
        return True

    def _is_there(self) -> None:
        """The relay speaks of mails: it is not away any more."""
        if self.tries:
            relay.note_back()
            self.tries = False

    def _own_fault(self, email: Email, error: Exception) -> bool:
        """Fail one mail alone that we cannot write or say."""
        log.error("A mail cannot be sent and is failed: %s", email.pk, exc_info=error)
        mark(email, EmailState.FAILED, f"Our own fault: {error!r}", timedelta())
        return False

    def _hand_over(self, email: Email, content: bytes) -> None:
        """One mail of the conversation. Raises what smtplib does, or `RelayAway`."""
        smtp = self._opened()
        if smtp is None:
            keep(content, email.message_id)
            return
        self.in_data = False
        _expect(smtp.mail(self.sender), smtplib.SMTPSenderRefused, self.sender)
        to = mailbox(email.recipient)
        code, said = smtp.rcpt(to)
        if code not in (250, 251):
            with suppress(smtplib.SMTPException, OSError):
                smtp.rset()
            raise smtplib.SMTPRecipientsRefused({to: (code, said)})
        self.in_data = True
        # A slow last answer is no failure (RFC 5321, section 4.5.3.2.6).
        _wait_at_most(smtp, settings.MAIL_ANSWER_SECONDS)
        code, said = smtp.data(content)
        _wait_at_most(smtp, settings.EMAIL_TIMEOUT)
        if code != 250:
            raise smtplib.SMTPDataError(code, said)

    def _opened(self) -> smtplib.SMTP | None:
        """The conversation, begun if need be; None where mails are kept as files."""
        if not isinstance(self.connection, EmailBackend):
            return None
        if self.connection.connection is None:
            with _dialling:
                self._dial(self.connection)
        return self.connection.connection

    def _dial(self, connection: EmailBackend) -> None:
        """Begin a conversation, unless another sender has just found that there is nobody."""
        if not self.tries and (why := relay.why_away()):
            raise RelayAway(why)
        try:
            connection.open()
            cast("smtplib.SMTP", connection.connection).ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            said = f"The relay cannot be reached: {error}"
            relay.note_away(said)  # before anybody else dials
            raise RelayAway(said) from error

    def _refused(
        self, email: Email, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException
    ) -> None:
        ours = refused(email, error)
        if ours.closing or self.in_data:
            self._hang_up()
        if ours.away:
            raise RelayAway(ours.said)
        self._is_there()

    def _broke_off(self, email: Email, error: Exception) -> None:
        self._hang_up()
        if self.in_data:
            put_off(email, EmailState.IN_DOUBT, f"The conversation broke off: {error}")
        else:
            put_off(email, EmailState.WAITING, f"The conversation broke off: {error}")

    def _give_back(self, why: str, wait: timedelta) -> None:
        """What was not handed over waits again; nobody's attempt is used up."""
        held = [email.pk for email in self.batch]
        self.batch = []
        if held:
            Email.objects.filter(pk__in=held, lease=self.lease, state=EmailState.LEASED).update(
                state=EmailState.WAITING,
                attempt=F("attempt") - 1,
                not_before=timezone.now() + wait,
                error=why,
            )

    def _hang_up(self) -> None:
        """End the conversation, whatever state it is in; the next mail opens another."""
        with suppress(OSError, smtplib.SMTPException):
            self.connection.close()


def _wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _expect(answer: tuple[int, bytes], refusal: type[Exception], who: str) -> None:
    code, said = answer
    if code != 250:
        raise refusal(code, said, who)


def _wait_for_the_disk(wait: bool) -> None:
    """Marks outlive this process and the database's; a power cut may lose half a second of them.

    SQLite has the same bargain (WAL, synchronous=NORMAL).
    """
    if database.vendor == "postgresql" and not database.in_atomic_block:
        with database.cursor() as cursor:
            cursor.execute(f"SET synchronous_commit TO {'DEFAULT' if wait else 'off'}")


def _doubt_the_abandoned() -> None:
    """Of a lease that ran out, the first mail may have gone out; those behind it were not begun."""
    now = timezone.now()
    over = Email.objects.filter(state=EmailState.LEASED, leased_until__lt=now)
    for lease in list(over.order_by().values_list("lease", flat=True).distinct()):
        rows = Email.objects.filter(lease=lease, state=EmailState.LEASED, leased_until__lt=now)
        first = rows.order_by("lane", "pk").first()
        if first is not None:
            put_off(first, EmailState.IN_DOUBT, _KILLED)
            rows.update(state=EmailState.WAITING, attempt=F("attempt") - 1)
    _hold_if_many()


def _hold_if_many() -> None:
    doubted = Email.objects.filter(state=EmailState.IN_DOUBT)
    number = doubted.count()
    if number > MOST_IN_DOUBT:
        why = f"One of {number} that may have gone out: sending them again is for a person to say."
        doubted.update(state=EmailState.HELD, error=why)
        journal.notice(None, f"{number} mails are in doubt at once, and held.", run="mail")
