"""Filters that ask what an editor would ask."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from legislation.domain.words import Kind
from legislation.models import Event


class Filled(admin.SimpleListFilter):
    """Whether a column has something in it, in the words of the table."""

    column = ""
    yes, no = "yes", "no"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", self.no), ("yes", self.yes)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(**{f"{self.column}__isnull": self.value() == "no"})


class Retracted(Filled):
    title, parameter_name, column = "retraction", "retracted", "retracted_at"
    yes, no = "retracted", "not retracted"


class Corrected(Filled):
    title, parameter_name, column = "correction", "corrected", "corrected_by"
    yes, no = "corrected since", "not corrected"


class Closed(Filled):
    title, parameter_name, column = "state", "closed", "closed_at"
    yes, no = "closed", "open"


class Announces(Filled):
    title, parameter_name, column = "event", "announces", "announces"
    yes, no = "belongs to an event", "by itself"


class Mailed(Filled):
    title, parameter_name, column = "mail", "mailed", "email"
    yes, no = "has a mail", "waits for one"


class KindOnRecord(admin.SimpleListFilter):
    """The kinds that there are events of: of all, the list would be longer than the page."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = set(Event.objects.order_by().values_list("kind", flat=True).distinct())
        return [(kind.value, kind.label) for kind in Kind if kind.value in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(kind=self.value()) if self.value() else queryset
