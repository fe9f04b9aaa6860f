"""The audit trail: every change, with what stood before and what stood after."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator

from legislation.admin.differences import ABOUT, entries, fact_of
from legislation.admin.releasing import Releasing
from legislation.models import Change

_CUT = 80


@admin.register(Change)
class ChangeAdmin(Releasing):
    """Appended by writers, read by staff, edited by nobody."""

    list_display = ["recorded_at", "verb", "who", "reason", "about"]
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
        "released_by",
    ]

    @admin.display(description="what")
    def what(self, change: Change) -> str:
        return str(fact_of(change) or "—")

    # A table wider than the window hides its last columns: long texts are whole on the page.
    @admin.display(description="what")
    def about(self, change: Change) -> str:
        return Truncator(self.what(change)).chars(_CUT)

    @admin.display(description="why", ordering="why")
    def reason(self, change: Change) -> str:
        return Truncator(change.why).chars(_CUT)

    @admin.display(description="by", ordering="by")
    def who(self, change: Change) -> str:
        return str(change.by or change.run or "the tracker")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["difference"] = entries([kwargs["obj"]])
        return super().render_change_form(request, context, *args, **kwargs)
