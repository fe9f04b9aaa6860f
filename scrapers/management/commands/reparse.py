"""`manage.py reparse [SLUG ...]`: read the newest stored copies again, without asking the sites."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scrapers import pipeline


class Command(BaseCommand):
    """After a reader was repaired, lets the timeline catch up from what was kept."""

    help = "Read the newest stored copy of each source again; nothing is fetched, nobody is mailed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sources."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all if none is named")

    def handle(self, *args: Any, slugs: list[str], **options: Any) -> None:
        """Say for each how that ended."""
        sources = [s for s in pipeline.sources() if not slugs or s.slug in slugs]
        if slugs and len(sources) < len(set(slugs)):
            raise CommandError("One of these is not the name of a source.")
        for source in sources:
            run = pipeline.reparse(source)
            words = f"{run.outcome.upper()}. {run.detail}" if run else "nothing is stored."
            self.stdout.write(f"{source.slug}: {words}")
