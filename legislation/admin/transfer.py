"""Positions taken out as a table and brought in as one: looked at first, then all or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from legislation import council, journal
from legislation.admin.import_form import ImportForm
from legislation.admin.kept import Kept
from legislation.admin.sheet import Sheet, standing
from legislation.admin.sheet_columns import NAMES
from legislation.admin.sheet_files import LARGEST, Table, cell_name, write_csv, write_xlsx
from legislation.models import Position

_KINDS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
#: Each row that is published moves the outlook, which is counted twice for it: some 50 ms.
MOST_PUBLISHED = 300
#: So long a table that was looked at can be confirmed, in seconds.
_GOOD_FOR = 24 * 60 * 60


@dataclass(frozen=True)
class Brought:
    """What one row would change: the columns that differ, marked up."""

    number: int
    what: str
    cells: list[tuple[str, SafeString]]
    doubts: list[str]


@dataclass(frozen=True)
class Outlined:
    """What a table would change, or what is wrong with it, by row and cell."""

    rows: list[Brought]
    wrong: list[tuple[str, str]]
    unchanged: int

    @property
    def doubtful(self) -> int:
        """How many rows a person has to stand by."""
        return sum(bool(row.doubts) for row in self.rows)


def bring(sheet: Sheet, table: Table, *, dry_run: bool) -> Outlined:
    """What a table changes, or would change, in words."""
    result = sheet.bring(table, dry_run=dry_run)
    rows, unchanged = [], 0
    for number, row in zip(table.numbers, result.rows, strict=True):
        if row.is_new() or row.is_update():
            marked = zip(NAMES, row.diff, strict=True)
            cells = [(name, html) for name, html in marked if "<ins" in html or "<del" in html]
            what = "new" if row.is_new() else "correction"
            rows.append(Brought(number, what, cells, sheet.doubts.get(number, [])))
        unchanged += row.is_skip()
    wrong = [("", str(error.error)) for error in result.base_errors]
    if sheet.publishes and len(rows) > MOST_PUBLISHED:
        wrong.append(
            ("", f"More than {MOST_PUBLISHED} rows would be published: bring it in parts.")
        )
    for row in result.invalid_rows:
        wrong += _wrong(table, row.number, row.error_dict)
    for number, errors in result.row_errors():
        wrong += _wrong(table, number, {"": [str(each.error) for each in errors]})
    return Outlined(rows, wrong, unchanged)


def _carry_out(sheet: Sheet, table: Table) -> Outlined:
    """Bring a table; where subscribers are not told of what it published, staff are, once."""
    with transaction.atomic():
        done = bring(sheet, table, dry_run=False)
        if sheet.publishes and not sheet.tells and not done.wrong:
            number = len(done.rows)
            what = "1 position" if number == 1 else f"{number} positions"
            text = f"A table was brought: {what} imported; nobody is told."
            journal.notice(None, text, run=sheet.run, by=sheet.user)
    return done


def _wrong(table: Table, index: int, errors: dict[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    number = table.numbers[index - 1]
    for column, texts in errors.items():
        if column in table.headings:
            cell = cell_name(table.headings.index(column), number)
            where = f"Row {number}, column {column} (cell {cell})"
        else:
            where = (
                f"Row {number}, column {column}, which is not there" if column else f"Row {number}"
            )
        yield from ((where, text) for text in texts)


class Transfer(Kept[Position]):
    """A list of positions that can be taken out and brought in as a table."""

    def list_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Import and export stand above the list, the export of what the list is filtered to."""
        asked = request.GET.urlencode()
        tools = [
            (f"Export {kind.upper()}", f"{_address('export', kind)}?{asked}") for kind in _KINDS
        ]
        if self.has_import_permission(request):
            tools.insert(0, ("Import", _address("import")))
        return [*super().list_tools(request), *tools]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may draft; of which states is asked of each row."""
        return request.user.has_perm("legislation.add_position")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        ways = [
            path("import/", view(self.import_view), name="legislation_position_import"),
            path("export/<str:kind>/", view(self.export_view), name="legislation_position_export"),
        ]
        return [*ways, *super().get_urls()]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The positions that stand, of those that the list would show."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in _KINDS:
            raise Http404
        listed = self.get_changelist_instance(request).queryset
        rows = standing().filter(pk__in=listed.order_by().values("pk"))
        write, content_type = _KINDS[kind]
        content = write(*Sheet(cast(User, request.user)).table(rows))
        name = f"positions-{timezone.localdate()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=content_type, headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """First what would change, then, if nobody changed the record meanwhile, the change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "brought" in request.POST:
            return self._confirm(request)
        asked = request.POST or None
        form = ImportForm(asked, request.FILES or None, initial={"order": ", ".join(NAMES)})
        if request.method == "POST" and form.is_valid():
            told = {"table": vars(form.cleaned_data["table"]), "why": form.cleaned_data["why"]}
            return self._look(request, told, form)
        return self._answer(request, form=form)

    def _look(
        self,
        request: HttpRequest,
        told: dict[str, Any],
        form: forms.Form | None = None,
        *,
        unsure: bool = False,
    ) -> HttpResponse:
        table = Table(**told["table"])
        sheet = self._sheet(request, told["why"])
        outline = bring(sheet, table, dry_run=True)
        sealed = signing.dumps({**told, "seen": _seen(outline)}, salt=_salt(request), compress=True)
        fits = len(sealed) < LARGEST
        brought = sealed if fits else ""
        context = {"outline": outline, "brought": brought, "fits": fits, "unsure": unsure}
        if outline.wrong or not outline.rows or not fits:
            context["form"] = form or ImportForm(initial={"order": ", ".join(NAMES)})
        return self._answer(request, sheet=sheet, **context)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        here = HttpResponseRedirect(_address("import"))
        try:
            told = signing.loads(request.POST["brought"], salt=_salt(request), max_age=_GOOD_FOR)
        except signing.BadSignature:
            text = "This was looked at too long ago, or by somebody else: bring the table again."
            self.message_user(request, text, messages.WARNING)
            return here
        table = Table(**told["table"])
        again = bring(self._sheet(request, told["why"]), table, dry_run=True)
        if _seen(again) != told["seen"]:
            text = "The record changed meanwhile. This is what the table would change now."
            self.message_user(request, text, messages.WARNING)
            return self._look(request, told)
        if again.doubtful and "sure" not in request.POST:
            return self._look(request, told, unsure=True)
        sheet = self._sheet(request, told["why"])
        done = _carry_out(sheet, table)
        if done.wrong:
            return self._answer(request, outline=done, form=ImportForm(), sheet=sheet)
        made = "Recorded and published" if sheet.publishes else "Drafted, for a publisher to decide"
        self.message_user(request, f"{made}: {_rows(len(done.rows))}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:legislation_position_changelist"))

    def _sheet(self, request: HttpRequest, why: str) -> Sheet:
        user = cast(User, request.user)
        tells = "tells" in request.POST
        return Sheet(user, why, publishes=user.is_superuser, tells=tells)

    def _answer(self, request: HttpRequest, **told: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Import positions",
            "opts": self.opts,
            "states": sorted(council.states_of(cast(User, request.user)) or ()),
            **told,
        }
        return TemplateResponse(request, "admin/legislation/position/import.html", context)


def _address(view: str, *args: str) -> str:
    return reverse(f"admin:legislation_position_{view}", args=args)


def _salt(request: HttpRequest) -> str:
    return f"positions of {request.user.pk}"


def _seen(outline: Outlined) -> str:
    """What a person looked at, so that nothing else is done."""
    told = json.dumps([[row.number, row.what, row.cells, row.doubts] for row in outline.rows])
    return hashlib.sha256(told.encode()).hexdigest()


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
