"""Two people on one cell: what came in while a form was open, beside what was typed in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from legislation.admin.beside import Line, beside
from legislation.domain.words import Verb
from legislation.models import Change, Position, PositionDraft


class Seen(NamedTuple):
    """How far journal and drafts had come when the form was opened."""

    sequence: int
    draft: int

    @classmethod
    def now(cls) -> Seen:
        """What is on record at this moment."""
        last = Change.objects.aggregate(last=Max("sequence"))["last"]
        return cls(last or 0, PositionDraft.objects.aggregate(last=Max("pk"))["last"] or 0)

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """Back from the hidden field; None if there was nothing to be read."""
        with suppress(ValueError):
            sequence, draft = map(int, text.split("."))
            return cls(sequence, draft)
        return None

    def __str__(self) -> str:
        return f"{self.sequence}.{self.draft}"


class Meanwhile(NamedTuple):
    """What came into the cell while the form was open, beside what was typed."""

    row: Position | PositionDraft
    told: SafeString
    lines: list[Line]

    @classmethod
    def of(cls, row: Position | PositionDraft, typed: Mapping[str, Any]) -> Meanwhile:
        """One row, told and beside what was typed."""
        return cls(row, _told(row), beside(row, typed))


def came_since(
    seen: Seen | None, typed: Mapping[str, Any], corrected: Position | None
) -> list[Position | PositionDraft]:
    """What was published or drafted in the cell since a form was opened, the published first.

    `corrected` is what corrects the row that was opened, if anything does: of a form that does not
    say when it was opened, nothing else can be known.
    """
    if seen is None:
        return [corrected] if corrected else []
    cell = Q(**{name: typed[name] for name in ("proposal", "state", "topic")})
    written = Change.objects.filter(
        sequence__gt=seen.sequence, verb__in=[Verb.RECORDED, Verb.CORRECTED]
    ).values("position")
    published = Position.objects.filter(cell | Q(pk=corrected and corrected.pk), pk__in=written)
    drafted = PositionDraft.objects.waiting().filter(cell, pk__gt=seen.draft)
    return [*published.standing().order_by("-pk"), *drafted]


def link_to(row: Position | PositionDraft) -> SafeString:
    """The row's page at the desk, under its summary."""
    address = reverse(f"admin:legislation_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, row.summary)


def _told(row: Position | PositionDraft) -> SafeString:
    kept = (
        "Nothing of yours was saved; it still stands in the form, and what you had not touched "
        "shows what stands now. Compare both versions; saving again puts yours on top."
    )
    if isinstance(row, PositionDraft):
        did = "drafted a position for this cell"
        return _sentence(str(row.by), did, row.drafted_at, row.why, kept, row)
    did = "corrected this position" if row.corrects_id else "published a position in this cell"
    change = row.changes.select_related("by").order_by("sequence")[0]
    by = str(change.by or "Somebody else")
    return _sentence(by, did, change.recorded_at, change.why, kept, row)


def _sentence(
    by: str, did: str, at: datetime, why: str, kept: str, row: Position | PositionDraft
) -> SafeString:
    when = date_format(timezone.localtime(at), "j F Y H:i")
    told = f": “{why}”" if why else "."
    return format_html("{} {} on {}{} {} ({})", by, did, when, told, kept, link_to(row))
