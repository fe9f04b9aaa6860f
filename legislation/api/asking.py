"""How a question is put to the API: in a URL, in known words, for an answer in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from legislation.api.fetching import standing_on
from legislation.api.forms import DayField
from legislation.models import Proposal


class JsonOnly(BaseContentNegotiation):
    """JSON for everybody, whatever a browser says that it would rather have."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The first; nothing is ever parsed."""
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first, which is JSON."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Refuse a question with a parameter that would be ignored; raises `ValidationError`."""
    names = sorted(known)
    wrong = {}
    for name in request.query_params:
        if name not in names:
            there = f"Known here: {', '.join(names)}." if names else "There are none here."
            wrong[name[:60]] = [f"There is no parameter “{name[:60]}”. {there}"]
        elif len(request.query_params.getlist(name)) > 1:
            wrong[name] = [f"“{name}” is given more than once; one value is read."]
    if wrong:
        raise ValidationError(wrong)


def day_asked(request: Request) -> date:
    """The day of `?on=`; today in Brussels without one. Raises `ValidationError`."""
    field = DayField(required=False, max_length=100)
    try:
        return field.clean(request.query_params.get("on")) or timezone.localdate()
    except FieldError as error:
        raise ValidationError({"on": error.messages}) from error


def is_past(on: date) -> bool:
    """Whether the record may know more than the day did."""
    return on < timezone.localdate()


def there(on: date) -> QuerySet[Proposal]:
    """The files of a day: of a past one not those whose first step came only later."""
    return Proposal.objects.there(on) if is_past(on) else Proposal.objects.all()


def refuse_too_early(proposal: Proposal, on: date) -> None:
    """Find nothing of a day before a file's first step; raises `NotFound`."""
    if is_past(on) and not there(on).filter(pk=proposal.pk).exists():
        raise too_early(proposal, on)


def too_early(proposal: Proposal, on: date) -> NotFound:
    """The sentence that says so."""
    return NotFound(f"On {on} {proposal.reference} had not come, as far as the record shows.")


class Rows(viewsets.GenericViewSet[Any]):
    """Rows of one kind: their list takes the parameters of its filters, one row takes none."""

    content_negotiation_class = JsonOnly
    filterset_class: type[Any] | None = None
    asked_of_one: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what would be ignored."""
        super().initial(request, *args, **kwargs)
        if self.action == "list":
            filtered = self.filterset_class.base_filters if self.filterset_class else ()
            refuse_unknown(request, {"page", "page_size", *filtered})
        elif self.action == "retrieve":
            refuse_unknown(request, self.asked_of_one)

    def get_serializer_context(self) -> dict[str, Any]:
        """The day that was asked for; notes may speak of later than a past one."""
        on = day_asked(self.request)
        return {**super().get_serializer_context(), "on": on, "no_notes": is_past(on)}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters belong to lists: what a list leaves out keeps its address."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset


class ListedRows(mixins.ListModelMixin, mixins.RetrieveModelMixin, Rows):
    """Rows that have addresses of their own, too."""


class OnADay(Rows):
    """Rows of which something else is said each day."""

    def get_serializer_context(self) -> dict[str, Any]:
        """How stages stand on the day."""
        context = super().get_serializer_context()
        return {**context, "stages": standing_on(context["on"])}
