"""The letters that tell news: one change, or all that a reader is told together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from legislation import news
from legislation.domain.words import Confidence, Rhythm
from legislation.mail.compose import cut, one_line, render, site
from legislation.mail.following import reasons_in_words
from legislation.mail.items import TOLD_ON, Item, Told, told
from legislation.mail.phrases import Say
from legislation.models import Evidence, Letter, Proposal, Subscriber

#: So many steps ahead are named.
_AHEAD = 3


def alert(item: Item, language: str) -> Letter:
    """The letter that tells one change: what, when, by which source, what next, why to you."""
    say = Say(language)
    made = told(item, say)
    coming = _coming(item.change.proposal, [item], say)
    context = {"item": _context(item, made, say), "coming": coming}
    return render(made.subject, "alert", context, say, is_news=True, tells=_tells([item]))


def _context(item: Item, made: Told, say: Say) -> dict[str, Any]:
    """A told item as the templates have it."""
    copy = made.proof and made.proof.snapshot_id
    before, quoted, after = _parted(made)
    return {
        "told": made,
        "before": before,
        "quoted": quoted,
        "after": after,
        **_named(item.change.proposal, say),
        **_proof(made.proof),
        "doubt": _doubt(made.proof, say),
        "page": site(made.page, say),
        "copy": site(reverse("snapshot", args=[copy]), say) if copy else "",
        "why": _why(item, say, "because", "because_told"),
        "why_short": _why(item, say, "why_short", "why_told"),
    }


def _parted(made: Told) -> tuple[str, str, str]:
    """The title around what it quotes: a page that is read aloud changes its voice there."""
    return made.title.partition(made.quoted) if made.quoted else (made.title, "", "")


def _tells(items: Sequence[Item]) -> dict[str, Any]:
    """What is told of each change, and when: what a later correction is held against."""
    day = timezone.localdate().isoformat()
    return {str(item.change.pk): {**news.content(item.change), TOLD_ON: day} for item in items}


def _named(proposal: Proposal | None, say: Say) -> dict[str, str]:
    """How the templates name a file."""
    if proposal is None:
        return {"file": "", "reference": ""}
    return {"file": one_line(say.recorded(proposal.short_title)), "reference": proposal.reference}


def _proof(proof: Evidence | None) -> dict[str, str]:
    """An address that may be followed, or the words by which the proof is found."""
    if proof is None:
        return {"address": "", "citation": ""}
    address = one_line(proof.address)
    is_web = address.startswith(("https://", "http://"))
    citation = one_line(proof.citation) or address
    return {"address": address, "citation": ""} if is_web else {"address": "", "citation": citation}


def _doubt(proof: Evidence | None, say: Say) -> str:
    """How far the proof carries, where that is not all the way."""
    if proof is None or proof.confidence == Confidence.HIGH:
        return ""
    return say.label(Confidence(proof.confidence))


def _why(item: Item, say: Say, key: str, key_told: str) -> str:
    if item.told is not None:
        return say(key_told)
    return one_line(say(key, reasons=reasons_in_words(item.reasons, say)))


def _coming(proposal: Proposal | None, items: Sequence[Item], say: Say) -> list[tuple[str, str]]:
    """What comes next in a file, without the steps that the letter tells anyway."""
    if proposal is None:
        return []
    named = [item.change.event_id for item in items if item.change.event_id]
    ahead = proposal.events.ahead(timezone.localdate()).exclude(pk__in=named)[:_AHEAD]
    return [
        (one_line(say.recorded(step.title)), say.day(step.happened_on, step.precision))
        for step in ahead
    ]


class DigestWriter:
    """Writes digests; readers who are told the same get one letter."""

    def __init__(self) -> None:
        self._letters: dict[tuple[Any, ...], Letter] = {}
        self._told: dict[tuple[Any, ...], Told] = {}

    def rehearse(self, item: Item, language: str) -> Told:
        """The item in words. Raises what writing it raises."""
        key = (language, item.change.pk, str(item.told))
        if key not in self._told:
            self._told[key] = told(item, Say(language))
        return self._told[key]

    def letter(self, items: Sequence[Item], reader: Subscriber) -> Letter:
        """The letter of all the items, for a reader's language and rhythm."""
        what = [(item.change.pk, item.reasons, str(item.told)) for item in items]
        key = (reader.language, reader.rhythm, tuple(what))
        if key not in self._letters:
            self._letters[key] = self._written(items, reader)
        return self._letters[key]

    def _written(self, items: Sequence[Item], reader: Subscriber) -> Letter:
        say = Say(reader.language)
        made = [(item, self.rehearse(item, reader.language)) for item in items]
        made = _in_order(made)
        groups = []
        for _, rows in groupby(made, key=lambda pair: _file(pair[0])):
            members = list(rows)
            proposal = members[0][0].change.proposal
            told_items = [_context(item, each, say) for item, each in members]
            coming = _coming(proposal, [item for item, _ in members], say)
            groups.append({**_named(proposal, say), "members": told_items, "coming": coming})
        context = {
            "groups": groups,
            "has_several": len(made) > 1,
            "title": say(f"digest_title.{reader.rhythm}"),
            "folded": say("digest_folded") if reader.rhythm == Rhythm.INSTANT else "",
        }
        subject = _subject(made, say)
        return render(subject, "digest", context, say, is_news=True, tells=_tells(items))


def _in_order(made: list[tuple[Item, Told]]) -> list[tuple[Item, Told]]:
    """File by file, first the one with what matters most, of two the newer; each by importance."""
    newest_first = sorted(made, key=lambda pair: _file(pair[0]), reverse=True)
    ranked = sorted(newest_first, key=lambda pair: pair[1].rank)
    files = list(dict.fromkeys(_file(item) for item, _ in ranked))
    return sorted(ranked, key=lambda pair: files.index(_file(pair[0])))


def _file(item: Item) -> tuple[str, int]:
    proposal = item.change.proposal
    return (proposal.reference if proposal else "", item.change.proposal_id or 0)


def _days(items: Sequence[Item], say: Say) -> str:
    """From which day to which the news was recorded: after a standstill these are several."""
    days = [timezone.localdate(item.change.recorded_at) for item in items]
    first, last = say.day(min(days)), say.day(max(days))
    return first if first == last else say("days", first=first, last=last)


def _subject(made: Sequence[tuple[Item, Told]], say: Say) -> str:
    if len(made) == 1:
        return made[0][1].subject
    proposals = [item.change.proposal for item, _ in made if item.change.proposal]
    files = dict.fromkeys(say.recorded(each.short_title) for each in proposals)
    number, day = len(made), _days([item for item, _ in made], say)
    first = cut(next(iter(files), say("name")), 80)
    if len(files) > 1:
        return say("digest_files", file=first, number=number, day=day)
    return say("digest", file=first, number=number, day=day)
