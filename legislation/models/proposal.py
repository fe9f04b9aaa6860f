"""Proposals and what happens to them: stages, events, releases, people, figures."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import (
    CheckConstraint,
    Exists,
    F,
    OuterRef,
    Q,
    TextField,
    UniqueConstraint,
)
from django.db.models.functions import Cast
from django.urls import reverse

from legislation.domain.procedure import SUPPOSES, StageRow, StageSlug
from legislation.domain.references import ProcedureReference
from legislation.domain.words import Institution, Kind, Origin, Precision
from legislation.models.constraints import known


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals in the order in which they were made."""

    def in_order(self) -> Self:
        """Oldest procedure first."""
        return self.order_by("year", "number", "suffix")

    def followed(self) -> Self:
        """Those of which the sources are looked at."""
        return self.filter(unfollowed_at__isnull=True)

    def begun(self, on: date) -> Self:
        """Those of which a step had happened by the day."""
        happened = Event.objects.happened(on).filter(proposal=OuterRef("pk"))
        return self.filter(Exists(happened))

    def there(self, on: date) -> Self:
        """All but those whose first step on record came only after the day."""
        steps = Event.objects.public().filter(proposal=OuterRef("pk"))
        return self.filter(Exists(steps.filter(happened_on__lte=on)) | ~Exists(steps))

    def spelled(self, text: str) -> Self:
        """The file that any notation of its reference names, or none: 2025_59, 2025/0059(COD)."""
        try:
            reference = ProcedureReference.parse(text)
        except ValueError:
            return self.none()
        found = self.filter(year=reference.year, number=reference.number, suffix=reference.suffix)
        return found.filter(procedure_type=reference.type) if reference.type else found


class Proposal(models.Model):
    """One legislative file, identified by its procedure reference.

    How far it has come is never written here: stages follow from events.
    """

    reference = models.CharField(max_length=30, unique=True, help_text="2025/0059(COD)")
    slug = models.SlugField(max_length=30, unique=True, help_text="2025-0059-COD")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=2, blank=True)
    procedure_type = models.CharField(max_length=5)
    celex = models.CharField(max_length=40, blank=True)
    com_reference = models.CharField(max_length=40, blank=True)
    title = models.TextField()
    titles = models.JSONField(
        default=dict,
        blank=True,
        help_text="The official title in other languages, by their code: fr, de.",
    )
    short_title = models.CharField(max_length=80)
    act_type = models.CharField(max_length=60, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True, help_text="What is known beyond the events.")
    press_phrases = models.JSONField(
        default=list,
        blank=True,
        help_text="Word sequences by which a press release is recognised as being about this file.",
    )
    unfollowed_at = models.DateTimeField(
        "no longer followed since", null=True, blank=True, help_text="Empty while it is followed."
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number", "suffix"]
        constraints = [
            UniqueConstraint(name="proposal_procedure_unique", fields=["year", "number", "suffix"]),
        ]

    def __str__(self) -> str:
        return f"{self.short_title}, {self.reference}"

    def get_absolute_url(self) -> str:
        """The proposal's page."""
        return reverse("proposal", args=[self.slug])


class Stage(models.Model):
    """A room of the procedure: the day of entry, the day of leaving, the outcome.

    A projection of the proposal's events, rewritten by `timeline` together with them and always
    equal to `domain.procedure.stages`. "Current" is a question with a day, not a column.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="stages")
    slug = models.SlugField(max_length=30)
    parent = models.SlugField(max_length=30, blank=True)
    track = models.CharField(max_length=12, blank=True)
    position = models.PositiveSmallIntegerField()
    entered_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [
            UniqueConstraint(name="stage_once_per_proposal", fields=["proposal", "slug"]),
            CheckConstraint(
                name="stage_left_after_entered",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("entered_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} of {self.proposal_id}"

    @property
    def row(self) -> StageRow:
        """The stage as the domain has it."""
        days = (self.entered_on, self.left_on)
        return StageRow(StageSlug(self.slug), self.track, self.parent, *days, self.outcome)


class EventQuerySet(models.QuerySet["Event"]):
    """Events, asked as a reader would ask."""

    def public(self) -> Self:
        """Those that stand, that is, were not retracted."""
        return self.filter(retracted_at__isnull=True)

    def happened(self, on: date) -> Self:
        """Steps that the record has up to and with the day."""
        return self.public().filter(happened_on__lte=on, expected=False)

    def up_to(self, on: date) -> Self:
        """What stands on the timeline by the day, planned days that came included."""
        return self.public().filter(happened_on__lte=on)

    def ahead(self, on: date) -> Self:
        """What comes after the day: planned days first, then steps without a known day.

        An expected step is left out once a step of its kind has happened, or one that supposes it;
        of any other kind, no step is another.
        """
        happened = Event.objects.filter(proposal=OuterRef("proposal")).happened(on)
        over = Q(Exists(happened.filter(kind=OuterRef("kind")))) & ~Q(kind=Kind.OTHER)
        for kind, before in SUPPOSES.items():
            over |= Q(Exists(happened.filter(kind=kind, expected=False)), kind__in=before)
        undated = Q(expected=True, happened_on=None) & ~over
        ahead = self.public().filter(Q(happened_on__gt=on) | undated)
        return ahead.order_by(F("happened_on").asc(nulls_last=True), "pk")

    def oldest_first(self) -> Self:
        """In the order of the days, within a day as recorded; without a day at the end."""
        return self.order_by(F("happened_on").asc(nulls_last=True), "pk")

    def by_institution(self, institution: Institution) -> Self:
        """Those in which the institution acted; SQLite cannot look into a JSON list."""
        listed = self.alias(listed_institutions=Cast("institutions", TextField()))
        return listed.filter(listed_institutions__contains=f'"{institution.value}"')


class Event(models.Model):
    """What happened on a day, or is expected to.

    `key` is opaque and never changes; pages and mails link to it. An event without a proposal is
    context. A source never overwrites what the baseline or an editor brought.
    """

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="events"
    )
    key = models.SlugField(max_length=120)
    kind = models.CharField(max_length=40, choices=Kind.choices())
    institutions = models.JSONField(default=list, blank=True, help_text="Codes, who acted.")
    body = models.CharField(max_length=120, blank=True, help_text="Who acted, in words.")
    title = models.CharField(max_length=500)
    detail = models.TextField(blank=True)
    happened_on = models.DateField(
        null=True, blank=True, help_text="The last day that the source allows, Brussels time."
    )
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    expected = models.BooleanField(
        default=False, help_text="Announced or required, but not known to have happened."
    )
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    abstentions = models.PositiveIntegerField(null=True, blank=True)
    document_references = models.JSONField(default=list, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices())
    retracted_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            UniqueConstraint(name="event_key_unique", fields=["proposal", "key"]),
            UniqueConstraint(
                name="context_event_key_unique",
                fields=["key"],
                condition=Q(proposal__isnull=True),
            ),
            known("event_kind_known", "kind", Kind),
            known("event_precision_known", "precision", Precision),
            known("event_origin_known", "origin", Origin),
            CheckConstraint(
                name="event_happened_on_a_day",
                condition=Q(happened_on__isnull=False) | Q(expected=True),
            ),
            CheckConstraint(
                name="event_votes_complete",
                condition=Q(votes_for__isnull=True, votes_against__isnull=True)
                | Q(votes_for__isnull=False, votes_against__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["happened_on"], name="event_by_day")]

    def __str__(self) -> str:
        return f"{self.happened_on or 'day unknown'}: {self.title}"

    def get_absolute_url(self) -> str:
        """The event's page."""
        if self.proposal is None:
            return reverse("context_event", args=[self.key])
        return reverse("event", args=[self.proposal.slug, self.key])


class PressRelease(models.Model):
    """What an institution told the press: listed and mailed as "reported", it moves no stage.

    When an event that it announced arrives, `announces` names it.
    """

    key = models.SlugField(max_length=120, unique=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="press_releases"
    )
    institution = models.CharField(max_length=10, choices=Institution.choices())
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    address = models.URLField(max_length=500, unique=True)
    published_on = models.DateField()
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    note = models.TextField(blank=True)
    announces = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="releases"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices())

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            known("press_release_institution_known", "institution", Institution),
            known("press_release_precision_known", "precision", Precision),
            known("press_release_origin_known", "origin", Origin),
        ]

    def __str__(self) -> str:
        return f"{self.published_on}: {self.title}"


class Actor(models.Model):
    """A person or body with a part in the file, and for how long where that is known."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="actors")
    role = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=120, blank=True, help_text="Political group or state.")
    since_on = models.DateField(null=True, blank=True)
    since_precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    until_on = models.DateField(null=True, blank=True)
    until_precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    note = models.TextField(blank=True)
    origin = models.CharField(
        max_length=10, choices=Origin.choices(), default=Origin.BASELINE.value
    )

    class Meta:
        ordering = ["proposal", "pk"]
        constraints = [
            UniqueConstraint(name="actor_once_per_role", fields=["proposal", "role", "name"]),
            CheckConstraint(
                name="actor_until_after_since",
                condition=Q(since_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=F("since_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class Statistic(models.Model):
    """One published figure: what was counted, when, where, by whom."""

    indicator = models.CharField(max_length=200)
    period = models.CharField(max_length=40, help_text="2024, 2024-Q1")
    geo = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=120)
    publisher = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["indicator", "period"]
        constraints = [
            UniqueConstraint(name="statistic_unique", fields=["indicator", "period", "geo"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.geo}, {self.period}"
