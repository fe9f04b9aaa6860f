"""The map of Europe: outlines that were made once, and how each state is drawn on them.

Nothing is told by colour alone: each stance has a pattern, a state without a vote has a sign, what
was said before the proposal has a broken outline. All of it is said in words as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from legislation.domain.words import Stance, TakesPart
from legislation.language import sign, told, told_inside

#: Made by tools/make_europe.py, which says whence.
_OUTLINES = Path(__file__).parent / "europe.json"
#: States too small to be seen or hit: they have a dot.
_SMALL = {"CY", "LI", "LU", "MT"}
#: Small enough to be hard to hit with a finger: more around them counts as them.
_HARD_TO_HIT = {*_SMALL, "SI"}
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """What the map has to say of a state; `stance` is empty where nothing is on record."""

    code: str
    name: str
    stance: str
    takes_part: str
    is_member: bool
    before: bool
    address: str

    @property
    def mark(self) -> str:
        """The pattern that fills it."""
        return self.stance or UNKNOWN

    @property
    def has_no_vote(self) -> bool:
        """Whether it is on record that it does not vote."""
        return self.takes_part in {TakesPart.DOES_NOT_TAKE_PART, TakesPart.ASSOCIATED}

    @property
    def unresolved(self) -> bool:
        """Whether it is open if it votes."""
        return self.takes_part == TakesPart.UNRESOLVED

    @property
    def words(self) -> str:
        """All that its drawing says: Denmark: support, before the proposal; does not take part."""
        stance = told_inside(Stance(self.stance)) if self.stance else _("nothing on record")
        words = _("%(state)s: %(stance)s") % {"state": self.name, "stance": stance}
        if self.before:
            words = _("%(said)s, said before the proposal") % {"said": words}
        if self.unresolved:
            return _("%(said)s; whether it votes is unresolved") % {"said": words}
        if self.has_no_vote:
            return f"{words}{sign(';')} {told_inside(TakesPart(self.takes_part))}"
        return words


@dataclass(frozen=True)
class Drawn:
    """A state with its outline; `x` and `y` are its middle, `dot` whether it needs one."""

    place: Place
    path: str
    x: float
    y: float
    dot: bool
    hard_to_hit: bool


@dataclass(frozen=True)
class Key:
    """A line of the legend; states that are no members are counted apart."""

    mark: str
    label: str
    members: int
    others: int


def europe(places: Sequence[Place]) -> dict[str, Any]:
    """All that `_map.html` needs; a state that the map does not hold is left to the table."""
    outlines = _outlines()
    on_map = [place for place in places if place.code in outlines["states"]]
    drawn = [_drawn(place, outlines["states"][place.code]) for place in on_map]
    return {
        "outlines": outlines,
        # Those that are hard to hit lie on top.
        "drawn": sorted(drawn, key=lambda each: (each.hard_to_hit, each.place.name)),
        "legend": [
            _key(mark, label, [place for place in places if place.mark == mark])
            for mark, label in _labels().items()
        ],
        "without_vote": [place.name for place in places if place.has_no_vote],
        "unresolved": [place.name for place in places if place.unresolved],
        "before": _key("before", _(_BEFORE), [place for place in places if place.before]),
    }


_BEFORE = gettext_noop("Pale, broken outline: said before the proposal")


def _labels() -> dict[str, str]:
    return {**{word.value: told(word) for word in Stance}, UNKNOWN: _("Nothing on record")}


@cache
def _outlines() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(_OUTLINES.read_text())
    return made


def _drawn(place: Place, outline: dict[str, Any]) -> Drawn:
    return Drawn(
        place=place,
        path=outline["path"],
        x=outline["x"],
        y=outline["y"],
        dot=place.code in _SMALL,
        hard_to_hit=place.code in _HARD_TO_HIT,
    )


def _key(mark: str, label: str, marked: Sequence[Place]) -> Key:
    members = sum(place.is_member for place in marked)
    return Key(mark, label, members, len(marked) - members)
