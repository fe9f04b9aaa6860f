"""The states: who they are, how many people, who votes, what they signed and how they voted."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, Subquery, UniqueConstraint

from legislation.domain import labels
from legislation.domain.searching import tokens
from legislation.domain.words import (
    Membership,
    Precision,
    StatementKind,
    StatementRole,
    TakesPart,
    Vote,
)
from legislation.models.constraints import known
from legislation.models.proposal import Proposal


class StateQuerySet(models.QuerySet["MemberState"]):
    """States, and who is meant by what."""

    def called(self, text: str) -> Self:
        """The state that a code or one of its names, in any language of the site, means; or none:
        dk, EL, Dänemark, united-kingdom."""
        said = tokens(text)
        codes = [
            code
            for code, name in self.values_list("code", "name")
            if said in map(tokens, (code, name, *labels.other_names(code)))
        ]
        return self.filter(code__in=codes)


class MemberState(models.Model):
    """A state that sits, or sat, at the Council's table. Greece is GR."""

    code = models.CharField(max_length=2, primary_key=True, help_text="ISO 3166-1")
    name = models.CharField(max_length=60, unique=True)
    membership = models.CharField(max_length=12, choices=Membership.choices())

    objects = StateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [known("member_state_membership_known", "membership", Membership)]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """A state's people in the year for which the Council counts them.

    `persons` may be unknown while the published two-decimal share is known: `share` is in basis
    points of the Union's total, 1849 for 18.49 %.
    """

    state = models.ForeignKey(MemberState, models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField()
    persons = models.PositiveIntegerField(null=True, blank=True)
    share = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-year", "state"]
        constraints = [
            UniqueConstraint(name="population_once_a_year", fields=["state", "year"]),
            CheckConstraint(
                name="population_has_a_figure",
                condition=Q(persons__isnull=False) | Q(share__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} {self.year}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """The ledger of who votes on what."""

    def begun(self, on: date) -> Self:
        """All that held on the day or before."""
        return self.filter(Q(since_on__isnull=True) | Q(since_on__lte=on))

    def in_force(self, on: date) -> Self:
        """Of each state and proposal the entry that holds on the day."""
        mine = Participation.objects.begun(on).filter(
            proposal=OuterRef("proposal"), state=OuterRef("state")
        )
        newest = mine.order_by(F("since_on").desc(nulls_last=True), "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class Participation(models.Model):
    """Whether a state votes on a proposal, since when and on what legal basis.

    A ledger: what holds from another day on is another row; without a day it holds from the start.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="participations")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="participations")
    takes_part = models.CharField(max_length=20, choices=TakesPart.choices())
    since_on = models.DateField("since", null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "state"]
        verbose_name = "participation"
        constraints = [
            UniqueConstraint(
                name="participation_once_a_day", fields=["proposal", "state", "since_on"]
            ),
            UniqueConstraint(
                name="participation_begins_once",
                fields=["proposal", "state"],
                condition=Q(since_on__isnull=True),
            ),
            known("participation_known", "takes_part", TakesPart),
        ]

    def __str__(self) -> str:
        return f"{self.state_id}: {self.takes_part}"


class Topic(models.Model):
    """A question on which states take positions; `reading` says what support means."""

    slug = models.SlugField(max_length=40, primary_key=True)
    label = models.CharField(max_length=120)
    reading = models.TextField()
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.label


class JointStatement(models.Model):
    """A letter, paper or meeting of several states. `complete` says whether all names are known."""

    key = models.SlugField(max_length=120, unique=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="joint_statements"
    )
    kind = models.CharField(max_length=20, choices=StatementKind.choices())
    title = models.CharField(max_length=300)
    stated_on = models.DateField()
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    topics = models.ManyToManyField(Topic, related_name="joint_statements", blank=True)
    complete = models.BooleanField(default=True)
    count = models.PositiveSmallIntegerField(help_text="How many states, as the source counts.")
    addressee = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-stated_on", "key"]
        constraints = [
            known("joint_statement_kind_known", "kind", StatementKind),
            known("joint_statement_precision_known", "precision", Precision),
        ]

    def __str__(self) -> str:
        return self.title


class StatementMember(models.Model):
    """A state's part in a joint statement."""

    statement = models.ForeignKey(JointStatement, models.CASCADE, related_name="members")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="joint_statements")
    role = models.CharField(max_length=12, choices=StatementRole.choices())

    class Meta:
        ordering = ["statement", "state"]
        constraints = [
            UniqueConstraint(name="statement_member_once", fields=["statement", "state"]),
            known("statement_member_role_known", "role", StatementRole),
        ]

    def __str__(self) -> str:
        return f"{self.state_id}, {self.role}"


class CouncilVote(models.Model):
    """A vote in the Council: what was decided, and how far it is known who voted how."""

    key = models.SlugField(max_length=120, unique=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="council_votes"
    )
    held_on = models.DateField()
    body = models.CharField(max_length=120)
    subject = models.CharField(max_length=300)
    outcome = models.CharField(max_length=60)
    breakdown_known = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-held_on", "key"]

    def __str__(self) -> str:
        return f"{self.held_on}: {self.subject}"


class CouncilVoteCast(models.Model):
    """How one state voted, where that is documented."""

    vote = models.ForeignKey(CouncilVote, models.CASCADE, related_name="casts")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="votes")
    cast = models.CharField(max_length=20, choices=Vote.choices())

    class Meta:
        ordering = ["vote", "state"]
        constraints = [
            UniqueConstraint(name="council_vote_cast_once", fields=["vote", "state"]),
            known("council_vote_cast_known", "cast", Vote),
        ]

    def __str__(self) -> str:
        return f"{self.state_id}: {self.cast}"
