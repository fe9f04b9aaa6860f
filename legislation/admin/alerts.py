"""Subscribers and the mails that tell them; no key to anybody's subscription is shown in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from legislation.admin.filters import Mailed
from legislation.admin.kept import ReadOnly
from legislation.domain.words import EmailState
from legislation.models import Email, Notice, Subscriber


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly[Subscriber]):
    list_display = ["address", "state", "follows", "created_at", "confirmed_at", "ended_at"]
    list_filter = ["state"]
    search_fields = ["address"]
    fields = [
        "address",
        "state",
        "follows",
        "created_at",
        "asked_at",
        "confirmed_at",
        "ended_at",
        "consent",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return super().get_queryset(request).prefetch_related("subscriptions__proposal")

    @admin.display(description="follows")
    def follows(self, subscriber: Subscriber) -> str:
        followed = [
            subscription.proposal.short_title if subscription.proposal else "everything"
            for subscription in subscriber.subscriptions.all()
        ]
        return ", ".join(followed) or "nothing"


@admin.register(Notice)
class NoticeAdmin(ReadOnly[Notice]):
    list_display = ["due_at", "subscriber", "change", "channel", "email"]
    list_filter = ["channel", Mailed]
    list_select_related = ["subscriber", "change", "email"]
    search_fields = ["subscriber__address"]


@admin.register(Email)
class EmailAdmin(ReadOnly[Email]):
    """Every mail, as its reader sees it."""

    list_display = ["subject", "recipient", "kind", "stands", "reason", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "recipient", "message_id"]
    date_hierarchy = "created_at"
    change_form_template = "admin/legislation/email/change_form.html"
    fields = [
        ("stands", "kind"),
        "reason",
        ("attempt", "lease", "leased_until"),
        ("created_at", "not_before", "sent_at"),
    ]

    @admin.display(description="state", ordering="state")
    def stands(self, email: Email) -> str:
        """Its state in words; where there is no relay, a mail is kept as a file."""
        if email.state == EmailState.SENT and settings.EMAIL_BACKEND.endswith(".EmlBackend"):
            folder = Path(settings.MAIL_DIRECTORY)
            inside = folder.is_relative_to(settings.BASE_DIR)
            return f"Kept in {folder.relative_to(settings.BASE_DIR) if inside else folder}"
        return email.get_state_display()

    @admin.display(description="reason")
    def reason(self, email: Email) -> str:
        return email.error or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Email]:
        rows = super().get_queryset(request)
        one = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer("text", "html", "headers")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        email: Email = kwargs["obj"]
        context["envelope"] = [
            ("Subject", email.subject),
            ("From", email.headers.get("From", settings.DEFAULT_FROM_EMAIL)),
            ("To", email.recipient),
            ("Message-ID", email.message_id),
            *((name, value) for name, value in email.headers.items() if name != "From"),
        ]
        return super().render_change_form(request, context, *args, **kwargs)
