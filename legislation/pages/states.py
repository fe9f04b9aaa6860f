"""The member states: what each said, and whether it votes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.words import Membership
from legislation.models import (
    CouncilVoteCast,
    MemberState,
    Participation,
    Position,
    Proposal,
    StatementMember,
)
from legislation.pages.asked import BadDay, bad_day, day_asked
from legislation.pages.course import told
from legislation.pages.proposals import moved


@require_safe
def state_list(request: HttpRequest) -> HttpResponse:
    """Every state with how much it said and when it last spoke."""
    said = Position.objects.standing().filter(state=OuterRef("pk")).order_by("-stated_on", "-pk")
    states = MemberState.objects.annotate(
        said=Count(
            "positions",
            filter=Q(positions__corrected_by__isnull=True, positions__retracted_at__isnull=True),
        ),
        last_said_on=Subquery(said.values("stated_on")[:1]),
        last_precision=Subquery(said.values("precision")[:1]),
    )
    members_first = sorted(
        states, key=lambda state: (state.membership != Membership.MEMBER, state.name)
    )
    spoken = Proposal.objects.filter(
        Exists(Position.objects.standing().filter(proposal=OuterRef("pk")))
    )
    context = {"states": members_first, "files": spoken.order_by("-year", "-number", "suffix")}
    return render(request, "legislation/state_list.html", context)


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """One state, today or on a day (`?on=`): its part in each file, and what it said on each."""
    if code != code.upper():
        return moved(request, reverse("state", args=[code.upper()]))
    shown = get_object_or_404(MemberState, code=code)
    try:
        on = day_asked(request)
    except BadDay as error:
        return bad_day(request, error)
    return render(request, "legislation/state.html", _page(shown, on))


def _page(shown: MemberState, on: date | None) -> dict[str, Any]:
    day = on or timezone.localdate()
    signed = StatementMember.objects.filter(state=shown, statement__stated_on__lte=day)
    votes = CouncilVoteCast.objects.filter(state=shown, vote__held_on__lte=day)
    return {
        "state": shown,
        "on": on,
        "participations": _participations(shown),
        "files": told(shown, day),
        "signed": signed.select_related("statement__proposal")
        .prefetch_related("statement__evidence")
        .order_by("-statement__stated_on"),
        "votes": votes.select_related("vote__proposal")
        .prefetch_related("vote__evidence")
        .order_by("-vote__held_on"),
    }


def _participations(shown: MemberState) -> list[Participation]:
    rows = shown.participations.select_related("proposal").prefetch_related("evidence")
    return list(rows.order_by("proposal__year", "proposal__number"))
