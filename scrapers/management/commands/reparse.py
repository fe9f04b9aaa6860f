"""`manage.py reparse [SLUG ...]`: read stored copies again, without asking the sites."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.progress import track

from legislation.models import Snapshot, Source
from scrapers import pipeline
from scrapers.answers import Halt
from scrapers.management.commands.scrape import chosen


class Command(BaseCommand):
    """After a reader was repaired, lets the timeline catch up from what was kept."""

    help = (
        "Show what today's readers find in stored copies that the record lacks, and with --apply"
        " record it. Nothing is fetched, nobody is mailed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sources and copies, and whether to write."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all if none is named")
        parser.add_argument(
            "--since",
            type=_day,
            metavar="DAY",
            help="all copies since that day (2026-11-01), not only the newest of each source",
        )
        parser.add_argument("--apply", action="store_true", help="record what was found")

    def handle(
        self, *args: Any, slugs: list[str], since: datetime | None, apply: bool, **options: Any
    ) -> None:
        """Say for each copy what follows from it."""
        copies = [
            (source, copy) for source in chosen(slugs) for copy in pipeline.stored(source, since)
        ]
        for source, copy in track(
            copies, "Reading copies", transient=True, disable=len(copies) < 2
        ):
            self._reread(source, copy, apply)
        if not copies:
            self.stdout.write("Nothing is stored that could be read.")
        elif not apply:
            self.stdout.write("Nothing was written. To record this: manage.py reparse --apply")

    def _reread(self, source: Source, copy: Snapshot, apply: bool) -> None:
        named = f"{source.slug}, copy of {copy.fetched_at:%Y-%m-%d %H:%M}"
        if apply:
            run = pipeline.reread(source, copy)
            self.stdout.write(f"{named}: {run.outcome.upper()}. {run.detail}")
            return
        try:
            result = pipeline.rehearse_copy(source, copy)
        except Halt as halt:
            self.stdout.write(f"{named}: would be {halt.outcome.upper()}. {halt.detail}")
            return
        self.stdout.write(f"{named}: would be read. {result.words()}")
        for title in result.titles:
            self.stdout.write(f"  new: {title}")


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(
            f'"{text}" is no day. Write year, month and day: 2026-11-01.'
        ) from None
