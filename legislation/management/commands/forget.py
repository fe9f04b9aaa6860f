"""`manage.py forget`: forget now what the clock forgets each day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from legislation import alerts


class Command(BaseCommand):
    """Remove or blank what is kept of people past its time."""

    help = "Forget what is kept of people past its time, as the clock does each day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows of each kind were forgotten."""
        counts = alerts.forget()
        self.stdout.write(", ".join(f"{what}: {number}" for what, number in counts.items()))
