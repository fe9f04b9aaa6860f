"""What a person has to decide before it becomes part of the record."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from legislation.domain.words import Institution, SuggestionState
from legislation.models.constraints import known
from legislation.models.evidence import Snapshot, Source
from legislation.models.proposal import PressRelease, Proposal


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions."""

    def waiting(self) -> Self:
        """Those that nobody has decided yet."""
        return self.filter(state=SuggestionState.WAITING)


class Suggestion(models.Model):
    """A press release that may be about a file: the score says how likely, the reasons why.

    `reasons` are objects with points, passage, where and why. `digest` is of what the release said,
    so that a rejected one comes back only if it says something else.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="suggestions")
    source = models.ForeignKey(Source, models.PROTECT, related_name="suggestions")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.CharField(max_length=10, choices=Institution.choices())
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    address = models.URLField(max_length=500)
    published_on = models.DateField()
    says = models.JSONField(default=dict, blank=True)
    score = models.IntegerField()
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=64, editable=False)
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=SuggestionState.choices(),
        default=SuggestionState.WAITING.value,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.TextField(blank=True)
    release = models.ForeignKey(
        PressRelease, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            known("suggestion_institution_known", "institution", Institution),
            known("suggestion_state_known", "state", SuggestionState),
            UniqueConstraint(name="suggestion_once_per_content", fields=["address", "digest"]),
            CheckConstraint(
                name="suggestion_accepted_is_a_release",
                condition=~Q(state="accepted") | Q(release__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at"], name="suggestion_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.published_on}: {self.title}"
