"""What somebody follows, in words: the keys of choices, read for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from legislation.domain.procedure import StageSlug
from legislation.domain.provisions import article
from legislation.domain.words import Kind
from legislation.mail.phrases import Say
from legislation.models import MemberState, Proposal, Topic

#: What names a thing that has a row: its model, its key, its name.
_ROWS = {
    "proposal": (Proposal, "slug", "short_title"),
    "topic": (Topic, "pk", "label"),
    "state": (MemberState, "pk", "name"),
}


def reasons_in_words(keys: Iterable[str], say: Say, *, typed: bool = True) -> str:
    """All that matched, as one phrase. What a person typed is left out if not `typed`, and what is
    on no list always."""
    choices = [dict(parse_qsl(key)) for key in keys]
    names = _names(choices)
    named = [_described(choice, names, say, typed) for choice in choices]
    return f"{say('semicolon')} ".join(filter(None, named)) or say("chosen")


def _names(choices: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """What rows that the choices name are called: a query for each kind of row, at most."""
    names: dict[tuple[str, str], str] = {}
    for part, (model, key, name) in _ROWS.items():
        wanted = {choice[part] for choice in choices if part in choice}
        if wanted:
            rows = model.objects.filter(**{f"{key}__in": wanted})  # type: ignore[attr-defined]
            names |= {(part, value): called for value, called in rows.values_list(key, name)}
    return names


def _described(
    choice: Mapping[str, str], names: Mapping[tuple[str, str], str], say: Say, typed: bool
) -> str:
    """One choice in words: all its parts must fit."""
    if not choice:
        return say("everything")
    parts = [_part(part, value, names, say, typed) for part, value in choice.items()]
    return ", ".join(filter(None, parts))


def _part(
    part: str, value: str, names: Mapping[tuple[str, str], str], say: Say, typed: bool
) -> str:
    if part in _ROWS:
        name = names.get((part, value), "")
        return _called(part, value, name, say)
    if part == "stage":
        return say.label(StageSlug(value)) if value in list(StageSlug) else ""
    if part == "kind":
        of_news = say.phrases.get(f"kind.{value}", "")
        return say.label(Kind(value)) if value in list(Kind) else of_news
    if part == "provision":
        return _article(value, say)
    if part == "words":
        return say("search", words=value) if typed else say("a_search")
    return ""


def _called(part: str, value: str, name: str, say: Say) -> str:
    if part == "state":
        return say.state(value, name) if name else ""
    return say.topic(name) if part == "topic" else say.recorded(name)


def _article(value: str, say: Say) -> str:
    try:
        return say("article", number=article(value))
    except ValueError:
        return ""
