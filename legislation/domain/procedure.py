"""The ordinary legislative procedure: which room each event belongs to, and where a file stands.

A stage is a room with a day of entry, a day of leaving and an outcome. Parliament's and the
Council's mandates run side by side; the other rooms follow each other. Article 294 TFEU; the words
are those of the institutions' own procedure files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
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


#: The outcome of a room that a file was in when it ended.
UNFINISHED = "ended with the file"

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
}
_COUNCIL_PARTLY_READY = {_K.COUNCIL_PARTIAL_GENERAL_APPROACH, _K.COUNCIL_PARTIAL_MANDATE}
_TRILOGUE = {
    _K.TRILOGUE,
    _K.PROVISIONAL_AGREEMENT,
    _K.COREPER_CONFIRMATION,
    _K.COMMITTEE_APPROVAL_OF_AGREEMENT,
}
#: Acts of one institution that adopt; at third reading it takes both.
_ADOPTED = {
    _K.COUNCIL_FIRST_READING_ADOPTION: StageSlug.FIRST_READING,
    _K.EP_SECOND_READING_APPROVAL: StageSlug.SECOND_READING,
    _K.COUNCIL_SECOND_READING_ADOPTION: StageSlug.SECOND_READING,
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
_CONCILIATION = {_K.CONCILIATION_CONVENED, _K.CONCILIATION_DECISION}
_THIRD = {_K.EP_THIRD_READING, _K.COUNCIL_THIRD_READING}
_ADOPTION = {_K.SIGNATURE, _K.END_OF_PROCEDURE_EP, _K.OJ_PUBLICATION}
_IN_FORCE = {_K.ENTRY_INTO_FORCE, _K.APPLICATION}
#: What the Council decides on Parliament's first reading, and all that comes later.
_DECIDED = {*_SECOND, *_CONCILIATION, *_THIRD, *_ADOPTED, *_ADOPTION, *_IN_FORCE}
_ENDED = {_K.WITHDRAWN, _K.LAPSED, _K.SUPERSEDED}

#: Steps whose day the text of an act itself sets: known from the day of the act.
SET_BY_THE_ACT = frozenset(
    {_K.ENTRY_INTO_FORCE, _K.APPLICATION, _K.TRANSPOSITION_DEADLINE, _K.REVIEW}
)

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

#: By the step that was taken, those before it that it supposes: no longer to come, with or without
#: a day on record.
SUPPOSES = {
    _K.OJ_PUBLICATION: frozenset({_K.SIGNATURE}),
    _K.ENTRY_INTO_FORCE: frozenset({_K.SIGNATURE, _K.OJ_PUBLICATION}),
}


def supposed(taken: Iterable[Kind | str]) -> set[Kind]:
    """The steps that those that were taken suppose."""
    return {kind for each in taken for kind in SUPPOSES.get(Kind(each), ())}


def stages(events: Iterable[Step], on: date | None = None) -> tuple[StageRow, ...]:
    """The rooms of a file, in order, each with the days and the outcome that its events give.

    `on` leaves out what happened later; of an act adopted by then, the days on which it takes
    effect are kept as planned. None takes everything that the record has. Rooms in which the file
    never was have no day. "On that day" is `StageRow.standing`.
    """
    dated = sorted((step.day, step.kind) for step in events if step.day is not None)
    file = _File([(day, kind) for day, kind in dated if on is None or day <= on])
    if on is not None and file.adopted() is not None:
        file = _File([pair for pair in dated if pair[0] <= on or pair[1] in _IN_FORCE])
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


_OF_KINDS = {
    StageSlug.PROPOSAL: {_K.PROPOSAL_ADOPTED},
    StageSlug.PARLIAMENT_MANDATE: _PARLIAMENT,
    StageSlug.COUNCIL_MANDATE: _COUNCIL,
    StageSlug.TRILOGUES: _TRILOGUE,
    StageSlug.FIRST_READING: {_K.EP_FIRST_READING, _K.COUNCIL_FIRST_READING_ADOPTION},
    StageSlug.SECOND_READING: _SECOND,
    StageSlug.CONCILIATION: _CONCILIATION,
    StageSlug.THIRD_READING: _THIRD,
    StageSlug.ADOPTION: _ADOPTION,
    StageSlug.IN_FORCE: _IN_FORCE,
    StageSlug.ENDED: _ENDED,
}


def stages_of(kind: Kind) -> set[StageSlug]:
    """The rooms that a kind of step belongs to; none for one that may be taken in any."""
    return {slug for slug, kinds in _OF_KINDS.items() if kind in kinds}


def current(rows: Sequence[StageRow], on: date) -> tuple[StageRow, ...]:
    """The rooms in which the file is on the day; two while the mandates are being made."""
    return tuple(row for row in rows if row.standing(on) is Standing.CURRENT)


#: How far along a room lies; the two mandates are made side by side.
_ALONG = {
    slug: place
    for place, slugs in enumerate(
        (
            {StageSlug.PROPOSAL},
            {StageSlug.PARLIAMENT_MANDATE, StageSlug.COUNCIL_MANDATE},
            {StageSlug.TRILOGUES},
            {StageSlug.FIRST_READING},
            {StageSlug.SECOND_READING},
            {StageSlug.CONCILIATION},
            {StageSlug.THIRD_READING},
            {StageSlug.ADOPTION},
            {StageSlug.IN_FORCE},
        )
    )
    for slug in slugs
}


def leads_back(rows: Iterable[StageRow], kind: Kind, day: date) -> bool:
    """Whether a step that a file takes once belongs to rooms that it is well past on that day.

    The next room does not count: a mandate may be announced when talks have begun. Debates and
    opinions come at any time.
    """
    if kind not in ONCE:
        return False
    rooms = [_ALONG[slug] for slug in stages_of(kind) if slug in _ALONG]
    entered = [
        _ALONG[row.slug]
        for row in rows
        if row.slug in _ALONG and row.entered_on is not None and row.entered_on < day
    ]
    return bool(rooms and entered) and max(entered) - max(rooms) > 1


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
    ended = entered.get(StageSlug.ENDED, date.max)
    found += [
        f"The file ended without an act, and yet it went on: {slug.label}."
        for slug, day in entered.items()
        if day > ended
    ]
    return tuple(found)


_Days = tuple[date | None, date | None, str]
_NOWHERE: _Days = (None, None, "")


class _File:
    """The dated steps of one file, asked room by room."""

    def __init__(self, dated: Sequence[tuple[date, Kind]]) -> None:
        self.dated = dated

    def first(
        self, kinds: Iterable[Kind], *, since: date | None = None, before: date | None = None
    ) -> date | None:
        return min(self._days(kinds, since, before), default=None)

    def last(self, kinds: Iterable[Kind], *, before: date | None = None) -> date | None:
        return max(self._days(kinds, None, before), default=None)

    def _days(
        self, kinds: Iterable[Kind], since: date | None, before: date | None
    ) -> Iterator[date]:
        wanted = set(kinds)
        for day, kind in self.dated:
            if kind in wanted and (since is None or day >= since) and (not before or day < before):
                yield day

    def end(self) -> tuple[date | None, Kind | None]:
        """When the file ended without an act, unless it was resumed or adopted afterwards.

        Nothing is resumed before it ended: of one stored day, the resumption is the later step.
        """
        resumed = max((day for day, kind in self.dated if kind is _K.RESUMED), default=date.min)
        standing = [(day, kind) for day, kind in self.dated if kind in _ENDED and day > resumed]
        if not standing:
            return None, None
        adopted = {*_ADOPTED, *_THIRD, *_ADOPTION}
        if any(kind in adopted and day > standing[-1][0] for day, kind in self.dated):
            return None, None
        # Several endings are separate facts; the file left its rooms with the first that stood.
        return standing[0]

    def proposal(self) -> _Days:
        entered = self.first({_K.PROPOSAL_ADOPTED})
        after = {*_PARLIAMENT, *_COUNCIL, *_TRILOGUE, _K.EP_FIRST_READING, *_DECIDED}
        return self._stay(entered, (self.first(after, since=entered), "under examination"))

    def parliament_ready(self) -> date | None:
        """Parliament's first mandate that stood: an announced one that plenary refused did not."""
        refused = self.last({_K.EP_MANDATE_REJECTED}) or date.min
        announced = (day for day, k in self.dated if k is _K.EP_MANDATE_ANNOUNCED and day > refused)
        confirmed = self.first({_K.EP_MANDATE_CONFIRMED, _K.EP_REFERRED_BACK})
        return _earliest(next(announced, None), confirmed)

    def parliament(self) -> _Days:
        reading = self.reading_begins()
        entered = self.first(_PARLIAMENT, before=reading)
        mandate = (self.parliament_ready(), "negotiating mandate")
        return self._stay(entered, mandate, (reading, "no separate mandate"))

    def council_ready(self) -> tuple[date | None, str]:
        """When the Council could negotiate; a partial mandate counts for want of a whole one."""
        whole = [(day, kind) for day, kind in self.dated if kind in _COUNCIL_READY]
        part = [(day, kind) for day, kind in self.dated if kind in _COUNCIL_PARTLY_READY]
        day, kind = next(iter(whole + part), (None, None))
        return (day, _COUNCIL_READY.get(kind, "partial")) if kind else (None, "")

    def council(self) -> _Days:
        """Parliament's reading does not end it: the Council may agree long afterwards."""
        decided = self.first(_DECIDED)
        entered = self.first(_COUNCIL, before=decided)
        mandate = self.council_ready()
        if mandate[0] is None:
            mandate = (self.first({_K.COUNCIL_POLITICAL_AGREEMENT}), "political agreement")
        return self._stay(entered, mandate, (decided, "no separate mandate"))

    def reading_begins(self) -> date | None:
        """The day of Parliament's first reading or, failing that, of the first later step."""
        return self.first({_K.EP_FIRST_READING, *_DECIDED})

    def trilogues(self) -> _Days:
        """Talks end with Parliament's reading, or else with what the Council decides on it."""
        reading, decided = self.reading_begins(), self.first(_DECIDED)
        mandates = (self.parliament_ready(), self.council_ready()[0])
        both = None if None in mandates else max(day for day in mandates if day is not None)
        entered = _earliest(both, self.first(_TRILOGUE))
        if entered is None or (decided is not None and entered >= decided):
            return _NOWHERE
        talked = self.last(_TRILOGUE, before=decided) or entered
        end = decided if reading and max(entered, talked) > reading else reading
        agreed = self.first(_TRILOGUE - {_K.TRILOGUE}, before=decided)
        return self._stay(entered, (end, "provisional agreement" if agreed else ""))

    def first_reading(self) -> _Days:
        adopted = self.first(
            kind for kind, room in _ADOPTED.items() if room in {StageSlug.FIRST_READING, None}
        )
        position = self.first({*_SECOND, *_CONCILIATION, *_THIRD})
        entered = _earliest(self.first({_K.EP_FIRST_READING}), adopted, self.first(_SECOND))
        published = self.first({*_ADOPTION, *_IN_FORCE})
        return self._stay(
            entered, (position, "Council position"), (adopted, "adopted"), (published, "adopted")
        )

    def second_reading(self) -> _Days:
        entered = self.first(_SECOND)
        adopted = {k for k, room in _ADOPTED.items() if room is StageSlug.SECOND_READING}
        adopted |= {_K.COUNCIL_ADOPTION, *_ADOPTION, *_IN_FORCE}
        return self._stay(
            entered,
            (self.first({*_CONCILIATION, *_THIRD}), "conciliation"),
            (self.first(adopted, since=entered), "adopted"),
        )

    def conciliation(self) -> _Days:
        entered = self.first(_CONCILIATION)
        adopted = self.first({*_ADOPTION, *_IN_FORCE}, since=entered)
        return self._stay(entered, (self.first(_THIRD), "joint text"), (adopted, "adopted"))

    def third_reading(self) -> _Days:
        entered = self.first(_THIRD)
        adopted = (self.both_approved(), self.first({*_ADOPTION, *_IN_FORCE}, since=entered))
        return self._stay(entered, *((day, "adopted") for day in adopted))

    def both_approved(self) -> date | None:
        """When Parliament and the Council had both approved the joint text (Article 294(13))."""
        days = [self.first({kind}) for kind in _THIRD]
        return None if None in days else max(day for day in days if day is not None)

    def adopted(self) -> date | None:
        """The day of the act or, failing that, of the first step that supposes one."""
        return _earliest(self.first({*_ADOPTED, *_ADOPTION}), self.both_approved())

    def adoption(self) -> _Days:
        entered = self.adopted()
        published = self.first({_K.OJ_PUBLICATION})
        return self._stay(entered, (self.first(_IN_FORCE), "published" if published else ""))

    def in_force(self) -> _Days:
        return self.first(_IN_FORCE), None, ""

    def ended(self) -> _Days:
        day, kind = self.end()
        return day, None, kind.value if kind else ""

    def _stay(self, entered: date | None, *ways_out: tuple[date | None, str]) -> _Days:
        """The room's days: left by the first way out, the end of the file included.

        Nobody leaves a room never entered. Of one day, the way out that is named first counts.
        """
        if entered is None:
            return _NOWHERE
        ways = [*ways_out, (self.end()[0], UNFINISHED)]
        taken = [(day, outcome) for day, outcome in ways if day is not None and day >= entered]
        left, outcome = min(taken, key=lambda way: way[0], default=(None, ""))
        return entered, left, outcome


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _room(slug: StageSlug, days: _Days) -> StageRow:
    entered, left, outcome = days
    return StageRow(slug, entered_on=entered, left_on=left, outcome=outcome)


def _nested(row: StageRow) -> StageRow:
    if row.slug in {StageSlug.PARLIAMENT_MANDATE, StageSlug.COUNCIL_MANDATE, StageSlug.TRILOGUES}:
        return replace(row, parent=StageSlug.FIRST_READING.value)
    return row
