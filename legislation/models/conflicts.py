"""What contradicts a fact."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from legislation.models.evidence import Snapshot, Source
from legislation.models.proposal import Event, Proposal


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Disagreements."""

    def open(self) -> Self:
        """Those that nobody has settled yet."""
        return self.filter(closed_at__isnull=True)


class Conflict(models.Model):
    """Two things that cannot both be right, for a person to settle; nothing is settled in silence.

    `ours` and `theirs` hold what the record and what the source has for `field`. `key` makes the
    same disagreement one row however often it is met.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="conflicts")
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    field = models.CharField(max_length=40)
    ours = models.JSONField(null=True, blank=True)
    theirs = models.JSONField(null=True, blank=True)
    preferred = models.CharField(
        max_length=200, blank=True, help_text="Which one a rule would prefer, and which rule."
    )
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.TextField(blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            CheckConstraint(
                name="conflict_closed_with_a_reason",
                condition=Q(closed_at__isnull=True) | ~Q(resolution=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["opened_at"], name="conflict_open", condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.event or self.proposal}: {self.ours} or {self.theirs}"
