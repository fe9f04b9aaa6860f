"""Where the states stand on a file: a map and a table of one topic, and a matrix of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.models import Proposal, Topic
from legislation.pages.asked import BadDay, bad_day, day_asked
from legislation.pages.europe import Place, europe
from legislation.pages.proposals import moved, spelled
from legislation.pages.summing import summary
from legislation.pages.table import Row, table


@require_safe
def positions(request: HttpRequest, slug: str) -> HttpResponse:
    """The states on one topic (`?topic=`, the first without one), today or on a day (`?on=`)."""
    found = Proposal.objects.filter(slug=slug).first()
    if found is None:
        return moved(request, reverse("positions", args=[spelled(slug).slug]))
    try:
        on = day_asked(request)
    except BadDay as error:
        return bad_day(request, error)
    topics = list(Topic.objects.order_by("place", "slug"))
    context = map_and_table(found, topics, topic_asked(request, topics), on)
    return render(request, "legislation/positions.html", context)


def topic_asked(request: HttpRequest, topics: Sequence[Topic]) -> Topic | None:
    """The topic of `?topic=return_hubs`; None only where there is no topic at all."""
    asked = request.GET.get("topic", "")
    if not asked:
        return topics[0] if topics else None
    for topic in topics:
        if topic.slug == asked:
            return topic
    raise Http404("There is no such topic.")


def map_and_table(
    proposal: Proposal, topics: Sequence[Topic], topic: Topic | None, on: date | None
) -> dict[str, Any]:
    """What the page shows of a day; without a topic only the rows."""
    day = on or timezone.localdate()
    rows = table(proposal, topics, day, on)
    page = {"proposal": proposal, "topics": topics, "topic": topic, "on": on, "rows": rows}
    if topic is None:
        return page
    places = [_place(row, topic) for row in rows]
    return {
        **page,
        "summary": summary(rows, topic, day),
        "map": europe(places),
        "said": [(row, row.on(topic), place) for row, place in zip(rows, places, strict=True)],
    }


def _place(row: Row, topic: Topic) -> Place:
    cell = row.on(topic)
    return Place(
        code=row.state.code,
        name=row.state.name,
        stance=cell.position.stance if cell.position else "",
        takes_part=row.takes_part,
        is_member=row.is_member,
        before=cell.before,
        address=row.address,
    )
