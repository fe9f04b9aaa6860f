"""The pages of a file, of its events and of the events around the files."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.words import Verb
from legislation.models import CouncilVote, Event, JointStatement, PressRelease, Proposal
from legislation.pages.asked import BadDay, bad_day, day_asked
from legislation.pages.chronicle import years
from legislation.pages.dossier import dossier
from legislation.pages.history import history
from legislation.pages.sifting import sifted


@require_safe
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """One file, of today or, with `?on=`, as it stood on a day."""
    found = Proposal.objects.filter(slug=slug).first()
    if found is None:
        return other_spelling(request, slug)
    try:
        on = day_asked(request)
    except BadDay as error:
        return bad_day(request, error)
    page = dossier(found, on)
    page["timeline"] = sifted(page["years"], request.GET)
    return render(request, "legislation/proposal.html", page)


@require_safe
def other_spelling(request: HttpRequest, spelling: str) -> HttpResponse:
    """Any notation of a procedure reference leads to the one address of the file."""
    found = spelled(spelling)
    return moved(request, found.get_absolute_url())


@require_safe
def event(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One event of a file, with its sources and its history."""
    found = Event.objects.filter(proposal__slug=slug, key=key).select_related("proposal").first()
    if found is None:
        elsewhere = get_object_or_404(Event, proposal=spelled(slug), key=key)
        if elsewhere.get_absolute_url() == request.path:
            raise Http404("There is no such event.")
        return moved(request, elsewhere.get_absolute_url())
    return _event_page(request, found)


@require_safe
def context_event(request: HttpRequest, key: str) -> HttpResponse:
    """One event around the files."""
    return _event_page(request, get_object_or_404(Event, proposal__isnull=True, key=key))


@require_safe
def context(request: HttpRequest) -> HttpResponse:
    """What happened around the files: summits, letters, related acts, votes on other files."""
    around = Event.objects.filter(proposal__isnull=True).up_to(timezone.localdate())
    releases = PressRelease.objects.filter(proposal__isnull=True)
    listed = years(around.prefetch_related("evidence"), releases.prefetch_related("evidence"))
    votes = CouncilVote.objects.filter(proposal__isnull=True)
    statements = JointStatement.objects.filter(proposal__isnull=True)
    shown = {
        "years": listed,
        "votes": votes.prefetch_related("casts__state", "evidence"),
        "statements": statements.prefetch_related("members__state", "evidence"),
    }
    return render(request, "legislation/context.html", shown)


def _event_page(request: HttpRequest, shown: Event) -> HttpResponse:
    evidence = shown.evidence.strongest_first().select_related("snapshot", "source")
    passed = history(shown)
    retractions = (each.change for each in passed if each.change.verb == Verb.RETRACTED)
    context = {
        "event": shown,
        "evidence": evidence,
        "conflicts": shown.conflicts.open().select_related("source", "snapshot"),
        "releases": shown.releases.all(),
        "documents": _documents(shown),
        "history": passed,
        "taken_back": next(retractions, None) if shown.retracted_at else None,
    }
    # What was taken back keeps its address, which says so: mails link to it for ever.
    status = HTTPStatus.GONE if shown.retracted_at else HTTPStatus.OK
    return render(request, "legislation/event.html", context, status=status)


def _documents(shown: Event) -> list[tuple[str, str]]:
    """The event's references, each with its official address where one is on record."""
    if shown.proposal is None:
        return [(reference, "") for reference in shown.document_references]
    known = {row.reference: row.official_address for row in shown.proposal.documents.all()}
    return [(reference, known.get(reference, "")) for reference in shown.document_references]


def spelled(spelling: str) -> Proposal:
    """The file that any notation of its reference names; `Http404` without one."""
    found = Proposal.objects.spelled(spelling).first()
    if found is None:
        raise Http404("No file of that reference is followed here.")
    return found


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """The way to the one address of a page, the question kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
