"""The pages of a file, of its events and of the events around the files."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legislation.domain.references import ProcedureReference
from legislation.memory import as_recorded
from legislation.models import Event, Proposal, Topic
from legislation.pages import cards
from legislation.pages.asked import Asked, not_known, takes_days
from legislation.pages.atlas import map_and_table
from legislation.pages.chronicle import years
from legislation.pages.dossier import dossier
from legislation.pages.linked import linked_data
from legislation.pages.occurrence import occurrence, occurrence_then
from legislation.pages.sifting import sifted
from legislation.search import files_named


@require_safe
@takes_days(known=True)
def proposal(request: HttpRequest, asked: Asked, slug: str) -> HttpResponse:
    """One file, of today or as it stood on a day, as it is known today or was on a day."""
    found = Proposal.objects.filter(slug=slug).first()
    if found is None:
        return other_spelling(request, slug)
    record = asked.record(found)
    if asked.is_too_early(record):
        return not_known(request, asked, found, found.reference)
    page = dossier(record, asked.day)
    page["timeline"] = sifted(page["years"], request.GET)
    topics = list(Topic.objects.order_by("place", "slug")[:1])
    if topics and page["positions"]["number"]:
        page["atlas"] = map_and_table(record, topics, topics[0], asked)
    if not asked.known:
        page["card"] = cards.of_proposal(found, page["sentence"], asked.on)
    if not asked.day:
        page["linked"] = linked_data(found, record.today)
    status = HTTPStatus.BAD_REQUEST if page["timeline"].refused else HTTPStatus.OK
    return render(request, "legislation/proposal.html", page, status=status)


@require_safe
def other_spelling(request: HttpRequest, spelling: str) -> HttpResponse:
    """Any notation of a reference that names one file leads to its one address."""
    found = spelled(spelling)
    return moved(request, found.get_absolute_url())


@require_safe
@takes_days(known=True)
def event(request: HttpRequest, asked: Asked, slug: str, key: str) -> HttpResponse:
    """One event of a file, with its sources and its history."""
    found = Event.objects.filter(proposal__slug=slug, key=key).select_related("proposal").first()
    if found is None:
        elsewhere = get_object_or_404(Event, proposal=spelled(slug), key=key)
        if elsewhere.get_absolute_url() == request.path:
            raise Http404("There is no such event.")
        return moved(request, elsewhere.get_absolute_url())
    return _event_page(request, asked, found)


@require_safe
@takes_days(known=True)
def context_event(request: HttpRequest, asked: Asked, key: str) -> HttpResponse:
    """One event around the files."""
    return _event_page(request, asked, get_object_or_404(Event, proposal__isnull=True, key=key))


@require_safe
@takes_days()
def context(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What happened around the files: summits, letters, related acts, votes on other files."""
    record = as_recorded(None)
    day = asked.day or record.today
    listed = years(record.passed(day), record.released(day))
    shown = {"years": listed, "votes": record.held(day), "statements": record.signed(day)}
    return render(request, "legislation/context.html", shown)


def _event_page(request: HttpRequest, asked: Asked, shown: Event) -> HttpResponse:
    if asked.day:
        told = occurrence_then(asked.record(shown.proposal), shown, asked.day)
        if told is None:
            return not_known(request, asked, shown.proposal, _("this step"))
    else:
        told = occurrence(shown)
    if not asked.known:
        told["card"] = cards.of_event(told["event"])
    # What was taken back keeps its address, which says so: mails link to it for ever.
    status = HTTPStatus.GONE if told["event"].retracted_at else HTTPStatus.OK
    return render(request, "legislation/event.html", told, status=status)


def spelled(spelling: str) -> Proposal:
    """The file that any notation of its reference names, or as the only one that of its proposal or
    its act; `Http404` without one."""
    found = Proposal.objects.spelled(spelling).first()
    if found is None:
        named = files_named(_as_one_writes(spelling))
        found = Proposal.objects.filter(pk__in=named).first() if len(named) == 1 else None
    if found is None:
        raise Http404("No file of that reference is followed here.")
    return found


def _as_one_writes(spelling: str) -> str:
    """2008/115 for 2008-115, which in a text may be a span of time."""
    try:
        return str(ProcedureReference.parse(spelling))
    except ValueError:
        return spelling


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """The way to the one address of a page, the question kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
