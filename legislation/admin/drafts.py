"""Drafts of positions: looked at by a second person, and published, returned or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from legislation import council, timeline
from legislation.admin.beside import as_typed, beside, content_of
from legislation.admin.kept import ReadOnly
from legislation.admin.reverting import is_published, page_of
from legislation.domain.days import in_words
from legislation.domain.words import DraftState
from legislation.models import Position, PositionDraft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_LONGEST_REMARK = 2000


class Whose(admin.SimpleListFilter):
    """Nobody publishes what he drafted himself."""

    title, parameter_name = "drafted by", "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "me"), ("others", "others")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "mine":
            return queryset.filter(by=request.user.pk)
        return queryset.exclude(by=request.user.pk) if self.value() == "others" else queryset


@admin.register(PositionDraft)
class PositionDraftAdmin(ReadOnly[PositionDraft]):
    """What waits stands first. A draft is changed by drafting it again."""

    list_display = ["what", "stance", "day", "file", "by", "drafted_at", "standing"]
    list_filter = [
        "state_of_draft",
        Whose,
        "topic",
        "state",
        ("proposal", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["summary", "actor", "state__name"]
    ordering = [F("decided_at").desc(nulls_first=True), "-drafted_at", "-pk"]
    change_form_template = "admin/legislation/positiondraft/change_form.html"
    fields = ["what", "file", "proof", "why", "drafter", "drafted_at", "standing"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PositionDraft]:
        joined = ["state", "topic", "proposal", "by", "decided_by", "corrects", "published"]
        return super().get_queryset(request).select_related(*joined)

    def get_fields(self, request: HttpRequest, obj: PositionDraft | None = None) -> Any:
        decided = ["decider", "decided_at", "remark"]
        return [*self.fields, *decided] if obj and obj.decided_at else self.fields

    @admin.display(description="draft", ordering="state__name")
    def what(self, draft: PositionDraft) -> str:
        kind = "correction" if draft.corrects_id else "new"
        return f"{draft.state}, {draft.topic} ({kind})"

    @admin.display(description="day", ordering="stated_on")
    def day(self, draft: PositionDraft) -> str:
        return in_words(draft.stated_on, draft.precision)

    @admin.display(description="proposal", ordering="proposal")
    def file(self, draft: PositionDraft) -> str:
        return draft.proposal.reference

    @admin.display(description="standing", ordering="state_of_draft")
    def standing(self, draft: PositionDraft) -> str:
        return draft.get_state_of_draft_display()

    # Django would lead to a person's account, which most may not open.
    @admin.display(description="drafted by")
    def drafter(self, draft: PositionDraft) -> str:
        return str(draft.by)

    @admin.display(description="decided by")
    def decider(self, draft: PositionDraft) -> str:
        return str(draft.decided_by)

    @admin.display(description="evidence")
    def proof(self, draft: PositionDraft) -> SafeString | str:
        told = [draft.get_proof_confidence_display(), draft.proof_citation]
        told.append(f"“{draft.proof_passage}”" if draft.proof_passage else "")
        words = " · ".join(each for each in told if each)
        if not draft.proof_address:
            return words or "That on record is carried over."
        link = '<a href="{0}" rel="noreferrer">{0}</a> {1}'
        return format_html(link, draft.proof_address, words)

    def get_urls(self) -> list[URLPattern]:
        ways = {"publish": self._publish, "return": self._return, "withdraw": self._withdraw}
        return [
            *(
                path(
                    f"<int:pk>/{way}/",
                    self.admin_site.admin_view(self.decide_view),
                    {"carry_out": carry_out},
                    name=f"legislation_positiondraft_{way}",
                )
                for way, carry_out in ways.items()
            ),
            *super().get_urls(),
        ]

    def decide_view(self, request: HttpRequest, pk: int, carry_out: Any) -> HttpResponse:
        """Decide a draft, and come back to its page, or go on to what it became."""
        draft = self.get_object(request, str(pk))
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        if draft is None:
            raise Http404
        user = cast("User", request.user)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            row = carry_out(request, draft, user)
        except ValueError as error:
            self.message_user(request, str(error), messages.WARNING)
            row = draft
        return HttpResponseRedirect(page_of(row))

    def _publish(
        self, request: HttpRequest, draft: PositionDraft, user: User
    ) -> Position | PositionDraft:
        if not council.may_publish(user, draft):
            raise PermissionDenied
        with transaction.atomic():
            timeline.hold(draft.proposal)
            newer = council.overtaken_by(draft)
            # The tick is for what was seen beside the draft, and for nothing newer.
            sure = newer is not None and request.POST.get("on_top") == str(newer.pk)
            position = council.publish_draft(draft, user, sure=sure)
        self.message_user(request, is_published(position), messages.SUCCESS)
        return position

    def _return(self, request: HttpRequest, draft: PositionDraft, user: User) -> PositionDraft:
        if not council.may_publish(user, draft):
            raise PermissionDenied
        remark = request.POST.get("remark", "")
        if len(remark) > _LONGEST_REMARK:
            raise ValueError(f"Shorten the remark to {_LONGEST_REMARK} characters.")
        council.return_draft(draft, user, remark)
        self.message_user(request, f"Returned to {draft.by}.", messages.SUCCESS)
        return draft

    def _withdraw(self, request: HttpRequest, draft: PositionDraft, user: User) -> PositionDraft:
        if draft.by_id != user.pk or not user.has_perm("legislation.add_position"):
            raise PermissionDenied
        council.withdraw_draft(draft, user)
        self.message_user(request, "Withdrawn.", messages.SUCCESS)
        return draft

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        draft: PositionDraft = kwargs["obj"]
        user = cast("User", request.user)
        waits = draft.state_of_draft == DraftState.WAITING
        newer = council.overtaken_by(draft) if waits else None
        stands = newer or draft.corrects or draft.based_on
        context |= {
            "stands": stands,
            "newer": newer,
            "lines": beside(stands, as_typed(draft) | content_of(draft)),
            "may_publish": waits and council.may_publish(user, draft),
            "may_withdraw": waits and draft.by_id == user.pk,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def caution(self, obj: PositionDraft) -> str:
        if obj.published is None:
            return ""
        return format_html('Published: <a href="{}">{}</a>', page_of(obj.published), obj.published)

    def tools(self, request: HttpRequest, obj: PositionDraft) -> list[tuple[str, str]]:
        grid = reverse("admin:legislation_position_grid")
        found = [("Grid", f"{grid}?proposal={obj.proposal_id}")]
        waits = obj.state_of_draft == DraftState.WAITING
        mine = obj.by_id == request.user.pk or not waits
        if obj.published is None and mine and council.may_draft(request.user, obj.state_id):
            found.insert(0, ("Draft it again", _form_of(obj)))
        return found


def _form_of(draft: PositionDraft) -> str:
    if draft.corrects is None:
        address = reverse("admin:legislation_position_add")
    else:
        address = page_of(council.newest_of(draft.corrects))
    return f"{address}?draft={draft.pk}"
