"""What an address asks for beside its path."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class BadDay(ValueError):
    """`?on=` names no day; the text says what it was."""


class DayAhead(BadDay):
    """`?on=` names a day that is still to come: nobody knows how things will stand."""


def day_asked(request: HttpRequest) -> date | None:
    """The day of `?on=2025-06-01`, None without one.

    Raises `BadDay` if it is none of the calendar, or is still to come in Brussels.
    """
    text = request.GET.get("on", "")
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise BadDay(text)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(text) from error
    if day > timezone.localdate():
        raise DayAhead(text)
    return day


def bad_day(request: HttpRequest, error: BadDay) -> HttpResponse:
    """A page that says what is wrong with the day, and what one looks like."""
    ahead = isinstance(error, DayAhead)
    context = {"typed": str(error)[:80], "path": request.path, "ahead": ahead}
    return render(request, "legislation/bad_day.html", context, status=400)
