"""The search, for programs."""

from __future__ import annotations

from typing import Any

from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from legislation.api.asking import JsonOnly, refuse_unknown
from legislation.api.forms import DayField, ProposalField, StateField
from legislation.api.pagination import Pages
from legislation.api.serializers.search import AnswerSerializer, HitSerializer
from legislation.domain.searching import LONGEST, Sort
from legislation.domain.words import Institution
from legislation.search import Asked, find

_ASKED: dict[str, tuple[Any, str]] = {
    "q": (OpenApiTypes.STR, "Words and references, in any spelling; all of them have to occur."),
    "fact": (OpenApiTypes.STR, f"What to look for: {', '.join(Sort)}."),
    "proposal": (OpenApiTypes.STR, "2025-0059-COD or any other spelling of a reference."),
    "institution": (OpenApiTypes.STR, f"Who acted: {', '.join(Institution)}."),
    "state": (OpenApiTypes.STR, "ISO 3166-1 code of who spoke, signed or voted; Greece is GR."),
    "since": (OpenApiTypes.DATE, "That day or later."),
    "until": (OpenApiTypes.DATE, "That day or earlier."),
    "order": (OpenApiTypes.STR, "`best` or `newest` first."),
    "page": (OpenApiTypes.INT, "Which page."),
    "page_size": (OpenApiTypes.INT, str(Pages.page_size_query_description)),
}
_PARAMETERS = [
    OpenApiParameter(name, of, description=meaning) for name, (of, meaning) in _ASKED.items()
]


class _Question(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST)
    fact = forms.ChoiceField(required=False, choices=[("", ""), *Sort.choices()])
    proposal = ProposalField(required=False, max_length=100)
    institution = forms.ChoiceField(required=False, choices=[("", ""), *Institution.choices()])
    state = StateField(required=False, max_length=100)
    since = DayField(required=False, max_length=100)
    until = DayField(required=False, max_length=100)
    order = forms.ChoiceField(
        required=False, choices=[(order, order) for order in ("", "best", "newest")]
    )

    def clean_state(self) -> Any:
        """One of the two alone says who."""
        state = self.cleaned_data["state"]
        if state and self.cleaned_data.get("institution"):
            raise forms.ValidationError("Ask for an institution or for a state, not for both.")
        return state

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            data["q"],
            Sort(data["fact"]) if data["fact"] else None,
            data["proposal"].pk if data["proposal"] else None,
            data["institution"] or (data["state"].pk if data["state"] else ""),
            data["since"],
            data["until"],
            data["order"],
        )


class Search(APIView):
    """The search."""

    content_negotiation_class = JsonOnly

    @extend_schema(parameters=_PARAMETERS, responses=AnswerSerializer)
    def get(self, request: Request) -> Response:
        """Everything on record that has all the words.

        Capitals and accents don't matter, from three letters on the beginning of a word is
        enough, words in quotation marks stand next to each other. A reference finds all its
        notations, and one that names a file all that belongs to the file. With words the best fit
        comes first, otherwise the newest; of more than a thousand hits the newest are counted.
        """
        refuse_unknown(request, _ASKED)
        form = _Question(request.query_params.dict())
        if not form.is_valid():
            wrong = {name: list(map(str, said)) for name, said in form.errors.items()}
            raise ValidationError(wrong)
        found = find(form.asked())
        pages = Pages()
        ids = pages.paginate_queryset(found.ids, request, self)
        answer = pages.get_paginated_response(_told(request, found.hits(list(ids or []))))
        named = _told(request, found.named)
        answer.data |= {"more": found.more, "named": named, "nearest": found.nearest}
        return answer


def _told(request: Request, hits: Any) -> Any:
    return HitSerializer(hits, many=True, context={"request": request}).data
