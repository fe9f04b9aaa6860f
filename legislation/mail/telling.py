"""Alerts, one mail for each change and subscriber: what happened, was said, or is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from legislation import news
from legislation.domain.days import in_words
from legislation.domain.words import Language, Precision, SourceKind, Stance, TakesPart, Verb
from legislation.mail.compose import cut, render, site
from legislation.models import (
    Change,
    Event,
    Evidence,
    Letter,
    MemberState,
    Position,
    PressRelease,
    Proposal,
    Subscriber,
    Topic,
)

_SAYS = {
    Stance.SUPPORT: ("supports", "now supports"),
    Stance.SUPPORT_WITH_RESERVATIONS: (
        "supports with reservations",
        "now supports with reservations",
    ),
    Stance.NEUTRAL: ("is neutral", "is now neutral"),
    Stance.OPPOSE: ("opposes", "now opposes"),
}
_STANDS = {
    "majority": "a majority is on record",
    "blocked": "a blocking minority is on record",
    "open": "neither a majority nor a blocking minority is on record",
}


@dataclass(frozen=True)
class _Told:
    """One kind of news, ready for its template; `page` is a path on this site."""

    subject: str
    template: str
    page: str
    proof: Evidence | None
    context: dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One piece of news for a reader: the change, the keys of the choices that matched, and for a
    correction the content of the fact as this reader was told it."""

    change: Change
    reasons: tuple[str, ...]
    told: dict[str, Any] | None = None


def alert(item: Item, language: str) -> Letter:
    """The letter that tells one change: what, when, by which source, what next, why to you."""
    told, context = _context(item)
    tells = {str(item.change.pk): news.content(item.change)}
    return render(
        told.subject, told.template, context, Language(language), is_news=True, tells=tells
    )


class DigestWriter:
    """Writes digests; readers who are told the same get one letter."""

    def __init__(self) -> None:
        self._letters: dict[tuple[Any, ...], Letter] = {}

    def rehearse(self, item: Item, language: str) -> None:
        """Raise what writing the item would raise."""
        _context(item)

    def letter(self, items: Sequence[Item], reader: Subscriber) -> Letter:
        """The letter of all the items, for a reader's language and rhythm."""
        told = [(item.change.pk, item.reasons, str(item.told)) for item in items]
        key = (reader.language, reader.rhythm, tuple(told))
        if key not in self._letters:
            self._letters[key] = self._written(items, reader)
        return self._letters[key]

    def _written(self, items: Sequence[Item], reader: Subscriber) -> Letter:
        parts = [_context(item) for item in items]
        tells = {str(item.change.pk): news.content(item.change) for item in items}
        context = {"items": [{**part, "subject": told.subject} for told, part in parts]}
        subject = f"{len(items)} news"
        return render(
            subject, "digest", context, Language(reader.language), is_news=True, tells=tells
        )


def _context(item: Item) -> tuple[_Told, dict[str, Any]]:
    change = item.change
    proposal = change.proposal
    fact = change.event or change.press_release
    if proposal is None:
        raise _not_mailed(change)
    if fact is not None:
        told = _happened(fact, proposal)
    elif change.position is not None:
        told = _stated(change, proposal)
    else:
        told = _shifted(change, proposal)
    copy = told.proof and told.proof.snapshot_id
    context = {
        **told.context,
        "change": change,
        "proposal": proposal,
        "proof": told.proof,
        "copy": site(reverse("snapshot", args=[copy])) if copy else "",
        "page": site(told.page),
        "coming": [
            (step.title, in_words(step.happened_on, step.precision))
            for step in proposal.events.ahead(timezone.localdate())[:3]
        ],
        "reasons": item.reasons,
        "manage": site(reverse("manage")),
    }
    return told, context


def _not_mailed(change: Change) -> ValueError:
    return ValueError(f"change {change.sequence} is not one that is mailed")


def _proof(fact: Event | PressRelease | Position) -> Evidence | None:
    return fact.evidence.select_related("snapshot").strongest_first().first()


def _happened(fact: Event | PressRelease, proposal: Proposal) -> _Told:
    """A step of the procedure, or what an institution told the press."""
    if isinstance(fact, Event):
        day, reported, page = fact.happened_on, "", fact.get_absolute_url()
    else:
        day, reported, page = fact.published_on, "reported: ", proposal.get_absolute_url()
    when = in_words(day, fact.precision)
    return _Told(
        subject=f"{proposal.short_title}: {reported}{cut(fact.title, 120)} ({when})",
        template="event",
        page=page,
        proof=_proof(fact),
        context={"release" if reported else "event": fact, "when": when},
    )


def _stated(change: Change, proposal: Proposal) -> _Told:
    """What a state said; a correction says what the record had in its place."""
    if change.position is None:
        raise _not_mailed(change)
    row = news.newest(change.position)
    before = news.stood_before(change, row)
    corrects = news.is_follow_up(change)
    is_new = before is not None and not corrects
    says = f"{row.state.name} {_says(row, is_new)}"
    when = in_words(row.stated_on, row.precision)
    had = f" ({'we had' if corrects else 'was'}: {_label(before)})" if before else ""
    correction = "Correction: " if corrects else ""
    headline = f"{correction}{proposal.short_title}: {says}, {cut(row.topic.label, 80)}"
    return _Told(
        subject=f"{headline}, {when}{had}" if had else f"{headline} ({when})",
        template="position",
        page=f"{reverse('state', args=[row.state_id])}#{row.key}",
        proof=_proof(row),
        context={
            "position": row,
            "title": f"{correction}{says}",
            "when": when,
            "before": before,
            "before_when": in_words(before.stated_on, before.precision) if before else "",
            "corrects": corrects,
            "who": ", ".join(filter(None, [row.actor, row.office])),
            "is_spoken": not row.by_signature and row.source_kind != SourceKind.VOTE,
        },
    )


def _shifted(change: Change, proposal: Proposal) -> _Told:
    """What the record would give in a vote, once that is decided or no longer."""
    after = change.after or {}
    if change.verb != Verb.SHIFTED or after.get("standing") not in _STANDS:
        raise _not_mailed(change)
    names = dict(MemberState.objects.values_list("code", "name"))
    topic = Topic.objects.get(pk=after["topic"])
    known = news.known_standing(change)
    title = _stands(known, after["standing"])
    cause, because = _cause(after.get("because", ""), names)
    when = in_words(_day(change), Precision.DAY)
    positions = reverse("positions", args=[proposal.slug])
    return _Told(
        subject=f"{proposal.short_title}: {title}, {cut(topic.label, 80)} ({when})",
        template="shift",
        page=f"{reverse('vote', args=[proposal.slug])}?topic={topic.slug}",
        proof=_proof(cause) if cause else None,
        context={
            "title": title[0].upper() + title[1:],
            "topic": topic,
            "when": when,
            "before": _STANDS.get(known, ""),
            "outlook": after,
            "needed": _needed(after),
            "sides": [
                (label, sorted(names.get(code, code) for code in after[side]))
                for side, label in (
                    ("in_favour", "In favour, some perhaps with reservations"),
                    ("against", "Against"),
                    ("undecided", "Neutral, or nothing on record"),
                )
            ],
            "because": because,
            "positions": site(f"{positions}?topic={topic.slug}"),
        },
    )


def _day(change: Change) -> date:
    return timezone.localdate(change.recorded_at)


def _says(row: Position, is_new: bool) -> str:
    return _SAYS[Stance(row.stance)][is_new]


def _label(row: Position) -> str:
    return Stance(row.stance).label.lower()


def _stands(before: str, after: str) -> str:
    if after == "open" and before in ("majority", "blocked"):
        return _STANDS[before].replace("is on", "is no longer on")
    return _STANDS[after]


def _needed(after: dict[str, Any]) -> str:
    """What a majority needs, and what blocks it; nothing where the entry does not say."""
    if not (majority := after.get("members_required")):
        return ""
    fewest, any_ = after["minimum_blocking_members"], after["participants"] - majority + 1
    people = f"{fewest} states with more than 35 %, or " if fewest < any_ else ""
    return (
        f"{majority} of {after['participants']} states with at least 65 % of the people. "
        f"To block: {people}any {any_} states."
    )


def _cause(because: str, names: dict[str, str]) -> tuple[Position | None, str]:
    """What moved the outlook, and how a sentence names it: a statement, or who takes part."""
    row = Position.objects.filter(key=because).select_related("state").first()
    if row is None:
        code, _, part = because.partition(": ")
        known = TakesPart(part).label.lower() if part in list(TakesPart) else part
        return None, f"whether {names.get(code, code)} takes part in the vote: {known}"
    when = in_words(row.stated_on, row.precision)
    if row.retracted_at is not None:
        return None, f"a statement of {row.state.name} ({when}) was taken back"
    return row, f"{row.state.name} {_says(row, False)} ({when})"
