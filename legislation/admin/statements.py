"""Joint statements: kept by publishers. A signature is a position, and says that it is one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from legislation import council
from legislation.admin.council import listed
from legislation.admin.kept import Kept, author
from legislation.admin.proof import PROOF_FIELDS
from legislation.admin.statement_form import (
    LinesForm,
    SignForm,
    StatementForm,
    initial_lines,
    line_fields,
    with_lines,
)
from legislation.domain.days import in_words
from legislation.domain.words import StatementRole
from legislation.models import JointStatement, Position


@admin.register(JointStatement)
class JointStatementAdmin(Kept[JointStatement]):
    """Letters, papers and meetings of several states."""

    list_display = ["day", "title", "kind", "count", "complete", "signatures", "proposal"]
    list_display_links = ["title"]
    list_filter = ["kind", "complete", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["proposal"]
    search_fields = ["title", "key"]
    autocomplete_fields = ["proposal"]
    _SHOWN = [
        "title",
        "kind",
        "day",
        "proposal",
        "states",
        "derived",
        "count",
        "complete",
        "topics",
        "addressee",
        "note",
        "key",
    ]

    @admin.display(description="day", ordering="stated_on")
    def day(self, statement: JointStatement) -> str:
        return in_words(statement.stated_on, statement.precision)

    @admin.display(description="states")
    def states(self, statement: JointStatement) -> SafeString | str:
        members = statement.members.select_related("state").order_by("role", "state")
        return listed((member.state, member.get_role_display()) for member in members)

    @admin.display(description="positions by signature")
    def derived(self, statement: JointStatement) -> SafeString | str:
        """What follows from the signatures, told from what the states said themselves."""
        rows = statement.positions.standing().select_related("state", "topic")
        shown = (
            (
                reverse("admin:legislation_position_change", args=[row.pk]),
                row.state,
                row.topic,
                row.get_stance_display(),
                "signature" if row.by_signature else row.get_source_kind_display(),
            )
            for row in rows.order_by("topic__place", "state__name")
        )
        return format_html_join("", '<p><a href="{}">{}, {}: {}</a> ({})</p>', shown) or "none"

    @admin.display(description="positions")
    def signatures(self, statement: JointStatement) -> int:
        return len(statement.standing)  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointStatement]:
        standing = Prefetch(
            "positions", Position.objects.standing().only("joint_statement"), to_attr="standing"
        )
        return super().get_queryset(request).prefetch_related(standing)

    def has_change_permission(
        self, request: HttpRequest, obj: JointStatement | None = None
    ) -> bool:
        return False  # what was signed stays as it was signed; further states join by `sign_view`

    def has_sign_permission(self, request: HttpRequest) -> bool:
        """Whoever keeps the joint statements."""
        return request.user.has_perm("legislation.change_jointstatement")

    def tools(self, request: HttpRequest, obj: JointStatement) -> list[tuple[str, str]]:
        return [("Add states", _address("sign", obj))] if self.has_sign_permission(request) else []

    def get_form(
        self,
        request: HttpRequest,
        obj: JointStatement | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = with_lines(StatementForm)
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(
        self, request: HttpRequest, obj: JointStatement | None = None
    ) -> list[str]:
        return [] if obj is None else list(self._SHOWN)

    def get_fieldsets(self, request: HttpRequest, obj: JointStatement | None = None) -> Any:
        if obj is not None:
            return [(None, {"fields": self._SHOWN})]
        what = ["title", "kind", ("stated_on", "precision"), "proposal", "addressee", "note"]
        who = ["authors", "signatories", "participants", ("count", "complete")]
        means = {"fields": line_fields(), "description": "On each topic of which it speaks."}
        return [
            ("The statement", {"fields": what}),
            ("The states", {"fields": who}),
            ("What signing means", means),
            ("Evidence", {"fields": PROOF_FIELDS}),
            ("Reason", {"fields": ["sure", "why"]}),
        ]

    def save_model(self, request: HttpRequest, obj: JointStatement, form: Any, change: Any) -> None:
        by, lines = author(request, form.cleaned_data["why"]), form.lines()
        topics = [line.topic for line in lines]
        council.record_joint_statement(obj, form.members(), topics, form.proofs(), by, lines)
        self._tell(request, obj.positions.count())

    def get_urls(self) -> list[URLPattern]:
        sign = path(
            "<path:object_id>/sign/",
            self.admin_site.admin_view(self.sign_view),
            name="legislation_jointstatement_sign",
        )
        return [sign, *super().get_urls()]

    def sign_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Add states to a statement; each that signed takes the positions that signing means."""
        seen = self.get_object(request, unquote(object_id))
        if not self.has_sign_permission(request):
            raise PermissionDenied
        if seen is None:
            raise Http404
        with transaction.atomic():
            statement = JointStatement.objects.select_for_update().get(pk=seen.pk)
            initial = initial_lines(council.lines_of(statement))
            form = with_lines(SignForm)(request.POST or None, instance=statement, initial=initial)
            if request.method != "POST" or not form.is_valid():
                return self._ask(request, seen, form)
            self._sign(request, seen, form)
        return HttpResponseRedirect(_address("change", seen))

    def _sign(self, request: HttpRequest, statement: JointStatement, form: LinesForm) -> None:
        told = form.cleaned_data
        made = council.add_members(
            statement,
            told["states"],
            StatementRole(told["role"]),
            form.lines(),
            form.proofs(),
            author(request, told["why"]),
            values={name: told[name] for name in ("count", "complete")},
        )
        self._tell(request, len(made))

    def _tell(self, request: HttpRequest, number: int) -> None:
        positions = {0: "No position follows", 1: "1 position follows"}
        text = positions.get(number, f"{number} positions follow")
        self.message_user(request, f"{text} from these signatures.", messages.SUCCESS)

    def _ask(
        self, request: HttpRequest, statement: JointStatement, form: LinesForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add states: {statement}",
            "opts": self.opts,
            "original": statement,
            "form": form,
            "lead": "Each author or signatory takes, by signing, the positions below. They are "
            "filled in as the statement's other signatories hold them. A participant takes none.",
            "button": "Add states",
        }
        return TemplateResponse(request, "admin/legislation/ask.html", context)


def _address(view: str, statement: JointStatement) -> str:
    return reverse(f"admin:legislation_jointstatement_{view}", args=[statement.pk])
