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
    """Every figure on record, by what was counted.

    A day that is asked for is said not to apply: the record has no days of publication.
    """
    rows = Statistic.objects.prefetch_related(proved()).order_by("indicator", "period", "geo")
    return render(request, "legislation/figures.html", {"figures": rows})
