"""Published figures on return, each as its source gives it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legislation.domain.days import end_of_period
from legislation.models import Statistic
from legislation.pages.asked import Asked, takes_days
from legislation.pages.proofs import proved


@require_safe
@takes_days()
def figures(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Every figure on record, by what was counted; of a day, those of periods that were over.

    More a day cannot tell: the record has no days of publication, and the page says so.
    """
    rows = list(Statistic.objects.prefetch_related(proved()).order_by("indicator", "period", "geo"))
    if asked.day:
        ended = ((row, end_of_period(row.period)) for row in rows)
        rows = [row for row, last in ended if last and last <= asked.day]
    return render(request, "legislation/figures.html", {"figures": rows})
