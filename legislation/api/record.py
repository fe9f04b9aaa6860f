"""The record of a file as it stood on a day, as known on one: to cite, and to check later."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from legislation.api.asking import JsonOnly, refuse_unknown, too_early
from legislation.api.views import ON, moved, proposal_or_404
from legislation.memory import (
    FOR_GOOD,
    BadDay,
    DayAhead,
    began_at,
    digest,
    facts,
    for_good,
    read_day,
    read_known,
    record_of,
)

KNOWN = OpenApiParameter(
    "known",
    OpenApiTypes.STR,
    description="What this tracker knew at the end of that day in Brussels, or at a moment such as "
    "2026-11-25T12:00:00Z; without it, what is known now. Alone it is the day of `on`, too.",
)


class RecordSerializer(serializers.Serializer[Any]):
    """What was on record of a file."""

    proposal = serializers.CharField(help_text="2025-0059-COD")
    on = serializers.DateField(help_text="The day of which the facts are told.")
    known = serializers.CharField(allow_null=True, help_text="As asked; null: what is known now.")
    permanent = serializers.URLField(help_text="An address that gives the same facts for ever.")
    sha256 = serializers.CharField(
        help_text="Of `facts` as UTF-8 JSON with sorted keys and no spaces."
    )
    facts = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField()),
        help_text="By kind the facts as the journal has them, each with its evidence; what was "
        "`ahead` is told apart. Notes that were written later than the day are left out.",
    )


class ProposalRecord(APIView):
    """What was on record of one file."""

    content_negotiation_class = JsonOnly

    @extend_schema(parameters=[ON, KNOWN], responses=RecordSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """What was on record of one file: as it stood on a day, as it was known on one.

        Other spellings of its reference lead to its address. Of a day before the file was known
        or before its first step nothing is found.
        """
        refuse_unknown(request, {"on", "known"})
        proposal = proposal_or_404(slug)
        if proposal.slug != slug:
            return moved(request, "api:record", proposal.slug)
        asked = request.query_params.dict()
        try:
            known = read_known(asked["known"]) if asked.get("known") else None
            on = read_day(asked["on"]) if asked.get("on") else known and known.day
        except BadDay as error:
            raise ValidationError({error.name: [_why(error)]}) from error
        record, day = record_of(proposal, known), on or timezone.localdate()
        if record.proposal is None:
            raise NotFound(f"This tracker began on {_began()}, and knew nothing of {slug} then.")
        if record.is_to_begin(day):
            raise too_early(proposal, day)
        told = facts(record, day)
        here = reverse("api:record", args=[slug], request=request)
        answer = {
            "proposal": slug,
            "on": day,
            "known": known and known.text,
            "permanent": f"{here}?{urlencode(for_good(day, known), safe=':')}",
            "sha256": digest(told),
            "facts": told,
        }
        settled = {"Cache-Control": FOR_GOOD} if known and known.is_settled else None
        return Response(RecordSerializer(answer).data, headers=settled)


def _why(error: BadDay) -> str:
    if isinstance(error, DayAhead):
        return "This day is still to come: choose one up to today."
    return "Write a day of the calendar as 2026-03-26."


def _began() -> str:
    began = began_at()
    return timezone.localdate(began).isoformat() if began else "a day to come"
