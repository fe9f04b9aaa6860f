"""What a vote in the Council would give."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from legislation.api.asking import JsonOnly, refuse_too_early, refuse_unknown
from legislation.api.serializers.votes import OutlookSerializer
from legislation.council import ASKED, Question, Unclear, as_json, deciders, powers, read_question
from legislation.domain.voting import VotingError

_TYPES = {"on": OpenApiTypes.DATE, "year": OpenApiTypes.INT}
FORECAST = OpenApiParameter(
    "forecast",
    OpenApiTypes.BOOL,
    description="Also how many outcomes adopt the act, and what each undecided state's vote "
    "weighs; `true` or `false`.",
)


class VoteOutlook(APIView):
    """A vote in the Council."""

    content_negotiation_class = JsonOnly

    @extend_schema(
        parameters=[
            *(
                OpenApiParameter(name, _TYPES.get(name, OpenApiTypes.STR), description=meaning)
                for name, meaning in ASKED.items()
            ),
            FORECAST,
        ],
        responses=OutlookSerializer,
    )
    def get(self, request: Request) -> Response:
        """A vote in the Council, counted by the Treaties' rules.

        With a proposal it is counted by the positions and the ledger on record, and states that
        are named go before the record. What is known comes first, the undecided not being in
        favour; `if_undecided_in_favour` has the other end. What makes no sense, or can't be
        counted, is answered with 400 and a sentence; of a day before the proposal's first step
        nothing is found.
        """
        refuse_unknown(request, {*ASKED, "forecast"})
        asked = request.query_params.dict()
        weighed = _yes(asked.pop("forecast", ""))
        try:
            question = _question(asked)
            if question.proposal and question.on:
                refuse_too_early(question.proposal, question.on)
            told = question.board()
        except VotingError as error:
            raise ValidationError({"detail": [str(error)]}) from error
        return Response(as_json(told) | deciders(told) | (powers(told) if weighed else {}))


def _question(asked: dict[str, Any]) -> Question:
    try:
        return read_question(asked)
    except Unclear as error:
        raise ValidationError({error.name: [str(error)]}) from error


def _yes(word: str) -> bool:
    if word not in {"", "true", "false"}:
        raise ValidationError({"forecast": ["Write true or false."]})
    return word == "true"
