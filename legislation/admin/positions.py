"""Positions: drafted by editors, published by a second person; a correction is a new row."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from legislation import council
from legislation.admin import position_filters as filters
from legislation.admin.differences import ABOUT
from legislation.admin.filters import Corrected, Retracted
from legislation.admin.grid import grid_view, proposal_named, usual_proposal
from legislation.admin.position_form import PositionForm
from legislation.admin.proof import PROOF_FIELDS
from legislation.admin.reverting import Revertible, is_published, page_of
from legislation.admin.transfer import Transfer
from legislation.domain.days import in_words
from legislation.domain.words import DraftState
from legislation.journal import Author
from legislation.models import Change, MemberState, Position, PositionDraft

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@admin.register(Position)
class PositionAdmin(Transfer, Revertible):
    """What states said. Saving drafts a position, or the correction of the one that is open."""

    form = PositionForm
    list_display = ["state", "about", "stance", "day", "file", "actor", "standing"]
    list_filter = [
        filters.Stale,
        filters.Age,
        filters.Proven,
        filters.Sourced,
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

    class Media:
        js = ["legislation/counting.js"]

    @admin.display(description="day", ordering="stated_on")
    def day(self, position: Position) -> str:
        return in_words(position.stated_on, position.precision)

    @admin.display(description="topic", ordering="topic")
    def about(self, position: Position) -> str:
        return position.topic.label

    @admin.display(description="proposal", ordering="proposal")
    def file(self, position: Position) -> SafeString:
        # May be broken before its type: the list's last column is seen on 1280 pixels then.
        number, bracket, kind = position.proposal.reference.partition("(")
        return format_html("{}<wbr>{}{}", number, bracket, kind)

    @admin.display(description="standing")
    def standing(self, position: Position) -> str:
        if position.retracted_at:
            return "retracted"
        return "corrected since" if hasattr(position, "corrected_by") else "stands"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        joined = ["state", "topic", "proposal", "corrected_by", "corrects"]
        return super().get_queryset(request).select_related(*joined)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.grid_view)
        return [path("grid/", view, name="legislation_position_grid"), *super().get_urls()]

    def grid_view(self, request: HttpRequest) -> HttpResponse:
        """All states by all topics."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return grid_view(request, self.admin_site)

    def has_change_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or council.may_draft(request.user, obj.state_id))

    def get_readonly_fields(self, request: HttpRequest, obj: Position | None = None) -> list[str]:
        return [] if obj is None else ["key", "origin", "corrects"]

    def get_fieldsets(self, request: HttpRequest, obj: Position | None = None) -> Any:
        said: list[Any] = ["proposal", "state", "topic", "stance", "summary"]
        who = [("actor", "office"), ("stated_on", "precision")]
        weight = ["quote", ("place", "salience")]
        sets: list[Any] = [("Position", {"fields": said}), ("Who and when", {"fields": who})]
        kind: list[str] = ["source_kind", "joint_statement"]
        if obj is None or self.has_change_permission(request, obj):
            proof = PROOF_FIELDS if obj is None else [*PROOF_FIELDS, "instead"]
            heading = "Evidence" if obj is None else "Evidence, and further evidence"
            sets += [
                (heading, {"fields": [*kind, *proof]}),
                ("If you have it", {"fields": weight}),
                ("Reason", {"fields": ["sure", "why", "seen"]}),
            ]
        else:
            sets.append(("Evidence", {"fields": [*kind, *weight]}))
        if obj is not None:
            sets.append(("On record", {"fields": ["key", "origin", "corrects"]}))
        return sets

    def get_form(
        self,
        request: HttpRequest,
        obj: Position | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.reopened = _reopened(request)  # the class was made for this request
        return form

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "state":
            mine = council.states_of(cast("User", request.user))
            if mine is not None:
                kwargs["queryset"] = MemberState.objects.filter(pk__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """As asked in the address; otherwise the file that positions were recorded of last."""
        asked: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        file = proposal_named(str(asked.pop("proposal", ""))) or usual_proposal()
        return asked | ({"proposal": file.pk} if file else {})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Position | None = kwargs.get("obj")
        form = context["adminform"].form
        context |= {
            "show_save_and_continue": False,
            "reopened": form.reopened,
            "meanwhile": form.meanwhile,
            "drafts": _drafts_beside(obj) if obj else [],
        }
        if obj and self.may_retract(request, obj) and not self.replaced(obj):
            context["undo_until"] = council.can_be_undone_until(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        user, told = cast("User", request.user), form.typed()
        if not council.may_draft(user, told["state"].pk):
            raise PermissionDenied
        if form.reopened and form.reopened.by_id == user.pk:
            with suppress(ValueError):  # it was decided in this moment, or before
                council.withdraw_draft(form.reopened, user)
        why = form.cleaned_data["why"]
        draft = council.draft_position(told, told, by=user, why=why, corrects=form.stands)
        # A team of one has no second person.
        obj.made = council.publish_draft(draft, user, sure=True) if user.is_superuser else draft

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj.made)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj.made)

    def _saved(self, request: HttpRequest, made: Position | PositionDraft) -> HttpResponse:
        if isinstance(made, PositionDraft):
            text = "Drafted: it waits for a second person, who publishes it."
        else:
            text = is_published(made)
            if made.corrects_id:
                text += " This is the new row; the one that you opened stays as it was."
        if "_addanother" in request.POST:
            told = format_html('{} <a href="{}">{}</a>', text, page_of(made), made)
            self.message_user(request, told, messages.SUCCESS)
            cell = urlencode({"proposal": made.proposal_id, "topic": made.topic_id})
            return HttpResponseRedirect(f"{reverse('admin:legislation_position_add')}?{cell}")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(page_of(made))

    def list_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        grid = ("Grid", reverse("admin:legislation_position_grid"))
        return [grid, *super().list_tools(request)]

    def tools(self, request: HttpRequest, obj: Position) -> list[tuple[str, str]]:
        grid = reverse("admin:legislation_position_grid")
        back = ("Grid", f"{grid}?proposal={obj.proposal_id}")
        return [*super().tools(request, obj), back]

    def replaced(self, fact: Position) -> str:
        if not hasattr(fact, "corrected_by"):
            return ""
        return format_html(
            'This row was corrected and stays as it was. <a href="{}">Open the newer row</a>.',
            page_of(fact.corrected_by),
        )

    def caution(self, obj: Position) -> str:
        return super().caution(obj) or self.replaced(obj)

    def retract(self, fact: Position, by: Author) -> None:
        council.retract_position(fact, by)

    def restore(self, fact: Position, by: Author) -> None:
        council.restore_position(fact, by)

    def changes(self, obj: Position) -> list[Change]:
        """Those of the row and of all that it corrects, step by step."""
        chain = [obj, *council.corrected_by(obj)]
        return list(Change.objects.filter(position__in=chain).select_related(*ABOUT))


def _reopened(request: HttpRequest) -> PositionDraft | None:
    """The draft that is to be drafted again: none that waits on another's word, or was published.

    Whoever may draft for the state may take up what was returned or withdrawn.
    """
    number = request.GET.get("draft", "")
    draft = PositionDraft.objects.filter(pk=number).first() if number.isdecimal() else None
    if draft is None or not council.may_draft(request.user, draft.state_id):
        return None
    if draft.state_of_draft == DraftState.WAITING:
        return draft if draft.by_id == request.user.pk else None
    return draft if draft.state_of_draft != DraftState.PUBLISHED else None


def _drafts_beside(position: Position) -> list[PositionDraft]:
    """What waits for the same cell."""
    names = ("proposal", "state", "topic")
    cell = {name: getattr(position, f"{name}_id") for name in names}
    return list(PositionDraft.objects.waiting().filter(**cell).select_related("by"))
