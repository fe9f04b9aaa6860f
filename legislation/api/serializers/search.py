"""What a search found."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from legislation.api.serializers.fields import DAY, PRECISION, event_address
from legislation.api.serializers.journal import BY_ID, BY_KEY
from legislation.domain.searching import Sort
from legislation.domain.words import Precision
from legislation.models import SearchEntry
from legislation.search import Hit, as_html


def address_of_fact(entry: SearchEntry, request: Any) -> str | None:
    """Where the API has the fact; None if it is shown as part of another."""
    if entry.event:
        return event_address(entry.proposal, entry.event.key, request)
    if entry.sort == Sort.PROPOSAL and entry.proposal:
        return reverse("api:proposals-detail", args=[entry.proposal.slug], request=request)
    if entry.sort in BY_KEY:
        key = getattr(entry, entry.sort).key
        return reverse(f"api:{BY_KEY[entry.sort]}-detail", args=[key], request=request)
    if entry.sort in BY_ID:
        pk = getattr(entry, f"{entry.sort}_id")
        return reverse(f"api:{BY_ID[entry.sort]}-detail", args=[pk], request=request)
    return None


class HitSerializer(serializers.Serializer[Hit]):
    """One thing that was found; `url` has it in full."""

    fact = serializers.ChoiceField(Sort.choices(), source="entry.sort")
    url = serializers.SerializerMethodField(help_text="Null if it is shown as part of another.")
    proposal = serializers.CharField(
        source="entry.proposal.slug",
        default=None,
        allow_null=True,
        help_text="2025-0059-COD; null: of no proposal that is followed.",
    )
    title = serializers.CharField(source="entry.title")
    day = serializers.DateField(source="entry.day", allow_null=True, help_text=DAY["help_text"])
    precision = serializers.ChoiceField(
        Precision.choices(), source="entry.precision", help_text=PRECISION["help_text"]
    )
    recorded_at = serializers.DateTimeField(
        source="entry.recorded_at", help_text="When the journal last had something about it."
    )
    snippet = serializers.SerializerMethodField(
        help_text="HTML: the text around the first hit, escaped, what was asked for in `mark`."
    )

    def get_url(self, hit: Hit) -> str | None:
        """Where the fact is."""
        return address_of_fact(hit.entry, self.context.get("request"))

    def get_snippet(self, hit: Hit) -> str:
        """The text around the first hit."""
        return str(as_html(hit.snippet))


class AnswerSerializer(serializers.Serializer[object]):
    """A page of what was found, and what helps to read it."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    more = serializers.BooleanField(
        help_text="Whether older hits were not looked at: narrow the question down."
    )
    named = HitSerializer(many=True, help_text="What a reference in the question names.")
    nearest = serializers.ListField(
        child=serializers.CharField(),
        help_text="References on record that look like one that is not: did you mean these?",
    )
    results = HitSerializer(many=True)
