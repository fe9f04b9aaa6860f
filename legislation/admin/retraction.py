"""Taking back what should not be on record, and taking that back: each with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from legislation import timeline
from legislation.admin.kept import Kept, Row, author
from legislation.admin.proof import READ_BY_ALL
from legislation.journal import Author


class ReasonForm(forms.Form):
    """Nothing leaves the record, or comes back to it, without a reason."""

    why = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=READ_BY_ALL,
        error_messages={"required": "Say why: the reason is kept in the history."},
    )


_DONE = {"retract": "Retracted", "restore": "Restored"}


class Retractable(Kept[Row]):
    """Facts with `retracted_at`: nothing is deleted, but what never was can be taken back."""

    #: What a retraction means for this table.
    retracting = ""

    def retract(self, fact: Row, by: Author) -> None:
        """Take the fact back, through its writer."""
        raise NotImplementedError

    def restore(self, fact: Row, by: Author) -> None:
        """Let it stand again, through its writer."""
        raise NotImplementedError

    def replaced(self, fact: Row) -> str:
        """What stands in the way of taking this row back, in words."""
        return ""

    def may_retract(self, request: HttpRequest, obj: Row | None) -> bool:
        """Whether a person may take this back, or up again."""
        return super().has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        # A post is let through to the form, which says in words what stands in its way.
        stands = obj is None or not (_retracted(obj) or self.replaced(obj))
        return (stands or request.method == "POST") and super().has_change_permission(request, obj)

    def caution(self, obj: Row) -> str:
        if not _retracted(obj):
            return ""
        return f"This {self.opts.verbose_name} was retracted; it is on no public page."

    def tools(self, request: HttpRequest, obj: Row) -> list[tuple[str, str]]:
        if self.replaced(obj) or not self.may_retract(request, obj):
            return []
        verb = "restore" if _retracted(obj) else "retract"
        return [(verb.capitalize(), self._address(verb, obj))]

    def get_urls(self) -> list[URLPattern]:
        ways = [
            path(
                f"<path:object_id>/{verb}/",
                self.admin_site.admin_view(self.retraction_view),
                {"verb": verb},
                name=f"{self.opts.app_label}_{self.opts.model_name}_{verb}",
            )
            for verb in _DONE
        ]
        return [*ways, *super().get_urls()]

    def retraction_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Ask for the reason, and take the fact back or up again."""
        seen = self.get_object(request, unquote(object_id))
        if not self.may_retract(request, seen):
            raise PermissionDenied
        if seen is None:
            raise Http404
        form = ReasonForm(request.POST or None)
        with transaction.atomic():
            if proposal := getattr(seen, "proposal", None):
                timeline.hold(proposal)
            fact = self.model._base_manager.select_for_update().get(pk=seen.pk)
            if trouble := self._trouble(fact, verb):
                self.message_user(request, trouble, messages.WARNING)
            elif request.method == "POST" and form.is_valid():
                carry_out = self.retract if verb == "retract" else self.restore
                carry_out(fact, author(request, form.cleaned_data["why"]))
                self.message_user(request, f"{_DONE[verb]}: {fact}", messages.SUCCESS)
                self.after(request, fact)
            else:
                return self._ask(request, fact, form, verb)
        return HttpResponseRedirect(self._address("change", fact))

    def after(self, request: HttpRequest, fact: Row) -> None:
        """What the person should know of the record as it is now."""

    def _trouble(self, fact: Row, verb: str) -> str:
        if trouble := self.replaced(fact):
            return trouble
        if verb == "retract" and _retracted(fact):
            return f"This {self.opts.verbose_name} was retracted before."
        if verb == "restore" and not _retracted(fact):
            return f"This {self.opts.verbose_name} stands."
        return ""

    def _ask(self, request: HttpRequest, fact: Row, form: forms.Form, verb: str) -> HttpResponse:
        back = "It stands on the public pages again. What was said of it meanwhile stays in its "
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.capitalize()}: {fact}",
            "opts": self.opts,
            "original": fact,
            "form": form,
            "lead": self.retracting if verb == "retract" else f"{back}history.",
            "button": verb.capitalize(),
        }
        return TemplateResponse(request, "admin/legislation/ask.html", context)

    def _address(self, view: str, fact: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[fact.pk])


def _retracted(fact: Any) -> bool:
    return fact.retracted_at is not None
