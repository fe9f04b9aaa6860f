"""What proves a fact, what contradicts it, and how fresh it is."""

from __future__ import annotations

from rest_framework import serializers

from legislation.api.serializers.fields import NoteField, address_of, slug_of_proposal
from legislation.models import Conflict, Evidence, Snapshot, Source


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """The stored copy of what an address answered."""

    url = serializers.SerializerMethodField(help_text="The page that shows the copy.")
    sha256 = serializers.CharField(source="blob_id", help_text="Of the bytes as served.")

    class Meta:
        model = Snapshot
        fields = ["id", "url", "sha256", "fetched_at"]

    def get_url(self, snapshot: Snapshot) -> str:
        """The page that shows the copy."""
        address = f"/snapshots/{snapshot.pk}/"
        request = self.context.get("request")
        return request.build_absolute_uri(address) if request else address


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """One piece of proof; at least one of address, citation and snapshot is there."""

    says = serializers.DictField(
        help_text="What the source says in its own words: day, label, figures."
    )
    source = serializers.CharField(  # type: ignore[assignment]
        source="source.slug",
        allow_null=True,
        help_text="The watched source that brought it; null: a person did.",
    )
    snapshot = SnapshotSerializer(allow_null=True)
    note = NoteField()

    class Meta:
        model = Evidence
        fields = [
            "address",
            "citation",
            "passage",
            "says",
            "note",
            "confidence",
            "source",
            "snapshot",
            "first_seen_at",
            "last_seen_at",
        ]


class ConflictSerializer(serializers.ModelSerializer[Conflict]):
    """A disagreement between the record and a source that nobody has settled yet."""

    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]

    class Meta:
        model = Conflict
        fields = ["field", "ours", "theirs", "source"]


class SourceSerializer(serializers.ModelSerializer[Source]):
    """One address that is watched, and how fresh what we have from it is."""

    url = address_of("sources", "slug")
    proposal = slug_of_proposal(nullable=True)
    site = serializers.CharField(source="site_id")
    words = serializers.CharField(source="get_state_display", help_text="The state in words.")
    since = serializers.DateTimeField(
        source="state_since", allow_null=True, help_text="Since when the state is what it is."
    )

    class Meta:
        model = Source
        fields = [
            "slug",
            "url",
            "name",
            "site",
            "proposal",
            "address",
            "rhythm_seconds",
            "state",
            "words",
            "since",
            "attempted_at",
            "succeeded_at",
            "changed_at",
        ]
        extra_kwargs = {
            "rhythm_seconds": {"help_text": "How often it is to be read."},
            "attempted_at": {"help_text": "The last time that it was asked."},
            "succeeded_at": {"help_text": "The last good reading: as fresh is what we have."},
            "changed_at": {"help_text": "The last reading that brought something different."},
        }
