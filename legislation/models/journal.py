"""The journal: the audit trail, the outbox and the memory."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from legislation.domain.words import Alert, Audience, Verb
from legislation.models.conflicts import Conflict
from legislation.models.constraints import known
from legislation.models.council import (
    CouncilVote,
    JointStatement,
    Participation,
    Population,
)
from legislation.models.documents import Document
from legislation.models.evidence import Source
from legislation.models.facts import FACT_NAMES
from legislation.models.positions import Position
from legislation.models.proposal import Actor, Event, PressRelease, Proposal, Statistic

#: How the name of a run begins that loads the curated record.
BASELINE_RUN = "baseline"


class JournalClock(models.Model):
    """One row, locked for as long as an entry is being written: so sequence is commit order."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class ChangeQuerySet(models.QuerySet["Change"]):
    """Changes, newest first."""

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(audience=Audience.PUBLIC)

    def for_staff(self) -> Self:
        """Notices to staff."""
        return self.filter(audience=Audience.STAFF)

    def of_baseline(self) -> Self:
        """Those that loading the curated record left behind."""
        return self.filter(run__startswith=BASELINE_RUN)

    def news(self) -> Self:
        """What became different for the public since: no loading, no mere confirmation."""
        return self.public().exclude(run__startswith=BASELINE_RUN).exclude(verb=Verb.CONFIRMED)

    def with_facts(self) -> Self:
        """Each with the fact that it is about, without the long contents."""
        return self.select_related(*FACT_NAMES).defer("before", "after")

    def to_fan_out(self) -> Self:
        """News whose moment has come, oldest first."""
        return self.filter(alert=Alert.WAITING, release_at__lte=timezone.now()).order_by("sequence")

    def held(self) -> Self:
        """News that waits for a person, oldest first."""
        return self.filter(alert=Alert.HELD).order_by("sequence")


class Change(models.Model):
    """One thing that became different, for ever.

    `before` and `after` are the complete public content of the fact, in the shape that `schema`
    numbers. Rows are appended by `legislation.journal` and by nothing else; only the alert fields
    move later, and only forward.
    """

    sequence = models.PositiveBigIntegerField(unique=True, editable=False)
    recorded_at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=10, choices=Verb.choices())
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="changes")
    press_release = models.ForeignKey(
        PressRelease, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="changes")
    statistic = models.ForeignKey(
        Statistic, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    joint_statement = models.ForeignKey(
        JointStatement, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    council_vote = models.ForeignKey(
        CouncilVote, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    population = models.ForeignKey(
        Population, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    conflict = models.ForeignKey(
        Conflict, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    schema = models.PositiveSmallIntegerField(default=1)
    why = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    run = models.CharField(max_length=60, blank=True, help_text="Which run or command.")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    audience = models.CharField(
        max_length=8, choices=Audience.choices(), default=Audience.PUBLIC.value
    )
    alert = models.CharField(max_length=8, choices=Alert.choices(), default=Alert.NONE.value)
    alert_reason = models.CharField(max_length=200, blank=True)
    release_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who let it go out although it was held.",
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        permissions = [("release_change", "Can let out or drop news that is held")]
        constraints = [
            known("change_verb_known", "verb", Verb),
            known("change_audience_known", "audience", Audience),
            known("change_alert_known", "alert", Alert),
            models.CheckConstraint(
                name="change_waits_for_a_moment",
                condition=~Q(alert=Alert.WAITING.value) | Q(release_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_for_staff_tells_no_subscriber",
                condition=~Q(audience=Audience.STAFF.value) | Q(alert=Alert.NONE.value),
            ),
        ]
        indexes = [
            models.Index(
                fields=["release_at"], name="change_waiting", condition=Q(alert=Alert.WAITING.value)
            ),
            models.Index(fields=["proposal", "-sequence"], name="change_of_proposal"),
            models.Index(fields=["run"], name="change_held", condition=Q(alert=Alert.HELD.value)),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.verb}"
