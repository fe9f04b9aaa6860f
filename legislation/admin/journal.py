"""The audit trail: every change, with what stood before and what stood after."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from legislation.admin.differences import ABOUT, entries, fact_of
from legislation.admin.kept import ReadOnly
from legislation.models import Change


@admin.register(Change)
class ChangeAdmin(ReadOnly[Change]):
    """Appended by writers, read by staff, edited by nobody."""

    list_display = ["sequence", "recorded_at", "verb", "what", "why", "by", "run", "alert"]
    list_filter = [
        "audience",
        "verb",
        "alert",
        ("proposal", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ABOUT
    search_fields = ["why", "run", "event__title", "position__summary"]
    fields = [
        "sequence",
        "recorded_at",
        "verb",
        "what",
        "why",
        "by",
        "run",
        "corrects",
        "audience",
        "alert",
        "alert_reason",
        "release_at",
    ]

    @admin.display(description="what")
    def what(self, change: Change) -> str:
        return str(fact_of(change) or "—")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["difference"] = entries([kwargs["obj"]])
        return super().render_change_form(request, context, *args, **kwargs)
