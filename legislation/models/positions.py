"""What the states said: positions, and the drafts of them that wait for a second person."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint

from legislation.domain.words import (
    Confidence,
    DraftState,
    Kind,
    Origin,
    Precision,
    SourceKind,
    Stance,
)
from legislation.models.constraints import known
from legislation.models.council import JointStatement, MemberState, Topic
from legislation.models.proposal import Event, Proposal


def percentages(table: str) -> list[CheckConstraint]:
    """Place and salience lie between 0 and 100."""
    return [
        CheckConstraint(
            name=f"{table}_{name}_within_100",
            condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 100}),
        )
        for name in ("place", "salience")
    ]


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions, asked as a reader would ask."""

    def standing(self) -> Self:
        """Without those that a later row corrects, and those that were retracted."""
        correction = Position.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(correction), retracted_at__isnull=True)

    def stated_by(self, on: date) -> Self:
        """Those that stand and were stated up to and with the day."""
        return self.standing().filter(stated_on__lte=on)

    def newest_first(self) -> Self:
        """Latest first; of one day, a vote, then a statement, then a signature."""
        return self.order_by("-stated_on", _weight().desc(), "-pk")

    def in_force(self, on: date) -> Self:
        """The table of the day: of each state and topic the last that was stated by then.

        Of one day, a vote outranks a statement, and a statement a signature.
        """
        same_cell = Position.objects.stated_by(on).filter(
            proposal=OuterRef("proposal"), state=OuterRef("state"), topic=OuterRef("topic")
        )
        latest = same_cell.newest_first().values("pk")[:1]
        return self.stated_by(on).filter(pk=models.Subquery(latest))

    def counting(self, on: date) -> Self:
        """Those of the day's table that are about the proposal's text: said when it was there."""
        return self.in_force(on).placed_in_procedure().filter(before_proposal=False)

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
        models.When(joint_statement__isnull=False, then=0),
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
    quote = models.CharField(
        max_length=300, blank=True, help_text="The state's own words, as the source has them."
    )
    place = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="0 to 100: from wholly against to wholly in favour, by the editor's judgement.",
    )
    salience = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="0 to 100: how much it matters to the state."
    )
    origin = models.CharField(max_length=10, choices=Origin.choices())
    retracted_at = models.DateTimeField(null=True, blank=True)

    #: Said before the proposal was there, so not about its text; see `placed_in_procedure`.
    before_proposal: bool

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["-stated_on", "-pk"]
        constraints = [
            known("position_stance_known", "stance", Stance),
            known("position_precision_known", "precision", Precision),
            known("position_source_kind_known", "source_kind", SourceKind),
            known("position_origin_known", "origin", Origin),
            *percentages("position"),
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

    @property
    def by_signature(self) -> bool:
        """Whether the state signed it together with others, rather than said it by itself."""
        return self.joint_statement_id is not None or self.source_kind == SourceKind.JOINT_STATEMENT

    @property
    def weight(self) -> int:
        """Of one day, a vote outranks a statement, and a statement a signature."""
        if self.source_kind == SourceKind.VOTE:
            return 2
        return 0 if self.by_signature else 1


class DraftQuerySet(models.QuerySet["PositionDraft"]):
    """Drafts."""

    def waiting(self) -> Self:
        """Those that nobody has decided yet."""
        return self.filter(state_of_draft=DraftState.WAITING)

    def sent_back(self) -> Self:
        """Those that were returned, and not drafted again by the same person since."""
        again = PositionDraft.objects.filter(
            by=OuterRef("by"),
            proposal=OuterRef("proposal"),
            state=OuterRef("state"),
            topic=OuterRef("topic"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(again), state_of_draft=DraftState.RETURNED)


class PositionDraft(models.Model):
    """A position, or the correction of one, as one person drafted it and a second has to publish.

    A position exists only once it is published, so a draft is another table. `based_on` is the
    position that stood in the same cell (proposal, state, topic) when it was drafted: whoever
    publishes it later is shown what came in between.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    state = models.ForeignKey(MemberState, models.PROTECT, related_name="drafts")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=32, choices=Stance.choices())
    summary = models.TextField()
    actor = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=200, blank=True)
    stated_on = models.DateField()
    precision = models.CharField(
        max_length=5, choices=Precision.choices(), default=Precision.DAY.value
    )
    source_kind = models.CharField(max_length=20, choices=SourceKind.choices())
    joint_statement = models.ForeignKey(
        JointStatement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    quote = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    salience = models.PositiveSmallIntegerField(null=True, blank=True)
    proof_address = models.URLField(max_length=1000, blank=True)
    proof_citation = models.CharField(max_length=300, blank=True)
    proof_passage = models.TextField(blank=True)
    proof_confidence = models.CharField(max_length=10, choices=Confidence.choices(), blank=True)
    instead = models.BooleanField(default=False)
    corrects = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    based_on = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    drafted_at = models.DateTimeField()
    state_of_draft = models.CharField(
        max_length=10, choices=DraftState.choices(), default=DraftState.WAITING.value
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)
    published = models.OneToOneField(
        Position, models.PROTECT, null=True, blank=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        verbose_name = "draft of a position"
        verbose_name_plural = "drafts of positions"
        permissions = [("publish_position", "Can publish drafts of positions")]
        constraints = [
            known("draft_stance_known", "stance", Stance),
            known("draft_precision_known", "precision", Precision),
            known("draft_source_kind_known", "source_kind", SourceKind),
            known("draft_state_known", "state_of_draft", DraftState),
            *percentages("draft"),
            CheckConstraint(
                name="draft_published_is_a_position",
                condition=Q(state_of_draft=DraftState.PUBLISHED.value, published__isnull=False)
                | (~Q(state_of_draft=DraftState.PUBLISHED.value) & Q(published__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id}, {self.topic_id}, {self.stated_on}: {self.stance} (draft)"


class Assignment(models.Model):
    """A state that an editor looks after. An editor without any looks after all of them."""

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    state = models.ForeignKey(MemberState, models.CASCADE, related_name="assignments")

    class Meta:
        ordering = ["editor", "state"]
        verbose_name = "assignment of a state"
        verbose_name_plural = "assignments of states"
        constraints = [UniqueConstraint(name="assignment_once", fields=["editor", "state"])]

    def __str__(self) -> str:
        return f"{self.editor}: {self.state_id}"
