"""Pieces for other people's pages: a timeline, the stages, the map, each to stand in an iframe.

They set no cookie, run no script and ask no other host. They alone may be framed, by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from legislation.language import recorded
from legislation.models import Proposal, Topic
from legislation.pages.addresses import full, page
from legislation.pages.asked import Asked, address, not_known, of_today, takes_days
from legislation.pages.atlas import map_and_table
from legislation.pages.chronicle import Year
from legislation.pages.dossier import dossier
from legislation.pages.positions import nothing_said, topic_asked
from legislation.pages.proposals import spelled

View = Callable[..., HttpResponse]
#: So many lines of a timeline, the newest; the page has them all.
LINES = 20
_IN_A_FRAME = {
    "frame-ancestors": ["*"],
    "script-src": None,
    "connect-src": None,
    "form-action": [NONE],
}


def _for_frames(view: View) -> Callable[..., HttpResponseBase]:
    """What every piece has in common: anybody may frame it, and keep it for ten minutes."""
    framed = xframe_options_exempt(csp_replace(_IN_A_FRAME)(takes_days()(view)))
    return require_safe(cache_control(public=True, max_age=600)(framed))


@_for_frames
def timeline(request: HttpRequest, asked: Asked, slug: str) -> HttpResponse:
    """The newest steps of a file, today or as they stood on a day (`?on=`)."""
    return _piece(request, asked, slug, "timeline", "timeline")


@_for_frames
def stages(request: HttpRequest, asked: Asked, slug: str) -> HttpResponse:
    """Where a file stands, today or on a day (`?on=`)."""
    return _piece(request, asked, slug, "stages", "stages")


@_for_frames
def map_of_states(request: HttpRequest, asked: Asked, slug: str) -> HttpResponse:
    """Where the states stand on a topic of a file (`?topic=`), today or on a day (`?on=`)."""
    found = _file(slug)
    topics = list(Topic.objects.order_by("place", "slug"))
    topic = topic_asked(request, topics)
    words = ({"topic": topic.slug} if topic else {}) | asked.words
    whole, record = address(page("positions", found.slug), words), asked.record(found)
    if nothing_said(record, asked):
        return _too_early(request, asked, found, whole)
    context = map_and_table(record, topics, topic, asked)
    return render(request, "legislation/embed/map.html", {**context, **_about(found, whole)})


def _piece(request: HttpRequest, asked: Asked, slug: str, name: str, part: str) -> HttpResponse:
    found = _file(slug)
    whole, record = f"{full(found.get_absolute_url())}{asked.query}#{part}", asked.record(found)
    if asked.is_too_early(record):
        return _too_early(request, asked, found, whole)
    context = dossier(record, asked.day)
    context["years"] = _newest(context["years"])
    return render(request, f"legislation/embed/{name}.html", {**context, **_about(found, whole)})


def _too_early(request: HttpRequest, asked: Asked, found: Proposal, whole: str) -> HttpResponse:
    template = "legislation/embed/not_known.html"
    shown = {"whole": whole, "on": asked.day, "today": timezone.localdate()}
    return not_known(request, asked, found, found.reference, template, **shown)


def _file(slug: str) -> Proposal:
    return Proposal.objects.filter(slug=slug).first() or spelled(slug)


def _about(file: Proposal, whole: str) -> dict[str, Any]:
    """What stands under every piece: where the rest is, and how old it is."""
    changed = file.changes.public().aggregate(last=Max("recorded_at"))["last"]
    return {"whole": whole, "changed_at": changed, "today": timezone.localdate()}


def _newest(years: Sequence[Year]) -> list[Year]:
    """The first so many lines; years that lose all of theirs are left out."""
    left, shown = LINES, []
    for year in years:
        if entries := year.entries[:left]:
            shown.append(replace(year, entries=entries))
        left = max(left - len(year.entries), 0)
    return shown


@dataclass(frozen=True)
class Piece:
    """One piece as the page of embeds offers it."""

    name: str
    address: str
    height: int
    snippet: SafeString


@csp_update({"frame-src": [SELF]})
@require_safe
@of_today
def embed(request: HttpRequest) -> HttpResponse:
    """What can be taken along of a file (`?proposal=`, the newest without): what to copy."""
    files = Proposal.objects.order_by("-year", "-number", "suffix")
    slug = request.GET.get("proposal", "")
    found = get_object_or_404(files, slug=slug) if slug else files.first()
    context = {
        "files": files,
        "file": found,
        "pieces": _pieces(found) if found else [],
        "feed": page("proposal_feed", found.slug) if found else "",
        "calendar": page("proposal_calendar", found.slug) if found else "",
    }
    return render(request, "legislation/embed/index.html", context)


def _pieces(file: Proposal) -> list[Piece]:
    named = [
        (_("Where it stands"), "embed_stages", 640),
        (_("Timeline"), "embed_timeline", 560),
        (_("Where the states stand"), "embed_map", 760),
    ]
    return [_offered(file, *each) for each in named]


def _offered(file: Proposal, name: str, view: str, height: int) -> Piece:
    """The sandbox leaves the piece nothing but to open its links in a window of their own."""
    place = reverse(view, args=[file.slug])
    snippet = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        full(place),
        _("%(file)s: %(piece)s, Return Directive Tracker")
        % {"file": recorded(file.short_title), "piece": name},
        height,
    )
    return Piece(name, place, height, snippet)
