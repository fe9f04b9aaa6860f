"""What was published: documents, press releases, figures."""

from __future__ import annotations

from rest_framework import serializers

from legislation.api.serializers.evidence import EvidenceSerializer
from legislation.api.serializers.fields import (
    DAY,
    PRECISION,
    address_of,
    event_address,
    slug_of_proposal,
)
from legislation.models import Document, PressRelease, Statistic


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """One document of a file under its canonical reference."""

    url = address_of("documents", "pk")
    proposal = slug_of_proposal()
    official_address = serializers.CharField(
        help_text="Where EUR-Lex shows it; empty without a CELEX number."
    )
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Document
        fields = [
            "id",
            "url",
            "proposal",
            "reference",
            "celex",
            "official_address",
            "kind",
            "title",
            "dated_on",
            "precision",
            "note",
            "origin",
            "evidence",
        ]
        extra_kwargs = {"dated_on": DAY, "precision": PRECISION}


class PressReleaseSerializer(serializers.ModelSerializer[PressRelease]):
    """What an institution told the press. It moves no stage."""

    url = address_of("press-releases", "key")
    proposal = slug_of_proposal(nullable=True)
    announces = serializers.SerializerMethodField(help_text="The event that it announced.")
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = PressRelease
        fields = [
            "key",
            "url",
            "proposal",
            "institution",
            "title",
            "summary",
            "address",
            "published_on",
            "precision",
            "note",
            "announces",
            "origin",
            "evidence",
        ]
        extra_kwargs = {"published_on": DAY, "precision": PRECISION}

    def get_announces(self, release: PressRelease) -> str | None:
        """The event that it announced."""
        event = release.announces
        if event is None:
            return None
        return event_address(event.proposal, event.key, self.context.get("request"))


class StatisticSerializer(serializers.ModelSerializer[Statistic]):
    """One published figure."""

    url = address_of("statistics", "pk")
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = Statistic
        fields = [
            "id",
            "url",
            "indicator",
            "period",
            "geo",
            "value",
            "unit",
            "publisher",
            "note",
            "evidence",
        ]
