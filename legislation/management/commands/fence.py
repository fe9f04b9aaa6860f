"""`manage.py fence`: whether mails go out, what waits, and letting it go on."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from legislation import mail
from legislation.alerts import fence


class Command(BaseCommand):
    """A database that was restored from a copy sends nothing before a person has looked."""

    help = "Show whether sending is held and what waits; with --release let it go on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to let it go on, and without what."""
        parser.add_argument("--release", action="store_true", help="send again")
        parser.add_argument(
            "--skip-older-than",
            dest="skip_before",
            type=_moment,
            metavar="MOMENT",
            help="never send what is from before it: 2026-11-29T12:00 (Brussels) or an age, 24h",
        )

    def handle(
        self, *args: Any, release: bool, skip_before: datetime | None, **options: Any
    ) -> None:
        """Say how it stands, and how it stands then."""
        if skip_before and not release:
            raise CommandError("--skip-older-than goes with --release.")
        self._show()
        if not release:
            return
        try:
            passed = fence.let_go(None, skip_before)
        except fence.NotHeld:
            raise CommandError("Nothing is held, so there is nothing to let go.") from None
        rest = f" Passed over: {passed}." if skip_before else ""
        self.stdout.write(f"Sending goes on.{rest}")

    def _show(self) -> None:
        state = mail.relay_row()
        if state.held_why:
            since = f" since {_words(state.held_at)}" if state.held_at else ""
            self.stdout.write(f"Sending is held{since}. {state.held_why}")
        elif state.away_since:
            self.stdout.write(f"The relay is away since {_words(state.away_since)}.")
        else:
            self.stdout.write("Mails go out.")
        for each in fence.waiting():
            people = "" if each.people is None else f", for {each.people} people"
            between = f"from {_words(each.oldest)} to {_words(each.newest)}"
            self.stdout.write(f"  {each.what}: {each.number}{people}, {between}")


def _words(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "an unknown moment"


def _moment(text: str) -> datetime:
    if found := re.fullmatch(r"(\d{1,5})h", text):
        return timezone.now() - timedelta(hours=int(found[1]))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f'"{text}" is no moment. Write 2026-11-29T12:00, or an age such as 24h.'
        ) from None
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    if moment > timezone.now():
        raise ArgumentTypeError(f'"{text}" lies ahead.')
    return moment
