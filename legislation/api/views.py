"""The public API: everything that is on the pages, for programs. It is read, never written."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from legislation.api import filters
from legislation.api.asking import (
    JsonOnly,
    ListedRows,
    OnADay,
    day_asked,
    refuse_too_early,
    refuse_unknown,
)
from legislation.api.fetching import proofs, steps_of
from legislation.api.serializers.council import (
    CouncilVoteSerializer,
    JointStatementSerializer,
    ParticipationSerializer,
    PositionSerializer,
    StateSerializer,
    TopicSerializer,
)
from legislation.api.serializers.evidence import SourceSerializer
from legislation.api.serializers.journal import ChangeSerializer
from legislation.api.serializers.proposal import (
    EventSerializer,
    ProposalDetailSerializer,
    ProposalSerializer,
    StageSerializer,
)
from legislation.api.serializers.publications import (
    DocumentSerializer,
    PressReleaseSerializer,
    StatisticSerializer,
)
from legislation.models import (
    Actor,
    Change,
    Conflict,
    CouncilVote,
    Document,
    Event,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    PressRelease,
    Proposal,
    Source,
    Stage,
    Statistic,
    Topic,
)

KEY = "[-a-zA-Z0-9_]+"
NUMBER = "[0-9]+"
ON = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="Where the file stands on that day; today unless told."
)


def proposal_or_404(text: str) -> Proposal:
    """The proposal that any spelling of a reference names."""
    return get_object_or_404(Proposal.objects.spelled(text))


def moved(request: Request, name: str, *args: str) -> HttpResponsePermanentRedirect:
    """The way to the one address of a row, the question kept."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(name, args=args)
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class ProposalViewSet(ListedRows, OnADay):
    """Legislative files and where they stand; `?on=2026-03-26` tells it for that day."""

    lookup_field = "slug"
    lookup_value_regex = ".+"
    filterset_class = filters.ProposalFilters
    asked_of_one = frozenset({"on"})

    def get_queryset(self) -> QuerySet[Proposal]:
        """All files, the newest procedure first."""
        rows = Proposal.objects.prefetch_related(proofs(), steps_of("events"))
        if self.action == "list":
            return rows
        return rows.prefetch_related(
            Prefetch("actors", Actor.objects.prefetch_related(proofs()).order_by("pk"))
        )

    def get_serializer_class(self) -> type[ProposalSerializer]:
        """One file comes with its stages and actors."""
        return ProposalSerializer if self.action == "list" else ProposalDetailSerializer

    @extend_schema(parameters=[ON])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """One file; other spellings of its reference lead to its address.

        Of a day before its first step nothing is found.
        """
        proposal = proposal_or_404(kwargs["slug"])
        if proposal.slug != kwargs["slug"]:
            return moved(request, "api:proposals-detail", proposal.slug)
        refuse_too_early(proposal, day_asked(request))
        return super().retrieve(request, *args, **kwargs)


class StageViewSet(mixins.ListModelMixin, OnADay):
    """The stages of the files, each with how it stands on the day."""

    serializer_class = StageSerializer
    filterset_class = filters.StageFilters
    queryset = Stage.objects.all()

    def get_queryset(self) -> QuerySet[Stage]:
        """All stages, file by file, in the order of the procedure."""
        return (
            Stage.objects.select_related("proposal")
            .prefetch_related(steps_of("proposal__events"))
            .order_by("-proposal__year", "-proposal__number", "proposal__suffix", "position")
        )

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """A page of stages; the row says which one, its file's events say how it stands."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = self.get_serializer_context()
        proposals = {stage.proposal_id: stage.proposal for stage in page}
        known = {
            (pk, row["slug"]): row
            for pk, proposal in proposals.items()
            for row in context["stages"](proposal)
        }
        rows = [known[stage.proposal_id, stage.slug] for stage in page]
        return self.get_paginated_response(StageSerializer(rows, many=True).data)


class EventViewSet(ListedRows):
    """What happened and what is expected, oldest first; retracted events are left out."""

    serializer_class = EventSerializer
    filterset_class = filters.EventFilters

    def get_queryset(self) -> QuerySet[Event]:
        """All that stand; one that was retracted keeps its address."""
        rows = Event.objects.public() if self.action == "list" else Event.objects.all()
        disputed = Conflict.objects.open().select_related("source")
        return (
            rows.select_related("proposal")
            .prefetch_related(proofs(), Prefetch("conflicts", disputed, to_attr="open_conflicts"))
            .oldest_first()
        )

    def get_object(self) -> Event:
        """By its key, which is unique within its proposal and among the context events."""
        slug = self.kwargs.get("slug")
        rows = self.get_queryset().filter(key=self.kwargs["key"])
        mine = rows.filter(proposal__slug=slug) if slug else rows.filter(proposal__isnull=True)
        return get_object_or_404(mine)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """One event; other spellings of its proposal's reference lead to its address."""
        if asked := kwargs.get("slug"):
            proposal = proposal_or_404(asked)
            if proposal.slug != asked:
                return moved(request, "api:event-of-proposal", proposal.slug, kwargs["key"])
        answer = super().retrieve(request, *args, **kwargs)
        if answer.data["retracted_at"]:
            answer.status_code = HTTPStatus.GONE
        return answer


class DocumentViewSet(ListedRows):
    """The documents that the files' histories name."""

    serializer_class = DocumentSerializer
    filterset_class = filters.DocumentFilters
    queryset = Document.objects.select_related("proposal").prefetch_related(proofs())
    lookup_value_regex = NUMBER


class PositionViewSet(ListedRows):
    """What the states said, newest first; `?on=2025-06-01` gives the table of that day."""

    serializer_class = PositionSerializer
    filterset_class = filters.PositionFilters
    lookup_field = "key"
    lookup_value_regex = KEY

    def get_queryset(self) -> QuerySet[Position]:
        """All that were ever recorded; the filters leave out what was corrected or retracted."""
        kin = ("proposal", "joint_statement", "corrects", "corrected_by")
        rows = Position.objects.placed_in_procedure().select_related(*kin)
        return rows.prefetch_related(proofs()).order_by("-stated_on", "-pk")


class TopicViewSet(ListedRows):
    """The questions on which states take positions."""

    serializer_class = TopicSerializer
    queryset = Topic.objects.order_by("place", "slug")
    lookup_field = "slug"
    lookup_value_regex = KEY


class PressReleaseViewSet(ListedRows):
    """What the institutions told the press, newest first."""

    serializer_class = PressReleaseSerializer
    filterset_class = filters.PressReleaseFilters
    queryset = PressRelease.objects.select_related(
        "proposal", "announces__proposal"
    ).prefetch_related(proofs())
    lookup_field = "key"
    lookup_value_regex = KEY


class JointStatementViewSet(ListedRows):
    """Letters, papers and meetings of several states, newest first."""

    serializer_class = JointStatementSerializer
    filterset_class = filters.JointStatementFilters
    queryset = JointStatement.objects.select_related("proposal").prefetch_related(
        "topics", "members", proofs()
    )
    lookup_field = "key"
    lookup_value_regex = KEY


class CouncilVoteViewSet(ListedRows):
    """Votes in the Council, newest first."""

    serializer_class = CouncilVoteSerializer
    filterset_class = filters.CouncilVoteFilters
    queryset = CouncilVote.objects.select_related("proposal").prefetch_related("casts", proofs())
    lookup_field = "key"
    lookup_value_regex = KEY


class StatisticViewSet(ListedRows):
    """Published figures on return."""

    serializer_class = StatisticSerializer
    queryset = Statistic.objects.prefetch_related(proofs()).order_by("indicator", "period", "pk")
    lookup_value_regex = NUMBER


class StateViewSet(ListedRows):
    """The states, each with its people by year."""

    serializer_class = StateSerializer
    filterset_class = filters.StateFilters
    queryset = MemberState.objects.prefetch_related(
        Prefetch("populations", Population.objects.prefetch_related(proofs()).order_by("-year"))
    )
    lookup_field = "code"
    lookup_value_regex = "[A-Z]{2}"


class ParticipationViewSet(ListedRows):
    """Which states vote on which file; `?on=2025-06-01` tells it for that day."""

    serializer_class = ParticipationSerializer
    filterset_class = filters.ParticipationFilters
    queryset = (
        Participation.objects.select_related("proposal")
        .prefetch_related(proofs())
        .order_by(
            *("-proposal__year", "-proposal__number", "proposal__suffix", "state"),
            F("since_on").desc(nulls_last=True),
        )
    )
    lookup_value_regex = NUMBER


class ChangeViewSet(ListedRows):
    """What became different, newest first; `?after=SEQUENCE` gives what came since."""

    serializer_class = ChangeSerializer
    filterset_class = filters.ChangeFilters
    queryset = (
        Change.objects.public()
        .select_related("proposal")
        .annotate(corrected_sequence=F("corrects__sequence"))
        .order_by("-sequence")
    )
    lookup_field = "sequence"
    lookup_value_regex = NUMBER


class SourceViewSet(ListedRows):
    """The addresses that are watched, and how fresh what we have from each is."""

    serializer_class = SourceSerializer
    filterset_class = filters.SourceFilters
    queryset = Source.objects.select_related("proposal")
    lookup_field = "slug"
    lookup_value_regex = KEY


class Root(APIView):
    """What there is."""

    content_negotiation_class = JsonOnly
    names: tuple[str, ...] = ()

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses of the lists, the search, the count of a vote, the whole's description."""
        refuse_unknown(request, ())
        lists = {name: f"api:{name}-list" for name in self.names}
        others = ("search", "votes-outlook", "schema")
        everything = lists | {name.replace("-", "/"): f"api:{name}" for name in others}
        return Response({name: reverse(view, request=request) for name, view in everything.items()})


class Nowhere(APIView):
    """An address that isn't one: said in JSON."""

    content_negotiation_class = JsonOnly

    @extend_schema(exclude=True)
    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Nothing is here."""
        raise NotFound(f"There is nothing here; {reverse('api:root', request=request)} lists all.")
