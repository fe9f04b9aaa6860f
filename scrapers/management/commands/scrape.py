"""`manage.py scrape [SLUG ...]`: read sources now."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import track

from legislation import evidence
from legislation.models import Source
from scrapers import pipeline


class Command(BaseCommand):
    """Reads the named sources, or all, one after the other with the pause between requests."""

    help = "Read sources now and say how each attempt ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sources, and whether anything is to be written."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all if none is named")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, slugs: list[str], dry_run: bool, **options: Any) -> None:
        """Exit 1 if a source could not be read."""
        found = self._chosen(slugs)
        failed = 0
        for source in track(found, "Reading sources", transient=True, disable=len(found) < 2):
            if reason := pipeline.why_not_polled(source):
                evidence.pause(source, reason)
                self.stdout.write(f"{source.slug}: NOT POLLED. {reason}")
                failed += 1
                continue
            self._wait_for(source)
            try:
                failed += not (self._rehearse(source) if dry_run else self._run(source))
            finally:
                pause = timedelta(seconds=settings.SCRAPE_PAUSE_SECONDS)
                evidence.free_site(source.site_id, timezone.now() + pause)
        if failed:
            raise CommandError(f"{failed} of {len(found)} sources could not be read.")

    def _chosen(self, slugs: list[str]) -> list[Source]:
        known = {source.slug: source for source in pipeline.sources()}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise CommandError(
                f"No source is called {', '.join(unknown)}. There are: {', '.join(known)}."
            )
        return [known[slug] for slug in slugs or known]

    def _wait_for(self, source: Source) -> None:
        busy = pipeline.longest_request()
        while not evidence.claim_site(source.site_id, timezone.now(), busy):
            time.sleep(min(0.5, settings.SCRAPE_PAUSE_SECONDS))

    def _run(self, source: Source) -> bool:
        run = pipeline.run(source)
        self.stdout.write(f"{source.slug}: {run.outcome.upper()}. {run.detail}")
        return run.outcome in {"success", "unchanged"}

    def _rehearse(self, source: Source) -> bool:
        try:
            result = pipeline.rehearse(source)
        except pipeline.Halt as halt:
            self.stdout.write(f"{source.slug}: would be {halt.outcome.upper()}. {halt.detail}")
            return False
        self.stdout.write(f"{source.slug}: would be read. {result.words()}")
        for title in result.titles:
            self.stdout.write(f"  new: {title}")
        return True
