"""Releases that may be about a file: accepted, edited or rejected by a person."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from legislation import review
from legislation.admin.kept import Kept, author
from legislation.domain.words import SuggestionState
from legislation.models import Proposal, Suggestion

ACCEPT, REJECT = "accept", "reject"


class SuggestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whether it is about a file, about which, and why."""

    decision = forms.ChoiceField(
        label="Is it about this file?",
        choices=[
            (ACCEPT, "Yes: record and publish it"),
            (REJECT, "No: it is about something else"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the release is about the file."},
    )
    proposal = forms.ModelChoiceField(label="File", queryset=Proposal.objects.in_order())
    title = forms.CharField(max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"}))
    summary = forms.CharField(required=False, max_length=5000, widget=forms.Textarea)
    why = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={"required": "Say why: it is kept with the decision."},
        help_text="For a release that is published, everybody can read this.",
    )

    class Meta:
        model = Suggestion
        fields = ["proposal", "title", "summary"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.stored = Suggestion.objects.select_for_update().get(pk=self.instance.pk)
        if self.stored.state != SuggestionState.WAITING:
            self.add_error(
                None,
                f"{self.stored.decided_by or 'Somebody'} has {self.stored.state} this meanwhile: "
                f"“{self.stored.why}”. Nothing was saved.",
            )
        return cleaned


@admin.register(Suggestion)
class SuggestionAdmin(Kept[Suggestion]):
    """What waits comes first, the likeliest on top."""

    form = SuggestionForm
    list_display = ["title", "published_on", "proposal", "score", "state", "source"]
    list_filter = ["state", "source", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["proposal", "source"]
    search_fields = ["title", "summary", "why"]
    ordering = [F("decided_at").desc(nulls_first=True), "-score", "-published_on", "-pk"]
    _TOLD = ("told", "page", "copy", "published_on", "score", "spoke")

    @admin.display(description="What it says")
    def told(self, suggestion: Suggestion) -> SafeString:
        passages = [str(reason["passage"]) for reason in suggestion.reasons]
        title, summary = marked(suggestion.title, passages), marked(suggestion.summary, passages)
        return format_html("<strong>{}</strong><br>{}", title, summary)

    @admin.display(description="Address")
    def page(self, suggestion: Suggestion) -> SafeString:
        return format_html('<a href="{0}" rel="external noreferrer">{0}</a>', suggestion.address)

    @admin.display(description="Stored copy of the list")
    def copy(self, suggestion: Suggestion) -> SafeString | str:
        if suggestion.snapshot_id is None:
            return "—"
        address = f"/snapshots/{suggestion.snapshot_id}/"
        return format_html('<a href="{}">Open the stored copy</a>', address)

    @admin.display(description="For and against")
    def spoke(self, suggestion: Suggestion) -> SafeString:
        rows = (
            (f"{reason['points']:+d}", reason["passage"], reason["why"], reason["where"])
            for reason in suggestion.reasons
        )
        told = format_html_join("", "<li>{} “{}”: {}, in the {}</li>", rows)
        return format_html("<ul>{}</ul>", told)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        rows = super().get_queryset(request)
        return rows.select_related("proposal", "source", "decided_by", "release")

    def get_readonly_fields(self, request: HttpRequest, obj: Suggestion | None = None) -> list[str]:
        return [*self._TOLD, "state", "decided_at", "decided_by", "release"]

    def get_fieldsets(self, request: HttpRequest, obj: Suggestion | None = None) -> Any:
        sets: list[Any] = [("The release", {"fields": list(self._TOLD)})]
        if self.has_change_permission(request, obj):
            decide = ["decision", "proposal", "title", "summary", "why"]
            sets.append(("Decide", {"fields": decide}))
        else:
            how = ["state", "decided_at", "decided_by", "why", "release"]
            sets.append(("How it was decided", {"fields": how}))
        return sets

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        # A post is let through to the form, which says who decided it.
        waits = obj is None or obj.state == SuggestionState.WAITING or request.method == "POST"
        return waits and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Suggestion, form: Any, change: Any) -> None:
        said = form.cleaned_data
        desk = author(request, said["why"])
        if said["decision"] == REJECT:
            review.reject(form.stored, desk)
        else:
            edits = {name: said[name] for name in ("proposal", "title", "summary")}
            review.accept(form.stored, desk, edits)


def marked(text: str, passages: list[str]) -> SafeString:
    """The text as it is, with the passages highlighted, in whatever case they stand."""
    alternatives = "|".join(re.escape(passage) for passage in passages if passage)
    if not alternatives:
        return conditional_escape(text)
    parts = re.split(f"({alternatives})", text, flags=re.IGNORECASE)
    return mark_safe(  # noqa: S308  # each part is escaped here
        "".join(
            format_html("<mark>{}</mark>", part) if place % 2 else conditional_escape(part)
            for place, part in enumerate(parts)
        )
    )
