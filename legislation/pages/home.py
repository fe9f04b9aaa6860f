"""The front page: where each file stands, what changed last, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.words import SourceState
from legislation.models import Change, Event, Proposal, Source
from legislation.pages import wording
from legislation.pages.chronicle import dated_steps
from legislation.pages.facts import Named, named

#: More files than these are shown as a table.
CARDS = 6
NEWEST = 15
STEPS_AHEAD = 20


@dataclass(frozen=True)
class Standing:
    """One file on the front page."""

    proposal: Proposal
    part: str
    sentence: str
    last: Event | None
    coming: Event | None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where each file stands, oldest first, with what changed last and what comes next."""
    on = timezone.localdate()
    files = [_standing(proposal, on) for proposal in _proposals(on)]
    return render(
        request,
        "legislation/home.html",
        {
            "files": files,
            "as_cards": len(files) <= CARDS,
            "news": _news(),
            "loaded": Change.objects.of_baseline().aggregate(
                entries=Count("pk"), first=Min("recorded_at"), last=Max("recorded_at")
            ),
            "ahead": _ahead(on),
            "freshness": _freshness(Source.objects.all()),
        },
    )


def _proposals(on: date) -> Iterable[Proposal]:
    events = Event.objects.select_related("proposal")
    told = Event.objects.public().filter(kind__in=wording.TOLD, happened_on__isnull=False)
    return Proposal.objects.in_order().prefetch_related(
        "stages",
        Prefetch("events", told, to_attr="told"),
        Prefetch("events", events.happened(on).order_by("-happened_on", "-pk")[:1], to_attr="last"),
        Prefetch("events", events.ahead(on)[:1], to_attr="coming"),
    )


def _standing(proposal: Proposal, on: date) -> Standing:
    fetched: dict[str, list[Event]] = vars(proposal)
    rows = [stage.row for stage in proposal.stages.all()]
    return Standing(
        proposal=proposal,
        part=wording.PARTS.get(proposal.slug, ""),
        sentence=wording.standing(rows, dated_steps(fetched["told"]), on),
        last=next(iter(fetched["last"]), None),
        coming=next(iter(fetched["coming"]), None),
    )


def _news() -> list[tuple[Change, Named]]:
    changes = Change.objects.news().with_facts()[:NEWEST]
    return [(change, fact) for change in changes if (fact := named(change))]


def _ahead(on: date) -> Iterable[Event]:
    followed = Event.objects.ahead(on).filter(proposal__isnull=False)
    return followed.select_related("proposal")[:STEPS_AHEAD]


@dataclass(frozen=True)
class Freshness:
    """The sources in one line."""

    watched: int
    fine: int
    last: object


def _freshness(sources: Iterable[Source]) -> Freshness:
    rows = list(sources)
    return Freshness(
        watched=len(rows),
        fine=sum(source.state == SourceState.FINE for source in rows),
        last=max((s.succeeded_at for s in rows if s.succeeded_at), default=None),
    )
