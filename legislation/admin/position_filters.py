"""What an editor asks of positions: how old, how well proven, what to look at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from legislation.domain.words import Confidence, Origin
from legislation.models import Evidence, Position


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one that this has."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def stale_before() -> date:
    """What was said earlier is to be looked at again."""
    return months_before(timezone.localdate(), 12)


class _Asked(admin.SimpleListFilter):
    """A filter of which each answer is a condition."""

    answers: dict[str, str] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.answers.items())

    def condition(self, answer: str) -> Q:
        """The rows that this answer leaves."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        answer = self.value()
        return queryset.filter(self.condition(answer)) if answer in self.answers else queryset


class Stale(_Asked):
    """What stands today in its cell and was said more than twelve months ago."""

    title, parameter_name = "stale", "stale"
    answers = {"yes": "stands and is older than 12 months", "no": "stands and is newer"}

    def condition(self, answer: str) -> Q:
        stands = Position.objects.in_force(timezone.localdate()).values("pk")
        old = Q(stated_on__lt=stale_before())
        return Q(pk__in=stands) & (old if answer == "yes" else ~old)


class Age(_Asked):
    """How long ago it was said."""

    title, parameter_name = "age", "age"
    answers = {
        "1": "up to 1 month",
        "6": "up to 6 months",
        "12": "up to 12 months",
        "older": "older than 12 months",
    }

    def condition(self, answer: str) -> Q:
        if answer == "older":
            return Q(stated_on__lt=stale_before())
        return Q(stated_on__gte=months_before(timezone.localdate(), int(answer)))


class Proven(_Asked):
    """The confidence of the strongest evidence."""

    title, parameter_name = "confidence", "confidence"
    answers = dict(Confidence.choices())

    def condition(self, answer: str) -> Q:
        ranks = list(Confidence)
        stronger = ranks[: ranks.index(Confidence(answer))]
        return _has(Q(confidence=answer)) & ~_has(Q(confidence__in=stronger))


class Sourced(_Asked):
    """Whether any source speaks of it that is not older than twelve months.

    That is: it was said in that time, or evidence has a day of it, or came to the desk in it.
    When the curated record was loaded says nothing of its sources.
    """

    title, parameter_name = "source of the last 12 months", "sourced"
    answers = {"no": "none", "yes": "has one"}

    def condition(self, answer: str) -> Q:
        since = stale_before()
        seen = _has(Q(first_seen_at__date__gte=since)) & ~Q(origin=Origin.BASELINE)
        dated = _has(Q(says__date__gte=since.isoformat()))
        recent = Q(stated_on__gte=since) | dated | seen
        return recent if answer == "yes" else ~recent


def _has(condition: Q) -> Q:
    return Q(Exists(Evidence.objects.filter(condition, position=OuterRef("pk"))))
