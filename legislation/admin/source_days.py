"""Days that a statement can hardly be of: before its proposal, or not the day of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from legislation.domain.days import Day, at, in_words, last_day
from legislation.domain.words import Kind, Precision
from legislation.models import Event, Evidence, JointStatement, PressRelease, Proposal

#: What was said in the evening is reported the next day.
_REPORTED_WITHIN = timedelta(days=1)
#: So many addresses go into one question.
_AT_ONCE = 500
#: /2025/12/08/, 2025-12-08, 20251208 with or without a time of day, and 251208 by itself.
_IN_AN_ADDRESS = re.compile(
    r"(?<!\d)(?:(20\d\d)([/._-]?)(\d\d)\2(\d\d)(?:\d{4}|\d{6})?|(\d\d)(\d\d)(\d\d))(?!\d)", re.ASCII
)


class SourceDay(NamedTuple):
    """A day that a source gives of itself, and how we know."""

    day: Day
    told: str


def before_the_proposal(day: date, proposal: Proposal) -> str:
    """A sentence if the day is from before the proposal; "" otherwise."""
    return before(day, proposal, made_on(proposal))


def made_on(proposal: Proposal) -> Day | None:
    """When the Commission made the proposal, if that is on record."""
    proposed = Event.objects.public().filter(
        proposal=proposal, kind=Kind.PROPOSAL_ADOPTED, expected=False, happened_on__isnull=False
    )
    first = proposed.order_by("happened_on").first()
    if first is None or first.happened_on is None:
        return None
    return Day(first.happened_on, Precision(first.precision))


def before(day: date, proposal: Proposal, made: Day | None) -> str:
    """The same where it is known already when the proposal was made, if on record."""
    if made and day < made.last:
        return f"This is before the proposal, which the Commission made {at(*made)}."
    if not made and day.year < proposal.year:
        return f"The day is in {day.year}, and the proposal is of {proposal.year}."
    return ""


def not_the_sources_day(
    day: Day,
    addresses: Iterable[str],
    statement: JointStatement | None,
    told: Mapping[str, list[SourceDay]] | None = None,
) -> str:
    """A sentence if what gives a day for the source gives another one; "" otherwise.

    One that fits is enough: an article has a day of its own and names that of the speech.
    What the record tells of the addresses is asked here, unless it is `told`.
    """
    addresses = list(addresses)
    told = told_on_record(addresses) if told is None else told
    found = []
    for address in addresses:
        for named in days_in(address, day.last):
            text = f"its address names {in_words(named, 'day')}"
            found.append(SourceDay(Day(named, Precision.DAY), text))
        found += told.get(address, [])
    if statement is not None:
        its = Day(statement.stated_on, Precision(statement.precision))
        found.append(SourceDay(its, f"the joint statement is of {in_words(*its)}"))
    if not found or any(_fits(day, each.day) for each in found):
        return ""
    texts = "; ".join(dict.fromkeys(each.told for each in found))
    return f"The source has another day: {texts}."


def _fits(day: Day, source: Day) -> bool:
    return source.last >= day.first and source.first <= day.last + _REPORTED_WITHIN


def told_on_record(addresses: Iterable[str]) -> dict[str, list[SourceDay]]:
    """The days that our record gives for what stands at these addresses."""
    told: dict[str, list[SourceDay]] = {}
    asked = sorted(set(addresses))
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        for release in PressRelease.objects.filter(address__in=some):
            its = Day(release.published_on, Precision(release.precision))
            text = f"the press release there is of {in_words(*its)}"
            told.setdefault(release.address, []).append(SourceDay(its, text))
        said = Evidence.objects.filter(address__in=some).exclude(says={})
        for address, says in said.values_list("address", "says"):
            with suppress(ValueError):  # the source's own words need not be a day
                its = last_day(str(says.get("date", "")))
                text = f"on record it says {in_words(*its)}"
                told.setdefault(address, []).append(SourceDay(its, text))
    return told


def days_in(address: str, near: date) -> list[date]:
    """The days that an address names, as those of newspapers and of the Council do.

    Six digits may be any number: they are a day only if that is within a year or so of `near`.
    """
    found = []
    for match in _IN_AN_ADDRESS.finditer(urlsplit(address).path):
        year, _, month, day, *short = match.groups()
        with suppress(ValueError):  # a number of six or eight digits that is no day
            if year is not None:
                found.append(date(int(year), int(month), int(day)))
            elif abs(2000 + int(short[0]) - near.year) <= 1:
                found.append(date(2000 + int(short[0]), int(short[1]), int(short[2])))
    return found
