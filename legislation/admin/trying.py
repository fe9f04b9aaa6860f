"""A look at every kind of mail, and a test of it to one's own address."""

from __future__ import annotations

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from legislation.admin.kept import ReadOnly
from legislation.alerts import samples
from legislation.domain.words import Language
from legislation.models import Email

#: A mail carries its styles in itself, as mail programs want them; its frame runs no script.
shows_a_mail = method_decorator(csp_update({"style-src": [UNSAFE_INLINE]}))


class SampleForm(forms.Form):
    """Which mail, in which language."""

    kind = forms.ChoiceField(label="Mail", choices=list(samples.KINDS.items()))
    language = forms.ChoiceField(label="Language", choices=samples.languages)


class SamplePage(ReadOnly[Email]):
    """The list of mails with a page for tests. It is open to whoever may see the news."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.test_view)
        return [path("test/", view, name="legislation_email_test"), *super().get_urls()]

    def test_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """The button above the list."""
        return [("Test a mail", reverse("admin:legislation_email_test"))]

    @shows_a_mail
    def test_view(self, request: HttpRequest) -> HttpResponse:
        """Show a sample; a post sends it to the person who asks, and to nobody else."""
        if not request.user.has_perm("legislation.view_change"):
            raise PermissionDenied
        first = {"kind": next(iter(samples.KINDS)), "language": Language.EN.value}
        form = SampleForm({**first, **request.POST.dict(), **request.GET.dict()})
        letter = None
        if form.is_valid():
            letter = samples.sample(form.cleaned_data["kind"], form.cleaned_data["language"])
        to = own_address(request)
        if request.method == "POST" and letter and to:
            samples.send(letter, to)
            self.message_user(request, f"A test goes to {to}.", messages.SUCCESS)
            asked = urlencode({name: form.cleaned_data[name] for name in form.fields})
            return HttpResponseRedirect(f"{request.path}?{asked}")
        context = {
            **self.admin_site.each_context(request),
            "title": "Test a mail",
            "opts": self.opts,
            "form": form,
            "letter": letter,
            "shown": samples.shown(letter) if letter else None,
            "to": to,
            "sees_mails": self.has_view_permission(request),
        }
        return TemplateResponse(request, "admin/legislation/email/test.html", context)


def own_address(request: HttpRequest) -> str:
    """The address of the person's own account; empty if it has none that is one."""
    address = str(getattr(request.user, "email", ""))
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address
