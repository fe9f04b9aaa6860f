"""What waits while sending is held, and letting it go on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from legislation.admin.kept import ReadOnly, person
from legislation.alerts import fence
from legislation.models import Email, Relay


class SkipForm(forms.Form):
    """From before which moment nothing is sent any more; empty if all is."""

    skip_before = forms.DateTimeField(
        label="Moment",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Brussels time. Proposed is the moment at which sending was held.",
        error_messages={"invalid": "Write the moment as in 2026-11-29T12:00."},
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        moment = told.get("skip_before")
        if "skip" in self.data and not moment and not self.errors:
            self.add_error("skip_before", "Say from before which moment nothing is to be sent.")
        elif moment and moment > timezone.now():
            self.add_error("skip_before", "This moment lies ahead.")
        return told


class FencePage(ReadOnly[Email]):
    """The list of mails with a page that tells what waits, and the two ways to go on.

    Who lets held news out lets the mails go, too; he sees numbers and no address.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.fence_view)
        return [path("fence/", view, name="legislation_email_fence"), *super().get_urls()]

    def fence_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """The button above the list."""
        return [("What waits", reverse("admin:legislation_email_fence"))]

    def fence_view(self, request: HttpRequest) -> HttpResponse:
        """What waits, and the buttons."""
        if not request.user.has_perm("legislation.release_change"):
            raise PermissionDenied
        state = Relay.objects.filter(pk=1).first() or Relay()
        form = SkipForm(request.POST if request.method == "POST" else None, initial=_first(state))
        if request.method == "POST" and form.is_valid():
            self._let_go(request, form)
            return HttpResponseRedirect(reverse("admin:legislation_email_fence"))
        context = {
            **self.admin_site.each_context(request),
            "title": "What waits to be sent",
            "opts": self.opts,
            "relay": state,
            "waiting": fence.waiting(),
            "people": fence.people_waiting(),
            "form": form,
            "sees_mails": self.has_view_permission(request),
        }
        return TemplateResponse(request, "admin/legislation/email/fence.html", context)

    def _let_go(self, request: HttpRequest, form: SkipForm) -> None:
        before = form.cleaned_data["skip_before"] if "skip" in request.POST else None
        try:
            passed = fence.let_go(person(request), before)
        except fence.NotHeld:
            self.message_user(request, "Nothing is held.", messages.WARNING)
            return
        rest = f" Passed over: {passed}." if before else ""
        self.message_user(request, f"Sending goes on.{rest}", messages.SUCCESS)


def _first(state: Relay) -> dict[str, Any]:
    return {"skip_before": timezone.localtime(state.held_at or timezone.now())}
