"""A moved outlook in words: what a vote would give, what moved it, who stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from legislation import news
from legislation.domain.searching import tokens
from legislation.domain.words import Language, TakesPart, Verb
from legislation.mail.phrases import Say
from legislation.models import Change, MemberState, Position

_STANDS = ("majority", "blocked", "open")
_SIDES = ("in_favour", "against", "undecided")


@dataclass(frozen=True)
class Shift:
    """`cause` is the statement that moved the outlook, if one did that stands."""

    title: str
    facts: list[tuple[str, str]]
    paragraphs: list[str]
    cause: Position | None


def shift(change: Change, say: Say) -> Shift:
    """A change of the outlook. Raises `ValueError` for another change."""
    after = change.after or {}
    if change.verb != Verb.SHIFTED or after.get("standing") not in _STANDS:
        raise ValueError(f"change {change.sequence} is not one that is mailed")
    names = {
        code: say.state(code, name)
        for code, name in MemberState.objects.values_list("code", "name")
    }
    known = news.known_standing(change)
    cause, because = _cause(after.get("because", ""), names, say)
    facts = [(say("moved_by"), because)]
    if known in _STANDS:
        facts.insert(0, (say("before"), say(f"stands.{known}")))
    if needed := _needed(after, say):
        facts.append((say("needed"), needed))
    for side in _SIDES:
        states = sorted((names.get(code, code) for code in after[side]), key=tokens)
        listed = ", ".join(states) or say("none")
        facts.append((say(side, number=len(states)), listed))
    return Shift(_title(known, after["standing"], say), facts, _why(after, say), cause)


def _why(after: dict[str, Any], say: Say) -> list[str]:
    """The sentence of the entry, which is English; else what it rests on, if on record."""
    if say.language is Language.EN and after.get("why"):
        return [after["why"]]
    if not (people := after.get("people")):
        return []
    shares = {name: say.share(people[name]) for name in ("in_favour", "with_undecided")}
    told = [say("people_open" if after["undecided"] else "people", **shares)]
    return [" ".join([*told, say("too_close")] if people["too_close"] else told)]


def _title(before: str, after: str, say: Say) -> str:
    lost = after == "open" and before in ("majority", "blocked")
    return say(f"lost.{before}") if lost else say(f"stands.{after}")


def _needed(after: dict[str, Any], say: Say) -> str:
    """What a majority needs, and what blocks it; nothing where the entry does not say."""
    if not (majority := after.get("members_required")):
        return ""
    fewest, any_ = after["minimum_blocking_members"], after["participants"] - majority + 1
    block = say("block_people" if fewest < any_ else "block_any", fewest=fewest, any=any_)
    return say("needs", majority=majority, participants=after["participants"], block=block)


def _cause(because: str, names: dict[str, str], say: Say) -> tuple[Position | None, str]:
    """What moved the outlook, and how a sentence names it: a statement, or who takes part."""
    row = Position.objects.filter(key=because).select_related("state").first()
    if row is None:
        code, _, part = because.partition(": ")
        known = say.inside(say.label(TakesPart(part))) if part in list(TakesPart) else part
        return None, say("takes_part", state=names.get(code, code), part=known)
    state = say.state(row.state_id, row.state.name)
    day = say.day(row.stated_on, row.precision)
    if row.retracted_at is not None:
        return None, say("taken_back", state=state, day=day)
    return row, say("moved_position", says=say(f"says.{row.stance}", state=state), day=day)
