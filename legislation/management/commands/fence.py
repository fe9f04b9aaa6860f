"""`manage.py fence`: whether mails may go out, and letting them."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from legislation import alerts, mail


class Command(BaseCommand):
    """Shows what holds the mails up, and lets them go."""

    help = "Show whether mails may go out; --release lets them, as after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--release, and what is to be left out."""
        parser.add_argument("--release", action="store_true", help="send from this database")
        parser.add_argument(
            "--skip-older-than",
            metavar="MOMENT",
            help="leave out what was written before: 2026-11-29T12:00, or 24h ago",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what waits before and what happened after."""
        state, held = mail.relay_row(), alerts.waiting()
        self.stdout.write(f"Mails: {state.held_why or state.away_why or 'may go out'}")
        span = f", written {held.oldest:%Y-%m-%d %H:%M} to {held.newest:%Y-%m-%d %H:%M} UTC"
        self.stdout.write(
            f"Waiting: {held.mails} mails to {held.people} people{span if held.mails else ''}; "
            f"{held.news} pieces of news"
        )
        skip = _moment(options["skip_older_than"])
        if skip is not None and not options["release"]:
            raise CommandError("--skip-older-than goes with --release")
        if options["release"]:
            skipped = alerts.let_go("manage.py fence", skip)
            self.stdout.write(f"Mails go out again; {skipped} older ones were skipped.")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    if hours := re.fullmatch(r"(\d+)h", text):
        return timezone.now() - timedelta(hours=int(hours[1]))
    moment = parse_datetime(text)
    if moment is None:
        raise CommandError(f"{text!r} is no moment: write 2026-11-29T12:00, or 24h")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
