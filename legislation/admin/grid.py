"""The grid of a proposal: all states by all topics, what each said last, how old that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from legislation import council
from legislation.admin.position_filters import stale_before
from legislation.domain.days import age, in_words
from legislation.domain.words import Membership, Stance
from legislation.models import MemberState, Position, PositionDraft, Proposal, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: A mark beside the word, so that a row is read at a glance and without colours.
_MARKS = {
    Stance.SUPPORT: ("●", "Support"),
    Stance.SUPPORT_WITH_RESERVATIONS: ("◐", "Reservations"),
    Stance.NEUTRAL: ("○", "Neutral"),
    Stance.OPPOSE: ("✕", "Oppose"),
}


@dataclass(frozen=True)
class Cell:
    """What a state said last on a topic, if anything; what waits; and where to go from here."""

    state: MemberState
    topic: Topic
    position: Position | None
    drafts: list[PositionDraft]
    #: The form for a new statement; "" for who may not write here.
    add: str
    today: date

    @property
    def mark(self) -> str:
        return _MARKS[Stance(self.position.stance)][0] if self.position else ""

    @property
    def word(self) -> str:
        return _MARKS[Stance(self.position.stance)][1] if self.position else ""

    @property
    def day(self) -> str:
        """With a short month: nine topics stand side by side."""
        told = self.position
        if told is None:
            return ""
        words = in_words(told.stated_on, told.precision)
        return words.replace(f"{told.stated_on:%B}", f"{told.stated_on:%b}")

    @property
    def age(self) -> str:
        told = self.position
        return age(told.stated_on, told.precision, self.today) if told else ""

    @property
    def is_stale(self) -> bool:
        return self.position is not None and self.position.stated_on < stale_before()


@dataclass(frozen=True)
class Row:
    """A state and its cells, in the order of the topics."""

    state: MemberState
    cells: list[Cell]


def usual_proposal() -> Proposal | None:
    """The file on which a position was recorded last; without any, the newest."""
    last = Position.objects.select_related("proposal").order_by("-pk").first()
    return last.proposal if last else Proposal.objects.in_order().last()


def proposal_named(text: str) -> Proposal | None:
    """The file of that number at the desk, or of that reference in any notation."""
    files = Proposal.objects
    return (files.filter(pk=text) if text.isdecimal() else files.spelled(text)).first()


def grid_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """A fixed number of queries, however much is on record."""
    named = request.GET.get("proposal", "")
    proposal = proposal_named(named) if named else usual_proposal()
    if named and proposal is None:
        raise Http404
    topics = list(Topic.objects.all())
    user = cast("User", request.user)
    mine = council.states_of(user)
    may_add = user.has_perm("legislation.add_position")
    rows = _rows(proposal, topics, mine, may_add) if proposal else []
    context = {
        **site.each_context(request),
        "title": "Who stands where",
        "opts": Position._meta,
        "is_nav_sidebar_enabled": False,  # the table needs the whole width
        "proposal": proposal,
        "proposals": Proposal.objects.in_order(),
        "topics": topics,
        "bodies": [
            ("Member states", [r for r in rows if r.state.membership == Membership.MEMBER]),
            ("Schengen associates", [r for r in rows if r.state.membership != Membership.MEMBER]),
        ],
        "legend": list(_MARKS.values()),
    }
    return TemplateResponse(request, "admin/legislation/position/grid.html", context)


def _rows(
    proposal: Proposal, topics: Iterable[Topic], mine: Collection[str] | None, may_add: bool
) -> list[Row]:
    today = timezone.localdate()
    standing = Position.objects.in_force(today).filter(proposal=proposal)
    said = {(row.state_id, row.topic_id): row for row in standing}
    waiting: dict[tuple[str, str], list[PositionDraft]] = defaultdict(list)
    for draft in PositionDraft.objects.waiting().filter(proposal=proposal).order_by("pk"):
        waiting[draft.state_id, draft.topic_id].append(draft)
    here = [Membership.MEMBER, Membership.ASSOCIATED]
    rows = []
    for state in MemberState.objects.filter(membership__in=here).order_by("name"):
        writes = may_add and (mine is None or state.pk in mine)
        cells = [
            Cell(
                state,
                topic,
                said.get((state.pk, topic.pk)),
                waiting[state.pk, topic.pk],
                _form_for(proposal, state, topic) if writes else "",
                today,
            )
            for topic in topics
        ]
        rows.append(Row(state, cells))
    return rows


def _form_for(proposal: Proposal, state: MemberState, topic: Topic) -> str:
    cell = urlencode({"proposal": proposal.pk, "state": state.pk, "topic": topic.pk})
    return f"{reverse('admin:legislation_position_add')}?{cell}"
