"""`manage.py scrape [SLUG ...]`: read sources now."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import track

from legislation import evidence
from legislation.domain.words import Outcome
from legislation.models import Source
from scrapers import pipeline, watching
from scrapers.answers import Halt
from scrapers.asking import longest_request


class Command(BaseCommand):
    """Reads the named sources, or all, one after the other with the pause between requests."""

    help = "Read sources now and say how each attempt ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sources, and whether anything is to be written."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all if none is named")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, slugs: list[str], dry_run: bool, **options: Any) -> None:
        """Exit 1 if a source could not be read, was not found or may not be asked."""
        found = chosen(slugs)
        ended: Counter[str] = Counter()
        for source in track(found, "Reading sources", transient=True, disable=len(found) < 2):
            if reason := watching.why_not_polled(source):
                evidence.pause(source, reason)
                # One reason for all: it is said with the first.
                words = "NOT POLLED." if ended["not polled"] else f"NOT POLLED. {reason}"
                self.stdout.write(f"{source.slug}: {words}")
                ended["not polled"] += 1
                continue
            self._wait_for(source)
            try:
                ended[self._rehearse(source) if dry_run else self._run(source)] += 1
            finally:
                pause = timedelta(seconds=settings.SCRAPE_PAUSE_SECONDS)
                evidence.free_site(source.site_id, timezone.now() + pause)
        told = [f"{ended[each]} {each}" for each in _UNREAD if ended[each]]
        if told:
            read = f"{ended['read']} of {len(found)} sources were read"
            raise CommandError(f"{', '.join([read, *told])}.")

    def _wait_for(self, source: Source) -> None:
        busy = longest_request()
        while not evidence.claim_site(source.site_id, timezone.now(), busy):
            time.sleep(min(0.5, settings.SCRAPE_PAUSE_SECONDS))

    def _run(self, source: Source) -> str:
        run = pipeline.run(source)
        self.stdout.write(f"{source.slug}: {run.outcome.upper()}. {run.detail}")
        return _sort(run.outcome)

    def _rehearse(self, source: Source) -> str:
        try:
            result = pipeline.rehearse(source)
        except Halt as halt:
            self.stdout.write(f"{source.slug}: would be {halt.outcome.upper()}. {halt.detail}")
            return _sort(halt.outcome)
        self.stdout.write(f"{source.slug}: would be read. {result.words()}")
        for title in result.titles:
            self.stdout.write(f"  new: {title}")
        return "read"


#: How an attempt ends that read nothing, as the closing sentence counts it.
_UNREAD = ("not found", "not polled", "could not be read")


def _sort(outcome: str) -> str:
    if outcome in {Outcome.SUCCESS, Outcome.UNCHANGED}:
        return "read"
    return "not found" if outcome == Outcome.NOT_FOUND else "could not be read"


def chosen(slugs: list[str]) -> list[Source]:
    """The sources of these names, or all if none is named; others are refused in a sentence."""
    known = {source.slug: source for source in watching.sources()}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise CommandError(
            f"No source is called {', '.join(unknown)}. There are: {', '.join(known)}."
        )
    return [known[slug] for slug in slugs or known]
