"""How fast we are: from the source to our record, and from there to our readers' mails.

Only first publications that a watched source brought, and that were news: not the record that was
loaded, nor a source's first reading. What cannot be known is no figure.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legislation.domain.words import Alert, EmailKind, EmailState, Precision, Verb
from legislation.language import figure
from legislation.models import Change, Evidence, Notice
from legislation.pages.asked import of_today

LOOKED_BACK = timedelta(days=90)
#: Of fewer cases than this a median says little beside the source itself.
ENOUGH = 5
#: How the name of a run begins that read a source.
READING = "scrape run "


@dataclass(frozen=True)
class Summary:
    """The middle of some durations and what 95 of 100 keep to; `bars` are in percent of the page's
    longest."""

    cases: int
    median: str
    percentile: str
    bars: tuple[float, float] = (0, 0)


@dataclass
class Delays:
    """What was measured of one source: days and minutes are never mixed."""

    name: str
    cases: int = 0
    days: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    mailed: list[float] = field(default_factory=list)
    digested: list[float] = field(default_factory=list)

    @property
    def unknown(self) -> int:
        """Of how many it cannot be said when the source published them."""
        return self.cases - len(self.days) - len(self.minutes)


@dataclass(frozen=True)
class Row:
    """A source's line of the table; None where nothing was measured."""

    name: str
    cases: int
    unknown: int
    days: Summary | None
    minutes: Summary | None
    mailed: Summary | None
    digested: Summary | None


@require_safe
@of_today
def promptness(request: HttpRequest) -> HttpResponse:
    """Median and 95th percentile of the last 90 days, by source."""
    now = timezone.now()
    usual, held = _measured(now)
    rows, held_rows = _rows(usual.values()), _rows(held.values())
    context = {
        "rows": rows,
        "held": held_rows,
        "nothing_sent": not any(row.mailed or row.digested for row in (*rows, *held_rows)),
        "since": timezone.localdate(now - LOOKED_BACK),
    }
    return render(request, "legislation/promptness.html", context)


def measured_of(now: datetime) -> dict[str, Row]:
    """The figures of the last 90 days by the source's name, where there are enough of them.

    What was held for a person is left out, as it says nothing about the source.
    """
    usual, _ = _measured(now)
    return {row.name: row for row in _rows(usual.values()) if row.cases >= ENOUGH}


def _measured(now: datetime) -> tuple[dict[str, Delays], dict[str, Delays]]:
    """By source: what had its usual way, and what was held for a person."""
    usual: dict[str, Delays] = {}
    held: dict[str, Delays] = {}
    for told in first_published(now - LOOKED_BACK).values_list(*_ASKED):
        *measured, alert, released_by = told
        was_held = alert == Alert.HELD or released_by is not None
        _measure(held if was_held else usual, *measured)
    return usual, held


#: What `_measure` takes of each change; the last two tell whether it was held.
_ASKED = (
    "source_name",
    "says",
    "recorded_at",
    "event__happened_on",
    "event__precision",
    "press_release__published_on",
    "press_release__precision",
    "mailed_at",
    "digested_at",
    "alert",
    "released_by",
)


def first_published(since: datetime) -> QuerySet[Change]:
    """First publications since a moment, each with what its source says and when it was mailed.

    A source's first reading, and a stored copy that is read again, tell nobody: alert "none".
    """
    happened = Q(verb=Verb.AMENDED, before__expected=True, after__expected=False)
    rows = Change.objects.public().filter(Q(verb=Verb.RECORDED) | happened)
    rows = rows.filter(Q(event__isnull=False) | Q(press_release__isnull=False))
    rows = rows.filter(run__startswith=READING, recorded_at__gte=since)
    return rows.exclude(alert=Alert.NONE).annotate(
        source_name=_proof("source__name"),
        says=_proof("says"),
        mailed_at=_last_mail(EmailKind.ALERT),
        digested_at=_last_mail(EmailKind.DIGEST),
    )


def _proof(name: str) -> Subquery:
    """Of the piece of evidence that came with the change."""
    same = Q(event=OuterRef("event")) | Q(press_release=OuterRef("press_release"))
    rows = Evidence.objects.filter(same, source__isnull=False)
    rows = rows.filter(first_seen_at__lte=OuterRef("recorded_at"))
    return Subquery(rows.order_by("-first_seen_at", "-pk").values(name)[:1])


def _last_mail(kind: EmailKind) -> Subquery:
    """When the last mail of a kind about the change was handed to the relay."""
    sent = Notice.objects.filter(
        change=OuterRef("pk"), email__kind=kind, email__state=EmailState.SENT
    )
    last = sent.order_by().values("change").annotate(last=Max("email__sent_at"))
    return Subquery(last.values("last"))


def _measure(
    into: dict[str, Delays],
    name: str | None,
    says: dict[str, Any] | None,
    seen: datetime,
    *rest: Any,
) -> None:
    happened_on, event_precision, published_on, release_precision, mailed, digested = rest
    delays = into.setdefault(name or "", Delays(name or _("a source that is no longer named")))
    delays.cases += 1
    day, precision = happened_on or published_on, event_precision or release_precision
    if moment := _moment(says or {}):
        if moment <= seen:
            delays.minutes.append(_minutes(seen - moment))
    elif day and precision == Precision.DAY and day <= timezone.localdate(seen):
        delays.days.append((timezone.localdate(seen) - day).days)
    if mailed:
        delays.mailed.append(_minutes(mailed - seen))
    if digested:
        delays.digested.append(_minutes(digested - seen))


def _moment(says: dict[str, Any]) -> datetime | None:
    """The moment that the source prints, its clock taken for that of Brussels; None without one."""
    try:
        day, at = date.fromisoformat(says["date"]), time.fromisoformat(says["time"])
    except (KeyError, TypeError, ValueError):
        return None
    return timezone.make_aware(datetime.combine(day, at)) if at.tzinfo is None else None


def _minutes(gone: timedelta) -> float:
    return gone.total_seconds() / 60


def _rows(measured: Iterable[Delays]) -> list[Row]:
    every = sorted(measured, key=lambda each: each.name)
    longest = max((_percentile(each.mailed) for each in every if each.mailed), default=0)
    return [
        Row(
            each.name,
            each.cases,
            each.unknown,
            _summary(each.days, _in_days),
            _summary(each.minutes, _in_minutes),
            _summary(each.mailed, _in_minutes, longest),
            _summary(each.digested, _in_minutes),
        )
        for each in every
    ]


def _summary(values: Sequence[float], words: Any, longest: float = 0) -> Summary | None:
    if not values:
        return None
    figures = statistics.median(values), _percentile(values)
    median, percentile = (round(100 * each / longest, 1) if longest else 0 for each in figures)
    return Summary(len(values), words(figures[0]), words(figures[1]), (median, percentile))


def _percentile(values: Sequence[float]) -> float:
    """The 95th: of few values, near the greatest of them."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _in_days(days: float) -> str:
    rounded = round(days, 1)
    return _("the same day") if rounded == 0 else _so_many_days(rounded)


def _so_many_days(days: float) -> str:
    number = figure(days)
    if days == 1:
        return _("%(number)s day") % {"number": number}
    return _("%(number)s days") % {"number": number}


def _in_minutes(minutes: float) -> str:
    """Rounded up, so that nothing looks faster than it was."""
    whole = max(math.ceil(minutes), 0)
    if whole <= 1:
        return _("1 minute at most")
    hours, rest = divmod(whole, 60)
    if hours >= 48:
        return _so_many_days(round(hours / 24, 1))
    told = {"hours": hours, "minutes": rest}
    return _("%(hours)d h %(minutes)d min") % told if hours else _("%(minutes)d min") % told
