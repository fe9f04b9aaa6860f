"""The only writer of suggestions: put before a person, accepted or rejected by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from legislation import evidence, timeline
from legislation.domain.words import Confidence, SuggestionState
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import PressRelease, Suggestion


class Decided(ValueError):
    """Somebody has decided about this suggestion already."""


def suggest(suggestion: Suggestion) -> bool:
    """Put an unsaved suggestion before staff; False if the same content was before them already."""
    told = "\n".join([suggestion.title, suggestion.summary]).encode()
    suggestion.digest = hashlib.sha256(told).hexdigest()
    suggestion.found_at = timezone.now()
    with transaction.atomic():
        if Suggestion.objects.filter(address=suggestion.address, digest=suggestion.digest).exists():
            return False
        Suggestion.objects.bulk_create([suggestion], ignore_conflicts=True)
    return True


def accept(suggestion: Suggestion, author: Author, edits: Mapping[str, Any]) -> PressRelease:
    """Record the release that was suggested, as the author has it: `edits` may hold proposal,
    institution, title and summary. One that is on record by now, from another wording of it, is
    confirmed as it is. Raises `Decided` if it is decided.
    """
    with transaction.atomic():
        held = _undecided(suggestion)
        release = PressRelease(
            **{
                "proposal": held.proposal,
                "institution": held.institution,
                "title": held.title,
                "summary": held.summary,
                **edits,
            },
            address=held.address,
            published_on=held.published_on,
        )
        proof = Proof(
            Confidence.HIGH,
            address=held.address,
            says=held.says,
            source=held.source,
            identifier=held.address[-200:],
            snapshot=held.snapshot,
        )
        if known := PressRelease.objects.filter(address=held.address).first():
            release = known
            evidence.confirm(known, [proof], author)
        else:
            timeline.record_press_release(release, [proof], author)
        _decide(held, SuggestionState.ACCEPTED, author, release)
    return release


def reject(suggestion: Suggestion, author: Author) -> None:
    """Say that a release is about none of the files; the same content doesn't come back.

    Raises `ValueError` without a reason, `Decided` if it is decided.
    """
    if not author.why:
        raise ValueError("Say why it is not about the file.")
    with transaction.atomic():
        _decide(_undecided(suggestion), SuggestionState.REJECTED, author, None)


def _undecided(suggestion: Suggestion) -> Suggestion:
    held = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if held.state != SuggestionState.WAITING:
        raise Decided(f"It was {held.state} on {held.decided_at:%-d %B %Y}.")
    return held


def _decide(
    held: Suggestion, state: SuggestionState, author: Author, release: PressRelease | None
) -> None:
    held.state, held.release = state, release
    held.decided_at, held.decided_by, held.why = timezone.now(), author.by, author.why
    held.save()
