"""The states: who they are, who votes, what they said and how they voted."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from legislation.api.serializers.evidence import EvidenceSerializer
from legislation.api.serializers.fields import (
    DAY,
    PRECISION,
    NoteField,
    address_of,
    slug_of_proposal,
)
from legislation.domain.words import StatementRole, Vote
from legislation.models import (
    CouncilVote,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    Topic,
)


class PositionSerializer(serializers.ModelSerializer[Position]):
    """What one state said, on one day, on one topic. Rows never change; corrections are rows."""

    url = address_of("positions", "key")
    proposal = slug_of_proposal()
    state = serializers.CharField(source="state_id", help_text="ISO 3166-1")
    topic = serializers.CharField(source="topic_id")
    before_proposal = serializers.BooleanField(
        help_text="Said before the proposal was there: about the reform, not about its text."
    )
    joint_statement = serializers.CharField(
        source="joint_statement.key", allow_null=True, help_text="The letter that it rests on."
    )
    corrects = serializers.CharField(
        source="corrects.key", allow_null=True, help_text="The position that this one corrects."
    )
    corrected_by = serializers.CharField(
        source="corrected_by.key", allow_null=True, help_text="The position that corrects it."
    )
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Position
        fields = [
            "key",
            "url",
            "proposal",
            "state",
            "topic",
            "stance",
            "summary",
            "actor",
            "office",
            "stated_on",
            "precision",
            "before_proposal",
            "source_kind",
            "quote",
            "place",
            "salience",
            "joint_statement",
            "corrects",
            "corrected_by",
            "origin",
            "retracted_at",
            "evidence",
        ]
        extra_kwargs = {
            "stated_on": DAY,
            "precision": PRECISION,
            "retracted_at": {"help_text": "When it was taken back: it isn't in lists any more."},
        }


class TopicSerializer(serializers.ModelSerializer[Topic]):
    """A question on which states take positions."""

    class Meta:
        model = Topic
        fields = ["slug", "label", "reading"]
        extra_kwargs = {"reading": {"help_text": "What support means."}}


class StatementMemberSerializer(serializers.Serializer[Any]):
    """A state's part in a joint statement."""

    state = serializers.CharField(source="state_id", help_text="ISO 3166-1")
    role = serializers.ChoiceField(StatementRole.choices())


class JointStatementSerializer(serializers.ModelSerializer[JointStatement]):
    """A letter, paper or meeting of several states."""

    url = address_of("joint-statements", "key")
    proposal = slug_of_proposal(nullable=True)
    topics: serializers.SlugRelatedField[Topic] = serializers.SlugRelatedField(
        slug_field="slug", many=True, read_only=True
    )
    members = StatementMemberSerializer(many=True)
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = JointStatement
        fields = [
            "key",
            "url",
            "proposal",
            "kind",
            "title",
            "stated_on",
            "precision",
            "topics",
            "complete",
            "count",
            "members",
            "addressee",
            "note",
            "evidence",
        ]
        extra_kwargs = {
            "stated_on": DAY,
            "precision": PRECISION,
            "complete": {"help_text": "Whether all names are known."},
        }


class CastSerializer(serializers.Serializer[Any]):
    """How one state voted, where that is documented."""

    state = serializers.CharField(source="state_id", help_text="ISO 3166-1")
    cast = serializers.ChoiceField(Vote.choices())


class CouncilVoteSerializer(serializers.ModelSerializer[CouncilVote]):
    """A vote in the Council, and how far it is known who voted how."""

    url = address_of("council-votes", "key")
    proposal = slug_of_proposal(nullable=True)
    casts = CastSerializer(many=True)
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = CouncilVote
        fields = [
            "key",
            "url",
            "proposal",
            "held_on",
            "body",
            "subject",
            "outcome",
            "breakdown_known",
            "casts",
            "note",
            "evidence",
        ]


class PopulationSerializer(serializers.ModelSerializer[Population]):
    """A state's people in a year of the Council's count; one of the two figures may be unknown."""

    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Population
        fields = ["year", "persons", "share", "status", "evidence"]
        extra_kwargs = {
            "share": {"help_text": "Basis points of the Union's total: 1849 is 18.49 %."}
        }


class StateSerializer(serializers.ModelSerializer[MemberState]):
    """A state that sits, or sat, at the Council's table, with its people by year."""

    url = address_of("states", "code")
    populations = PopulationSerializer(many=True)

    class Meta:
        model = MemberState
        fields = ["code", "url", "name", "membership", "populations"]


class ParticipationSerializer(serializers.ModelSerializer[Participation]):
    """Whether a state votes on a proposal."""

    url = address_of("participations", "pk")
    proposal = slug_of_proposal()
    state = serializers.CharField(source="state_id", help_text="ISO 3166-1")
    note = NoteField()
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Participation
        fields = [
            "id",
            "url",
            "proposal",
            "state",
            "takes_part",
            "since_on",
            "legal_basis",
            "note",
            "evidence",
        ]
