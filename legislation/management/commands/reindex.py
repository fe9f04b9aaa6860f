"""`manage.py reindex`: let the search read the whole record anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from legislation import search


class Command(BaseCommand):
    """Makes every entry of the search anew; needed only where rows came past the journal."""

    help = "Make every entry of the search anew, by the rules of this version."

    def handle(self, *args: Any, **options: Any) -> None:
        """Who searches meanwhile finds what was there before; who writes waits."""
        self.stdout.write(f"Search: {search.rebuild()} entries.")
