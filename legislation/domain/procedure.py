"""The ordinary legislative procedure: which room each event belongs to, and where a file stands.

A stage is a room with a day of entry, a day of leaving and an outcome. Parliament's and the
Council's mandates run side by side; the other rooms follow each other. Article 294 TFEU; the words
are those of the institutions' own procedure files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from legislation.domain.words import Kind, Word


class StageSlug(Word):
    """The rooms of the procedure, in order."""

    PROPOSAL = "proposal", "Proposal"
    PARLIAMENT_MANDATE = "parliament_mandate", "Parliament's mandate"
    COUNCIL_MANDATE = "council_mandate", "Council's mandate"
    TRILOGUES = "trilogues", "Trilogues"
    FIRST_READING = "first_reading", "First reading"
    SECOND_READING = "second_reading", "Second reading"
    CONCILIATION = "conciliation", "Conciliation"
    THIRD_READING = "third_reading", "Third reading"
    ADOPTION = "adoption", "Adoption, signature, publication"
    IN_FORCE = "in_force", "In force"
    ENDED = "ended", "Ended without an act"


class Standing(StrEnum):
    """How a stage stands on a day."""

    NOT_ENTERED = "not_entered"
    PLANNED = "planned"
    CURRENT = "current"
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """An event as far as the stages are concerned. `day` None: it is only expected."""

    kind: Kind
    day: date | None


@dataclass(frozen=True)
class StageRow:
    """One room of a file: entered and left on days, with what outcome.

    `parent` groups the rooms of the first reading in the treaty's sense, `track` names the
    institution whose room it is. Days in the future are planned ones.
    """

    slug: StageSlug
    track: str = ""
    parent: str = ""
    entered_on: date | None = None
    left_on: date | None = None
    outcome: str = ""

    def standing(self, on: date) -> Standing:
        """Where the room stands on the day: that of entry counts, that of leaving does not."""
        if self.entered_on is None:
            return Standing.NOT_ENTERED
        if self.entered_on > on:
            return Standing.PLANNED
        if self.left_on is not None and self.left_on <= on:
            return Standing.DONE
        return Standing.CURRENT


_K = Kind
_PARLIAMENT = {
    _K.COMMITTEE_REFERRAL,
    _K.RAPPORTEUR_APPOINTED,
    _K.COMMITTEE_HEARING,
    _K.DRAFT_REPORT,
    _K.COMMITTEE_AMENDMENTS,
    _K.COMMITTEE_OPINION,
    _K.COMMITTEE_VOTE,
    _K.COMMITTEE_MANDATE,
    _K.COMMITTEE_REPORT_TABLED,
    _K.EP_MANDATE_ANNOUNCED,
    _K.EP_MANDATE_CONFIRMED,
    _K.EP_MANDATE_REJECTED,
    _K.EP_REFERRED_BACK,
}
_COUNCIL = {
    _K.COUNCIL_WORKING_PARTY,
    _K.COUNCIL_PRESIDENCY_NOTE,
    _K.COUNCIL_PREPARATORY_TEXT,
    _K.COUNCIL_DEBATE,
    _K.COUNCIL_PREPARATORY_AGREEMENT,
    _K.COUNCIL_POLITICAL_AGREEMENT,
    _K.COUNCIL_PARTIAL_MANDATE,
    _K.COUNCIL_MANDATE,
    _K.COUNCIL_PARTIAL_GENERAL_APPROACH,
    _K.COUNCIL_GENERAL_APPROACH,
}
_COUNCIL_READY = {
    _K.COUNCIL_GENERAL_APPROACH: "general approach",
    _K.COUNCIL_MANDATE: "negotiating mandate",
    _K.COUNCIL_PARTIAL_GENERAL_APPROACH: "partial",
    _K.COUNCIL_PARTIAL_MANDATE: "partial",
}
_TRILOGUE = {
    _K.TRILOGUE,
    _K.PROVISIONAL_AGREEMENT,
    _K.COREPER_CONFIRMATION,
    _K.COMMITTEE_APPROVAL_OF_AGREEMENT,
}
_ADOPTED = {
    _K.COUNCIL_FIRST_READING_ADOPTION: StageSlug.FIRST_READING,
    _K.EP_SECOND_READING_APPROVAL: StageSlug.SECOND_READING,
    _K.COUNCIL_SECOND_READING_ADOPTION: StageSlug.SECOND_READING,
    _K.COUNCIL_THIRD_READING: StageSlug.THIRD_READING,
    _K.COUNCIL_ADOPTION: None,
}
_SECOND = {
    _K.COUNCIL_POSITION,
    _K.COUNCIL_POSITION_RECEIVED,
    _K.EP_SECOND_READING,
    _K.EP_SECOND_READING_AMENDMENTS,
    _K.EP_SECOND_READING_APPROVAL,
    _K.COUNCIL_SECOND_READING_ADOPTION,
}
_THIRD = {_K.EP_THIRD_READING, _K.COUNCIL_THIRD_READING}
_ADOPTION = {_K.SIGNATURE, _K.END_OF_PROCEDURE_EP, _K.OJ_PUBLICATION}
_IN_FORCE = {_K.ENTRY_INTO_FORCE, _K.APPLICATION}
_ENDED = {_K.WITHDRAWN, _K.LAPSED, _K.SUPERSEDED}

#: Steps that a file has once. Two rows of one kind are one step, told twice.
ONCE = frozenset(
    {
        _K.PROPOSAL_ADOPTED,
        _K.EP_FIRST_READING,
        _K.COUNCIL_FIRST_READING_ADOPTION,
        _K.COUNCIL_POSITION,
        _K.EP_SECOND_READING_APPROVAL,
        _K.EP_SECOND_READING_AMENDMENTS,
        _K.COUNCIL_SECOND_READING_ADOPTION,
        _K.COUNCIL_GENERAL_APPROACH,
        _K.PROVISIONAL_AGREEMENT,
        _K.SIGNATURE,
        _K.OJ_PUBLICATION,
        _K.ENTRY_INTO_FORCE,
        _K.WITHDRAWN,
    }
)


def stages(events: Iterable[Step], on: date | None = None) -> tuple[StageRow, ...]:
    """The rooms of a file, in order, each with the days and the outcome that its events give.

    `on` leaves out what happened later; of an act adopted by then, the days on which it takes
    effect are kept as planned. None takes everything that the record has. Rooms in which the file
    never was have no day. "On that day" is `StageRow.standing`.
    """
    dated = sorted((step.day, step.kind) for step in events if step.day is not None)
    known = [(day, kind) for day, kind in dated if on is None or day <= on]
    if any(kind in _ADOPTED for _, kind in known):
        known += [(day, kind) for day, kind in dated if on and day > on and kind in _IN_FORCE]
    file = _File(known)
    rows = [
        _room(StageSlug.PROPOSAL, file.proposal()),
        replace(_room(StageSlug.PARLIAMENT_MANDATE, file.parliament()), track="parliament"),
        replace(_room(StageSlug.COUNCIL_MANDATE, file.council()), track="council"),
        _room(StageSlug.TRILOGUES, file.trilogues()),
        _room(StageSlug.FIRST_READING, file.first_reading()),
        _room(StageSlug.SECOND_READING, file.second_reading()),
        _room(StageSlug.CONCILIATION, file.conciliation()),
        _room(StageSlug.THIRD_READING, file.third_reading()),
        _room(StageSlug.ADOPTION, file.adoption()),
        _room(StageSlug.IN_FORCE, file.in_force()),
        _room(StageSlug.ENDED, file.ended()),
    ]
    return tuple(_nested(row) for row in rows)


def current(rows: Sequence[StageRow], on: date) -> tuple[StageRow, ...]:
    """The rooms in which the file is on the day; two while the mandates are being made."""
    return tuple(row for row in rows if row.standing(on) is Standing.CURRENT)


def surprises(rows: Sequence[StageRow]) -> tuple[str, ...]:
    """Jumps that the procedure does not know, in words, for an editor to look at."""
    entered = {row.slug: row.entered_on for row in rows if row.entered_on is not None}
    found = []
    if entered and StageSlug.PROPOSAL not in entered:
        found.append("The file moves without a proposal on record.")
    if StageSlug.ADOPTION in entered and not entered.keys() & {
        StageSlug.FIRST_READING,
        StageSlug.SECOND_READING,
        StageSlug.THIRD_READING,
    }:
        found.append("The act was adopted without a reading on record.")
    if StageSlug.IN_FORCE in entered and StageSlug.ADOPTION not in entered:
        found.append("The act is in force without an adoption on record.")
    if StageSlug.ENDED in entered and StageSlug.ADOPTION in entered:
        found.append("The file ended without an act, and yet an act was adopted.")
    return tuple(found)


_Days = tuple[date | None, date | None, str]
_NOWHERE: _Days = (None, None, "")


class _File:
    """The dated steps of one file, asked room by room."""

    def __init__(self, dated: Sequence[tuple[date, Kind]]) -> None:
        self.dated = dated

    def first(self, kinds: Iterable[Kind], since: date | None = None) -> date | None:
        wanted = set(kinds)
        days = (day for day, kind in self.dated if kind in wanted)
        return min((day for day in days if since is None or day >= since), default=None)

    def last(self, kinds: Iterable[Kind]) -> date | None:
        wanted = set(kinds)
        return max((day for day, kind in self.dated if kind in wanted), default=None)

    def last_kind(self, kinds: Iterable[Kind]) -> Kind | None:
        wanted = set(kinds)
        return next((kind for _, kind in reversed(self.dated) if kind in wanted), None)

    def end(self) -> tuple[date | None, Kind | None]:
        """When the file ended without an act, unless it was resumed or adopted afterwards.

        Nothing is resumed before it ended: of one stored day, the resumption is the later step.
        """
        resumed = max((day for day, kind in self.dated if kind is _K.RESUMED), default=date.min)
        standing = [(day, kind) for day, kind in self.dated if kind in _ENDED and day > resumed]
        if not standing:
            return None, None
        adopted = {*_ADOPTED, *_ADOPTION}
        if any(kind in adopted and day > standing[-1][0] for day, kind in self.dated):
            return None, None
        # Several endings are separate facts; the file left its rooms with the first that stood.
        return standing[0]

    def proposal(self) -> _Days:
        entered = self.first({_K.PROPOSAL_ADOPTED})
        after = _PARLIAMENT | _COUNCIL | _TRILOGUE | _SECOND | _THIRD | _ADOPTION | _IN_FORCE
        after |= {_K.EP_FIRST_READING, *_ADOPTED}
        left = self._left(entered, self.first(after, since=entered))
        return entered, left, "under examination" if left else ""

    def parliament_ready(self) -> date | None:
        """Parliament's first mandate that stood: what plenary refused after it was announced did
        not."""
        refused = self.last({_K.EP_MANDATE_REJECTED})
        announced = self.first(
            {_K.EP_MANDATE_ANNOUNCED}, since=refused and refused + timedelta(days=1)
        )
        return _earliest(announced, self.first({_K.EP_MANDATE_CONFIRMED, _K.EP_REFERRED_BACK}))

    def parliament(self) -> _Days:
        return self._mandate(_PARLIAMENT, self.parliament_ready(), "negotiating mandate")

    def council(self) -> _Days:
        last = self.last_kind(_COUNCIL_READY)
        return self._mandate(
            _COUNCIL, self.first(_COUNCIL_READY), _COUNCIL_READY[last] if last else ""
        )

    def _mandate(self, kinds: set[Kind], mandate: date | None, outcome: str) -> _Days:
        reading = self.reading_begins()
        entered = self.first(kinds)
        if entered is None or (reading is not None and entered >= reading):
            return _NOWHERE
        left = self._left(entered, mandate, reading)
        if left is None:
            return entered, None, ""
        if mandate is not None and left == mandate:
            return entered, left, outcome
        return (
            entered,
            left,
            "ended with the file" if left == self.end()[0] else "no separate mandate",
        )

    def reading_begins(self) -> date | None:
        """The day of Parliament's first reading or, failing that, of the first later decision."""
        later = {_K.EP_FIRST_READING, *_ADOPTED, _K.COUNCIL_POSITION}
        return self.first(later)

    def trilogues(self) -> _Days:
        reading = self.reading_begins()
        mandates = (self.parliament_ready(), self.first(_COUNCIL_READY))
        both = None if None in mandates else max(day for day in mandates if day is not None)
        entered = _earliest(both, self.first(_TRILOGUE))
        if entered is None or (reading is not None and entered >= reading):
            return _NOWHERE
        left = self._left(entered, reading)
        agreed = self.first(_TRILOGUE - {_K.TRILOGUE}) is not None
        return entered, left, "provisional agreement" if left and agreed else ""

    def first_reading(self) -> _Days:
        position = self.first({_K.COUNCIL_POSITION})
        adopted = self.first(
            kind for kind, room in _ADOPTED.items() if room in {StageSlug.FIRST_READING, None}
        )
        entered = _earliest(self.first({_K.EP_FIRST_READING}), adopted, position)
        if entered is None:
            return _NOWHERE
        left = self._left(entered, adopted, position, self.first(_ADOPTION))
        if left is None:
            return entered, None, ""
        if left == self.end()[0]:
            return entered, left, "ended with the file"
        return entered, left, "Council position" if left == position else "adopted"

    def second_reading(self) -> _Days:
        entered = self.first(_SECOND)
        conciliation = self.first({_K.CONCILIATION_CONVENED, _K.CONCILIATION_DECISION})
        adopted = self.first(k for k, room in _ADOPTED.items() if room is StageSlug.SECOND_READING)
        if adopted is None and entered is not None:
            adopted = self.first({_K.COUNCIL_ADOPTION, _K.SIGNATURE}, since=entered)
        left = self._left(entered, conciliation, adopted)
        outcome = "conciliation" if left and left == conciliation else "adopted" if left else ""
        return entered, left, outcome

    def conciliation(self) -> _Days:
        entered = self.first({_K.CONCILIATION_CONVENED, _K.CONCILIATION_DECISION})
        left = self._left(entered, self.first(_THIRD))
        return entered, left, "joint text" if left else ""

    def third_reading(self) -> _Days:
        entered = self.first(_THIRD)
        left = self._left(entered, self.first({_K.COUNCIL_THIRD_READING, _K.SIGNATURE}))
        return entered, left, "adopted" if left else ""

    def adoption(self) -> _Days:
        entered = _earliest(self.first(_ADOPTED), self.first(_ADOPTION))
        left = self._left(entered, self.first(_IN_FORCE))
        published = self.first({_K.OJ_PUBLICATION})
        return entered, left, "published" if published and left else ""

    def in_force(self) -> _Days:
        return self.first(_IN_FORCE), None, ""

    def ended(self) -> _Days:
        day, kind = self.end()
        return day, None, kind.value if kind else ""

    def _left(self, entered: date | None, *ways_out: date | None) -> date | None:
        """The first way out, the end of the file included; nobody leaves a room never entered."""
        if entered is None:
            return None
        ended, _ = self.end()
        return _earliest(*(day for day in (*ways_out, ended) if day and day >= entered))


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _room(slug: StageSlug, days: _Days) -> StageRow:
    entered, left, outcome = days
    return StageRow(slug, entered_on=entered, left_on=left, outcome=outcome)


def _nested(row: StageRow) -> StageRow:
    if row.slug in {StageSlug.PARLIAMENT_MANDATE, StageSlug.COUNCIL_MANDATE, StageSlug.TRILOGUES}:
        return replace(row, parent=StageSlug.FIRST_READING.value)
    return row
