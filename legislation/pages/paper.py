"""The briefing as a page to print and as a tagged PDF."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from legislation.models import Proposal
from legislation.pages.asked import Asked as Days
from legislation.pages.asked import not_known, takes_days
from legislation.pages.briefing import SECTIONS, USUAL, Asked, briefing
from legislation.pages.proposals import spelled


class Choosing(forms.Form):
    """What the briefing is to hold."""

    sections = forms.MultipleChoiceField(
        choices=list(SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("No section is called “%(value)s”.")},
    )
    since = forms.DateField(
        label=gettext_lazy("Only what came since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("This is no day; one looks like 2026-01-31.")},
    )


@require_safe
@takes_days()
def briefing_page(request: HttpRequest, days: Days, slug: str) -> HttpResponse:
    """The briefing with the form to choose its sections (`?sections=`, `?since=`, `?on=`)."""
    found, form = spelled(slug), _asked(request)
    if days.is_too_early(days.record(found)):
        return not_known(request, days, found, found.reference)
    page = _page(found, form, days.day) | {"form": form, "as_pdf": pdf_works()}
    return render(
        request, "legislation/briefing.html", page, status=200 if form.is_valid() else 400
    )


@require_safe
@takes_days()
def briefing_pdf(request: HttpRequest, days: Days, slug: str) -> HttpResponse:
    """The same as a tagged PDF; 404 where the machine lacks what makes one."""
    if not pdf_works():
        raise Http404("This machine makes no PDF: print the briefing's page instead.")
    found, form = spelled(slug), _asked(request)
    if not form.is_valid() or days.is_too_early(days.record(found)):
        return briefing_page(request, slug)
    page = _page(found, form, days.day)
    name = f"{found.slug}-{page['briefing'].day}.pdf"
    made = _pdf(render_to_string("legislation/briefing_pdf.html", page, request))
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _asked(request: HttpRequest) -> Choosing:
    """What the address asks for; the usual sections where it names none."""
    asked = request.GET.copy()
    if "sections" not in asked:
        asked.setlist("sections", list(USUAL))
    return Choosing(asked)


def _page(proposal: Proposal, form: Choosing, on: date | None) -> dict[str, Any]:
    given = form.cleaned_data if form.is_valid() else {}
    sections = tuple(given.get("sections") or USUAL)
    told = briefing(Asked(proposal, sections, given.get("since"), on))
    return {"proposal": proposal, "briefing": told, "on": on}


@cache
def pdf_works() -> bool:
    """Whether weasyprint finds Pango, which pip does not bring."""
    try:
        import weasyprint  # noqa: F401 # fails with OSError where Pango is not installed
    except OSError:
        return False
    return True


def _pdf(html: str) -> bytes:
    """The page on paper. Nothing is fetched but our own style sheet and font."""
    from weasyprint import CSS, HTML, URLFetcher  # see pdf_works
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    ours = URLFetcher(allowed_protocols=("file",))
    style = finders.find("legislation/briefing.css")
    sheet = CSS(filename=style, url_fetcher=ours, font_config=fonts)
    options = {"stylesheets": [sheet], "font_config": fonts}
    made: bytes = page.write_pdf(**options, pdf_variant="pdf/ua-1", pdf_tags=True)
    return made
