"""Subscribers and the mails that tell them; no key to anybody's subscription is shown in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join

from legislation import mail
from legislation.admin import outbox
from legislation.admin.filters import Mailed
from legislation.admin.kept import ReadOnly
from legislation.domain.words import EmailState
from legislation.models import Email, Notice, Subscriber

#: States of mails that go no further by themselves, or might arrive twice.
STUCK = [EmailState.FAILED, EmailState.HELD, EmailState.IN_DOUBT]


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly[Subscriber]):
    list_display = ["reader", "state", "rhythm", "follows", "confirmed_at", "ended_at"]
    list_filter = ["state", "rhythm", "language", "suspended_for"]
    search_fields = ["address"]
    fields = [
        "address",
        ("state", "suspended_for", "rests_until", "soft_bounces"),
        "follows",
        ("language", "rhythm", "digest_time", "weekday", "zone", "warns"),
        ("next_digest_at", "digested_at"),
        ("created_at", "asked_at", "confirmed_at", "ended_at"),
        "agreed",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return super().get_queryset(request).prefetch_related("subscriptions", "consents")

    @admin.display(description="address", ordering="address")
    def reader(self, subscriber: Subscriber) -> str:
        return str(subscriber)

    @admin.display(description="follows")
    def follows(self, subscriber: Subscriber) -> str:
        say = mail.Say("en")
        keys = [subscription.key for subscription in subscriber.subscriptions.all()]
        return mail.reasons_in_words(keys, say) if keys else "nothing"

    @admin.display(description="consent")
    def agreed(self, subscriber: Subscriber) -> str:
        """What the person did, when, and to which words that was."""
        return format_html_join(
            "",
            "<p>{}, {}: {} {}</p>",
            (
                (f"{row.at:%Y-%m-%d %H:%M} UTC", row.get_act_display(), row.form, row.wording)
                for row in subscriber.consents.all()
            ),
        )


@admin.register(Notice)
class NoticeAdmin(ReadOnly[Notice]):
    list_display = ["due_at", "subscriber", "change", "channel", "email", "dropped"]
    list_filter = ["channel", Mailed]
    list_select_related = ["subscriber", "change", "email__letter"]
    search_fields = ["subscriber__address"]


@admin.register(Email)
class EmailAdmin(ReadOnly[Email]):
    """Every mail, as its reader sees it."""

    list_display = ["subject", "recipient", "kind", "stands", "reason", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["letter__subject", "recipient", "message_id"]
    list_select_related = ["letter"]
    actions = ["send_again", "give_up"]
    date_hierarchy = "created_at"
    change_form_template = "admin/legislation/email/change_form.html"
    fields = [
        ("stands", "kind"),
        "reason",
        ("attempt", "lease", "leased_until"),
        ("created_at", "not_before", "sent_at", "doubted_at"),
        ("subscriber", "answers"),
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
        rows = super().get_queryset(request).select_related("letter", "subscriber")
        one = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer("letter__text", "letter__html", "letter__tells")

    def get_urls(self) -> list[URLPattern]:
        return [*outbox.urls(), *super().get_urls()]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Who lets held news out also says what becomes of mails that got stuck."""
        return request.user.has_perm("legislation.release_change") and self.has_view_permission(
            request
        )

    @admin.action(description="Send again what failed, is held or in doubt", permissions=["resend"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Email]) -> None:
        number = rows.filter(state__in=STUCK).update(
            state=EmailState.WAITING, attempt=0, not_before=timezone.now()
        )
        self.message_user(request, f"{number} mails are sent again.")

    @admin.action(description="Give up what failed, is held or in doubt", permissions=["resend"])
    def give_up(self, request: HttpRequest, rows: QuerySet[Email]) -> None:
        why = f"Given up by {request.user.get_username()}."
        number = rows.filter(state__in=STUCK).update(state=EmailState.SUPPRESSED, error=why)
        self.message_user(request, f"{number} mails are not sent.")

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
