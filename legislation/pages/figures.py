"""Published figures on return, each as its source gives it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legislation.models import Statistic


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure on record, by what was counted."""
    rows = Statistic.objects.prefetch_related("evidence").order_by("indicator", "period", "geo")
    return render(request, "legislation/figures.html", {"figures": rows})
