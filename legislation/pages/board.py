"""All that the voting board shows of one vote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from legislation.council import Board, Question, Scenario, deciders, ended, powers
from legislation.domain.voting import (
    Band,
    Tally,
    VotingError,
    ends,
    headline,
    in_doubt,
    percent,
    result,
)
from legislation.domain.words import TakesPart
from legislation.language import alphabetical, listed, speech, state_name, two_decimals
from legislation.language import told as label_of
from legislation.models import CouncilVote, MemberState, Participation, Position, Proposal
from legislation.pages.proofs import proved

#: More sets of states than these are counted and not shown.
MOST = 12
#: What a state can be set to, in the words of the form.
HAND: dict[str, Any] = {
    "in_favour": gettext_lazy("in favour"),
    "against": gettext_lazy("against"),
    "abstain": gettext_lazy("abstains"),
    "undecided": gettext_lazy("undecided"),
}


@dataclass(frozen=True)
class Choice:
    """A line of a state's list of choices."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One state: how it counts, by what, and what it can be set to."""

    code: str
    name: str
    share: Decimal | None
    mark: str
    side: str
    by_hand: bool
    position: Position | None
    part: str
    choices: tuple[Choice, ...]
    counted: bool = True


@dataclass(frozen=True)
class Piece:
    """A state's piece of a bar, in per cent of its length."""

    mark: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """Those in favour from the left, the undecided, the others; with what is needed."""

    label: str
    pieces: tuple[Piece, ...]
    needed: str
    needed_at: str


@dataclass(frozen=True)
class End:
    """One end of a vote in figures."""

    supposing: str
    members: int
    others: int
    people: Decimal
    missing: Decimal
    result: str
    band: tuple[str, str] | None


def shown(asked: Question) -> dict[str, Any]:
    """The board of a vote. Raises `VotingError` where nothing can be counted."""
    told = asked.board()
    names = state_names()
    sides = _sides(told)
    return {
        "told": told,
        "electorate": told.electorate,
        "headline": headline(told.outlook, speech()),
        "standing": "close" if in_doubt(told.outlook) else told.outlook.standing,
        "reasons": _reasons(told, names),
        "ends": _ends(told),
        "bars": _bars(told, sides),
        "undecided": len(told.outlook.undecided),
        "rows": _rows(told, asked.scenario, sides, names),
        "outside": _outside(told, asked, names),
        "last_vote": _last_vote(told),
        "ended": ended(told.proposal, told.on) if isinstance(told.proposal, Proposal) else None,
        **_deciding(told, names),
    }


def kept(asked: Question) -> dict[str, Any]:
    """The form beside a refusal: what is set by hand stays chosen, whether it counts or not.

    Empty where the file cannot be counted on any day. A day that cannot be counted has no record.
    """
    names = state_names()
    bare = replace(asked, scenario=Scenario())
    for each in (asked, bare, replace(asked, year=None), replace(bare, year=None)):
        try:
            told = each.board()
        except VotingError:
            continue
        rows = _rows(told, each.scenario, _sides(told), names)
        chosen = [_keeping(row, told, asked.scenario) for row in rows]
        return {"asked": replace(asked, year=each.year), "rows": chosen, "listed_on": told.on}
    try:
        told = Question(asked.proposal).board()
    except VotingError:
        return {}
    rows = _rows(told, Scenario(), _sides(told), names)
    return {"rows": [_uncounted(_keeping(row, told, asked.scenario)) for row in rows]}


def _keeping(row: Row, told: Board, scenario: Scenario) -> Row:
    part = told.parts.get(row.code, TakesPart.VOTES)
    return replace(row, choices=_choices(row.code, part, scenario))


def _uncounted(row: Row) -> Row:
    """A state on a day of which nothing can be said."""
    blank = replace(row, share=None, mark="outside", side=_("not counted"), by_hand=False)
    return replace(blank, position=None, part="", counted=False)


def _reasons(told: Board, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each end and why it is so; after a supposition the sentence goes on."""
    return [
        (first, _unbroken(why[:1].lower() + why[1:] if first else why))
        for first, why in ends(told.outlook, names, speech())
    ]


def _unbroken(sentence: str) -> str:
    """No line begins with the sign of a per cent."""
    return sentence.replace(" %", "\N{NO-BREAK SPACE}%")


def _sides(told: Board) -> dict[str, str]:
    """By state, the largest first: the list on which it counts."""
    lists = {
        "in_favour": told.outlook.in_favour,
        "undecided": told.outlook.undecided,
        "abstain": told.abstaining,
        "against": told.outlook.against - told.abstaining,
    }
    counts = told.electorate.counts
    return {
        state: name
        for name, states in lists.items()
        for state in sorted(states, key=lambda state: (-counts[state], state))
    }


def _ends(told: Board) -> list[End]:
    both = [
        (_("If the undecided are against"), told.outlook.if_undecided_against),
        (_("If they are in favour"), told.outlook.if_undecided_in_favour),
    ]
    if not told.outlook.undecided:
        both = [(_("In favour"), told.tally)]
    return [_end(supposing, each) for supposing, each in both]


def _end(supposing: str, counted: Tally) -> End:
    total, band = counted.electorate.total, counted.band
    return End(
        supposing,
        counted.members_in_favour,
        len(counted.others),
        counted.population_in_favour_pct,
        percent(total - counted.people_in_favour, total),
        result(counted, speech()),
        _told(band) if band and band.low < band.high else None,
    )


def state_names() -> dict[str, str]:
    """What each state is called, by its code."""
    named = MemberState.objects.values_list("code", "name")
    return {code: state_name(code, name) for code, name in named}


def _told(band: Band) -> tuple[str, str]:
    return two_decimals(Decimal(band.low).scaleb(-2)), two_decimals(Decimal(band.high).scaleb(-2))


def _bars(told: Board, sides: Mapping[str, str]) -> list[Bar]:
    """The states, each as wide as any other; and their people."""
    electorate = told.electorate
    votes, needed = len(electorate.participants), electorate.members_required
    return [
        Bar(_("States"), _pieces(sides, dict.fromkeys(sides, 1)), str(needed), _at(needed, votes)),
        Bar(
            pgettext("inhabitants", "People"),
            _pieces(sides, electorate.counts),
            "65\N{NO-BREAK SPACE}%",
            "65%",
        ),
    ]


def _pieces(sides: Mapping[str, str], sizes: Mapping[str, int]) -> tuple[Piece, ...]:
    total, passed, pieces = sum(sizes[state] for state in sides), 0, []
    for state, mark in sides.items():
        pieces.append(Piece(mark, _at(passed, total), _at(sizes[state], total)))
        passed += sizes[state]
    return tuple(pieces)


def _at(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"


def _rows(
    told: Board, scenario: Scenario, sides: Mapping[str, str], names: Mapping[str, str]
) -> list[Row]:
    """All members, the largest first; those outside last."""
    electorate = told.electorate
    outside = electorate.figures.states - electorate.participants
    order = sorted(electorate.participants, key=lambda s: (-electorate.counts[s], s))
    return [
        _row(state, told, scenario, sides.get(state, "outside"), names)
        for state in [*order, *sorted(outside, key=lambda state: alphabetical(names[state]))]
    ]


def _row(state: str, told: Board, scenario: Scenario, side: str, names: Mapping[str, str]) -> Row:
    counts, part = told.electorate.counts, told.parts.get(state, TakesPart.VOTES)
    choices = _choices(state, part, scenario)
    return Row(
        state,
        names.get(state, state),
        percent(counts[state], told.electorate.total) if state in counts else None,
        side,
        str(HAND.get(side) or _("takes no part")),
        choices[0].chosen is False,
        told.positions.get(state),
        "" if part == TakesPart.VOTES else label_of(part),
        choices,
    )


def _choices(state: str, part: TakesPart, scenario: Scenario) -> tuple[Choice, ...]:
    """As recorded first. A state that by the ledger does not vote is brought in as well."""
    outside = part != TakesPart.VOTES
    chosen = next((name for name in HAND if state in getattr(scenario, name)), "")
    values = {f"part-{name}" if outside else name: str(label) for name, label in HAND.items()}
    if outside:
        values["taking_part"] = _("takes part")
        chosen = f"part-{chosen}" if chosen else ""
        chosen = chosen or ("taking_part" if state in scenario.taking_part else "")
    else:
        values["without"] = _("takes no part")
        chosen = chosen or ("without" if state in scenario.without else "")
    lines = {"": _("as recorded"), **values}
    return tuple(Choice(value, label, value == chosen) for value, label in lines.items())


@dataclass(frozen=True)
class Outside:
    """A member that does not vote, and why."""

    code: str
    name: str
    why: str
    row: Participation | None


def _outside(told: Board, asked: Question, names: Mapping[str, str]) -> list[Outside]:
    states = told.electorate.figures.states - told.electorate.participants
    rows = Participation.objects.in_force(told.on).filter(proposal=told.proposal)
    ledger = {row.state_id: row for row in rows.prefetch_related(proved())}
    found = []
    for state in sorted(states, key=lambda state: alphabetical(names[state])):
        by_hand = state in asked.scenario.without
        row = None if by_hand else ledger.get(state)
        part = label_of(TakesPart(row.takes_part)) if row else ""
        why = _("left out by hand") if by_hand else part
        found.append(Outside(state, names.get(state, state), why, row))
    return found


def _last_vote(told: Board) -> CouncilVote | None:
    """The last vote that the Council has held on the file."""
    if not isinstance(told.proposal, Proposal):
        return None
    return told.proposal.council_votes.filter(held_on__lte=told.on).order_by("-held_on").first()


def _deciding(told: Board, names: Mapping[str, str]) -> dict[str, Any]:
    """Who decides between the two ends; nothing of it where what is known decides already."""
    found = deciders(told)
    turning = _names(found["pivotal"], names)
    undecided = told.outlook.undecided
    if told.outlook.standing != "open":
        return {"turning": turning}
    weighed = powers(told)
    return {
        "turning": turning,
        "turning_undecided": _names(undecided & set(found["pivotal"]), names),
        "enough": _sets(found["enough"], names),
        "enough_to_block": _sets(found["enough_to_block"], names),
        "winning": found["minimal_winning_coalitions"]["count"],
        "some_winning": _sets(found["minimal_winning_coalitions"]["some"], names),
        "blocking": found["minimal_blocking_coalitions"]["count"],
        "some_blocking": _sets(found["minimal_blocking_coalitions"]["some"], names),
        "outcomes": weighed["outcomes"],
        "outcomes_adopted": weighed["outcomes_adopted"],
        "outcomes_pct": percent(weighed["outcomes_adopted"], weighed["outcomes"]),
        "power": [
            (
                names.get(state, state),
                percent(told.electorate.counts[state], told.electorate.total),
                100 * each["banzhaf"],
                100 * each["shapley_shubik"],
            )
            for state, each in weighed["power"].items()
        ],
    }


@dataclass(frozen=True)
class Sets:
    """Sets of states in words, as many as can be read, and how many more there are."""

    words: tuple[str, ...]
    more: int


def _sets(sets: list[list[str]], names: Mapping[str, str]) -> Sets:
    words = tuple(_names(each, names) for each in sets[:MOST])
    return Sets(words, max(0, len(sets) - MOST))


def _names(states: Collection[str] | Iterable[str], names: Mapping[str, str]) -> str:
    told = sorted((names.get(state, state) for state in states), key=alphabetical)
    return listed(told) if told else ""
