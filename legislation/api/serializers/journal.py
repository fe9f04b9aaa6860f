"""What became different, and on whose behalf; never by whom."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from legislation.api.serializers.fields import event_address, slug_of_proposal
from legislation.domain.words import Origin
from legislation.models import FACTS, Change
from legislation.models.journal import BASELINE_RUN

_NAMES = ("reference", "key", "code", "slug")
#: Facts with an address of their own, and the field of the change that it is made from.
BY_KEY = {
    "press_release": "press-releases",
    "position": "positions",
    "joint_statement": "joint-statements",
    "council_vote": "council-votes",
}
BY_ID = {
    "document": "documents",
    "statistic": "statistics",
    "participation": "participations",
}


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """One thing that became different. Rows stay as they are for ever.

    `before` and `after` are the complete public content of the fact, in the shape that `schema`
    numbers: null before the first and after nothing.
    """

    fact = serializers.SerializerMethodField(help_text="What kind of fact became different.")
    key = serializers.SerializerMethodField(help_text="The fact's own name; null if it has none.")
    url = serializers.SerializerMethodField(
        help_text="Where the fact is now; null if it is shown as part of another."
    )
    proposal = slug_of_proposal(nullable=True)
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)
    by = serializers.SerializerMethodField(help_text="On whose behalf; people aren't named.")
    corrects = serializers.IntegerField(
        source="corrected_sequence",
        allow_null=True,
        help_text="The sequence of the change that this one revises.",
    )

    class Meta:
        model = Change
        fields = [
            "sequence",
            "recorded_at",
            "verb",
            "fact",
            "key",
            "url",
            "proposal",
            "before",
            "after",
            "schema",
            "why",
            "by",
            "corrects",
        ]
        extra_kwargs = {
            "sequence": {"help_text": "The order in which changes became true, without repeats."}
        }

    @extend_schema_field(serializers.ChoiceField(list(FACTS)))
    def get_fact(self, change: Change) -> str:
        """What kind of fact became different."""
        return _fact(change)

    def get_key(self, change: Change) -> str | None:
        """The fact's own name."""
        return _key(change)

    def get_url(self, change: Change) -> str | None:
        """Where the fact is now."""
        request = self.context.get("request")
        fact, key, proposal = _fact(change), _key(change), change.proposal
        if fact == "event" and key:
            return event_address(proposal, key, request)
        if fact == "proposal" and proposal:
            return reverse("api:proposals-detail", args=[proposal.slug], request=request)
        if fact in BY_KEY:
            return reverse(f"api:{BY_KEY[fact]}-detail", args=[key], request=request)
        if fact in BY_ID:
            row = getattr(change, f"{fact}_id")
            return reverse(f"api:{BY_ID[fact]}-detail", args=[row], request=request)
        return None

    @extend_schema_field(serializers.ChoiceField(Origin.choices()))
    def get_by(self, change: Change) -> Origin:
        """On whose behalf it was written."""
        if change.run.startswith(BASELINE_RUN):
            return Origin.BASELINE
        return Origin.EDITOR if change.by_id or not change.run else Origin.SOURCE


def _fact(change: Change) -> str:
    """The most particular fact that the change points to: every one points to its proposal too."""
    set_keys = [name for name in FACTS if getattr(change, f"{name}_id") is not None]
    return next((name for name in set_keys if name != "proposal"), "proposal")


def _key(change: Change) -> str | None:
    content: dict[str, Any] = change.after or change.before or {}
    return next((content[name] for name in _NAMES if content.get(name)), None)
