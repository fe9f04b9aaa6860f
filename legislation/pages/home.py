"""The front page: where each file stands, what changed last, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.words import SourceState
from legislation.models import Change, Event, Evidence, Proposal, Source, Stage
from legislation.pages import wording
from legislation.pages.ahead import ahead_of_all
from legislation.pages.asked import Asked, takes_days
from legislation.pages.chronicle import dated_steps
from legislation.pages.earlier import front
from legislation.pages.facts import Named, named
from legislation.pages.lineage import lineage
from legislation.pages.standings import (
    MOST,
    REFORM_FIRST,
    Standing,
    live_first,
    proofs_of,
    with_nearest,
)

#: More files than these are shown as a table.
CARDS = 6
NEWEST = 15
#: News of this long is on the front page.
LATELY = timedelta(days=30)
#: Fewer news than these are followed by the last steps of the record.
FILLED = 5
STEPS_AHEAD = 20


@require_safe
@takes_days()
def home(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Where each file stands, live ones first, with what changed last and what comes next."""
    on = timezone.localdate()
    if asked.day:
        then = front(asked.day, NEWEST)
        then["as_cards"] = len(then["files"]) <= CARDS
        return render(request, "legislation/home.html", then)
    proposals = list(_proposals(on))
    files = [_standing(proposal, on) for proposal in proposals]
    news = _news()
    ahead, undated = ahead_of_all(list(_ahead(on)), on, STEPS_AHEAD)
    return render(
        request,
        "legislation/home.html",
        {
            "files": sorted(with_nearest(files, ahead), key=live_first),
            "as_cards": len(files) <= CARDS,
            "more": Proposal.objects.count() - len(files),
            "lineage": lineage([(p, [s.row for s in p.stages.all()]) for p in proposals], on),
            "news": news,
            "latest": _latest(on, news),
            "loaded": Change.objects.of_baseline().aggregate(first=Min("recorded_at")),
            "ahead": ahead,
            "undated": sorted(undated, key=lambda event: event.proposal_id or 0),
            "freshness": _freshness(Source.objects.all()),
        },
    )


def _proposals(on: date) -> Iterable[Proposal]:
    events = Event.objects.select_related("proposal")
    of_file = Stage.objects.filter(proposal=OuterRef("proposal"))
    day = OuterRef("happened_on")
    moved = Exists(of_file.filter(Q(entered_on=day) | Q(left_on=day)))
    told = Event.objects.public().filter(Q(kind__in=wording.TOLD) | moved)
    rows = Evidence.objects.for_cards().strongest_first()
    strongest = Prefetch("evidence", rows)
    files = Proposal.objects.order_by(*REFORM_FIRST)[:MOST]
    return files.annotate(read_at=Max("sources__succeeded_at")).prefetch_related(
        "stages",
        Prefetch("events", told.prefetch_related(strongest), to_attr="told"),
        Prefetch("events", events.happened(on).order_by("-happened_on", "-pk")[:1], to_attr="last"),
        Prefetch("events", events.ahead(on)[:1], to_attr="coming"),
    )


def _standing(proposal: Proposal, on: date) -> Standing:
    fetched: dict[str, list[Event]] = vars(proposal)
    rows = [stage.row for stage in proposal.stages.all()]
    told = wording.told(rows, dated_steps(fetched["told"]), on)
    return Standing(
        proposal=proposal,
        part=wording.part(proposal.slug, on),
        sentence=told.sentence,
        proofs=proofs_of(told, fetched["told"]),
        live=wording.on_its_way(rows, on),
        last=next(iter(fetched["last"]), None),
        coming=next(iter(fetched["coming"]), None),
        read_at=fetched["read_at"],  # type: ignore[arg-type] # an annotation beside the lists
    )


def _latest(on: date, news: Sequence[tuple[Change, Named]]) -> list[Event]:
    """Where there is little news, the last steps by their own day that are not among it."""
    steps = Event.objects.filter(proposal__isnull=False).happened(on).select_related("proposal")
    newest = steps.order_by("-happened_on", "-pk")[:FILLED]
    shown = {change.event_id for change, _ in news}
    return [event for event in newest if event.pk not in shown][: max(FILLED - len(news), 0)]


def _news() -> list[tuple[Change, Named]]:
    lately = Change.objects.news().filter(recorded_at__gte=timezone.now() - LATELY)
    changes = lately.with_facts()[:NEWEST]
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
