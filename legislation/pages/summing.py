"""What the table of a day comes to, in words. Pure but for the rows that it is given.

A sentence counts what is on record, and names those of which nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from legislation.domain.days import in_words
from legislation.domain.words import Membership, Precision, Stance, TakesPart
from legislation.models import Topic
from legislation.pages.table import Row

_VERBS = {
    Stance.SUPPORT: ("supports it", "support it"),
    Stance.SUPPORT_WITH_RESERVATIONS: (
        "supports it with reservations",
        "support it with reservations",
    ),
    Stance.NEUTRAL: ("is neutral", "are neutral"),
    Stance.OPPOSE: ("opposes it", "oppose it"),
}


def summary(rows: Sequence[Row], topic: Topic, day: date) -> list[str]:
    """The sentences, the count of the members first; none without a member."""
    members = [row for row in rows if row.is_member]
    if not members:
        return []
    sentences = (
        _members(members, topic, day),
        _before(members, topic),
        _associates([r for r in rows if r.state.membership == Membership.ASSOCIATED], topic),
        _no_vote(members),
    )
    return [sentence for sentence in sentences if sentence]


def _members(members: Sequence[Row], topic: Topic, day: date) -> str:
    when = f"On {in_words(day, Precision.DAY)}"
    silent = [row.state.name for row in members if row.on(topic).position is None]
    every = f"{len(members)} member state{'' if len(members) == 1 else 's'}"
    counted = _counted(members, topic)
    if not counted:
        return f"{when} nothing is on record of any of {every}."
    rest = f"; nothing is on record of {_some(silent)}" if silent else ""
    return f"{when}, of {every} {listed(counted)}{rest}."


def _counted(rows: Sequence[Row], topic: Topic) -> list[str]:
    numbers = Counter(row.on(topic).mark for row in rows)
    return [
        f"{numbers[stance]} {one if numbers[stance] == 1 else many}"
        for stance, (one, many) in _VERBS.items()
        if numbers[stance]
    ]


def _some(names: Sequence[str]) -> str:
    """A few by name, more by their number."""
    return listed(names) if len(names) < 3 else f"{len(names)}"


def _before(members: Sequence[Row], topic: Topic) -> str:
    """Of those that spoke, how many did so before there was a text."""
    number = sum(row.on(topic).before for row in members)
    spoke = sum(row.on(topic).position is not None for row in members)
    if not number:
        return ""
    some = "One" if number == 1 else f"{number}"
    who = "All" if number == spoke > 1 else some
    return f"{who} of them spoke before the proposal was there, so not about its text."


def _associates(associates: Sequence[Row], topic: Topic) -> str:
    if not associates:
        return ""
    counted = _counted(associates, topic)
    if not counted:
        return "Of the Schengen associates nothing is on record."
    several = f"the {len(associates)} Schengen associates" if len(associates) > 1 else "associates"
    return f"Of {several}, counted apart, {listed(counted)}."


def _no_vote(members: Sequence[Row]) -> str:
    """Who of the members has no vote, or perhaps none."""
    out = [r.state.name for r in members if r.takes_part == TakesPart.DOES_NOT_TAKE_PART]
    open_ = [r.state.name for r in members if r.takes_part == TakesPart.UNRESOLVED]
    said = []
    if out:
        said.append(f"{listed(out)} {'does' if len(out) == 1 else 'do'} not take part in the vote")
    if open_:
        verb = "does" if len(open_) == 1 else "do"
        said.append(f"whether {listed(open_)} {verb} is not settled on record")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
