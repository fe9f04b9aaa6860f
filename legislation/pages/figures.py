"""Published figures on return, each as its source gives it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legislation.models import Statistic
from legislation.pages.asked import Asked, takes_days
from legislation.pages.proofs import proved


@require_safe
@takes_days()
def figures(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Every figure on record, by what was counted; of a day, those of its year and before.

    More a day cannot tell: the record has no days of publication, and the page says so.
    """
    rows = Statistic.objects.prefetch_related(proved()).order_by("indicator", "period", "geo")
    if asked.day:
        rows = rows.filter(period__lt=str(asked.day.year + 1))
    return render(request, "legislation/figures.html", {"figures": rows})
