"""Celery's doorbell for the sources."""

from __future__ import annotations

from celery import shared_task

from scrapers import rounds


@shared_task(ignore_result=True)
def read_due_sources() -> None:
    """Read what is due; each source keeps its own next moment."""
    rounds.read_due()
