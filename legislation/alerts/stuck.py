"""Mails that got stuck, in doubt, held or failed: a person says what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from legislation import journal
from legislation.domain.words import EmailState
from legislation.models import Email

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STUCK = [EmailState.IN_DOUBT, EmailState.HELD, EmailState.FAILED]
WHY_LEFT = "for only a mail that is in doubt, held or failed can be, and whose words are still kept"


def stuck(emails: Iterable[int]) -> QuerySet[Email]:
    """Of these mails, those that a person may decide."""
    return Email.objects.filter(pk__in=emails, state__in=STUCK)


def is_stuck(email: Email) -> bool:
    """Whether a person may decide what becomes of the mail."""
    return email.state in STUCK


def send_again(emails: Iterable[int], by: User) -> int:
    """Let stuck mails wait anew, as if never tried; how many these were.

    One that may have gone out keeps that on record, and so its Message-ID goes out once more only.
    What was forgotten of a mail can't be sent.
    """
    whole = stuck(emails).exclude(recipient="").exclude(letter__text="")
    with transaction.atomic():
        number = whole.update(
            state=EmailState.WAITING, attempt=0, not_before=timezone.now(), error=""
        )
        _note(number, "sent again", by)
    return number


def give_up(emails: Iterable[int], by: User) -> int:
    """Never send stuck mails; how many these were."""
    with transaction.atomic():
        number = stuck(emails).update(
            state=EmailState.SUPPRESSED, error=f"Given up by {by.get_username()}."
        )
        _note(number, "given up", by)
    return number


def _note(number: int, what: str, by: User) -> None:
    if number:
        mails = "1 mail is" if number == 1 else f"{number} mails are"
        journal.notice(None, f"{mails} {what}.", run="mail", by=by)
