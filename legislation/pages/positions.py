"""Where the states stand on a file: a map and a table of one topic, and a matrix of all."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from legislation.language import of_topic
from legislation.memory import Record
from legislation.models import Proposal, Topic
from legislation.pages import cards
from legislation.pages.asked import Asked, not_known, takes_days
from legislation.pages.atlas import map_and_table
from legislation.pages.proposals import moved, spelled


@require_safe
@takes_days(known=True)
def positions(request: HttpRequest, asked: Asked, slug: str) -> HttpResponse:
    """The states on one topic (`?topic=`, the first without one), today or as on a day."""
    found = Proposal.objects.filter(slug=slug).first()
    if found is None:
        return moved(request, reverse("positions", args=[spelled(slug).slug]))
    record = asked.record(found)
    if nothing_said(record, asked):
        return not_known(request, asked, found, found.reference)
    topics = list(Topic.objects.order_by("place", "slug"))
    topic = topic_asked(request, topics)
    context = map_and_table(record, topics, topic, asked)
    context["statements"] = record.signed(asked.day or record.today)
    if topic and not asked.known and (told := context["summary"]):
        context["card"] = cards.of_positions(found, of_topic(topic.label), told[0], asked.on)
    return render(request, "legislation/positions.html", context)


def nothing_said(record: Record, asked: Asked) -> bool:
    """Whether the file was not there by the day, and no state had spoken of its subject either."""
    day = asked.day or record.today
    return asked.is_too_early(record) and (record.proposal is None or not record.stated_by(day))


def topic_asked(request: HttpRequest, topics: Sequence[Topic]) -> Topic | None:
    """The topic of `?topic=return_hubs`; None only where there is no topic at all."""
    asked = request.GET.get("topic", "")
    if not asked:
        return topics[0] if topics else None
    for topic in topics:
        if topic.slug == asked:
            return topic
    raise Http404("There is no such topic.")
