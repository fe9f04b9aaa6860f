"""Calendars (RFC 5545) of one file and of all: the days that are known, and no others.

What a source gives only as a month, a year or "by" a day is left out, for any day that a calendar
showed would be invented. An event keeps its UID for ever; each entry of the journal about it makes
its SEQUENCE grow, so that calendars take up what became different, and drop what was taken back.

A day that a rule gives is in it too, under the rule's key, until the step itself is on record. Its
SEQUENCE counts the journal's entries about the steps and states from which the days of the file
are reckoned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import icalendar
from django.conf import settings
from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_safe
from icalendar import TRANSP

from legislation.deadlines import COUNTED, Item, coming_days, known_days
from legislation.domain.days import in_words
from legislation.domain.deadlines import Deadline
from legislation.domain.words import Audience, Confidence, Precision
from legislation.language import language, recorded, rule_text, sign
from legislation.models import Change, Event, Evidence, Proposal
from legislation.pages.addresses import full, page
from legislation.pages.ahead import rule_in_words
from legislation.pages.asked import takes_no_day
from legislation.pages.feeds import doubt_in_words, plain
from legislation.pages.proposals import spelled

#: A calendar holds so many days, the latest ones.
SHOWN = 1000
REFRESH = timedelta(hours=6)
ABOUT = gettext_lazy(
    "Only steps of which the day is known. What a source gives as a month, a year or a latest day "
    "is on the page alone. Tentative: planned for that day, not known to have happened, or on "
    "record with low confidence alone. A day that a rule gives names the rule and the day from "
    "which it is counted; it is tentative where the rule is unverified or that day is in doubt. "
    "Not a calendar of the European Union; reuse with acknowledgement of the source."
)


@conditional_page
@require_safe
@takes_no_day
def proposal_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of one file, in any spelling of its reference."""
    found = Proposal.objects.filter(slug=slug).first() or spelled(slug)
    calendar = _calendar(f"{recorded(found.short_title)}, {found.reference}")
    calendar.url = full(found.get_absolute_url())
    calendar.source = page("proposal_calendar", found.slug)
    by_rule = [item for item in known_days(found, timezone.localdate()) if item.reckoned]
    return _answer(calendar, found.events.all(), by_rule, found.slug)


@conditional_page
@require_safe
@takes_no_day
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    """The days of all files, and of what happened around them; of those by rule what is to come."""
    calendar = _calendar("Return Directive Tracker")
    calendar.url = page("home")
    calendar.source = page("calendar")
    by_rule = coming_days(timezone.localdate())
    return _answer(calendar, Event.objects.all(), by_rule, "return-directive-tracker")


def _calendar(name: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.prodid = f"-//Return Directive Tracker//Known days//{language().upper()}"
    calendar.version = "2.0"
    calendar.calendar_name = plain(name)
    calendar.description = str(ABOUT)
    calendar.refresh_interval = REFRESH
    return calendar


def _answer(
    calendar: icalendar.Calendar, events: QuerySet[Event], by_rule: Sequence[Item], name: str
) -> HttpResponse:
    """The calendar with its days; the same bytes for the same record."""
    shown = list(_known_days(events))
    for event in reversed(shown):
        calendar.add_component(_entry(event))
    moments = _moments(by_rule)
    for item in by_rule:
        if item.proposal.pk in moments:
            calendar.add_component(_entry_by_rule(item, *moments[item.proposal.pk]))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    changed = [*map(_changed_at, shown), *(last for _, last in moments.values())]
    if changed:
        answer["Last-Modified"] = http_date(max(changed).timestamp())
    return answer


def _known_days(events: QuerySet[Event]) -> QuerySet[Event]:
    """The latest, in falling order, those that were taken back included; each with what the
    journal has of it. Chosen first and counted then, so that it need not count all there are."""
    public = Q(changes__audience=Audience.PUBLIC)
    entries = Change.objects.public().filter(event=OuterRef("pk"))
    known = events.filter(Exists(entries), happened_on__isnull=False, precision=Precision.DAY)
    latest = known.order_by("-happened_on", "-pk").values("pk")[:SHOWN]
    return (
        Event.objects.filter(pk__in=latest)
        .select_related("proposal")
        .prefetch_related(Prefetch("evidence", Evidence.objects.strongest_first()))
        .annotate(
            entries=Count("changes", filter=public),
            changed_at=Max("changes__recorded_at", filter=public),
            created_at=Min("changes__recorded_at", filter=public),
        )
        .order_by("-happened_on", "-pk")
    )


def _changed_at(event: Event) -> datetime:
    moment: datetime = event.changed_at  # type: ignore[attr-defined]
    return moment


def _entry(event: Event) -> icalendar.Event:
    """An all-day event that keeps nobody busy."""
    file = event.proposal
    entry = icalendar.Event()
    entry.uid = f"{file.slug if file else 'context'}.{event.key}@{settings.SITE_HOST}"
    entry.sequence = event.entries  # type: ignore[attr-defined]
    entry.stamp = entry.last_modified = _changed_at(event).astimezone(UTC)
    entry.created = event.created_at.astimezone(UTC)  # type: ignore[attr-defined]
    entry.start = event.happened_on
    title = recorded(event.title)
    name = recorded(file.short_title) if file else ""
    entry.add("summary", plain(f"{name}{sign(':')} {title}" if file else title))
    entry.add("description", plain("\n\n".join(_paragraphs(event, event.evidence.all()))))
    entry.url = full(event.get_absolute_url())
    entry.status = _status(event)
    entry.transparency = TRANSP.TRANSPARENT
    if file:
        entry.categories = [plain(name)]
    return entry


def _status(event: Event) -> icalendar.STATUS:
    if event.retracted_at:
        return icalendar.STATUS.CANCELLED
    if event.expected or _best(event.evidence.all()) is Confidence.LOW:
        return icalendar.STATUS.TENTATIVE
    return icalendar.STATUS.CONFIRMED


def _best(proofs: Iterable[Evidence]) -> Confidence:
    return Confidence.best(proof.confidence for proof in proofs) or Confidence.HIGH


def _paragraphs(event: Event, proofs: Iterable[Evidence]) -> Iterator[str]:
    """What happened, how far it is known, and on whose word."""
    if event.retracted_at:
        yield _("This entry was taken back.")
    elif event.expected:
        yield _("Planned for this day; it is not on record that this has happened.")
    if event.detail:
        yield event.detail
    best = _best(proofs)
    if best is not Confidence.HIGH:
        yield doubt_in_words(best)
    kept = _("a copy, stored here")
    yield "\n".join([_("Sources:"), *(p.address or p.citation or kept for p in proofs)])


def _moments(items: Iterable[Item]) -> dict[int, tuple[int, datetime]]:
    """By file, how many entries of the journal are about what its days are reckoned from, and when
    the last was made. What a step was before and is no longer counts, so that no number falls."""
    kinds = [kind.value for kind in COUNTED]
    about = Q(after__kind__in=kinds) | Q(before__kind__in=kinds) | Q(participation__isnull=False)
    files = {item.proposal.pk for item in items}
    rows = Change.objects.public().filter(about, proposal__in=files).values_list("proposal")
    counted = rows.order_by().annotate(number=Count("pk"), last=Max("recorded_at"))
    return {file: (number, last) for file, number, last in counted}


def _entry_by_rule(item: Item, sequence: int, changed_at: datetime) -> icalendar.Event:
    """A day that a rule gives."""
    file, deadline = item.proposal, item.deadline
    assert deadline is not None  # noqa: S101 - what is reckoned has a rule
    short = recorded(file.short_title)
    title = recorded(item.title) if item.named_by_event else rule_text(item.title)
    entry = icalendar.Event()
    entry.uid = f"{file.slug}.by-rule.{item.key}@{settings.SITE_HOST}"
    entry.sequence = sequence
    entry.stamp = entry.last_modified = changed_at.astimezone(UTC)
    entry.start = item.day
    entry.add("summary", plain(f"{short}{sign(':')} {title}"))
    entry.add("description", plain("\n\n".join(_reasons(item, deadline))))
    entry.url = full(item.address)
    sure = deadline.verified and item.base_confidence is Confidence.HIGH
    planned = item.base is None or item.base.expected
    entry.status = (
        icalendar.STATUS.CONFIRMED if sure and not planned else icalendar.STATUS.TENTATIVE
    )
    entry.transparency = TRANSP.TRANSPARENT
    entry.categories = [plain(short)]
    return entry


def _reasons(item: Item, deadline: Deadline) -> Iterator[str]:
    """By which rule the day is counted and from which, and how far that is known."""
    yield rule_in_words(item, deadline)
    base = in_words(deadline.base, Precision.DAY, language())
    if item.base:
        told = {"day": base, "step": recorded(item.base.title)}
        yield _("Counted from %(day)s: %(step)s.") % told
        if item.base.expected:
            yield _("Planned for this day; it is not on record that this has happened.")
    else:
        yield _("Counted from %(base)s, itself by rule.") % {"base": base}
    if deadline.rule.note:
        yield rule_text(deadline.rule.note)
    articles = [article.address for article in deadline.rule.articles if article.address]
    yield "\n".join([*articles, full(item.address)])
