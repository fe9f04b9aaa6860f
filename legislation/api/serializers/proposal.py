"""A file, its stages, what happened to it and who has a part in it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from legislation.api.serializers.evidence import ConflictSerializer, EvidenceSerializer
from legislation.api.serializers.fields import (
    DAY,
    PRECISION,
    NoteField,
    address_of,
    event_address,
    slug_of_proposal,
)
from legislation.domain.procedure import StageSlug, Standing
from legislation.domain.words import Institution
from legislation.memory import Record
from legislation.models import Actor, Event, Proposal


class StageSerializer(serializers.Serializer[Any]):
    """How one stage of a proposal stands on a day, from what had happened by then.

    The days are those of the events that opened and closed the stage, as exact as those are.
    """

    proposal = serializers.CharField(help_text="2025-0059-COD")
    slug = serializers.ChoiceField(StageSlug.choices())
    label = serializers.CharField()  # type: ignore[assignment]
    parent = serializers.CharField(  # type: ignore[assignment]
        help_text="The stage of which this one is a part; or empty."
    )
    track = serializers.CharField(help_text="The institution whose stage it is; or empty.")
    entered_on = serializers.DateField(allow_null=True)
    left_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField()
    standing = serializers.ChoiceField([standing.value for standing in Standing])


class ActorSerializer(serializers.ModelSerializer[Actor]):
    """A person or body with a part in the file."""

    note = NoteField()
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Actor
        fields = [
            "role",
            "name",
            "group",
            "since_on",
            "since_precision",
            "until_on",
            "until_precision",
            "note",
            "origin",
            "evidence",
        ]
        extra_kwargs = {"since_on": DAY, "until_on": DAY}


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """One legislative file and where it stands on the day that was asked for."""

    url = address_of("proposals", "slug")
    on = serializers.SerializerMethodField(help_text="The day for which the stages are given.")
    current_stages = serializers.SerializerMethodField(
        help_text="Two while Parliament and the Council prepare their mandates side by side."
    )
    note = NoteField()
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Proposal
        fields = [
            "slug",
            "url",
            "reference",
            "celex",
            "com_reference",
            "title",
            "titles",
            "short_title",
            "act_type",
            "legal_basis",
            "note",
            "unfollowed_at",
            "on",
            "current_stages",
            "evidence",
        ]

    @extend_schema_field(OpenApiTypes.DATE)
    def get_on(self, _proposal: Proposal) -> str:
        """The day for which the stages are given."""
        return str(self.context["on"].isoformat())

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(StageSlug.choices())))
    def get_current_stages(self, proposal: Proposal) -> list[str]:
        """The slugs of the stages in which the file is."""
        rows = self.context["stages"](proposal)
        return [row["slug"] for row in rows if row["standing"] is Standing.CURRENT]


class ProposalDetailSerializer(ProposalSerializer):
    """One legislative file with its stages and the people who have a part in it."""

    stages = serializers.SerializerMethodField()
    actors = serializers.SerializerMethodField(
        help_text="Of a past day those who had a part by it."
    )

    class Meta(ProposalSerializer.Meta):
        fields = [*ProposalSerializer.Meta.fields, "stages", "actors"]

    @extend_schema_field(StageSerializer(many=True))
    def get_stages(self, proposal: Proposal) -> list[dict[str, Any]]:
        """All stages of the procedure, in order."""
        serializer = StageSerializer(self.context["stages"](proposal), many=True)
        return list(serializer.data)

    @extend_schema_field(ActorSerializer(many=True))
    def get_actors(self, proposal: Proposal) -> list[dict[str, Any]]:
        """Who had a part in the file by the day."""
        rows = list(proposal.actors.all())
        if self.context["no_notes"]:
            rows = Record(lambda _: rows, timezone.localdate()).acting(self.context["on"])
        return list(ActorSerializer(rows, many=True, context=self.context).data)


class EventSerializer(serializers.ModelSerializer[Event]):
    """What happened on a day, or is expected to, with its proof and what contradicts it."""

    url = serializers.SerializerMethodField()
    proposal = slug_of_proposal(nullable=True)
    institutions = serializers.ListField(child=serializers.ChoiceField(Institution.choices()))
    document_references = serializers.ListField(child=serializers.CharField())
    evidence = EvidenceSerializer(many=True)
    conflicts = ConflictSerializer(
        source="open_conflicts", many=True, help_text="Only those that are open."
    )

    class Meta:
        model = Event
        fields = [
            "key",
            "url",
            "proposal",
            "kind",
            "institutions",
            "body",
            "title",
            "detail",
            "happened_on",
            "precision",
            "expected",
            "votes_for",
            "votes_against",
            "abstentions",
            "document_references",
            "origin",
            "retracted_at",
            "evidence",
            "conflicts",
        ]
        extra_kwargs = {
            "happened_on": DAY,
            "precision": PRECISION,
            "retracted_at": {"help_text": "When it was taken back: it isn't in lists any more."},
        }

    def get_url(self, event: Event) -> str:
        """The event's own address, under its proposal's unless it is context."""
        return event_address(event.proposal, event.key, self.context.get("request"))
