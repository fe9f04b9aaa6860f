"""What comes next for a file."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from legislation.api.asking import JsonOnly, day_asked, is_past, refuse_too_early, refuse_unknown
from legislation.api.serializers.deadlines import DeadlinesSerializer
from legislation.api.views import ON, moved, proposal_or_404
from legislation.deadlines import deadlines


class Deadlines(APIView):
    """Known days and deadlines of one file."""

    content_negotiation_class = JsonOnly

    @extend_schema(parameters=[ON], responses=DeadlinesSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Known days and deadlines of one file: steps on record, and days that rules give.

        Other spellings of its reference lead to its address. Of a day in the past only what was
        there by then is counted from; of a day before the file's first step nothing is found.
        """
        refuse_unknown(request, {"on"})
        proposal = proposal_or_404(slug)
        if proposal.slug != slug:
            return moved(request, "api:deadlines", proposal.slug)
        on = day_asked(request)
        refuse_too_early(proposal, on)
        context = {"request": request, "no_notes": is_past(on)}
        told = {"proposal": slug, "on": on, "deadlines": deadlines(proposal, on)}
        return Response(DeadlinesSerializer(told, context=context).data)
