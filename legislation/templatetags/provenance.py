"""What templates say of a fact's proof, and of the sources that it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from legislation import language
from legislation.domain.silence import is_silent
from legislation.domain.words import SourceState
from legislation.models import Evidence, Proposal, Source
from legislation.templatetags.tracker_words import day_of, standing_words

register = template.Library()


@dataclass(frozen=True)
class Mark:
    """The small mark beside a fact: the card's name on the page, its lines, where all of it is."""

    name: str
    lines: list[Evidence]
    addresses: list[str]


@register.filter
def mark(evidence: Iterable[Evidence]) -> Mark | None:
    """The mark of what stands on this proof, the weightiest first; None without any."""
    lines = sorted(evidence, key=lambda proof: proof.weight)
    if not lines:
        return None
    addresses = dict.fromkeys(proof_address(proof) for proof in lines)
    of = "-".join(
        address.removeprefix("/facts").strip("/").replace("/", "-") for address in addresses
    )
    return Mark(f"proof-{of}", lines, list(addresses))


@register.filter
def proof_address(proof: Evidence) -> str:
    """The page that has all about the proof of the same fact."""
    kind = proof.kind
    return reverse("fact", args=[kind.replace("_", "-"), getattr(proof, f"{kind}_id")])


@dataclass(frozen=True)
class Weather:
    """How a source stands: `level` for the style sheet, and in words."""

    level: str
    words: str


@register.filter
def weather(source: Source) -> Weather:
    """How a source stands now; without a good reading for long it is silent, whatever it said."""
    now, state = timezone.now(), SourceState(source.state)
    if state in {SourceState.NEVER_READ, SourceState.PAUSED}:
        return Weather("still", language.told(state))
    last, since = source.succeeded_at, source.state_since
    if is_silent_now(source):
        return Weather("foul", format_html(_("silent since {}"), day_of(last)))
    if state is not SourceState.FINE:
        return Weather("foul", format_html(_("{} since {}"), standing_words(source), day_of(since)))
    if last is None:
        return Weather("fine", language.told(state))
    return Weather("fine", _("fine, read %(time)s ago") % {"time": timesince(last, now, depth=1)})


@register.filter
def name_within(source: Source, of: Proposal) -> str:
    """The source's name on the page of a file, without the file's reference."""
    return language.recorded(source.name.removesuffix(f", {of.reference}"))


@register.filter
def is_silent_now(source: Source) -> bool:
    """Whether its last good reading is too long ago for its rhythm, as far as it is polled."""
    last = source.succeeded_at
    polled = source.state != SourceState.PAUSED
    rhythm = timedelta(seconds=source.rhythm_seconds)
    return bool(polled and last and is_silent(last, rhythm, timezone.now()))


@register.filter
def brought_nothing(source: Source) -> bool:
    """Whether the last good reading found the page as it was."""
    return source.changed_at is not None and source.changed_at != source.succeeded_at
