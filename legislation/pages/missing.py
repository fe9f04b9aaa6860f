"""What to say where nothing is: which file an address may have meant."""

from __future__ import annotations

import re
from http import HTTPStatus

from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from legislation.models import Proposal

#: A year and a number as any notation has them: 2025/0059, com-2025-101, 2008_115.
_NUMBERED = re.compile(r"(?<!\d)((?:19|20)\d\d)[^\d]{1,3}(\d{1,4})(?!\d)", re.ASCII)
_CELEX = re.compile(r"(?<!\d)[1-9](?:19|20)\d\d[A-Z]{1,2}\d{4}(?!\d)", re.ASCII)
_TRIED = 3


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here; if the address spells a reference, the file that it names."""
    try:
        guesses = list(_meant(request.path[:300]))
    except DatabaseError:
        guesses = []
    context = {"guesses": guesses}
    return render(request, "404.html", context, status=HTTPStatus.NOT_FOUND)


def _meant(path: str) -> list[Proposal]:
    """The files of any reference in a path: a procedure's, a Commission document's, an act's."""
    named = Q(pk__in=[])
    for year, digits in _NUMBERED.findall(path)[:_TRIED]:
        number = int(digits)
        acts = [f"3{year}{letter}{number:04}" for letter in "LR"]
        named |= Q(year=int(year), number=number) | Q(celex__in=acts)
        named |= Q(com_reference=f"COM({year}) {number}")
    codes = _CELEX.findall(path.upper())[:_TRIED]
    return list(Proposal.objects.filter(named | Q(celex__in=codes)).in_order()[:_TRIED])
