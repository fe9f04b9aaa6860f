"""What every table here holds to: writers write, nothing is deleted, the journal is the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from legislation.admin.differences import ABOUT, Entry, entries
from legislation.domain.words import Origin
from legislation.journal import Author
from legislation.models import FACTS, Change, Conflict, Evidence, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Row = TypeVar("Row", bound=Model)

# Django's own class is generic for the type checker only.
if TYPE_CHECKING:

    class _Admin(admin.ModelAdmin[Row]):
        pass
else:

    class _Admin(Generic[Row], admin.ModelAdmin):
        pass


def person(request: HttpRequest) -> User:
    """Who sits at the desk: nobody comes here without signing in."""
    return cast("User", request.user)


def author(request: HttpRequest, why: str) -> Author:
    """The person at the desk, as the journal names who writes."""
    return Author(Origin.EDITOR, by=person(request), why=why, run="admin", tells=True)


class Kept(_Admin[Row]):
    """Never deleted; its proof and its changes stand under the form."""

    class Media:
        css = {"all": ["legislation/admin.css"]}

    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False  # what was on record stays on record

    def log_addition(self, request: HttpRequest, obj: Row, message: Any) -> Any:
        """Nothing: the writer has told the journal, with before, after and why."""

    def log_change(self, request: HttpRequest, obj: Row, message: Any) -> Any:
        """Nothing: see `log_addition`."""

    def tools(self, request: HttpRequest, obj: Row) -> list[tuple[str, str]]:
        """Buttons beside "History": label and address."""
        return []

    def list_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Buttons above the list: label and address."""
        return []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        tools = {"list_tools": self.list_tools(request)}
        return super().changelist_view(request, {**tools, **(extra_context or {})})

    def caution(self, obj: Row) -> str:
        """What has to be known before this row is used, shown on top; it may be markup."""
        return ""

    def changes(self, obj: Row) -> list[Change] | None:
        """The row's history, newest first; None for tables of which the journal keeps none."""
        if type(obj) not in _IN_THE_JOURNAL:
            return None
        rows: Any = obj.changes  # type: ignore[attr-defined]
        return list(rows.select_related(*ABOUT)[:_SHOWN])

    def history(self, request: HttpRequest, obj: Row) -> list[Entry] | None:
        """The same as it is shown, each entry with what became different."""
        changes = self.changes(obj)
        return None if changes is None else entries(changes)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Row | None = kwargs.get("obj")
        context["add_another"] = obj is None
        if obj is not None:
            history = self.history(request, obj)
            context |= {
                "show_save_and_continue": False,
                "show_save_and_add_another": False,
                "tools": self.tools(request, obj),
                "caution": self.caution(obj),
                "proofs": _proofs(obj),
                "has_history": history is not None,
                "history": history,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The journal's entries about this row, in place of Django's own log."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        history = None if obj is None else self.history(request, obj)
        if history is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "module_name": self.opts.verbose_name_plural,
            "object": obj,
            "opts": self.opts,
            "history": history,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/legislation/object_history.html", context)


#: A source that has been in trouble for a year has more to tell than a page can show.
_SHOWN = 100
#: The tables whose history the journal keeps.
_IN_THE_JOURNAL = {*FACTS.values(), Source, Conflict}


class ReadOnly(Kept[Row]):
    """Looked at by staff, written by nobody at the desk."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


def _proofs(obj: Model) -> list[Evidence] | None:
    """What proves this fact; None for rows that are no facts."""
    if type(obj) not in FACTS.values():
        return None
    rows: Any = obj.evidence  # type: ignore[attr-defined]
    return list(rows.select_related("source", "snapshot").strongest_first())
