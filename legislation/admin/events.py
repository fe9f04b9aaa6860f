"""Events: recorded, amended and retracted by editors, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation import evidence, timeline
from legislation.admin.event_form import EventForm
from legislation.admin.filters import KindOnRecord, Retracted
from legislation.admin.kept import author
from legislation.admin.proof import PROOF_FIELDS
from legislation.admin.retraction import Retractable
from legislation.domain import procedure
from legislation.domain.days import in_words
from legislation.journal import Author
from legislation.models import Event, PressRelease, Proposal


@admin.register(Event)
class EventAdmin(Retractable[Event]):
    """What happened. A save is a record or an amendment in the journal."""

    form = EventForm
    list_display = ["day", "title", "file", "kind", "origin", "open_conflicts", "standing"]
    list_display_links = ["title"]
    list_filter = [
        ("proposal", admin.RelatedOnlyFieldListFilter),
        "origin",
        "expected",
        Retracted,
        KindOnRecord,
    ]
    list_select_related = ["proposal"]
    search_fields = ["title", "detail", "key", "body", "proposal__reference"]
    date_hierarchy = "happened_on"
    ordering = ["-happened_on", "-pk"]
    autocomplete_fields = ["proposal"]
    retracting = (
        "The event leaves the timeline and the stages follow. Its row, its evidence and its "
        "history stay."
    )

    @admin.display(description="day", ordering="happened_on")
    def day(self, event: Event) -> str:
        day = in_words(event.happened_on, event.precision)
        return f"{day} (expected)" if event.expected else day

    @admin.display(description="proposal", ordering="proposal")
    def file(self, event: Event) -> str:
        return event.proposal.reference if event.proposal else "context"

    @admin.display(description="conflicts", ordering="open_conflicts")
    def open_conflicts(self, event: Event) -> int | str:
        return getattr(event, "open_conflicts", 0) or ""

    @admin.display(description="standing", ordering="retracted_at")
    def standing(self, event: Event) -> str:
        return "retracted" if event.retracted_at else "stands"

    @admin.display(description="conflicts")
    def disagreements(self, event: Event) -> SafeString | str:
        rows = (
            (reverse("admin:legislation_conflict_change", args=[c.pk]), c.field, c.ours, c.theirs)
            for c in event.conflicts.filter(closed_at__isnull=True)
        )
        return format_html_join("", '<p><a href="{}">{}: {} or {}</a></p>', rows) or "none open"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        is_open = Q(conflicts__closed_at__isnull=True, conflicts__isnull=False)
        return super().get_queryset(request).annotate(open_conflicts=Count("conflicts", is_open))

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        return [] if obj is None else ["proposal", "key", "origin", "disagreements"]

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        what: list[Any] = ["proposal", "kind", "institutions", "body", "title", "detail"]
        when = [("happened_on", "precision"), "expected"]
        result = [("votes_for", "votes_against", "abstentions"), "document_references"]
        sets: list[Any] = [
            ("What happened", {"fields": what}),
            ("When", {"fields": when}),
            ("Result", {"fields": result}),
        ]
        if obj is not None:
            sets.append(("On record", {"fields": ["key", "origin", "disagreements"]}))
        if obj is None or self.has_change_permission(request, obj):
            heading = "Evidence" if obj is None else "Further evidence"
            hidden = ["release"] if obj is None else ["seen"]
            sets.append((heading, {"fields": [*PROOF_FIELDS, *hidden]}))
            sets.append(("Reason", {"fields": ["sure", "why"]}))
        return sets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """As asked in the address; from a press release, what it says."""
        asked: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        number = str(asked.get("release", ""))
        release = PressRelease.objects.filter(pk=number).first() if number.isdigit() else None
        if release is None or not request.user.has_perm("legislation.view_pressrelease"):
            return asked
        return {
            "release": release.pk,
            "proposal": release.proposal_id,
            "title": release.title,
            "happened_on": release.published_on,
            "precision": release.precision,
            "institutions": [release.institution],
            "proof_address": release.address,
            **{name: value for name, value in asked.items() if name != "release"},
        }

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: Any) -> None:
        by = author(request, form.cleaned_data["why"])
        if not change:
            timeline.record_event(obj, form.proofs(), by)
            if release := form.cleaned_data.get("release"):
                timeline.announce(release, obj, by)
            self._point_out_double(request, obj)
        elif different := form.different():
            timeline.amend_event(form.stored, different, by, form.proofs())
        else:
            evidence.confirm(form.stored, form.proofs(), by)
        self._point_out_jumps(request, obj.proposal)

    def retract(self, fact: Event, by: Author) -> None:
        timeline.retract_event(fact, by)

    def restore(self, fact: Event, by: Author) -> None:
        timeline.restore_event(fact, by)

    def after(self, request: HttpRequest, fact: Event) -> None:
        self._point_out_jumps(request, fact.proposal)

    def _point_out_double(self, request: HttpRequest, event: Event) -> None:
        if event.proposal is None or event.kind not in procedure.ONCE:
            return
        for other in event.proposal.events.public().filter(kind=event.kind).exclude(pk=event.pk):
            text = format_html(
                'A file has this step once, and there is another: <a href="{}">{}</a>.',
                reverse("admin:legislation_event_change", args=[other.pk]),
                other,
            )
            self.message_user(request, text, messages.WARNING)

    def _point_out_jumps(self, request: HttpRequest, proposal: Proposal | None) -> None:
        if proposal is None:
            return
        rows = procedure.stages(timeline.steps(proposal.events.public()))
        for jump in procedure.surprises(rows):
            self.message_user(
                request, format_html("{}: {}", proposal.short_title, jump), messages.WARNING
            )
