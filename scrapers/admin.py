"""Attempts to read a source: looked at by staff, written by the pipeline."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from scrapers.models import ScrapeRun


@admin.register(ScrapeRun)
class ScrapeRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How each attempt ended, and what it did."""

    list_display = [
        "started_at",
        "source",
        "outcome",
        "records",
        "created",
        "confirmed",
        "conflicts",
        "detail",
    ]
    list_filter = ["outcome", "source"]
    list_select_related = ["source"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["detail", "source__name"]
    date_hierarchy = "started_at"
    change_form_template = "admin/legislation/change_form.html"
    fields = [
        "source",
        ("started_at", "ended_at"),
        ("outcome", "status"),
        "detail",
        "snapshot",
        ("records", "created", "confirmed", "conflicts"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ScrapeRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScrapeRun | None = None) -> bool:
        return False
