"""Subscribers, what they are to be told, and the mails that tell them; no key to anybody's
subscription is shown in a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from legislation.admin.differences import fact_of
from legislation.admin.fence import FencePage
from legislation.admin.filters import Mailed
from legislation.admin.kept import ReadOnly, person
from legislation.admin.trying import SamplePage, shows_a_mail
from legislation.alerts import stuck
from legislation.domain.procedure import StageSlug
from legislation.domain.words import EmailState, Kind
from legislation.models import Consent, Email, Notice, Subscriber, Subscription

_LONG = ("text", "html", "headers", "tells")
_ABOUT = ("change__event", "change__press_release", "change__position", "change__proposal")


# Django's own class is generic for the type checker only.
if TYPE_CHECKING:

    class _Inline(admin.TabularInline[Consent, Subscriber]):
        pass
else:
    _Inline = admin.TabularInline


class ConsentInline(_Inline):
    """What the person did about being written to, as it is kept for proof."""

    model = Consent
    verbose_name_plural = "consents"
    fields = ["at", "act", "form", "language", "wording", "choice"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        return False


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly[Subscriber]):
    list_display = ["__str__", "state", "rhythm", "language", "follows", "confirmed_at", "ended_at"]
    list_filter = ["state", "suspended_for", "rhythm", "language"]
    search_fields = ["address"]
    inlines = [ConsentInline]
    fields = [
        "address",
        ("state", "suspended_for"),
        "follows",
        ("rhythm", "digest_time", "weekday", "zone"),
        ("language", "warns"),
        ("next_digest_at", "digested_at"),
        ("rests_until", "soft_bounces", "soft_bounced_at"),
        ("created_at", "asked_at", "confirmed_at", "ended_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        named = ("proposal", "topic", "state")
        rows = super().get_queryset(request)
        return rows.prefetch_related(*(f"subscriptions__{name}" for name in named))

    @admin.display(description="follows")
    def follows(self, subscriber: Subscriber) -> str:
        return "; ".join(map(in_words, subscriber.subscriptions.all())) or "nothing"


def in_words(row: Subscription) -> str:
    """What somebody follows: all that is named must fit."""
    stages: dict[str, str] = {stage.value: stage.label for stage in StageSlug}
    kinds: dict[str, str] = {kind.value: kind.label for kind in Kind}
    named = [
        row.proposal.short_title if row.proposal else "",
        stages.get(row.stage, row.stage),
        kinds.get(row.kind, row.kind.replace("_", " ")),
        row.topic.label if row.topic else "",
        row.state.name if row.state else "",
        f"Article {row.provision}" if row.provision else "",
        f"“{row.words}”" if row.words else "",
    ]
    return ", ".join(filter(None, named)) or "everything"


@admin.register(Notice)
class NoticeAdmin(ReadOnly[Notice]):
    list_display = ["due_at", "subscriber", "about", "reasons", "email", "dropped"]
    list_filter = [Mailed, ("dropped", admin.EmptyFieldListFilter)]
    search_fields = ["subscriber__address"]
    fields = ["subscriber", "change", "about", "reasons", "due_at", "channel", "email", "dropped"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        named = ("subscriber", "email__letter", *_ABOUT)
        rows = super().get_queryset(request).select_related(*named)
        return rows.defer(
            "change__before",
            "change__after",
            *(f"email__letter__{name}" for name in _LONG),
        )

    @admin.display(description="what")
    def about(self, notice: Notice) -> str:
        return str(fact_of(notice.change) or notice.change)


@admin.register(Email)
class EmailAdmin(FencePage, SamplePage, ReadOnly[Email]):
    """Every mail, as its reader sees it."""

    list_display = ["subject", "recipient", "kind", "stands", "reason", "created_at", "sent_at"]
    list_filter = ["state", "kind", "letter__language"]
    search_fields = ["letter__subject", "recipient", "message_id"]
    date_hierarchy = "created_at"
    change_form_template = "admin/legislation/email/change_form.html"
    actions = ["send_again", "give_up"]
    fields = [
        ("stands", "kind"),
        "reason",
        "subscriber",
        "answers",
        ("attempt", "lease", "leased_until"),
        ("created_at", "not_before", "sent_at", "doubted_at"),
    ]

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who lets held news out also says what becomes of mails that got stuck."""
        may = request.user.has_perm("legislation.release_change")
        return may and self.has_view_permission(request)

    def list_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [*self.test_tools(request), *self.fence_tools(request)]

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Email]) -> None:
        number = stuck.send_again(rows.values_list("pk", flat=True), person(request))
        self._say(request, f"Wait to be sent again: {number}.", len(rows) - number)

    @admin.action(description="Give up: never send", permissions=["send"])
    def give_up(self, request: HttpRequest, rows: QuerySet[Email]) -> None:
        number = stuck.give_up(rows.values_list("pk", flat=True), person(request))
        self._say(request, f"Given up: {number}.", len(rows) - number)

    def _say(self, request: HttpRequest, done: str, left: int) -> None:
        rest = f" Left as they are: {left}, {stuck.WHY_LEFT}" if left else ""
        self.message_user(request, done + rest, messages.WARNING if left else messages.SUCCESS)

    @admin.display(description="subject", ordering="letter__subject")
    def subject(self, email: Email) -> str:
        return email.subject

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
        rows = super().get_queryset(request).select_related("letter")
        one = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer(*(f"letter__{name}" for name in _LONG))

    @shows_a_mail
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        email: Email = kwargs["obj"]
        context["envelope"] = [
            ("Subject", email.subject),
            ("From", email.headers.get("From", settings.DEFAULT_FROM_EMAIL)),
            ("To", email.recipient or "forgotten"),
            ("Message-ID", email.message_id),
            *((name, value) for name, value in email.headers.items() if name != "From"),
        ]
        notices = email.notices.select_related(*_ABOUT).order_by("change__sequence")
        context["told"] = [(row, fact_of(row.change) or row.change) for row in notices]
        context["answered_by"] = list(email.answered_by.select_related("letter"))
        may = self.has_send_permission(request) and stuck.is_stuck(email)
        context["ways"] = _WAYS if may else []
        return super().render_change_form(request, context, *args, **kwargs)


_WAYS = [("send_again", "Send again"), ("give_up", "Give up: never send")]
