"""Mails that came back: who was meant, what was said, and whether it was undone."""

from __future__ import annotations

from django.contrib import admin
from django.template.defaultfilters import truncatechars

from legislation.admin.kept import ReadOnly
from legislation.models import Bounce


@admin.register(Bounce)
class BounceAdmin(ReadOnly[Bounce]):
    list_display = ["at", "kind", "subscriber", "status", "said", "via", "undone_at"]
    list_filter = ["kind", "via"]
    list_select_related = ["subscriber"]
    search_fields = ["subscriber__address", "words", "email__message_id"]
    date_hierarchy = "at"
    fields = [
        ("kind", "status", "via"),
        ("subscriber", "email"),
        "words",
        ("at", "undone_at"),
    ]

    @admin.display(description="words", ordering="words")
    def said(self, bounce: Bounce) -> str:
        """The beginning of what was said."""
        return truncatechars(bounce.words, 120)
