"""What proves a fact."""

from __future__ import annotations

import zlib
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from legislation.domain.sites import rank_of
from legislation.domain.words import Confidence, Kind, Rank, SourceState
from legislation.models.constraints import exactly_one_of, known
from legislation.models.council import (
    CouncilVote,
    JointStatement,
    Participation,
    Population,
)
from legislation.models.documents import Document
from legislation.models.facts import FACT_NAMES, FACTS, acted_in
from legislation.models.positions import Position
from legislation.models.proposal import Actor, Event, PressRelease, Proposal, Statistic


class Site(models.Model):
    """A site that is read: one request at a time, with a pause, within its robots.txt."""

    slug = models.SlugField(max_length=40, primary_key=True)
    next_request_at = models.DateTimeField(null=True, blank=True)
    robots = models.TextField(blank=True)
    robots_read_at = models.DateTimeField(null=True, blank=True)
    robots_base = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, of all its sources.")
    held_until = models.DateTimeField(null=True, blank=True)
    held_because = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.slug


class Source(models.Model):
    """One address that is watched, and how that stands.

    The validators and digests are those of the last reading that was good, so that a page that
    could not be read is asked for, and tried, again.
    """

    slug = models.SlugField(max_length=60, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=160)
    reader = models.CharField(
        max_length=60, help_text="site and kind, as `manage.py parse` has them"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="sources"
    )
    address = models.URLField(
        max_length=3000, help_text="The address that a reader may open; a query is long."
    )
    rhythm_seconds = models.PositiveIntegerField()
    state = models.CharField(
        max_length=16, choices=SourceState.choices(), default=SourceState.NEVER_READ.value
    )
    detail = models.TextField(blank=True, help_text="What went wrong, in words.")
    state_since = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    next_read_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    read_blob = models.ForeignKey("Blob", models.SET_NULL, null=True, blank=True, related_name="+")
    read_digest = models.CharField(max_length=64, blank=True, help_text="Of the records last read.")
    full_at = models.DateTimeField(
        null=True, blank=True, help_text="The last answer with a body, not only “unchanged”."
    )
    proven_at = models.DateTimeField(
        null=True, blank=True, help_text="The first good reading from the real site."
    )
    silence_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [known("source_state_known", "state", SourceState)]
        permissions = [("bring_page", "Can bring a page that was saved in a browser")]
        indexes = [models.Index(fields=["next_read_at"], name="source_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> str:
        """What went wrong, for everybody: the insides of our own faults are for staff."""
        return "A fault of ours; staff know." if self.state == SourceState.FAILED else self.detail


class Blob(models.Model):
    """Bytes as they were served, kept once, in the database: web and worker may be two machines."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    compressed = models.BinaryField(editable=False)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")

    class Meta:
        constraints = [
            CheckConstraint(name="blob_sha256_shape", condition=Q(sha256__regex=r"^[0-9a-f]{64}$"))
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def content(self) -> bytes:
        """The bytes as served."""
        return zlib.decompress(bytes(self.compressed))

    def beginning(self, length: int) -> bytes:
        """The first bytes, without unpacking the rest."""
        return zlib.decompressobj().decompress(bytes(self.compressed), length)


class Snapshot(models.Model):
    """What an address answered at a moment, and who brought it here.

    `address` is the one that a reader may open; `fetched_from` the one that was asked, which
    differs when recorded pages are replayed.
    """

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="snapshots")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="snapshots"
    )
    address = models.URLField(max_length=3000)
    fetched_from = models.URLField(max_length=3000)
    fetched_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    brought_by = models.CharField(max_length=120, help_text="A run, or an editor.")

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        constraints = [
            CheckConstraint(
                name="snapshot_status_possible", condition=Q(status__gte=100, status__lte=999)
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.fetched_at:%Y-%m-%d %H:%M}"

    @property
    def by_hand(self) -> bool:
        """Whether a person saved it in a browser; their name is for staff."""
        return self.brought_by.startswith("brought by ")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence, strongest first."""

    def strongest_first(self) -> Self:
        """High confidence before medium before low, then the oldest."""
        rank = models.Case(
            *(
                models.When(confidence=confidence.value, then=place)
                for place, confidence in enumerate(Confidence)
            ),
            output_field=models.PositiveSmallIntegerField(),
        )
        return self.order_by(rank, "pk")

    def with_facts(self) -> Self:
        """Each with the fact that it proves."""
        return self.select_related(*FACT_NAMES)

    def for_cards(self) -> Self:
        """Each with where it was read and the copy that was kept of it."""
        return self.select_related("source", "snapshot").defer("snapshot__headers")


class Evidence(models.Model):
    """One piece of proof for exactly one fact: an address, a stored copy or a full citation.

    `says` is what that source says in its own words (day, label, figures); `identifier` its own
    name for the thing, by which the next reading finds the fact again.
    """

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="evidence")
    press_release = models.ForeignKey(
        PressRelease, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="evidence")
    statistic = models.ForeignKey(
        Statistic, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    joint_statement = models.ForeignKey(
        JointStatement, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    council_vote = models.ForeignKey(
        CouncilVote, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    population = models.ForeignKey(
        Population, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    identifier = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=1000, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    citation = models.CharField(max_length=300, blank=True)
    passage = models.TextField(blank=True)
    says = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence.choices())
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            exactly_one_of("evidence_of_exactly_one_fact", *FACTS),
            CheckConstraint(
                name="evidence_can_be_looked_up",
                condition=~Q(address="") | ~Q(citation="") | Q(snapshot__isnull=False),
            ),
            known("evidence_confidence_known", "confidence", Confidence),
            UniqueConstraint(
                name="evidence_of_event_once_per_identifier",
                fields=["event", "source", "identifier"],
                condition=Q(event__isnull=False, source__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.citation or self.address or str(self.snapshot)

    @property
    def kind(self) -> str:
        """Which kind of fact it proves, as `FACTS` has it."""
        return next(name for name in FACTS if getattr(self, f"{name}_id") is not None)

    @property
    def fact(self) -> models.Model:
        """The fact that it proves."""
        proved: models.Model = getattr(self, self.kind)
        return proved

    @property
    def looked_up_at(self) -> str:
        """The address, or that of the stored copy; empty where there is a citation alone."""
        return self.address or (self.snapshot.address if self.snapshot else "")

    @property
    def rank(self) -> Rank:
        """Whose word it is."""
        published = getattr(self.fact, "kind", "") == Kind.OJ_PUBLICATION
        return rank_of(self.looked_up_at, acted_in(self.fact), published=published)

    @property
    def weight(self) -> tuple[int, int, int]:
        """What to order by: rank, then confidence, then which was there first."""
        return (
            list(Rank).index(self.rank),
            list(Confidence).index(Confidence(self.confidence)),
            self.pk,
        )
