"""What an address asks for beside its path: of which day, and as this tracker knew it when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from legislation.memory import (
    FOR_GOOD,
    BadDay,
    DayAhead,
    Known,
    Record,
    Scope,
    began_at,
    for_good,
    read_day,
    read_known,
    record_of,
)

P = ParamSpec("P")


class NotTaken(BadDay):
    """The page can be asked of a day, but not of what was known on one."""


class Asked:
    """The days of `?on=` and `?known=`: `known` alone asks of its own day.

    `path` and `rest` are the page's address without them. A page that is always `of_today` shows
    no day of the past, and hands what was asked for on to the pages that it leads to.
    """

    def __init__(
        self,
        on: date | None = None,
        known: Known | None = None,
        *,
        path: str = "",
        rest: Mapping[str, str] | None = None,
    ) -> None:
        self.on, self.known, self.path, self.rest = on, known, path, rest or {}
        self.of_today = False

    @property
    def travelled(self) -> date | None:
        """The day that somebody is looking at; None for today."""
        return self.on or (self.known.day if self.known else None)

    @property
    def day(self) -> date | None:
        """The day whose facts are shown; None for today, as it is known today."""
        return None if self.of_today else self.travelled

    @property
    def words(self) -> dict[str, str]:
        """The days as an address has them."""
        on = {"on": self.on.isoformat()} if self.on else {}
        return on | ({"known": self.known.text} if self.known else {})

    @property
    def query(self) -> str:
        """The end of an address of another page that takes both days."""
        return address("", self.words)

    @property
    def back(self) -> str:
        """The page as it stands today."""
        return address(self.path, self.rest)

    @property
    def permanent(self) -> str:
        """An address that gives the facts that are shown, for ever; empty without a journal."""
        days = self.for_good
        return address(self.path, {**self.rest, **days}) if days else ""

    @property
    def for_good_query(self) -> str:
        """The end of such an address."""
        return address("", self.for_good)

    @cached_property
    def for_good(self) -> dict[str, str]:
        """What such an address asks for."""
        return for_good(self.day or timezone.localdate(), self.known)

    @cached_property
    def began_later(self) -> datetime | None:
        """When this tracker began, if that was after the day that is shown."""
        began = began_at()
        return began if began and self.day and timezone.localdate(began) > self.day else None

    @property
    def is_before_all(self) -> bool:
        """Whether this tracker knew nothing at all then."""
        began = began_at() if self.known else None
        return bool(self.known and (began is None or began > self.known.last))

    def record(self, of: Scope) -> Record:
        """The record to be asked of the day: that of today, or as it was known."""
        return record_of(of, self.known)

    def is_too_early(self, record: Record) -> bool:
        """Whether the record's file was not known yet, or its first step was still to come."""
        return record.proposal is None or bool(self.day and record.is_to_begin(self.day))


def takes_days(
    *, known: bool = False
) -> Callable[
    [Callable[Concatenate[HttpRequest, Asked, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """A view that is told the days that are asked for, `known` or not; templates find them as
    `request.asked`. What is no day is answered by a page that says so."""

    def wrap(
        view: Callable[Concatenate[HttpRequest, Asked, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                asked = read_asked(request, known=known)
            except BadDay as error:
                return bad_day(request, error)
            remember(request, asked)
            response = view(request, asked, *args, **kwargs)
            if asked.known and asked.known.is_settled and response.status_code == 200:
                response.headers.setdefault("Cache-Control", FOR_GOOD)
            return response

        return answer

    return wrap


def of_today(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A view whose page is of today alone. Asked of a day, the page says that it is not of that
    day, and its links keep it."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101 - for the checker
        if request.method in {"GET", "HEAD"}:
            try:
                asked = read_asked(request, known=True)
            except BadDay as error:
                return bad_day(request, error)
            asked.of_today = True
            remember(request, asked)
        return view(*args, **kwargs)

    return answer


def takes_no_day(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A feed or a calendar. A program reads it, which sees no banner: a day is refused, instead of
    being answered with what is known today."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("on") or request.GET.get("known"):
            said = _("Feeds and calendars are of today and take no day: leave out on= and known=.")
            return HttpResponseBadRequest(f"{said}\n", content_type="text/plain; charset=utf-8")
        return view(request, *args, **kwargs)

    return answer


def remember(request: HttpRequest, asked: Asked) -> None:
    """Let the templates know which days the page is of."""
    request.asked = asked  # type: ignore[attr-defined]


def read_asked(request: HttpRequest, *, known: bool) -> Asked:
    """The days of the address. Raises `BadDay` if one is none of the calendar or still to come."""
    query = request.GET.dict()
    rest = {name: str(value) for name, value in query.items() if name not in {"on", "known"}}
    on, moment = request.GET.get("on", ""), request.GET.get("known", "")
    if moment and not known:
        raise NotTaken(moment, "known")
    return Asked(
        read_day(on) if on else None,
        read_known(moment) if moment else None,
        path=request.path,
        rest=rest,
    )


def bad_day(request: HttpRequest, error: BadDay) -> HttpResponse:
    """A page that says what is wrong with the day, and what one looks like."""
    context: dict[str, Any] = {
        "typed": str(error)[:80],
        "name": error.name,
        "path": request.path,
        "ahead": isinstance(error, DayAhead),
        "not_taken": isinstance(error, NotTaken),
    }
    return render(request, "legislation/bad_day.html", context, status=400)


def not_known(
    request: HttpRequest,
    asked: Asked,
    of: Scope = None,
    what: str = "",
    template: str = "legislation/not_known.html",
    **more: Any,
) -> HttpResponse:
    """A page that says that something was not on record then, and since when there is a record."""
    context = {"what": what, "began": began_at(), "known_since": of and began_at(of), **more}
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-cache"  # it also says when the record began
    return answer


def address(path: str, words: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(words, safe=':')}" if words else path
