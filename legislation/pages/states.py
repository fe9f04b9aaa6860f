"""The member states: what each said, and whether it votes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.union import STANDINGS, membership_on
from legislation.language import alphabetical, membership, state_name
from legislation.models import MemberState, Position, Proposal
from legislation.pages import cards
from legislation.pages.asked import Asked, not_known, takes_days
from legislation.pages.course import told
from legislation.pages.proposals import moved


@require_safe
@takes_days()
def state_list(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Every state with how much it said and when it last spoke, up to today or to a day."""
    day = asked.day or timezone.localdate()
    spoken = Position.objects.stated_by(day)
    said = spoken.filter(state=OuterRef("pk")).order_by("-stated_on", "-pk")
    states = MemberState.objects.annotate(
        said=Count("positions", filter=Q(positions__in=spoken)),
        last_said_on=Subquery(said.values("stated_on")[:1]),
        last_precision=Subquery(said.values("precision")[:1]),
    )
    then: dict[str, list[MemberState]] = {standing: [] for standing in STANDINGS}
    for each in sorted(states, key=lambda state: alphabetical(state_name(state.code, state.name))):
        then[membership_on(each.code, each.membership, day)].append(each)
    files = Proposal.objects.filter(Exists(spoken.filter(proposal=OuterRef("pk"))))
    if asked.day:
        files = files.there(asked.day)
    groups = [(standing, group) for standing, group in then.items() if group]
    context = {"groups": groups, "files": files.order_by("-year", "-number", "suffix")}
    return render(request, "legislation/state_list.html", context)


@require_safe
@takes_days(known=True)
def state(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """One state, today or as on a day: its part in each file, and what it said on each.

    Another code or any name of it leads to its one address.
    """
    shown = get_object_or_404(MemberState.objects.called(code))
    if code != shown.code:
        return moved(request, reverse("state", args=[shown.code]))
    if asked.is_before_all:
        return not_known(request, asked)
    return render(request, "legislation/state.html", _page(shown, asked))


def _page(shown: MemberState, asked: Asked) -> dict[str, Any]:
    record = asked.record(shown)
    day = asked.day or record.today
    return {
        "state": shown,
        "membership": membership(membership_on(shown.code, shown.membership, day)),
        "card": None if asked.known else cards.of_state(shown, asked.on),
        "on": asked.day,
        "participations": record.taking_part(day) if asked.day else record.participations,
        "files": told(record, day),
        "to_begin": record.to_begin(day),
        "signed": [
            member
            for statement in record.signed(day)
            for member in statement.members.all()
            if member.state_id == shown.pk
        ],
        "votes": [
            cast
            for vote in record.held(day)
            for cast in vote.casts.all()
            if cast.state_id == shown.pk
        ],
    }
