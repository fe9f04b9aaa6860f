"""The stage ladder: every room of a file with where it stands, in words of the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy, pgettext

from legislation.domain.procedure import UNFINISHED, StageRow, StageSlug, Standing, stages_of
from legislation.domain.words import Kind
from legislation.language import told
from legislation.pages.wording import Step, precision_of

#: Rooms that few files see: shown once a file has been in them.
_SELDOM = {
    StageSlug.SECOND_READING,
    StageSlug.CONCILIATION,
    StageSlug.THIRD_READING,
    StageSlug.ENDED,
}
#: The marks of rooms that are behind the file.
_LEFT = {"done", "broken"}
_OUTCOMES: dict[str, Any] = {
    "under examination": gettext_lazy("taken up by Parliament or the Council"),
    "negotiating mandate": gettext_lazy("negotiating mandate"),
    "general approach": gettext_lazy("general approach"),
    "political agreement": gettext_lazy("political agreement"),
    "partial": gettext_lazy("a partial position"),
    "no mandate": gettext_lazy("no mandate"),
    "no separate mandate": gettext_lazy("no separate mandate"),
    UNFINISHED: gettext_lazy("ended with the file"),
    "provisional agreement": gettext_lazy("provisional agreement"),
    "adopted": gettext_lazy("adopted"),
    "Council position": gettext_lazy("the Council took a position of its own"),
    "conciliation": gettext_lazy("went to conciliation"),
    "joint text": gettext_lazy("a joint text"),
    "published": gettext_lazy("signed and published"),
    Kind.WITHDRAWN.value: gettext_lazy("withdrawn"),
    Kind.LAPSED.value: gettext_lazy("lapsed"),
    Kind.SUPERSEDED.value: gettext_lazy("superseded by another proposal"),
}


@dataclass(frozen=True)
class Rung:
    """One room as the page shows it; `state` is read, `mark` only styles it.

    `opened` and `closed` are the keys of the steps on whose word the days stand; empty without.
    """

    label: str
    mark: str
    state: str
    entered_on: date | None
    entered_precision: str
    left_on: date | None
    left_precision: str
    outcome: str
    opened: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the ladder: a room, or two that run side by side."""

    rungs: tuple[Rung, ...]


def ladder(rows: Sequence[StageRow], steps: Sequence[Step], on: date) -> list[Line]:
    """The lines of the ladder on the day, in order; the two mandates share one."""
    shown = [row for row in rows if row.slug not in _SELDOM or _begun(row, on)]
    reached = max((place for place, row in enumerate(shown) if _begun(row, on)), default=-1)
    over = any(row.slug is StageSlug.ENDED and _begun(row, on) for row in shown)
    lines: list[Line] = []
    for place, row in enumerate(shown):
        rung = _rung(row, steps, on, open_still=place > reached and not over)
        if row.track and lines and shown[place - 1].track:
            lines[-1] = Line((*lines[-1].rungs, rung))
        else:
            lines.append(Line((rung,)))
    return lines


def _begun(row: StageRow, on: date) -> bool:
    return row.entered_on is not None and row.entered_on <= on


def _rung(row: StageRow, steps: Sequence[Step], on: date, *, open_still: bool) -> Rung:
    mark, state = _state(row, on, open_still=open_still)
    left_on = row.left_on if mark in _LEFT else None
    return Rung(
        label=told(row.slug),
        mark=mark,
        state=state,
        entered_on=row.entered_on,
        entered_precision=precision_of(row.entered_on, steps) if row.entered_on else "",
        left_on=left_on,
        left_precision=precision_of(left_on, steps) if left_on else "",
        outcome=_outcome(row) if mark in _LEFT or row.slug is StageSlug.ENDED else "",
        opened=_step_of(row.slug, row.entered_on, steps),
        closed=_step_of(row.slug, left_on, steps),
    )


def _step_of(room: StageSlug, day: date | None, steps: Sequence[Step]) -> str:
    """The step of the day that opened or closed the room: one of its own kinds before others."""
    same = [step for step in steps if step.day == day]
    same.sort(key=lambda step: room not in stages_of(step.kind))
    return same[0].key if same else ""


def _state(row: StageRow, on: date, *, open_still: bool) -> tuple[str, str]:
    match row.standing(on):
        case Standing.DONE if row.outcome == UNFINISHED:
            return "broken", pgettext("stage", "broken off")
        case Standing.DONE:
            return "done", pgettext("stage", "done")
        case Standing.CURRENT:
            ended = row.slug is StageSlug.ENDED
            return "current", pgettext("stage", "ended") if ended else pgettext("stage", "current")
        case Standing.PLANNED:
            return "ahead", pgettext("stage", "planned")
    if open_still:
        return "ahead", pgettext("stage", "to come")
    return "skipped", pgettext("stage", "not entered")


def _outcome(row: StageRow) -> str:
    return str(_OUTCOMES.get(row.outcome, row.outcome))
