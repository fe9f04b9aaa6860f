"""What somebody follows, in words: the keys of choices, read for people."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl

from legislation.domain.procedure import StageSlug
from legislation.domain.words import Kind
from legislation.mail.phrases import Say
from legislation.models import MemberState, Proposal, Topic


def reasons_in_words(keys: Iterable[str], say: Say, *, typed: bool = True) -> str:
    """All that matched, as one phrase. What a person typed is left out if not `typed`."""
    named = [each for each in (described(key, say, typed=typed) for key in keys) if each]
    return "; ".join(named) or say("everything")


def described(key: str, say: Say, *, typed: bool = True) -> str:
    """One choice in words: all its parts must fit."""
    told = dict(parse_qsl(key))
    parts = [_named(name, value, say, typed) for name, value in told.items() if "=" in key]
    return ", ".join(part for part in parts if part) or say("everything")


def _named(name: str, value: str, say: Say, typed: bool) -> str:
    if name == "proposal":
        return _first(Proposal.objects.filter(slug=value).values_list("short_title", flat=True))
    if name == "topic":
        return _first(Topic.objects.filter(pk=value).values_list("label", flat=True))
    if name == "state":
        return say.state(
            value, _first(MemberState.objects.filter(pk=value).values_list("name", flat=True))
        )
    if name == "stage":
        return say.label(StageSlug(value)) if value in list(StageSlug) else ""
    if name == "kind":
        return say.label(Kind(value)) if value in list(Kind) else say(f"kind.{value}")
    if name == "provision":
        return say("article", number=value)
    if name == "words":
        return say("search", words=value) if typed else say("a_search")
    return ""


def _first(values: Iterable[str]) -> str:
    return next(iter(values), "")
