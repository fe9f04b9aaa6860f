"""The states: who they are, how many people, who votes, what they said and how they voted."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint

from legislation.domain.words import (
    Kind,
    Membership,
    Origin,
    Precision,
    SourceKind,
    Stance,
    StatementKind,
    StatementRole,
    TakesPart,
    Vote,
)
from legislation.models.constraints import known
from legislation.models.proposal import Event, Proposal


class MemberState(models.Model):
    """A state that sits, or sat, at the Council's table. Greece is GR."""

    code = models.CharField(max_length=2, primary_key=True, help_text="ISO 3166-1")
    name = models.CharField(max_length=60, unique=True)
    membership = models.CharField(max_length=12, choices=Membership.choices())

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


class Participation(models.Model):
    """Whether a state votes on a proposal, since when and on what legal basis."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="participations")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="participations")
    takes_part = models.CharField(max_length=20, choices=TakesPart.choices())
    since_on = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["proposal", "state"]
        constraints = [
            UniqueConstraint(name="participation_unique", fields=["proposal", "state"]),
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


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions, asked as a reader would ask."""

    def standing(self) -> Self:
        """Without those that a later row corrects, and those that were retracted."""
        correction = Position.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(correction), retracted_at__isnull=True)

    def stated_by(self, on: date) -> Self:
        """Those that stand and were stated up to and with the day."""
        return self.standing().filter(stated_on__lte=on)

    def in_force(self, on: date) -> Self:
        """The table of the day: of each state and topic the last that was stated by then.

        Of one day, a vote outranks a statement, and a statement a signature.
        """
        same_cell = Position.objects.stated_by(on).filter(
            proposal=OuterRef("proposal"), state=OuterRef("state"), topic=OuterRef("topic")
        )
        latest = same_cell.order_by("-stated_on", _weight().desc(), "-pk").values("pk")[:1]
        return self.stated_by(on).filter(pk=models.Subquery(latest))

    def corrected(self) -> Self:
        """Those that a later row corrects, of statements that stand."""
        correction = Position.objects.filter(corrects=OuterRef("pk"))
        return self.filter(Exists(correction), retracted_at__isnull=True)

    def placed_in_procedure(self) -> Self:
        """With `before_proposal`: said before the proposal was there, so not about its text."""
        proposed = Event.objects.public().filter(
            kind=Kind.PROPOSAL_ADOPTED,
            expected=False,
            proposal=OuterRef("proposal"),
            happened_on__gt=OuterRef("stated_on"),
        )
        return self.annotate(before_proposal=Exists(proposed))


def _weight() -> models.Case:
    return models.Case(
        models.When(source_kind=SourceKind.VOTE, then=2),
        models.When(source_kind=SourceKind.JOINT_STATEMENT, then=0),
        default=1,
        output_field=models.PositiveSmallIntegerField(),
    )


class Position(models.Model):
    """What one state said, on one day, on one topic of one proposal.

    Rows are never edited. A new statement is a new row; a correction is a row that names the one
    it corrects. "Current" is a question with a day, not a column. One that was recorded by mistake
    is retracted: the row stays and is shown nowhere.
    """

    key = models.SlugField(max_length=120, unique=True)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="positions")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="positions")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="positions")
    stance = models.CharField(max_length=32, choices=Stance.choices())
    summary = models.TextField()
    actor = models.CharField(max_length=200, blank=True, help_text="Who said it.")
    office = models.CharField(max_length=200, blank=True)
    stated_on = models.DateField(help_text="The day on which it was said, Brussels time.")
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    source_kind = models.CharField(max_length=20, choices=SourceKind.choices())
    joint_statement = models.ForeignKey(
        JointStatement, models.PROTECT, null=True, blank=True, related_name="positions"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices())
    retracted_at = models.DateTimeField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["-stated_on", "-pk"]
        constraints = [
            known("position_stance_known", "stance", Stance),
            known("position_precision_known", "precision", Precision),
            known("position_source_kind_known", "source_kind", SourceKind),
            known("position_origin_known", "origin", Origin),
            CheckConstraint(
                name="position_does_not_correct_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["proposal", "topic", "state", "stated_on"], name="position_cell")
        ]

    def __str__(self) -> str:
        return f"{self.state_id}, {self.topic_id}, {self.stated_on}: {self.stance}"


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
