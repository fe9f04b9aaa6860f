"""The member states: what each said, and whether it votes."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from legislation.domain.words import Membership
from legislation.models import (
    CouncilVoteCast,
    MemberState,
    Participation,
    Position,
    StatementMember,
)


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
    context = {"states": members_first}
    return render(request, "legislation/state_list.html", context)


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """One state: its part in each file, and what it said on each, newest first."""
    if code != code.upper():
        return HttpResponsePermanentRedirect(reverse("state", args=[code.upper()]))
    shown = get_object_or_404(MemberState, code=code)
    context = {
        "state": shown,
        "participations": _participations(shown),
        "positions": _positions(shown),
        "signed": StatementMember.objects.filter(state=shown)
        .select_related("statement__proposal")
        .prefetch_related("statement__evidence")
        .order_by("-statement__stated_on"),
        "votes": CouncilVoteCast.objects.filter(state=shown)
        .select_related("vote__proposal")
        .prefetch_related("vote__evidence")
        .order_by("-vote__held_on"),
    }
    return render(request, "legislation/state.html", context)


def _participations(shown: MemberState) -> list[Participation]:
    rows = shown.participations.select_related("proposal").prefetch_related("evidence")
    return list(rows.order_by("proposal__year", "proposal__number"))


def _positions(shown: MemberState) -> list[Position]:
    rows = shown.positions.standing().placed_in_procedure()
    return list(
        rows.select_related("proposal", "topic", "joint_statement")
        .prefetch_related("evidence")
        .order_by("-proposal__year", "-proposal__number", "topic__place", "-stated_on", "-pk")
    )
