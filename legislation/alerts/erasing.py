"""Erasing a person on request. Outside the database stays a keyed hash, for restored copies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from legislation.alerts.forget import remove_mails, remove_traces
from legislation.models import Bounce, Email, Subscriber, Wish


def erase(address: str) -> bool:
    """Delete all that is kept of an address, after a note for restored copies; whether there was
    anything.

    The note is written first: whatever breaks off, `erase_again` ends.
    """
    address, now = address.strip().lower(), timezone.now()
    _write_down(now, _hashed(address, settings.SECRET_KEY))
    return _erase(address, now)


def erase_again() -> tuple[int, int]:
    """Erase anew who is noted as erased, up to that moment: of how many, how many were there."""
    noted = dict(_noted())
    found = 0
    for address in _addresses():
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        moments = [noted[h] for key in keys if (h := _hashed(address, key)) in noted]
        if moments:
            found += _erase(address, max(moments))
    return len(noted), found


def _erase(address: str, until: datetime) -> bool:
    """Delete what was there by that moment: who came back later is another matter."""
    with transaction.atomic():
        people = Subscriber.objects.filter(address=address, created_at__lte=until)
        mails = Email.objects.filter(
            Q(subscriber__in=people) | Q(recipient__iexact=address), created_at__lte=until
        )
        files = [_file_of(message_id) for message_id in mails.values_list("message_id", flat=True)]
        Bounce.objects.filter(Q(words__icontains=address), at__lte=until).delete()
        Bounce.objects.filter(email__in=mails).delete()
        remove_traces(people)
        remove_mails(mails)
        wishes, _ = Wish.objects.filter(address=address, asked_at__lte=until).delete()
        gone, _ = people.delete()
    for file in {*files, *_files_to(address, until)}:
        file.unlink(missing_ok=True)
    return bool(gone or wishes or files)


def _addresses() -> set[str]:
    """All addresses that the database has."""
    columns = (
        Subscriber.objects.filter(address__isnull=False).values_list("address", flat=True),
        Wish.objects.values_list("address", flat=True),
        Email.objects.exclude(recipient="").values_list("recipient", flat=True),
    )
    return {str(address).lower() for rows in columns for address in rows.order_by().distinct()}


def _hashed(address: str, key: str) -> str:
    return salted_hmac("legislation.erased", address, secret=key, algorithm="sha256").hexdigest()


def _write_down(moment: datetime, hashed: str) -> None:
    """One line more, written whole and on the disk."""
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{moment.isoformat()} {hashed}\n")
        file.flush()
        os.fsync(file.fileno())


def _noted() -> Iterator[tuple[str, datetime]]:
    """Who was erased, by hash, and when last: the file's order is that of time."""
    path = Path(settings.ERASURES_FILE)
    for line in path.read_text().splitlines() if path.exists() else []:
        moment, _, hashed = line.partition(" ")
        yield hashed, datetime.fromisoformat(moment)


def _file_of(message_id: str) -> Path:
    """Where a mail is kept if there is no relay."""
    return Path(settings.MAIL_DIRECTORY) / f"{parseaddr(message_id)[1].replace('/', '_')}.eml"


def _files_to(address: str, until: datetime) -> Iterator[Path]:
    """Mails kept as files of which the database knows no more."""
    for path in Path(settings.MAIL_DIRECTORY).glob("*.eml"):
        content = path.read_bytes()
        if address.encode() in content.lower() and path.stat().st_mtime <= until.timestamp() + 1:
            to = parseaddr(str(message_from_bytes(content)["To"]))[1]
            if to.lower() == address:
                yield path
