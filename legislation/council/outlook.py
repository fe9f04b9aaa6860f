"""What a vote would give: the recorded positions, the ledger, and what is set by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from legislation import journal
from legislation.domain.union import LEFT
from legislation.domain.voting import (
    Electorate,
    Figures,
    Outlook,
    Rule,
    Tally,
    VotingError,
    because,
    in_doubt,
    outlook,
    percent,
)
from legislation.domain.words import Kind, Membership, Stance, TakesPart, Verb
from legislation.journal import Author, News
from legislation.models import Event, MemberState, Participation, Population, Position, Proposal

#: The topic whose positions say how a state would vote on a file.
WHOLE = "whole_proposal"
#: Votes were weighed otherwise before (Article 3 of Protocol 36).
COUNTED_SINCE = date(2014, 11, 1)
#: After these there is nothing left for the Council to vote on.
_OVER = {
    Kind.COUNCIL_FIRST_READING_ADOPTION,
    Kind.COUNCIL_ADOPTION,
    Kind.COUNCIL_SECOND_READING_ADOPTION,
    Kind.COUNCIL_THIRD_READING,
    Kind.SIGNATURE,
    Kind.OJ_PUBLICATION,
    Kind.WITHDRAWN,
    Kind.LAPSED,
    Kind.SUPERSEDED,
}
_IN_FAVOUR = {Stance.SUPPORT, Stance.SUPPORT_WITH_RESERVATIONS}


@dataclass(frozen=True)
class Scenario:
    """States set by hand, in place of what is on record. A state stands on one list at most.

    `taking_part` brings in a state that by the ledger does not vote, `without` leaves one out.
    """

    in_favour: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    abstain: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    taking_part: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if both := sorted(self.without & self.taking_part):
            said = gettext_noop("%(state)s is to take part and to stay out: name it once.")
            raise VotingError(said, state=both[0])
        seen: dict[str, str] = {}
        for each in fields(self):
            if each.name == "taking_part":
                continue
            for state in sorted(getattr(self, each.name)):
                if state in seen:
                    said = gettext_noop(
                        "%(state)s stands on two lists: “%(one)s” and “%(other)s”. Name it once."
                    )
                    one, other = _plain(seen[state]), _plain(each.name)
                    raise VotingError(said, state=state, one=one, other=other)
                seen[state] = each.name

    @property
    def named(self) -> frozenset[str]:
        """All that were set to vote in some way."""
        return self.in_favour | self.against | self.abstain | self.undecided


@dataclass(frozen=True)
class Board:
    """A vote as it would stand: who, by what entry of the record, and what comes of it."""

    outlook: Outlook
    abstaining: frozenset[str]
    on: date
    proposal: Proposal | None = None
    topic: str = WHOLE
    positions: Mapping[str, Position] = field(default_factory=dict)
    parts: Mapping[str, TakesPart] = field(default_factory=dict)

    @property
    def tally(self) -> Tally:
        """What is known: the undecided are not in favour."""
        return self.outlook.if_undecided_against

    @property
    def electorate(self) -> Electorate:
        return self.outlook.electorate


@dataclass(frozen=True)
class OnRecord:
    """What a vote is counted by, where the rows of today are not meant: of a day, file and topic
    the newest position of each state on the text, the entries of the ledger that hold, and the
    people of all states and years, the newest year first."""

    positions: Iterable[Position]
    ledger: Iterable[Participation]
    populations: Iterable[Population]


def board(
    proposal: Proposal | None = None,
    *,
    topic: str = WHOLE,
    on: date | None = None,
    scenario: Scenario | None = None,
    rule: Rule = Rule.COMMISSION,
    year: int | None = None,
    known: OnRecord | None = None,
) -> Board:
    """How a vote would stand on a day, by the record and what is set by hand.

    `known` is the record to count by; without it, the rows of today are read. Without a proposal
    all members take part, and whoever is not named is in favour; if somebody is named in favour,
    whoever is not named is against. Raises `VotingError` with a sentence for what makes no sense,
    and where figures are missing.
    """
    day, told = on or timezone.localdate(), scenario or Scenario()
    if proposal is not None and _was_over(proposal):
        said = gettext_noop(
            "The Council was done with %(file)s before 1 November 2014, when votes were weighed "
            "by another rule: there is nothing to count by the people of the states."
        )
        raise VotingError(said, file=proposal.reference)
    counted = figures(year, day, known.populations if known else None)
    if known is None:
        known = _on_record(proposal, topic, day)
    positions = {row.state_id: row for row in known.positions}
    parts = {row.state_id: TakesPart(row.takes_part) for row in known.ledger}
    out = {state for state, part in parts.items() if part != TakesPart.VOTES}
    out = (out & counted.states) - counted.expect(told.taking_part)
    electorate = Electorate.of(counted, out | counted.expect(told.without), rule)
    _expect_to_vote(told, electorate, parts)
    favour, against = _sides(proposal, positions, told, electorate)
    return Board(
        outlook(electorate, favour, against),
        told.abstain,
        day,
        proposal,
        topic,
        {state: row for state, row in positions.items() if state in electorate.participants},
        parts,
    )


def ended(proposal: Proposal, on: date) -> Event | None:
    """The first step after which the Council had nothing left to vote on by the day."""
    ends = proposal.events.public().filter(kind__in=_OVER, expected=False)
    return ends.filter(happened_on__lte=on).order_by("happened_on", "pk").first()


def _was_over(proposal: Proposal) -> bool:
    """Whether the file had left the Council before votes were counted as they are now."""
    if proposal.year > COUNTED_SINCE.year:
        return False
    return ended(proposal, COUNTED_SINCE - timedelta(days=1)) is not None


def _expect_to_vote(told: Scenario, electorate: Electorate, parts: Mapping[str, TakesPart]) -> None:
    electorate.figures.expect(told.named)
    outside = sorted(told.named - electorate.participants)
    if not outside:
        return
    open_ = [state for state in outside if parts.get(state) == TakesPart.UNRESOLVED]
    said = _OUTSIDE[len(outside) == 1, bool(open_)]
    raise VotingError(said, states=", ".join(outside), open=", ".join(open_))


#: By whether it is one state, and whether it is open if any of them takes part.
_OUTSIDE = {
    (True, False): gettext_noop("%(states)s does not take part in this vote."),
    (False, False): gettext_noop("%(states)s do not take part in this vote."),
    (True, True): gettext_noop(
        "%(states)s does not take part in this vote. Whether %(open)s will is unresolved: "
        "name it as taking part."
    ),
    (False, True): gettext_noop(
        "%(states)s do not take part in this vote. Whether %(open)s will is unresolved: "
        "name it as taking part."
    ),
}


def _sides(
    proposal: Proposal | None,
    positions: Mapping[str, Position],
    told: Scenario,
    electorate: Electorate,
) -> tuple[frozenset[str], frozenset[str]]:
    """Who is in favour, and who is not; what is set by hand goes before the record."""
    by_hand = told.named
    rest = electorate.participants - by_hand
    if proposal is not None:
        stances = {state: positions[state].stance for state in rest if state in positions}
        favour = frozenset(s for s, stance in stances.items() if stance in _IN_FAVOUR)
        against = frozenset(s for s, stance in stances.items() if stance == Stance.OPPOSE)
    elif told.in_favour:
        favour, against = frozenset(), rest
    else:
        favour, against = rest, frozenset()
    return favour | told.in_favour, against | told.against | told.abstain


def _on_record(proposal: Proposal | None, topic: str, on: date) -> OnRecord:
    if proposal is None:
        return OnRecord((), (), ())
    return OnRecord(
        Position.objects.counting(on).filter(proposal=proposal, topic=topic),
        Participation.objects.in_force(on).filter(proposal=proposal),
        (),
    )


def figures(
    year: int | None = None,
    on: date | None = None,
    populations: Iterable[Population] | None = None,
) -> Figures:
    """The people of the members in a year; without one, in the newest complete year by the day.

    By `populations`, the newest year first; by the rows of today without. Raises `VotingError` if
    there are no figures, or the day is from before they counted.
    """
    day = on or timezone.localdate()
    if year is None and day < COUNTED_SINCE:
        said = gettext_noop(
            "Before 1 November 2014 the Council weighed votes by another rule: "
            "there is nothing to count by the people of the states."
        )
        raise VotingError(said)
    members = MemberState.objects.filter(membership=Membership.MEMBER)
    states = set(members.values_list("code", flat=True))
    tables: dict[int, Figures] = {}
    for row in Population.objects.order_by("-year") if populations is None else populations:
        if row.year not in tables:
            tables[row.year] = Figures(row.year, dict.fromkeys(states), dict.fromkeys(states))
        tables[row.year].persons[row.state_id] = row.persons  # type: ignore[index]
        tables[row.year].shares[row.state_id] = row.share  # type: ignore[index]
    if year is not None:
        if year not in tables:
            raise _no_figures(year, tables)
        return tables[year]
    for table in tables.values():
        if table.year <= day.year and table.known(table.states):
            return _of_members(table, day)
    said = gettext_noop("No complete figures are on record for %(year)s or before.")
    raise VotingError(said, year=day.year)


def _of_members(table: Figures, day: date) -> Figures:
    """The same figures without who had left by the day."""
    left = {state for state, since in LEFT.items() if since <= day}
    persons, shares = (
        {state: count for state, count in counts.items() if state not in left}
        for counts in (table.persons, table.shares)
    )
    return Figures(table.year, persons, shares)


def _no_figures(year: int, tables: Mapping[int, Figures]) -> VotingError:
    if not tables:
        return VotingError(gettext_noop("There are no figures for %(year)s."), year=year)
    said = gettext_noop("There are no figures for %(year)s. There are some for %(years)s.")
    return VotingError(said, year=year, years=", ".join(map(str, sorted(tables))))


def as_json(told: Board) -> dict[str, Any]:
    """A vote for programs: the known end first, then the other one, who, and why in a sentence."""
    electorate, names = told.electorate, _names()
    ends = told.outlook.if_undecided_against, told.outlook.if_undecided_in_favour
    against = told.outlook.against - told.abstaining
    return {
        "proposal": told.proposal and told.proposal.reference,
        "topic": told.topic if told.proposal else None,
        "on": told.on.isoformat(),
        "rule": electorate.rule.value,
        "participants": len(electorate.participants),
        **_tally(ends[0]),
        "undecided": sorted(told.outlook.undecided),
        "in_favour": sorted(told.outlook.in_favour),
        "against": sorted(against),
        "abstaining": sorted(told.abstaining),
        "not_participating": sorted(electorate.figures.states - electorate.participants),
        "standing": told.outlook.standing,
        "if_undecided_in_favour": _tally(ends[1]),
        "populations_year": electorate.figures.year,
        "populations_status": electorate.status,
        "why": because(ends[0], names),
    }


def _tally(counted: Tally) -> dict[str, Any]:
    electorate, band = counted.electorate, counted.band
    missing = percent(electorate.total - counted.people_in_favour, electorate.total)
    return {
        "members_in_favour": counted.members_in_favour,
        "members_required": electorate.members_required,
        "members_condition_met": counted.members_condition_met,
        "population_in_favour_pct": float(counted.population_in_favour_pct),
        "population_not_in_favour_pct": float(missing),
        "population_condition_met": counted.population_condition_met,
        "minimum_blocking_members": electorate.minimum_blocking_members,
        "deemed_adopted_for_want_of_blocking_members": counted.deemed_adopted,
        "result": counted.result,
        "too_close_to_call": counted.too_close_to_call,
        "population_in_favour_band_pct": band and [band.low / 100, band.high / 100],
    }


def _names() -> dict[str, str]:
    return dict(MemberState.objects.values_list("code", "name"))


@contextmanager
def shifts(
    proposal: Proposal, topic: str, author: Author, news: News, cause: Position | Participation
) -> Iterator[None]:
    """Around a write: if it wins or loses a majority or a blocking minority, the journal says so.

    Nothing is looked at while the curated record is loaded, which is no news.
    """
    if not author.tells:
        yield
        return
    before = _standing(proposal, topic)
    yield
    after = _standing(proposal, topic)
    if before and after and before["standing"] != after["standing"]:
        after["because"] = cause.key if isinstance(cause, Position) else str(cause)
        journal.append(Verb.SHIFTED, proposal, author, before=before, after=after, news=news)


def _standing(proposal: Proposal, topic: str) -> dict[str, Any] | None:
    """The outlook of today as the journal keeps it; None where it cannot be counted."""
    try:
        now = board(proposal, topic=topic)
    except VotingError:
        return None
    lists: dict[str, list[str]] = defaultdict(list)
    for name in ("in_favour", "against", "undecided"):
        lists[name] = sorted(getattr(now.outlook, name))
    electorate = now.electorate
    return {
        "topic": topic,
        "standing": now.outlook.standing,
        **lists,
        "participants": len(electorate.participants),
        "members_required": electorate.members_required,
        "minimum_blocking_members": electorate.minimum_blocking_members,
        "people": {
            "in_favour": str(now.outlook.if_undecided_against.population_in_favour_pct),
            "with_undecided": str(now.outlook.if_undecided_in_favour.population_in_favour_pct),
            "too_close": in_doubt(now.outlook),
        },
        "why": _why(now),
    }


def _why(now: Board) -> str:
    """The reason for the standing: of the end that decides it, or of both while it is open."""
    told, names = now.outlook, _names()
    known, most = (
        because(end, names)
        .replace("Not adopted", "it would not be adopted", 1)
        .replace("Adopted", "it would be adopted", 1)
        for end in (told.if_undecided_against, told.if_undecided_in_favour)
    )
    if not told.undecided:
        return f"As all states stand, {known}"
    if told.standing == "open":
        return f"If all undecided were against, {known} If all were in favour, {most}"
    if told.standing == "majority":
        return f"Even if all undecided were against, {known}"
    return f"Even if all undecided were in favour, {most}"


def _plain(name: str) -> str:
    return name.replace("_", " ")
