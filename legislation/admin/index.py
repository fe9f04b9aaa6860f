"""The first page of the desk: what needs a person stands above the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from legislation.admin.releasing import held_news
from legislation.admin.sending import mails, sending
from legislation.domain.words import SourceState
from legislation.models import Change, Conflict, PositionDraft, Source, Suggestion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Notices to staff older than this are found in the journal.
_LAST_DAYS = timedelta(days=7)
_TROUBLE = [
    state for state in SourceState if state not in {SourceState.FINE, SourceState.NEVER_READ}
]


def desk(request: HttpRequest) -> dict[str, Any]:
    """What needs a person, as far as this one may see it; a fixed number of queries."""
    may = request.user.has_perm
    found: dict[str, Any] = {}
    if may("legislation.view_source"):
        in_trouble = Q(state__in=_TROUBLE) | Q(silence_told_at__isnull=False)
        left = Q(proposal__unfollowed_at__isnull=False)  # nobody looks, and nobody needs to
        troubled = Source.objects.filter(in_trouble).exclude(left)
        found["troubled_sources"] = troubled.order_by("-state_since")
    if may("legislation.view_conflict"):
        conflicts = Conflict.objects.filter(closed_at__isnull=True)
        found["open_conflicts"] = conflicts.count()
        found["newest_conflicts"] = conflicts.select_related("event", "proposal", "source")[:5]
    if may("legislation.view_suggestion"):
        waiting = Suggestion.objects.waiting()
        found["waiting_suggestions"] = waiting.count()
        found["likeliest_suggestions"] = waiting.order_by("-score", "-published_on")[:5]
    if may("legislation.view_positiondraft"):
        found |= _drafts(cast("User", request.user))
    if may("legislation.view_change"):
        since = timezone.now() - _LAST_DAYS
        found["staff_notices"] = (
            Change.objects.for_staff().filter(recorded_at__gte=since).select_related("by")[:10]
        )
        found["held_news"], found["more_held"] = held_news()
        if may("legislation.release_change"):
            found |= sending()
        found["own_changes"] = Change.objects.filter(by=request.user.pk).select_related(
            "event", "position", "proposal", "conflict"
        )[:10]
    if may("legislation.view_email"):
        found["mails"] = mails()
    return found


def _drafts(user: User) -> dict[str, Any]:
    """How many drafts this person may publish, and which of his own came back."""
    rows = PositionDraft.objects.select_related("state", "topic")
    found: dict[str, Any] = {"returned_drafts": rows.filter(by=user).sent_back()[:5]}
    if user.has_perm("legislation.publish_position"):
        others = rows.waiting() if user.is_superuser else rows.waiting().exclude(by=user)
        found["waiting_drafts"] = others.count()
        found["oldest_drafts"] = others.order_by("drafted_at")[:5]
    return found


def index(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
    """Django's own first page with the desk on top."""
    return AdminSite.index(admin.site, request, {**desk(request), **(extra_context or {})})


# A site class of our own would be imported while this package is: so the one that is there learns.
admin.site.site_header = "Return Directive Tracker"
admin.site.site_title = "Return Directive Tracker"
admin.site.index_title = "Desk"
admin.site.index_template = "admin/legislation/index.html"
admin.site.index = index  # type: ignore[method-assign]
