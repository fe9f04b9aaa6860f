"""A row per attempt to read a source."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from legislation.domain.words import Outcome
from legislation.models import Snapshot, Source


class ScrapeRun(models.Model):
    """One attempt: how it ended, in words, and what it did."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), blank=True)
    detail = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP status.")
    snapshot = models.ForeignKey(
        Snapshot, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    records = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            CheckConstraint(
                name="scrape_run_outcome_known",
                condition=Q(outcome="") | Q(outcome__in=[word.value for word in Outcome]),
            ),
            CheckConstraint(
                name="scrape_run_ended_with_an_outcome",
                condition=Q(ended_at__isnull=True) | ~Q(outcome=""),
            ),
        ]
        indexes = [models.Index(fields=["source", "-started_at"], name="scrape_run_of_source")]

    def __str__(self) -> str:
        return f"{self.source_id} at {self.started_at:%Y-%m-%d %H:%M}: {self.outcome or 'running'}"
