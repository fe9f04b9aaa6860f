"""Fields that several tables share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from legislation.models import Proposal

DAY = {
    "help_text": "The last day that the source allows, Brussels time: read it together with the "
    "precision. With `day` it is the day. With `month` it is the last day of the month, and only "
    "the month is known: 2024-10-31 then means October 2024. With `year` likewise, 2024-12-31 "
    "means 2024. With `by` it happened on that day or earlier."
}
PRECISION = {"help_text": "How exactly the source gives the day."}


class NoteField(serializers.CharField):
    """An editor's note, which may speak of any day: a past day has none."""

    def __init__(self, **how: Any) -> None:
        text = "Empty with an `on` of the past: a note may speak of later days."
        super().__init__(help_text=text, **how)

    def to_representation(self, value: str) -> str:
        """The note, if notes are told."""
        return "" if self.context.get("no_notes") else super().to_representation(value)


def slug_of_proposal(*, nullable: bool = False) -> serializers.CharField:
    """The proposal that a row belongs to."""
    text = "2025-0059-COD; null: on no proposal that is followed." if nullable else "2025-0059-COD"
    return serializers.CharField(
        source="proposal.slug", read_only=True, allow_null=nullable, help_text=text
    )


def address_of(view: str, by: str) -> serializers.HyperlinkedIdentityField:
    """The row's own address."""
    return serializers.HyperlinkedIdentityField(view_name=f"api:{view}-detail", lookup_field=by)


def event_address(proposal: Proposal | None, key: str, request: Any) -> str:
    """The address of an event, under its proposal's unless it is context."""
    if proposal:
        return reverse("api:event-of-proposal", args=[proposal.slug, key], request=request)
    return reverse("api:context-event", args=[key], request=request)
