"""`manage.py take_bounce`: a mail that came back, handed in by the mail server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from legislation.alerts.bounces import take_mail
from legislation.domain.returned import MOST_BYTES, Unreadable

#: For a mail server: try again later (EX_TEMPFAIL of sysexits.h).
LATER = 75


class Command(BaseCommand):
    """Take a returned mail, a delivery report or a complaint; anything else is no error.

    Exit code 1 if it can't be read, 75 if the database is away, with a sentence on stderr.
    """

    help = "Take a mail that came back, from a file or, for a mail server's pipe, from '-'."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="The raw mail; - is the input.")

    def handle(self, *_: Any, file: str, **__: Any) -> None:
        try:
            self.stdout.write(take_mail(_raw(file)).value)
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"Try again later: {error}", returncode=LATER) from None


def _raw(file: str) -> bytes:
    """The mail, or enough of it to be found too large."""
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(MOST_BYTES + 1)
