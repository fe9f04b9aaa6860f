"""Plain sentences about where a file stands. Pure: stages, steps and a day in, words out.

A sentence says what is on record and, of the step that must follow, that it is not on record yet;
it never says that something did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from legislation.domain.days import at, since
from legislation.domain.procedure import StageRow, StageSlug, Standing
from legislation.domain.words import Kind

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
PARTS = {
    "2005-0167-COD": "Proposed in 2005 and made law in 2008: the directive that both later "
    "proposals set out to change.",
    "2018-0329-COD": "Proposed in 2018 to recast that directive; the 2025 proposal was put "
    "forward in its place.",
    "2025-0059-COD": "Proposed in 2025 to repeal the directive and put one regulation, the same "
    "in all participating states, in its place.",
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
        """The first such step after the day, on a day that is known already."""
        step = self._first(kinds, planned=True)
        return at(step.day, step.precision) if step else ""

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
    return PARTS.get(slug, "") if on >= _TOGETHER_SINCE else ""


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
        return "No step on record yet."
    current = {slug for slug, row in entered.items() if row.standing(on) is Standing.CURRENT}
    room = next(slug for slug in reversed(StageSlug) if slug in (current or entered))
    if room in _MANDATES:
        return _mandates(record, entered)
    return _SENTENCES[room](record, entered[room])


_MANDATES = (StageSlug.PARLIAMENT_MANDATE, StageSlug.COUNCIL_MANDATE)


def _proposal(record: Record, row: StageRow) -> str:
    when = record.when(Kind.PROPOSAL_ADOPTED) or record.entered(row)
    return (
        f"Proposed by the Commission {when}; no step of Parliament or the Council is on record yet."
    )


def _mandates(record: Record, entered: dict[StageSlug, StageRow]) -> str:
    """Both institutions side by side, each in half a sentence."""
    parliament, council = (_half(record, entered.get(slug)) for slug in _MANDATES)
    if parliament == council == "is preparing its position":
        return "Parliament and the Council are preparing their positions."
    return f"Parliament {parliament}; the Council {council}."


def _half(record: Record, row: StageRow | None) -> str:
    if row is None:
        return "has no step on record yet"
    if row.standing(record.on) is Standing.CURRENT:
        record.rest_on(row.entered_on)
        return "is preparing its position"
    agreed = {
        "negotiating mandate": "agreed its negotiating mandate",
        "general approach": "agreed its general approach",
        "partial": "agreed a partial position",
        "political agreement": "reached a political agreement",
    }.get(row.outcome, "left this stage without a mandate")
    return f"{agreed} {record.left(row)}"


def _trilogues(record: Record, row: StageRow) -> str:
    if agreed := record.when(*_AGREED):
        return f"Provisional agreement {agreed}; Parliament's vote is not on record yet."
    return (
        "In negotiations between Parliament and the Council "
        f"{record.entered(row)}; no agreement is on record yet."
    )


def _first_reading(record: Record, row: StageRow) -> str:
    if position := record.when(Kind.EP_FIRST_READING):
        return (
            f"Parliament adopted its position {position}; "
            "the Council's decision is not on record yet."
        )
    return f"In first reading {record.entered(row)}."


def _adoption(record: Record, row: StageRow) -> str:
    if published := record.when(Kind.OJ_PUBLICATION):
        start = record.planned(Kind.ENTRY_INTO_FORCE)
        force = f"in force from {_bare(start)}" if start else "entry into force not on record yet"
        return f"Published in the Official Journal {published}; {force}."
    if signed := record.when(Kind.SIGNATURE):
        return f"Signed {signed}; publication not on record yet."
    rest = "signature and publication not on record yet"
    if adopted := record.when(*_BY_COUNCIL):
        return f"Adopted by the Council {adopted}; {rest}."
    if approved := record.when(Kind.EP_SECOND_READING_APPROVAL):
        return f"Adopted by Parliament's approval of the Council position {approved}; {rest}."
    return f"Adopted, {record.entered(row)} waiting for publication."


def _in_force(record: Record, row: StageRow) -> str:
    force = record.since(Kind.ENTRY_INTO_FORCE)
    applied = record.since(Kind.APPLICATION)
    if not force:
        return f"Applied {applied}." if applied else f"In force {record.entered(row)}."
    if applied:
        return f"In force {force}, applied {applied}."
    later = record.planned(Kind.APPLICATION)
    return f"In force {force}; applied from {_bare(later)}." if later else f"In force {force}."


def _ended(record: Record, row: StageRow) -> str:
    superseded, lapsed, withdrawn = (
        record.when(kind) for kind in (Kind.SUPERSEDED, Kind.LAPSED, Kind.WITHDRAWN)
    )
    said = [
        f"{word} {when}"
        for word, when in (("superseded", superseded), ("lapsed", lapsed), ("withdrawn", withdrawn))
        if when
    ]
    if not said:
        return f"Ended without an act {record.left(row) or record.entered(row)}."
    sentence = " and ".join(said)
    rest = "; no withdrawal on record." if superseded and not withdrawn else "."
    return sentence[0].upper() + sentence[1:] + rest


def _room_since(name: str) -> Callable[[Record, StageRow], str]:
    return lambda record, row: f"In {name} {record.entered(row)}."


def _bare(when: str) -> str:
    return when.removeprefix("on ").removeprefix("in ")


_SENTENCES: dict[StageSlug, Callable[[Record, StageRow], str]] = {
    StageSlug.PROPOSAL: _proposal,
    StageSlug.TRILOGUES: _trilogues,
    StageSlug.FIRST_READING: _first_reading,
    StageSlug.SECOND_READING: _room_since("second reading"),
    StageSlug.CONCILIATION: _room_since("conciliation"),
    StageSlug.THIRD_READING: _room_since("third reading"),
    StageSlug.ADOPTION: _adoption,
    StageSlug.IN_FORCE: _in_force,
    StageSlug.ENDED: _ended,
}
