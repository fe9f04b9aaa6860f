"""What proves and what contradicts: stored copies, evidence, conflicts. Sources: scrapers.admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from legislation import evidence, timeline
from legislation.admin.filters import Closed
from legislation.admin.kept import Kept, ReadOnly, author
from legislation.models import FACTS, Conflict, Evidence, Snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly[Snapshot]):
    """Stored copies. The bytes are shown by the public page, never here."""

    list_display = ["fetched_at", "address", "source", "status", "size"]
    list_filter = ["status", "source"]
    search_fields = ["address", "blob__sha256"]
    fields = [
        "page",
        "address",
        "fetched_from",
        "fetched_at",
        "source",
        "status",
        "sha256",
        "size",
        "headers",
        "brought_by",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Snapshot]:
        rows = super().get_queryset(request).select_related("source", "blob")
        return rows.defer("blob__compressed")

    @admin.display(description="bytes", ordering="blob__size")
    def size(self, snapshot: Snapshot) -> int:
        return snapshot.blob.size

    @admin.display(description="SHA-256")
    def sha256(self, snapshot: Snapshot) -> str:
        return snapshot.blob_id

    @admin.display(description="public page")
    def page(self, snapshot: Snapshot) -> SafeString | str:
        try:
            address = reverse("snapshot", args=[snapshot.pk])
        except NoReverseMatch:
            return "—"
        return format_html('<a href="{}">Open the stored copy</a>', address)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly[Evidence]):
    """Every piece of proof, with the fact that it stands behind."""

    list_display = ["__str__", "fact", "confidence", "source", "first_seen_at", "last_seen_at"]
    list_filter = ["confidence", "source"]
    list_select_related = ["source", "snapshot", *FACTS]
    search_fields = ["address", "citation", "passage", "identifier"]
    fields = [
        "fact",
        "confidence",
        "address",
        "citation",
        "passage",
        "says",
        "note",
        "source",
        "identifier",
        "snapshot",
        "first_seen_at",
        "last_seen_at",
    ]

    @admin.display(description="proves")
    def fact(self, proof: Evidence) -> str:
        return next(
            str(getattr(proof, name)) for name in FACTS if getattr(proof, f"{name}_id") is not None
        )


class ConflictForm(forms.ModelForm):  # type: ignore[type-arg]
    """A conflict is closed with a sentence on how it was settled."""

    settled = forms.CharField(
        label="How was it settled?",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": "Say how the conflict was settled: that closes it."},
        help_text="Amend the event first, if the source is right. Saving closes the conflict.",
    )

    class Meta:
        model = Conflict
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        timeline.hold(self.instance.proposal)
        self.stored = Conflict.objects.select_for_update().get(pk=self.instance.pk)
        if self.stored.closed_at:
            self.add_error(
                None,
                f"{self.stored.closed_by or 'Somebody'} closed this conflict meanwhile: "
                f"“{self.stored.resolution}”. Nothing was saved.",
            )
        return cleaned


@admin.register(Conflict)
class ConflictAdmin(Kept[Conflict]):
    """Open first. A person looks at both sides and says how it was settled."""

    form = ConflictForm
    list_display = ["what", "ours", "theirs", "event", "source", "opened_at", "closed"]
    list_filter = [Closed, "field", "source"]
    search_fields = ["event__title", "resolution", "field"]
    ordering = [F("closed_at").desc(nulls_first=True), "-opened_at", "-pk"]
    change_form_template = "admin/legislation/conflict/change_form.html"
    _SIDES = ("event", "proposal", "source", "snapshot", "preferred", "opened_at")

    @admin.display(description="what differs", ordering="field")
    def what(self, conflict: Conflict) -> str:
        return conflict.field.replace("_", " ").capitalize()

    @admin.display(description="closed", boolean=True, ordering="closed_at")
    def closed(self, conflict: Conflict) -> bool:
        return conflict.closed_at is not None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conflict]:
        rows = super().get_queryset(request)
        return rows.select_related("event", "proposal", "source", "snapshot", "closed_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Conflict | None = None) -> list[str]:
        return ["what", *self._SIDES, "last_seen_at", "closed_at", "closed_by", "resolution"]

    def get_fieldsets(self, request: HttpRequest, obj: Conflict | None = None) -> Any:
        sets: list[Any] = [
            ("Where they differ", {"fields": ["what", *self._SIDES, "last_seen_at"]})
        ]
        if obj is not None and obj.closed_at:
            how = ["closed_at", "closed_by", "resolution"]
            sets.append(("How it was settled", {"fields": how}))
        if self.has_change_permission(request, obj):
            sets.append(("Close", {"fields": ["settled"]}))
        return sets

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conflict | None = None) -> bool:
        # A post is let through to the form, which says who closed it.
        is_open = obj is None or obj.closed_at is None or request.method == "POST"
        return is_open and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Conflict, form: Any, change: Any) -> None:
        evidence.close_conflict(form.stored, author(request, form.cleaned_data["settled"]))
