"""Positions: recorded and corrected by editors; a correction is a new row, the old one stays."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from legislation import council
from legislation.admin.differences import ABOUT
from legislation.admin.filters import Corrected, Retracted
from legislation.admin.kept import author
from legislation.admin.position_form import PositionForm
from legislation.admin.proof import PROOF_FIELDS
from legislation.admin.retraction import Retractable
from legislation.admin.transfer import Transfer
from legislation.domain.days import in_words
from legislation.journal import Author
from legislation.models import Change, Position


def _page(position: Position) -> str:
    return reverse("admin:legislation_position_change", args=[position.pk])


@admin.register(Position)
class PositionAdmin(Transfer, Retractable[Position]):
    """What states said. Saving an existing row corrects it."""

    form = PositionForm
    list_display = ["state", "about", "stance", "day", "file", "actor", "standing"]
    list_filter = [
        Corrected,
        Retracted,
        "stance",
        "topic",
        "state",
        ("proposal", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["summary", "actor", "office", "key", "state__name"]
    retracting = (
        "For a statement that was never made, or was recorded by mistake: it leaves all public "
        "pages. Its rows, their evidence and their history stay. What a state said and took back "
        "later stays said: record its new position instead."
    )
    date_hierarchy = "stated_on"
    autocomplete_fields = ["proposal", "joint_statement"]

    @admin.display(description="day", ordering="stated_on")
    def day(self, position: Position) -> str:
        return in_words(position.stated_on, position.precision)

    @admin.display(description="topic", ordering="topic")
    def about(self, position: Position) -> str:
        return position.topic.label

    @admin.display(description="proposal", ordering="proposal")
    def file(self, position: Position) -> str:
        return position.proposal.reference

    @admin.display(description="standing")
    def standing(self, position: Position) -> str:
        if position.retracted_at:
            return "retracted"
        return "corrected since" if hasattr(position, "corrected_by") else "stands"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        joined = ["state", "topic", "proposal", "corrected_by", "corrects"]
        return super().get_queryset(request).select_related(*joined)

    def get_readonly_fields(self, request: HttpRequest, obj: Position | None = None) -> list[str]:
        return [] if obj is None else ["key", "origin", "corrects"]

    def get_fieldsets(self, request: HttpRequest, obj: Position | None = None) -> Any:
        said: list[Any] = ["proposal", "state", "topic", "stance", "summary"]
        who = [("actor", "office"), ("stated_on", "precision")]
        sets: list[Any] = [("Position", {"fields": said}), ("Who and when", {"fields": who})]
        if obj is not None:
            sets.append(("On record", {"fields": ["key", "origin", "corrects"]}))
        proof: list[str] = ["source_kind", "joint_statement"]
        if obj is None or self.has_change_permission(request, obj):
            proof += PROOF_FIELDS if obj is None else [*PROOF_FIELDS, "instead"]
            heading = "Evidence" if obj is None else "Evidence, and further evidence"
            sets += [(heading, {"fields": proof}), ("Reason", {"fields": ["sure", "why"]})]
        else:
            sets.append(("Evidence", {"fields": proof}))
        return sets

    def save_model(self, request: HttpRequest, obj: Position, form: Any, change: Any) -> None:
        by = author(request, form.cleaned_data["why"])
        if change:
            stored = Position.objects.get(pk=obj.pk)
            council.correct_position(stored, form.different(), by, form.proofs_after())
        else:
            council.record_position(obj, form.proofs(), by)

    def response_change(self, request: HttpRequest, obj: Position) -> HttpResponse:
        """On to the row that corrects the one which was opened."""
        newer = Position.objects.get(corrects_id=obj.pk)
        text = "Saved as a correction: this is the new row. The one you opened stays as it was."
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(_page(newer))

    def replaced(self, fact: Position) -> str:
        if not hasattr(fact, "corrected_by"):
            return ""
        return format_html(
            'This row was corrected and stays as it was. <a href="{}">Open the newer row</a>.',
            _page(fact.corrected_by),
        )

    def caution(self, obj: Position) -> str:
        return super().caution(obj) or self.replaced(obj)

    def retract(self, fact: Position, by: Author) -> None:
        council.retract_position(fact, by)

    def restore(self, fact: Position, by: Author) -> None:
        council.restore_position(fact, by)

    def changes(self, obj: Position) -> list[Change]:
        """Those of the row and of all that it corrects, step by step."""
        chain: list[Position] = [obj]
        while (older := chain[-1].corrects) is not None:
            chain.append(older)
        return list(Change.objects.filter(position__in=chain).select_related(*ABOUT))
