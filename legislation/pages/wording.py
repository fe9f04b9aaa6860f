"""Plain sentences about where a file stands. Pure but for the language: stages, steps and a day in,
words out.

A sentence says what is on record and, of the step that must follow, that it is not on record yet;
it never says that something did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.domain.procedure import StageRow, StageSlug, Standing
from legislation.domain.words import Kind
from legislation.language import at, listed, since, starting

_BY_COUNCIL = (
    Kind.COUNCIL_FIRST_READING_ADOPTION,
    Kind.COUNCIL_SECOND_READING_ADOPTION,
    Kind.COUNCIL_THIRD_READING,
    Kind.COUNCIL_ADOPTION,
)
_AGREED = (
    Kind.PROVISIONAL_AGREEMENT,
    Kind.COREPER_CONFIRMATION,
    Kind.COMMITTEE_APPROVAL_OF_AGREEMENT,
)
#: The steps that `standing` looks at; what else a file went through may stay in the database.
TOLD = (
    *_BY_COUNCIL,
    *_AGREED,
    Kind.PROPOSAL_ADOPTED,
    Kind.EP_FIRST_READING,
    Kind.EP_SECOND_READING_APPROVAL,
    Kind.SIGNATURE,
    Kind.OJ_PUBLICATION,
    Kind.ENTRY_INTO_FORCE,
    Kind.APPLICATION,
    Kind.WITHDRAWN,
    Kind.LAPSED,
    Kind.SUPERSEDED,
)

#: How the followed files hang together; a file without an entry goes without.
PARTS: dict[str, Any] = {
    "2005-0167-COD": gettext_lazy(
        "Proposed in 2005 and made law in 2008: the directive that both later proposals set out to "
        "replace."
    ),
    "2018-0329-COD": gettext_lazy(
        "Proposed in 2018 to recast that directive; the 2025 proposal was put forward in its place."
    ),
    "2025-0059-COD": gettext_lazy(
        "Proposed in 2025 to repeal the directive and put one regulation, the same in all "
        "participating states, in its place."
    ),
}
#: All of these speak of the 2025 proposal.
_TOGETHER_SINCE = date(2025, 3, 11)


@dataclass(frozen=True)
class Step:
    """A step with a day, planned ones included, and how exactly the day is known."""

    kind: Kind
    day: date
    precision: str
    key: str = ""


@dataclass(frozen=True)
class Told:
    """A sentence, and the steps on whose word it says so."""

    sentence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Record:
    """The dated steps of a file, asked on a day; it remembers which of them gave an answer."""

    steps: Sequence[Step]
    on: date
    used: dict[Step, None] = field(default_factory=dict)

    def when(self, *kinds: Kind) -> str:
        """The first such step up to the day: "on 1 October 2026"; empty if there is none."""
        step = self._first(kinds, planned=False)
        return at(step.day, step.precision) if step else ""

    def since(self, *kinds: Kind) -> str:
        """The same as "since 1 October 2026"."""
        step = self._first(kinds, planned=False)
        return since(step.day, step.precision) if step else ""

    def planned(self, *kinds: Kind) -> str:
        """The first such step after the day, if it is known already: "from 1 October 2026"."""
        step = self._first(kinds, planned=True)
        return starting(step.day, step.precision) if step else ""

    def entered(self, row: StageRow) -> str:
        """Since when the file is in the room, as exactly as the step that opened it is known."""
        return self._stage_day(row.entered_on, since)

    def left(self, row: StageRow) -> str:
        """When the file left the room."""
        return self._stage_day(row.left_on, at)

    def _stage_day(self, day: date | None, say: Callable[[date, str], str]) -> str:
        self.rest_on(day)
        return say(day, precision_of(day, self.steps)) if day else ""

    def rest_on(self, day: date | None) -> None:
        """Remember the steps of a day that opened or closed a room."""
        self.used.update(dict.fromkeys(step for step in self.steps if step.day == day))

    def _first(self, kinds: Iterable[Kind], *, planned: bool) -> Step | None:
        fitting = [s for s in self.steps if s.kind in kinds and (s.day > self.on) is planned]
        first = min(fitting, key=lambda step: step.day, default=None)
        if first:
            self.used[first] = None
        return first


def part(slug: str, on: date) -> str:
    """How the file hangs together with the others, on a day on which all of them were there."""
    return str(PARTS.get(slug, "")) if on >= _TOGETHER_SINCE else ""


def precision_of(day: date, steps: Iterable[Step]) -> str:
    """How exactly a stage's day is known: as exactly as the best known step of that day."""
    known = {step.precision for step in steps if step.day == day}
    return "day" if "day" in known or not known else min(known)


def standing(rows: Sequence[StageRow], steps: Sequence[Step], on: date) -> str:
    """Where the file stands on the day, in one sentence."""
    return told(rows, steps, on).sentence


def told(rows: Sequence[StageRow], steps: Sequence[Step], on: date) -> Told:
    """The same sentence with the steps that it rests on, in the order in which it names them."""
    record = Record(steps, on)
    return Told(_sentence(record, rows), tuple(record.used))


def on_its_way(rows: Sequence[StageRow], on: date) -> bool:
    """Whether the file is in a room that it has yet to leave: neither in force nor ended."""
    over = {StageSlug.IN_FORCE, StageSlug.ENDED}
    return any(row.standing(on) is Standing.CURRENT for row in rows if row.slug not in over)


def _sentence(record: Record, rows: Sequence[StageRow]) -> str:
    on = record.on
    entered = {row.slug: row for row in rows if row.entered_on and row.entered_on <= on}
    if not entered:
        return _("No step on record yet.")
    current = {slug for slug, row in entered.items() if row.standing(on) is Standing.CURRENT}
    room = next(slug for slug in reversed(StageSlug) if slug in (current or entered))
    if room in _MANDATES:
        return _mandates(record, entered)
    return _SENTENCES[room](record, entered[room])


_MANDATES = (StageSlug.PARLIAMENT_MANDATE, StageSlug.COUNCIL_MANDATE)


def _proposal(record: Record, row: StageRow) -> str:
    when = record.when(Kind.PROPOSAL_ADOPTED) or record.entered(row)
    return _(
        "Proposed by the Commission %(when)s; no step of Parliament or the Council is on record "
        "yet."
    ) % {"when": when}


def _mandates(record: Record, entered: dict[StageSlug, StageRow]) -> str:
    """Both institutions side by side, each in half a sentence."""
    rows = [entered.get(slug) for slug in _MANDATES]
    if all(row and row.standing(record.on) is Standing.CURRENT for row in rows):
        for row in rows:
            record.rest_on(row.entered_on if row else None)
        return _("Parliament and the Council are preparing their positions.")
    parliament, council = (
        _half(record, row, halves) for row, halves in zip(rows, _HALVES, strict=True)
    )
    return _("%(parliament)s; %(council)s.") % {"parliament": parliament, "council": council}


_NOTHING, _PREPARING, _LEFT = "nothing", "preparing", "left"
#: What is said of Parliament, and of the Council, by how its room was left.
_HALVES = (
    {
        _NOTHING: gettext_lazy("Parliament has no step on record yet"),
        _PREPARING: gettext_lazy("Parliament is preparing its position"),
        "negotiating mandate": gettext_lazy("Parliament agreed its negotiating mandate %(when)s"),
        _LEFT: gettext_lazy("Parliament left this stage without a mandate %(when)s"),
    },
    {
        _NOTHING: gettext_lazy("the Council has no step on record yet"),
        _PREPARING: gettext_lazy("the Council is preparing its position"),
        "negotiating mandate": gettext_lazy("the Council agreed its negotiating mandate %(when)s"),
        "general approach": gettext_lazy("the Council agreed its general approach %(when)s"),
        "partial": gettext_lazy("the Council agreed a partial position %(when)s"),
        "political agreement": gettext_lazy("the Council reached a political agreement %(when)s"),
        _LEFT: gettext_lazy("the Council left this stage without a mandate %(when)s"),
    },
)


def _half(record: Record, row: StageRow | None, halves: dict[str, Any]) -> str:
    if row is None:
        return str(halves[_NOTHING])
    if row.standing(record.on) is Standing.CURRENT:
        record.rest_on(row.entered_on)
        return str(halves[_PREPARING])
    return str(halves.get(row.outcome, halves[_LEFT]) % {"when": record.left(row)})


def _trilogues(record: Record, row: StageRow) -> str:
    if agreed := record.when(*_AGREED):
        return _("Provisional agreement %(when)s; Parliament's vote is not on record yet.") % {
            "when": agreed
        }
    return _(
        "In negotiations between Parliament and the Council %(since)s; no agreement is on record "
        "yet."
    ) % {"since": record.entered(row)}


def _first_reading(record: Record, row: StageRow) -> str:
    if position := record.when(Kind.EP_FIRST_READING):
        return _(
            "Parliament adopted its position %(when)s; the Council's decision is not on record yet."
        ) % {"when": position}
    return _("In first reading %(since)s.") % {"since": record.entered(row)}


def _adoption(record: Record, row: StageRow) -> str:
    if published := record.when(Kind.OJ_PUBLICATION):
        return _published(published, record.planned(Kind.ENTRY_INTO_FORCE))
    if signed := record.when(Kind.SIGNATURE):
        return _("Signed %(when)s; publication not on record yet.") % {"when": signed}
    if adopted := record.when(*_BY_COUNCIL):
        return _(
            "Adopted by the Council %(when)s; signature and publication not on record yet."
        ) % {"when": adopted}
    if approved := record.when(Kind.EP_SECOND_READING_APPROVAL):
        return _(
            "Adopted by Parliament's approval of the Council position %(when)s; signature and "
            "publication not on record yet."
        ) % {"when": approved}
    return _("Adopted, %(since)s waiting for publication.") % {"since": record.entered(row)}


def _published(when: str, start: str) -> str:
    if start:
        return _("Published in the Official Journal %(when)s; in force %(start)s.") % {
            "when": when,
            "start": start,
        }
    return _("Published in the Official Journal %(when)s; entry into force not on record yet.") % {
        "when": when
    }


def _in_force(record: Record, row: StageRow) -> str:
    force = record.since(Kind.ENTRY_INTO_FORCE)
    applied = record.since(Kind.APPLICATION)
    if not force and applied:
        return _("Applied %(since)s.") % {"since": applied}
    if applied:
        return _("In force %(since)s, applied %(applied)s.") % {"since": force, "applied": applied}
    if force and (later := record.planned(Kind.APPLICATION)):
        return _("In force %(since)s; applied %(start)s.") % {"since": force, "start": later}
    return _("In force %(since)s.") % {"since": force or record.entered(row)}


def _ended(record: Record, row: StageRow) -> str:
    superseded, lapsed, withdrawn = (
        record.when(kind) for kind in (Kind.SUPERSEDED, Kind.LAPSED, Kind.WITHDRAWN)
    )
    said = [
        words % {"when": when}
        for words, when in (
            (_("superseded %(when)s"), superseded),
            (_("lapsed %(when)s"), lapsed),
            (_("withdrawn %(when)s"), withdrawn),
        )
        if when
    ]
    if not said:
        when = record.left(row) or record.entered(row)
        return _("Ended without an act %(when)s.") % {"when": when}
    sentence = listed(said)
    sentence = sentence[0].upper() + sentence[1:]
    if superseded and not withdrawn:
        return _("%(ended)s; no withdrawal on record.") % {"ended": sentence}
    return f"{sentence}."


def _second_reading(record: Record, row: StageRow) -> str:
    return _("In second reading %(since)s.") % {"since": record.entered(row)}


def _conciliation(record: Record, row: StageRow) -> str:
    return _("In conciliation %(since)s.") % {"since": record.entered(row)}


def _third_reading(record: Record, row: StageRow) -> str:
    return _("In third reading %(since)s.") % {"since": record.entered(row)}


_SENTENCES: dict[StageSlug, Callable[[Record, StageRow], str]] = {
    StageSlug.PROPOSAL: _proposal,
    StageSlug.TRILOGUES: _trilogues,
    StageSlug.FIRST_READING: _first_reading,
    StageSlug.SECOND_READING: _second_reading,
    StageSlug.CONCILIATION: _conciliation,
    StageSlug.THIRD_READING: _third_reading,
    StageSlug.ADOPTION: _adoption,
    StageSlug.IN_FORCE: _in_force,
    StageSlug.ENDED: _ended,
}
