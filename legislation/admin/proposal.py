"""Proposals with their ladder, press releases, documents, people, figures: looked at by staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation import timeline
from legislation.admin.differences import ABOUT
from legislation.admin.filters import Announces
from legislation.admin.kept import ReadOnly, author
from legislation.admin.retraction import ReasonForm
from legislation.domain import procedure
from legislation.domain.days import in_words
from legislation.domain.procedure import StageRow, StageSlug
from legislation.domain.references import ProcedureReference
from legislation.models import (
    FACTS,
    Actor,
    Change,
    Document,
    PressRelease,
    Proposal,
    Statistic,
)


def _ladder(proposal: Proposal) -> list[StageRow]:
    return [
        StageRow(
            StageSlug(stage.slug),
            stage.track,
            stage.parent,
            stage.entered_on,
            stage.left_on,
            stage.outcome,
        )
        for stage in proposal.stages.all()
    ]


_STOP = "Stop following"


class FollowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A file is followed by its reference; its sources tell the rest."""

    procedure = forms.CharField(
        max_length=30, help_text="With its type, such as 2023/0463(COD). Its sources tell the rest."
    )
    why = forms.CharField(
        max_length=2000, help_text="Kept in the history. Everybody can read this."
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def clean_procedure(self) -> ProcedureReference:
        try:
            reference = ProcedureReference.parse(self.cleaned_data["procedure"])
            timeline.expect_new(reference)
        except ValueError as error:
            raise forms.ValidationError(f"{error}.") from None
        return reference


@admin.register(Proposal)
class ProposalAdmin(ReadOnly[Proposal]):
    """The files that are followed, and how far each has come."""

    list_display = ["reference", "short_title", "stands_at", "surprising", "unfollowed_at"]
    search_fields = ["reference", "short_title", "title", "celex", "com_reference"]
    fields = [
        "reference",
        "short_title",
        "title",
        "stages",
        "surprises",
        "celex",
        "com_reference",
        "act_type",
        "legal_basis",
        "note",
        "press_phrases",
        "unfollowed_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("legislation.add_proposal")

    def get_form(
        self,
        request: HttpRequest,
        obj: Proposal | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        return FollowForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Proposal | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["procedure", "why"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Proposal | None = None) -> Any:
        return [] if obj is None else super().get_readonly_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: Any) -> None:
        desk = author(request, form.cleaned_data["why"])
        made = timeline.follow(form.cleaned_data["procedure"], desk)
        obj.__dict__.update(made.__dict__)

    def caution(self, obj: Proposal) -> str:
        if obj.unfollowed_at is None:
            return ""
        return "No longer followed. To follow it again, add its reference as if it were new."

    def tools(self, request: HttpRequest, obj: Proposal) -> list[tuple[str, str]]:
        if obj.unfollowed_at or not self.has_add_permission(request):
            return []
        return [(_STOP, reverse("admin:legislation_proposal_stop", args=[obj.pk]))]

    def get_urls(self) -> list[URLPattern]:
        stop = self.admin_site.admin_view(self.stop_view)
        way = path("<path:object_id>/stop/", stop, name="legislation_proposal_stop")
        return [way, *super().get_urls()]

    def stop_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, and follow the file no more: for whoever may begin to follow one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None:
            raise Http404
        form = ReasonForm(request.POST or None)
        try:
            timeline.expect_stoppable(proposal)
            if request.method != "POST" or not form.is_valid():
                return self._ask(request, proposal, form)
            timeline.stop_following(proposal, author(request, form.cleaned_data["why"]))
            self.message_user(request, f"No longer followed: {proposal}", messages.SUCCESS)
        except ValueError as error:
            self.message_user(request, f"{error}.", messages.WARNING)
        change = reverse("admin:legislation_proposal_change", args=[proposal.pk])
        return HttpResponseRedirect(change)

    def _ask(self, request: HttpRequest, proposal: Proposal, form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{_STOP}: {proposal}",
            "opts": self.opts,
            "original": proposal,
            "form": form,
            "lead": "Its sources are looked at no more, and its page says so. All that is on "
            "record stays, and it can be followed again.",
            "button": _STOP,
        }
        return TemplateResponse(request, "admin/legislation/ask.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return super().get_queryset(request).prefetch_related("stages")

    def changes(self, obj: Proposal) -> list[Change]:
        """Those of the file itself; its events and positions have their own."""
        others = {f"{name}__isnull": True for name in ["source", *FACTS] if name != "proposal"}
        return list(obj.changes.filter(**others).select_related(*ABOUT))

    @admin.display(description="stands at")
    def stands_at(self, proposal: Proposal) -> str:
        rows = procedure.current(_ladder(proposal), timezone.localdate())
        return " and ".join(row.slug.label for row in rows)

    @admin.display(description="surprises")
    def surprising(self, proposal: Proposal) -> int | str:
        return len(procedure.surprises(_ladder(proposal))) or ""

    @admin.display(description="stages")
    def stages(self, proposal: Proposal) -> str:
        today = timezone.localdate()
        rows = [(row, row.standing(today)) for row in _ladder(proposal)]
        return render_to_string("admin/legislation/_ladder.html", {"rows": rows})

    @admin.display(description="surprises")
    def surprises(self, proposal: Proposal) -> SafeString | str:
        found = procedure.surprises(_ladder(proposal))
        return format_html_join("", "<p>{}</p>", ((jump,) for jump in found)) or "none"


@admin.register(PressRelease)
class PressReleaseAdmin(ReadOnly[PressRelease]):
    """What institutions told the press; an editor makes an event of it."""

    list_display = ["day", "title", "institution", "file", "announces", "origin"]
    list_display_links = ["title"]
    list_filter = [
        "institution",
        Announces,
        ("proposal", admin.RelatedOnlyFieldListFilter),
        "origin",
    ]
    list_select_related = ["proposal", "announces"]
    search_fields = ["title", "summary", "address"]
    date_hierarchy = "published_on"
    fields = ["title", "summary", "link", "institution", "day", "proposal", "announces", "note"]

    @admin.display(description="day", ordering="published_on")
    def day(self, release: PressRelease) -> str:
        return in_words(release.published_on, release.precision)

    @admin.display(description="proposal", ordering="proposal")
    def file(self, release: PressRelease) -> str:
        return release.proposal.reference if release.proposal else "none"

    @admin.display(description="address")
    def link(self, release: PressRelease) -> SafeString:
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', release.address)

    def tools(self, request: HttpRequest, obj: PressRelease) -> list[tuple[str, str]]:
        if obj.announces_id or not request.user.has_perm("legislation.add_event"):
            return []
        form = reverse("admin:legislation_event_add")
        return [("Make an event of it", f"{form}?release={obj.pk}")]


@admin.register(Document)
class DocumentAdmin(ReadOnly[Document]):
    list_display = ["reference", "title", "kind", "day", "proposal", "origin"]
    list_filter = [("proposal", admin.RelatedOnlyFieldListFilter), "kind", "origin"]
    list_select_related = ["proposal"]
    search_fields = ["reference", "celex", "title"]
    fields = ["reference", "title", "proposal", "kind", "celex", "link", "day", "note", "origin"]

    @admin.display(description="day", ordering="dated_on")
    def day(self, document: Document) -> str:
        return in_words(document.dated_on, document.precision) if document.dated_on else "—"

    @admin.display(description="official address")
    def link(self, document: Document) -> SafeString | str:
        address = document.official_address
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', address) if address else "—"


@admin.register(Actor)
class ActorAdmin(ReadOnly[Actor]):
    list_display = ["name", "role", "group", "proposal", "since", "until"]
    list_filter = [("proposal", admin.RelatedOnlyFieldListFilter), "role"]
    list_select_related = ["proposal"]
    search_fields = ["name", "role", "group"]
    fields = ["name", "role", "group", "proposal", "since", "until", "note", "origin"]

    @admin.display(description="since", ordering="since_on")
    def since(self, actor: Actor) -> str:
        return in_words(actor.since_on, actor.since_precision) if actor.since_on else "—"

    @admin.display(description="until", ordering="until_on")
    def until(self, actor: Actor) -> str:
        return in_words(actor.until_on, actor.until_precision) if actor.until_on else "—"


@admin.register(Statistic)
class StatisticAdmin(ReadOnly[Statistic]):
    list_display = ["indicator", "geo", "period", "value", "unit", "publisher"]
    list_filter = ["period", "geo"]
    search_fields = ["indicator", "publisher"]
