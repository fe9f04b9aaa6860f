"""Alerts: one mail for each change and subscriber."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from legislation.domain.days import in_words
from legislation.domain.words import EmailKind
from legislation.mail.compose import cut, render, site
from legislation.models import Change, Email, Event, Subscriber


def alert(change: Change, subscriber: Subscriber, reasons: Sequence[str]) -> Email:
    """The mail that tells one change: what, when, by which source, what next, why to you."""
    fact = change.event or change.press_release
    proposal = change.proposal
    if fact is None or proposal is None:
        raise ValueError(f"change {change.sequence} is not one that is mailed")
    day = fact.happened_on if isinstance(fact, Event) else fact.published_on
    reported = "" if isinstance(fact, Event) else "reported: "
    when = in_words(day, fact.precision)
    proof = fact.evidence.select_related("snapshot").strongest_first().first()
    context = {
        "change": change,
        "event": change.event,
        "release": change.press_release,
        "proposal": proposal,
        "when": when,
        "proof": proof,
        "copy": site(reverse("snapshot", args=[proof.snapshot_id]))
        if proof and proof.snapshot_id
        else "",
        "page": site(_page_of(change)),
        "coming": [
            (step.title, in_words(step.happened_on, step.precision))
            for step in proposal.events.ahead(timezone.localdate())[:3]
        ],
        "reasons": reasons,
        "manage": site(reverse("manage")),
    }
    subject = f"{proposal.short_title}: {reported}{cut(fact.title, 120)} ({when})"
    return render(EmailKind.ALERT, subscriber, subject, "alert", context)


def _page_of(change: Change) -> str:
    if change.event:
        return change.event.get_absolute_url()
    return change.proposal.get_absolute_url() if change.proposal else "/"
