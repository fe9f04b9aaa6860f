"""What is wrong with the way of the mails, in a line each: for a monitor at /mailz and the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from legislation.alerts.digests import late
from legislation.alerts.probe import is_late, last_arrival
from legislation.domain.words import Alert, EmailState
from legislation.models import Change, Email, Relay, Wish

#: So long anything may take that should take seconds, before somebody is told.
TOO_LONG = timedelta(hours=1)
#: The clock ticks each minute.
NO_TICK = timedelta(minutes=10)
#: So long a person who filled in the form may wait for its answer.
NO_ANSWER = timedelta(minutes=10)


def note_tick() -> None:
    """The clock is alive."""
    if not Relay.objects.filter(pk=1).update(ticked_at=timezone.now()):
        Relay.objects.create(pk=1, ticked_at=timezone.now())


def troubles() -> list[str]:
    """One line for each thing that is wrong, without a name or an address; none if all is well."""
    state = Relay.objects.filter(pk=1).first() or Relay()
    return [*_clock(state), *_relay(state), *_waiting(), *_probe()]


def _clock(state: Relay) -> Iterator[str]:
    if state.ticked_at is None:
        yield "The clock has not ticked yet: is the worker running, is beat?"
    elif state.ticked_at < timezone.now() - NO_TICK:
        since = _words(state.ticked_at)
        yield f"The clock has not ticked since {since}: worker or beat stand still."


def _relay(state: Relay) -> Iterator[str]:
    """Why it is away or held is for staff."""
    since = timezone.now() - TOO_LONG
    if state.held_why and (state.held_at is None or state.held_at < since):
        when = f" since {_words(state.held_at)}" if state.held_at else ""
        yield f"Sending has been held{when} and waits for a person."
    if state.away_since is not None and state.away_since < since:
        yield f"The relay has been away since {_words(state.away_since)}."


def _waiting() -> Iterator[str]:
    since = timezone.now() - TOO_LONG
    due = Email.objects.filter(
        state__in=[EmailState.WAITING, EmailState.IN_DOUBT], not_before__lt=since
    )
    yield from _late("Mails", due, "not_before")
    told = Change.objects.filter(alert=Alert.WAITING, release_at__lt=since)
    yield from _late("News", told, "release_at")
    wishes = Wish.objects.filter(taken_at__isnull=True, asked_at__lt=timezone.now() - NO_ANSWER)
    if wishes.exists():
        yield "Sign-ups are not taken up for over ten minutes."
    if people := late(TOO_LONG):
        yield f"Digests over an hour late: {people}."


def _late(what: str, rows: QuerySet[Any], moment: str) -> Iterator[str]:
    told = rows.aggregate(number=Count("pk"), oldest=Min(moment))
    if told["number"]:
        first = _words(told["oldest"])
        yield f"{what} over an hour late: {told['number']}, the first since {first}."


def _probe() -> Iterator[str]:
    if is_late():
        arrived = last_arrival()
        when = f"since {_words(arrived)}" if arrived else "so far"
        yield f"No probe has reached the relay {when}: two are missing."


def _words(moment: datetime) -> str:
    """For a monitor anywhere: in UTC, and to be read by a program, too."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
