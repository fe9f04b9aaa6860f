"""What comes next for a file: steps on record and days by rule."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from legislation.api.serializers.fields import DAY, PRECISION, event_address
from legislation.deadlines import Item
from legislation.domain.deadlines import Base
from legislation.domain.words import Confidence, Precision


class ArticleSerializer(serializers.Serializer[Any]):
    """Where a rule stands."""

    name = serializers.CharField()
    address = serializers.CharField(help_text="Official address; empty where there is none.")


class DeadlineRuleSerializer(serializers.Serializer[Any]):
    """What a rule gives for the file."""

    rule = serializers.CharField(source="rule.key")
    how = serializers.CharField(source="rule.how", help_text="How it is counted.")
    note = serializers.CharField(source="rule.note")
    articles = ArticleSerializer(source="rule.articles", many=True)
    verified = serializers.BooleanField(
        help_text="Whether the day follows from a published text; otherwise from what is reported "
        "of the act, or from what the act may set differently."
    )
    last_day_to_act = serializers.BooleanField(source="rule.limit")
    counted_from = serializers.ChoiceField(Base.choices(), source="rule.base")
    counted_from_day = serializers.DateField(
        source="base", allow_null=True, help_text="Null: it is not on record, or not exactly."
    )
    counted_from_rule = serializers.BooleanField(
        source="derived", help_text="Whether that day is itself one by rule."
    )
    day = serializers.DateField(
        allow_null=True, help_text="Null while it is open: no day to count from, or no end is set."
    )


class DeadlineSerializer(serializers.Serializer[Any]):
    """One step or deadline. Where the record has its day, that day goes before the rule's."""

    key = serializers.CharField(help_text="Stable within the file.")
    title = serializers.CharField()
    day = serializers.DateField(allow_null=True, help_text=DAY["help_text"])
    precision = serializers.ChoiceField(Precision.choices(), help_text=PRECISION["help_text"])
    passed = serializers.BooleanField(
        help_text="Whether it is a deadline that was over on the day asked for."
    )
    unconfirmed = serializers.BooleanField(
        help_text="Whether it was due by then, by a rule, and is not on record."
    )
    by_rule = serializers.BooleanField(
        source="reckoned", help_text="Whether the day is a rule's and not on record."
    )
    event = serializers.SerializerMethodField(
        help_text="The step on record: the event itself, or the expected one on whose evidence a "
        "clause of the act rests; null without one."
    )
    rule = DeadlineRuleSerializer(source="deadline", allow_null=True)
    counted_from_confidence = serializers.ChoiceField(
        Confidence.choices(),
        source="base_confidence",
        allow_null=True,
        help_text="How sure the step is from whose day the rule counts, whatever the rule: even "
        "a verified one is no surer than this. Null where no such step is on record.",
    )
    otherwise = DeadlineRuleSerializer(
        many=True, help_text="Rules that would give another day for the same step."
    )

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_event(self, item: Item) -> str | None:
        """The address of the event."""
        if item.event is None:
            return None
        return event_address(item.proposal, item.event.key, self.context["request"])


class DeadlinesSerializer(serializers.Serializer[Any]):
    """What was to come for a file on a day, then what was open, then what had passed."""

    proposal = serializers.CharField(help_text="2025-0059-COD")
    on = serializers.DateField()
    deadlines = DeadlineSerializer(many=True)
