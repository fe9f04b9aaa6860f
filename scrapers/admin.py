"""The desk's pages of the sources, and of the attempts to read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from legislation import evidence, journal
from legislation.admin.kept import ReadOnly, author
from legislation.domain.words import Outcome, SourceState
from legislation.models import Snapshot, Source
from scrapers import pipeline, watching
from scrapers.models import ScrapeRun

LARGEST = 10 * 1024 * 1024
_GOOD = {Outcome.SUCCESS, Outcome.UNCHANGED}


class BringForm(forms.Form):
    """A page that a person saved in a browser, and when."""

    file = forms.FileField(
        label="File",
        help_text="The page itself as the browser saved it, without its pictures; at most 10 MB.",
    )
    saved_at = forms.DateTimeField(
        label="Saved",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Brussels time.",
        error_messages={"invalid": "Write the moment as in 2026-11-24T23:11."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("This is more than 10 MB: no page of ours is as large.")
        return file

    def clean_saved_at(self) -> Any:
        moment = self.cleaned_data["saved_at"]
        if moment > timezone.now() + timedelta(minutes=1):
            raise forms.ValidationError("This moment lies ahead: give the one of saving.")
        return moment


class AcceptForm(forms.Form):
    """A page that lacks something is read with a reason, and only the one that was looked at."""

    why = forms.CharField(
        label="Why may it be read?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Kept in the journal, where staff can read it.",
        error_messages={"required": "Say why: the reason is kept in the journal."},
    )
    copy = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, newest: Snapshot | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = newest

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self.newest is not None and told.get("copy") != self.newest.pk:
            raise forms.ValidationError("A newer copy came meanwhile: open this page anew.")
        return told


@admin.register(Source)
class SourceAdmin(ReadOnly[Source]):
    """Where the facts come from, how fresh each address is, and what a person can do about it."""

    list_display = [
        "name",
        "trouble",
        "looked",
        "changed",
        "next",
        "stored",
    ]
    list_filter = ["state", "site", ("proposal", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "slug", "address"]
    actions = ["read_now"]
    fields = [
        "name",
        "address",
        "proposal",
        "reader",
        "standing",
        "detail",
        "state_since",
        "attempted_at",
        "succeeded_at",
        "changed_at",
        "next_read_at",
        "proven_at",
        "stored",
        "failures",
        "rhythm_seconds",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        proven = Source.objects.filter(reader=OuterRef("reader"), proven_at__isnull=False)
        rows = super().get_queryset(request)
        return rows.annotate(proven=Exists(proven), bytes=Sum("snapshots__blob__size"))

    @admin.display(description="state", ordering="state")
    def standing(self, source: Source) -> str:
        state = str(source.get_state_display())
        return state if getattr(source, "proven", True) else f"{state}; reader unproven"

    @admin.display(description="stored", ordering="bytes")
    def stored(self, source: Source) -> str:
        return str(filesizeformat(getattr(source, "bytes", None) or 0))

    @admin.display(description="state, and why", ordering="state")
    def trouble(self, source: Source) -> str:
        why = Truncator(source.detail).chars(120)
        return f"{self.standing(source)}: {why}" if why else self.standing(source)

    @admin.display(description="last look", ordering="attempted_at")
    def looked(self, source: Source) -> Any:
        return source.attempted_at

    @admin.display(description="last change", ordering="changed_at")
    def changed(self, source: Source) -> Any:
        return source.changed_at

    @admin.display(description="next look", ordering="next_read_at")
    def next(self, source: Source) -> Any:
        return source.next_read_at

    def caution(self, obj: Source) -> str:
        if getattr(obj, "proven", True):
            return ""
        return (
            "The reader of this source is unproven: it has had no good reading from the real site "
            "yet, only from recorded pages or pages that a person brought."
        )

    def has_read_now_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("legislation.change_source")

    def has_bring_permission(self, request: HttpRequest) -> bool:
        """Editors may, too: the page is read and held against the last one like any other."""
        return self.has_read_now_permission(request) or request.user.has_perm(
            "legislation.bring_page"
        )

    @admin.action(description="Read now", permissions=["read_now"])
    def read_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        due = evidence.read_now(Source.objects.filter(pk__in=queryset.values("pk")))
        text = f"Due now: {due}. The clock reads them within its next ticks, a site at a time."
        self.message_user(request, text, messages.SUCCESS)

    def tools(self, request: HttpRequest, obj: Source) -> list[tuple[str, str]]:
        found = []
        if self.has_bring_permission(request):
            found.append(("Bring a page", _address("bring", obj)))
        if self.has_read_now_permission(request):
            found.insert(0, ("Look now", _address("look", obj)))
            if obj.state == SourceState.CHANGED_SHAPE:
                found.append(("Accept the page as it is", _address("accept", obj)))
        return found

    def get_urls(self) -> list[URLPattern]:
        views = {"look": self.look_view, "bring": self.bring_view, "accept": self.accept_view}
        ways = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"legislation_source_{name}",
            )
            for name, view in views.items()
        ]
        return [*ways, *super().get_urls()]

    def look_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the source due; its page is asked for by the clock, never by a request."""
        source = self._open(request, object_id, self.has_read_now_permission)
        if request.method != "POST":
            lead = (
                "The clock looks within its next ticks, as soon as the pause of the site is over."
            )
            return self._ask(request, source, "Look now", lead)
        evidence.read_now([source])
        self.message_user(request, "Due now.", messages.SUCCESS)
        if reason := watching.why_not_polled(source):
            self.message_user(request, f"It will not be looked at yet. {reason}", messages.WARNING)
        return HttpResponseRedirect(_address("change", source))

    def bring_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read a page that a person saved where robots are kept out."""
        source = self._open(request, object_id, self.has_bring_permission)
        form = BringForm(
            request.POST or None,
            request.FILES or None,
            initial={"saved_at": timezone.localtime()},
        )
        if request.method == "POST" and form.is_valid():
            name = request.user.get_username()[:100]
            content = form.cleaned_data["file"].read()
            saved_at = form.cleaned_data["saved_at"]
            run = pipeline.bring(source, content, by=name, saved_at=saved_at)
            return self._tell(request, source, run)
        lead = (
            "Open the source's address in a browser, save the page, and send the file. It is kept "
            "with your name, which staff can read, and then goes the way of any other page: "
            "it is held against the last good one, and published or refused."
        )
        return self._ask(request, source, "Bring a page", lead, source.address, form)

    def accept_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read the newest copy although it lacks what the page had, with a person's reason."""
        source = self._open(request, object_id, self.has_read_now_permission)
        newest = next(iter(pipeline.stored(source)), None)  # the one that `accept` reads
        if source.state != SourceState.CHANGED_SHAPE or newest is None:
            self.message_user(request, "There is nothing to accept.", messages.WARNING)
            return HttpResponseRedirect(_address("change", source))
        form = AcceptForm(newest, request.POST or None, initial={"copy": newest.pk})
        if request.method == "POST" and form.is_valid():
            by = author(request, form.cleaned_data["why"])
            text = f"{source.name}: the page was accepted as it is: {by.why}"
            journal.notice(source, text, run=by.run, by=by.by)
            return self._tell(request, source, cast(ScrapeRun, pipeline.accept(source)))
        lead = format_html(
            'The <a href="{}">newest copy that can be read</a>, of {}, is read as it is. What is '
            "gone from it stays in the record, and each loss is a conflict.",
            _copy(newest),
            date_format(timezone.localtime(newest.fetched_at), "j F Y H:i"),
        )
        button = "Accept the page as it is"
        return self._ask(request, source, button, lead, source.detail, form)

    def _open(
        self, request: HttpRequest, object_id: str, may: Callable[[HttpRequest], bool]
    ) -> Source:
        source = self.get_object(request, unquote(object_id))
        if not (may(request) and self.has_view_permission(request, source)):
            raise PermissionDenied
        if source is None:
            raise Http404
        return source

    def _ask(
        self,
        request: HttpRequest,
        source: Source,
        button: str,
        lead: str,
        told: str = "",
        form: forms.Form | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{button}: {source}",
            "opts": self.opts,
            "original": source,
            "button": button,
            "lead": lead,
            "told": told,
            "form": form,
        }
        return TemplateResponse(request, "admin/legislation/ask.html", context)

    def _tell(self, request: HttpRequest, source: Source, run: ScrapeRun) -> HttpResponse:
        """How the reading ended, in words, and where the copy is kept."""
        text = format_html("{}: {}", run.get_outcome_display(), run.detail)
        copy = run.snapshot or source.snapshots.first()
        if copy is not None:
            text = format_html('{} <a href="{}">The page is kept</a>.', text, _copy(copy))
        level = messages.SUCCESS if run.outcome in _GOOD else messages.WARNING
        self.message_user(request, text, level)
        return HttpResponseRedirect(_address("change", source))


def _address(view: str, source: Source) -> str:
    return reverse(f"admin:legislation_source_{view}", args=[source.pk])


def _copy(snapshot: Snapshot) -> str:
    return reverse("admin:legislation_snapshot_change", args=[snapshot.pk])


@admin.register(ScrapeRun)
class ScrapeRunAdmin(ReadOnly[ScrapeRun]):
    """How each attempt ended, and what it did."""

    list_display = [
        "started_at",
        "source",
        "outcome",
        "records",
        "created",
        "confirmed",
        "conflicts",
        "detail",
    ]
    list_filter = ["outcome", "source"]
    list_select_related = ["source"]
    search_fields = ["detail", "source__name"]
    date_hierarchy = "started_at"
    change_form_template = "admin/legislation/change_form.html"
    fields = [
        "source",
        ("started_at", "ended_at"),
        ("outcome", "status"),
        "detail",
        "snapshot",
        ("records", "created", "confirmed", "conflicts"),
    ]
