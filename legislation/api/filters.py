"""What may be asked of a list. A question that cannot be understood is refused, never ignored."""

# django-filter has no types.
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False
from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from legislation.api.asking import refuse_too_early, there
from legislation.api.forms import DayField, ProposalField, StateField, TopicField
from legislation.domain.procedure import StageSlug
from legislation.domain.words import (
    Institution,
    Kind,
    Membership,
    Origin,
    SourceState,
    Stance,
    StatementKind,
    TakesPart,
    Verb,
    Word,
)
from legislation.models.council import ParticipationQuerySet
from legislation.models.positions import PositionQuerySet
from legislation.models.proposal import EventQuerySet

_LONGEST = 100
_WHERE = (
    "Where each file stands on that day; today in Brussels unless told. Files that began only "
    "after it are left out."
)
_LARGEST = 2**63 - 1


class DayFilter(filters.DateFilter):
    """A day; the schema says `date`."""

    field_class = DayField


class ProposalFilter(filters.CharFilter):
    """Rows of one proposal."""

    field_class = ProposalField


class StateFilter(filters.CharFilter):
    """Rows of one state."""

    field_class = StateField


class TopicFilter(filters.CharFilter):
    """Rows of one topic."""

    field_class = TopicField


class SequenceFilter(filters.NumberFilter):
    """Rows by their number."""

    field_class = forms.IntegerField


class YesNoFilter(filters.ChoiceFilter):
    """`true` or `false`; anything else is refused, where a BooleanFilter would ignore it."""


def _day(text: str, field: str | None = None, **how: Any) -> DayFilter:
    return DayFilter(field, max_length=_LONGEST, help_text=text, **how)


def _proposal(field: str = "proposal") -> ProposalFilter:
    text = "2025-0059-COD or any other spelling of a procedure reference."
    return ProposalFilter(field, max_length=_LONGEST, help_text=text)


def _state(field: str = "state") -> StateFilter:
    text = "ISO 3166-1 code; Greece is GR."
    return StateFilter(field, max_length=_LONGEST, help_text=text)


def _topic(field: str = "topic") -> TopicFilter:
    return TopicFilter(field, max_length=_LONGEST, help_text="A slug of /api/v1/topics/.")


def _word(words: type[Word], text: str, field: str | None = None, **how: Any) -> filters.Filter:
    refusal = "Not one of the known values: " + ", ".join(words) + "."
    return filters.ChoiceFilter(
        field,
        choices=words.choices(),
        help_text=text,
        error_messages={"invalid_choice": refusal},
        **how,
    )


def _yes_no(text: str, field: str | None = None, **how: Any) -> YesNoFilter:
    said_as = extend_schema_field(serializers.BooleanField(help_text=text))
    return said_as(
        YesNoFilter(
            field,
            choices=[("true", "yes"), ("false", "no")],
            help_text=text,
            error_messages={"invalid_choice": "Write true or false."},
            **how,
        )
    )


class ProposalFilters(filters.FilterSet):
    """What may be asked of the proposals."""

    on = _day(_WHERE, method="up_to")

    def up_to(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        """Those that were there; the day changes what is said of them."""
        return rows.filter(pk__in=there(value))


class StageFilters(filters.FilterSet):
    """What may be asked of the stages."""

    proposal = _proposal()
    stage = _word(StageSlug, "One stage of every proposal.", "slug")
    on = _day(
        f"{_WHERE} With `proposal` nothing is found of a day before its first step.", method="up_to"
    )

    def up_to(self, rows: QuerySet[Any], _name: str, value: date) -> QuerySet[Any]:
        """Those of the files that were there; raises `NotFound` for one that was not."""
        if proposal := self.form.cleaned_data["proposal"]:
            refuse_too_early(proposal, value)
        return rows.filter(proposal__in=there(value))


class EventFilters(filters.FilterSet):
    """What may be asked of the events."""

    proposal = _proposal()
    kind = _word(Kind, "One kind of event.")
    institution = _word(Institution, "Who acted.", method="by_institution")
    until = _day("The stored day is this one or earlier.", "happened_on", lookup_expr="lte")
    origin = _word(Origin, "Who brought the fact.")
    expected = _yes_no(
        "Only what is announced or required, or only the rest.", method="by_expected"
    )
    on = _day(
        "The timeline as it stood: what happened up to and with the day, planned days that had "
        "come included, nothing later.",
        method="up_to",
    )

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        """The filters above and `from`, which Python can't spell as a name."""
        first = _day("The stored day is this one or later.", "happened_on", lookup_expr="gte")
        return {**super().get_filters(), "from": first}

    def by_institution(self, rows: EventQuerySet, _name: str, value: str) -> EventQuerySet:
        """Those in which it acted, alone or with others."""
        return rows.by_institution(Institution(value))

    def by_expected(self, rows: EventQuerySet, _name: str, value: str) -> EventQuerySet:
        """Those that are expected, or those that are not."""
        return rows.filter(expected=value == "true")

    def up_to(self, rows: EventQuerySet, _name: str, value: date) -> EventQuerySet:
        """The timeline of the day."""
        return rows.up_to(value)


class DocumentFilters(filters.FilterSet):
    """What may be asked of the documents."""

    proposal = _proposal()
    origin = _word(Origin, "Who brought the fact.")


class PositionFilters(filters.FilterSet):
    """What may be asked of the positions."""

    proposal = _proposal()
    state = _state()
    topic = _topic()
    stance = _word(Stance, "One stance.")
    include_corrected = _yes_no(
        "Also the positions that a later row corrects; left out unless `true`.", method="keep"
    )
    on = _day(
        "The table of that day: of each state and topic the last position stated by then. Of one "
        "day a vote outranks a statement, and a statement a signature.",
        method="keep",
    )

    def keep(self, rows: PositionQuerySet, _name: str, _value: Any) -> PositionQuerySet:
        """These two are one question, answered in `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: PositionQuerySet) -> PositionQuerySet:
        """Those that stand, on the day if one is named, and the corrected ones if wanted."""
        rows: PositionQuerySet = super().filter_queryset(queryset)
        on = self.form.cleaned_data["on"]
        standing = rows.in_force(on) if on else rows.standing()
        if self.form.cleaned_data["include_corrected"] != "true":
            return standing
        corrected = rows.corrected()
        return standing | (corrected.filter(stated_on__lte=on) if on else corrected)


class PressReleaseFilters(filters.FilterSet):
    """What may be asked of the press releases."""

    proposal = _proposal()
    institution = _word(Institution, "Who published it.")


class JointStatementFilters(filters.FilterSet):
    """What may be asked of the joint statements."""

    proposal = _proposal()
    kind = _word(StatementKind, "One kind of statement.")
    state = _state("members__state")
    topic = _topic("topics")


class CouncilVoteFilters(filters.FilterSet):
    """What may be asked of the Council's votes."""

    proposal = _proposal()


class StateFilters(filters.FilterSet):
    """What may be asked of the states."""

    membership = _word(Membership, "What the state is to the Union today.")


class ParticipationFilters(filters.FilterSet):
    """What may be asked about who votes."""

    proposal = _proposal()
    state = _state()
    takes_part = _word(TakesPart, "Whether it votes.")
    include_past = _yes_no(
        "The whole ledger: also the entries that a later one follows; left out unless `true`.",
        method="keep",
    )
    on = _day(
        "Of each state and file the entry that held on that day; today in Brussels unless told. "
        "Files that began only after it are left out.",
        method="keep",
    )

    def keep(self, rows: ParticipationQuerySet, _name: str, _value: Any) -> ParticipationQuerySet:
        """These two are one question, answered in `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: ParticipationQuerySet) -> ParticipationQuerySet:
        """The entries that hold on the day, or all that had begun if the past is wanted."""
        rows: ParticipationQuerySet = super().filter_queryset(queryset)
        on = self.form.cleaned_data["on"]
        if on:
            rows = rows.filter(proposal__in=there(on))
        if self.form.cleaned_data["include_past"] != "true":
            return rows.in_force(on or timezone.localdate())
        return rows.begun(on) if on else rows


class ChangeFilters(filters.FilterSet):
    """What may be asked of the journal."""

    proposal = _proposal()
    verb = _word(Verb, "What happened to the fact.")
    after = SequenceFilter(
        "sequence",
        lookup_expr="gt",
        min_value=0,
        max_value=_LARGEST,
        help_text="Only changes with a greater sequence: the last one that you have.",
    )


class SourceFilters(filters.FilterSet):
    """What may be asked of the sources."""

    proposal = _proposal()
    state = _word(SourceState, "How the source stands.")
