"""The rules of a qualified majority, and one vote counted by them.

Sources: Article 16(4) TEU; Article 238(2) and (3) TFEU; Council's page on qualified majority,
https://www.consilium.europa.eu/en/council-eu/voting-system/qualified-majority/
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from legislation.domain.voting.refusals import VotingError, gettext_noop
from legislation.domain.words import Word

#: Of the participants' people, in per cent: so many carry a decision, and more than the rest of
#: them block it. 65 % exactly is enough; 35 % exactly does not block.
POPULATION_PCT = 65
#: A blocking minority has at least so many members if all vote (Article 16(4) TEU).
BLOCKING_OF_ALL = 4


class Rule(Word):
    """Who proposed the act decides how many members it needs."""

    COMMISSION = "commission", "on a proposal of the Commission or the High Representative"
    OTHER = "other", "on another proposal"

    @property
    def members_pct(self) -> int:
        """Of the members who take part, in per cent (Article 238(2), (3)(a) and (b) TFEU)."""
        return 55 if self is Rule.COMMISSION else 72


@dataclass(frozen=True)
class Figures:
    """The people of every member state in one year of the Council's count; None is not known.

    `shares` are the published ones, in basis points of the Union's total: 1849 for 18.49 %.
    """

    year: int
    persons: Mapping[str, int | None]
    shares: Mapping[str, int | None]

    @property
    def states(self) -> frozenset[str]:
        """The members of that year."""
        return frozenset(self.persons) | frozenset(self.shares)

    def known(self, states: Iterable[str]) -> tuple[dict[str, int], bool] | None:
        """What can be counted of these states, and whether in persons; None if neither is whole.

        Persons of all of them if they are known, else the shares of all of them.
        """
        wanted = list(states)
        for table, in_persons in ((self.persons, True), (self.shares, False)):
            found = {s: count for s in wanted if (count := table.get(s)) is not None}
            if len(found) == len(wanted):
                return found, in_persons
        return None

    def expect(self, states: Iterable[str]) -> frozenset[str]:
        """The states, if all are members. Raises `VotingError` if not."""
        named = frozenset(states)
        if strange := sorted(named - self.states):
            one = gettext_noop("%(states)s is no member state of %(year)s.")
            several = gettext_noop("%(states)s are no member state of %(year)s.")
            said = one if len(strange) == 1 else several
            raise VotingError(said, states=strange, year=self.year)
        return named


@dataclass(frozen=True)
class Electorate:
    """Who takes part in a vote, with what people, under which rule. Made by `of`.

    `counts` are the participants' people, whole persons or basis points of the Union's total.
    """

    figures: Figures
    counts: Mapping[str, int]
    in_persons: bool
    rule: Rule

    @classmethod
    def of(
        cls, figures: Figures, without: Iterable[str] = (), rule: Rule = Rule.COMMISSION
    ) -> Electorate:
        """All members but those named.

        Raises `VotingError` for an unknown state, if none is left, or if figures are missing.
        """
        left = sorted(figures.states - figures.expect(without))
        if not left:
            raise VotingError(gettext_noop("Nobody is left to vote."))
        known = figures.known(left)
        if known is None:
            said = gettext_noop(
                "The figures of %(year)s are not complete: they cannot be counted with."
            )
            raise VotingError(said, year=figures.year)
        return cls(figures, *known, rule)

    @property
    def participants(self) -> frozenset[str]:
        """The states that vote."""
        return frozenset(self.counts)

    @property
    def status(self) -> str:
        """ "persons" or "shares": what is counted."""
        return "persons" if self.in_persons else "shares"

    @property
    def rounding(self) -> int:
        """How far each count may be off, in half units: shares are rounded to the nearest."""
        return 0 if self.in_persons else 1

    @property
    def all_vote(self) -> bool:
        """Whether every member of the Council takes part."""
        return len(self.counts) == len(self.figures.states)

    @cached_property
    def total(self) -> int:
        """The participants' people."""
        return self.people(self.participants)

    def people(self, states: Iterable[str]) -> int:
        """The people of these states, in the unit of the figures."""
        return sum(self.counts[state] for state in states)

    @property
    def members_required(self) -> int:
        """So many members must be in favour: the share of the participants, rounded up."""
        return -(-self.rule.members_pct * len(self.counts) // 100)

    @cached_property
    def minimum_blocking_members(self) -> int:
        """With fewer members a blocking minority blocks nothing: the majority counts as reached.

        Four if all vote (Article 16(4) TEU). Otherwise the smallest number of members that hold
        more than 35 % of the participants' people, plus one (Article 238(3)(a) TFEU). Points (2)
        and (3)(b) of Article 238 don't repeat the clause for acts that the Commission did not
        propose; the Council's figures apply it to both, and so does this.
        """
        if self.all_vote:
            return min(BLOCKING_OF_ALL, len(self.counts))
        return self._smallest_blocking(0) + 1

    @property
    def blocking_members_allowed(self) -> frozenset[int]:
        """All that `minimum_blocking_members` can be, given how the shares were rounded."""
        if self.all_vote or not self.rounding:
            return frozenset({self.minimum_blocking_members})
        return frozenset(self._smallest_blocking(way) + 1 for way in (-1, 0, 1))

    def _smallest_blocking(self, way: int) -> int:
        """How many of the largest hold more than 35 %; `way` leans all rounding one way."""
        largest = sorted(self.counts.values(), reverse=True)
        held = 0
        for number, count in enumerate(largest, start=1):
            held += count
            if 100 * self._leaning(held, number, way) > (100 - POPULATION_PCT) * self._all(
                held, number, way
            ):
                return number
        return len(largest)

    def _leaning(self, people: int, members: int, way: int) -> int:
        """Twice the people of so many members, each as far up or down as its rounding allows."""
        return 2 * people + way * self.rounding * members

    def _all(self, people: int, members: int, way: int) -> int:
        """Twice the participants' people, those of the other side leaning the other way."""
        others = self._leaning(self.total - people, len(self.counts) - members, -way)
        return self._leaning(people, members, way) + others


@dataclass(frozen=True)
class Band:
    """Between which shares of the people the true one lies, in hundredths of a per cent."""

    low: int
    high: int


@dataclass(frozen=True)
class Tally:
    """One vote, counted. Abstaining counts as not being in favour."""

    electorate: Electorate
    in_favour: frozenset[str]

    @property
    def others(self) -> frozenset[str]:
        """The participants who are not in favour: against, abstaining, unknown."""
        return self.electorate.participants - self.in_favour

    @property
    def members_in_favour(self) -> int:
        return len(self.in_favour)

    @property
    def members_condition_met(self) -> bool:
        return len(self.in_favour) >= self.electorate.members_required

    @cached_property
    def people_in_favour(self) -> int:
        """In the unit of the figures."""
        return self.electorate.people(self.in_favour)

    @property
    def population_in_favour_pct(self) -> Decimal:
        """Of the participants' people, two decimals, rounded half up."""
        return percent(self.people_in_favour, self.electorate.total)

    @property
    def population_condition_met(self) -> bool:
        return 100 * self.people_in_favour >= POPULATION_PCT * self.electorate.total

    @property
    def deemed_adopted(self) -> bool:
        """The people fall short, but too few members stand aside to be a blocking minority."""
        return (
            self.members_condition_met
            and not self.population_condition_met
            and len(self.others) < self.electorate.minimum_blocking_members
        )

    @property
    def adopted(self) -> bool:
        return self.members_condition_met and (self.population_condition_met or self.deemed_adopted)

    @property
    def result(self) -> str:
        return "adopted" if self.adopted else "not_adopted"

    @cached_property
    def band(self) -> Band | None:
        """Where the true share lies if only rounded shares are known; None for whole persons.

        Every share may be off by half a basis point, those in favour one way and the others the
        other.
        """
        if not self.electorate.rounding:
            return None
        (least, of_all), (most, of_most) = self._pushed(-1), self._pushed(1)
        return Band(10_000 * least // of_all, -(-10_000 * most // of_most))

    def _pushed(self, way: int) -> tuple[int, int]:
        who = self.people_in_favour, len(self.in_favour)
        part = self.electorate._leaning(*who, way)
        return max(part, 0), self.electorate._all(*who, way)

    @cached_property
    def too_close_to_call(self) -> bool:
        """Whether the rounding of the published shares could turn the result."""
        if not self.electorate.rounding or not self.members_condition_met:
            return False
        met = {100 * part >= POPULATION_PCT * whole for part, whole in map(self._pushed, (-1, 1))}
        fewest = self.electorate.blocking_members_allowed
        results = {m or len(self.others) < least for m in met for least in fewest}
        return len(results) > 1


def tally(electorate: Electorate, in_favour: Collection[str]) -> Tally:
    """Count a vote: whoever takes part and is not in favour is against, abstains or is unknown.

    Raises `VotingError` if a state does not take part, or is none.
    """
    named = electorate.figures.expect(in_favour)
    if outside := sorted(named - electorate.participants):
        one = gettext_noop("%(states)s does not take part in this vote.")
        several = gettext_noop("%(states)s do not take part in this vote.")
        raise VotingError(one if len(outside) == 1 else several, states=outside)
    return Tally(electorate, named)


def pivotal(counted: Tally) -> frozenset[str]:
    """The states that alone could turn the result by changing sides."""
    electorate, favour = counted.electorate, counted.in_favour
    if counted.adopted:
        return frozenset(s for s in favour if not tally(electorate, favour - {s}).adopted)
    return frozenset(s for s in counted.others if tally(electorate, favour | {s}).adopted)


def percent(part: int, whole: int) -> Decimal:
    """A share in per cent with two decimals, rounded half up."""
    return Decimal((20_000 * part + whole) // (2 * whole)).scaleb(-2)
