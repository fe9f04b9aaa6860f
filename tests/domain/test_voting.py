"""The Council's arithmetic: by hand, by brute force, and by what must hold of every vote."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import factorial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.voting import (
    Electorate,
    Figures,
    Rule,
    VotingError,
    because,
    count_winning,
    list_minimal_blocking,
    list_minimal_winning,
    minimal_blocking,
    minimal_winning,
    outlook,
    pivotal,
    power,
    tally,
)
from tests.domain.voting_examples import EXAMPLES, SHARES_2025

FIGURES = Figures(2025, {}, SHARES_2025)
ALL = frozenset(SHARES_2025)
NAMES = {"DE": "Germany", "FR": "France", "IT": "Italy", "ES": "Spain", "MT": "Malta"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["id"]))
def test_votes_worked_out_by_hand(example: dict[str, Any]) -> None:
    electorate = Electorate.of(FIGURES, example["without"], Rule(example["rule"]))
    counted = tally(electorate, electorate.participants - set(example["against"]))
    assert {
        "members_in_favour": counted.members_in_favour,
        "members_required": electorate.members_required,
        "members_condition_met": counted.members_condition_met,
        "population_in_favour_pct": str(counted.population_in_favour_pct),
        "population_condition_met": counted.population_condition_met,
        "minimum_blocking_members": electorate.minimum_blocking_members,
        "deemed_adopted_for_want_of_blocking_members": counted.deemed_adopted,
        "result": counted.result,
    } == example["expected"]
    assert not counted.too_close_to_call


@pytest.mark.parametrize(
    ("number", "commission", "other"),
    [
        *((20, 11, 15), (21, 12, 16), (22, 13, 16), (23, 13, 17)),
        *((24, 14, 18), (25, 14, 18), (26, 15, 19), (27, 15, 20)),
    ],
)
def test_so_many_members_are_required_of_so_many(number: int, commission: int, other: int) -> None:
    out = sorted(ALL)[number:]
    assert Electorate.of(FIGURES, out).members_required == commission
    assert Electorate.of(FIGURES, out, Rule.OTHER).members_required == other


def persons(**counts: int) -> Figures:
    return Figures(2025, counts, {})


def test_65_per_cent_exactly_is_enough_and_35_exactly_does_not_block() -> None:
    electorate = Electorate.of(persons(AA=13, AB=13, AC=13, AD=13, AE=13, AF=9, AG=9, AH=9, AI=8))
    exact = tally(electorate, {"AA", "AB", "AC", "AD", "AE"})
    assert exact.adopted and exact.population_in_favour_pct == 65 and exact.band is None
    one_less = Electorate.of(persons(AA=12, AB=13, AC=13, AD=13, AE=13, AF=9, AG=9, AH=9, AI=9))
    assert not tally(one_less, {"AA", "AB", "AC", "AD", "AE"}).adopted


def test_persons_count_where_all_are_known_and_shares_elsewhere() -> None:
    mixed = Figures(2025, {"AA": 51, "AB": 49, "AC": None}, {"AA": 3000, "AB": 2900, "AC": 4100})
    assert Electorate.of(mixed).status == "shares"
    assert Electorate.of(mixed, {"AC"}).status == "persons"
    with pytest.raises(VotingError, match="2026 are not complete"):
        Electorate.of(Figures(2026, {"AA": 5, "AB": None}, {}))


def test_what_makes_no_sense_is_said_in_a_sentence() -> None:
    electorate = Electorate.of(FIGURES, {"DK", "IE"})
    with pytest.raises(VotingError, match="XX is no member state of 2025"):
        Electorate.of(FIGURES, {"XX"})
    with pytest.raises(VotingError, match="DK does not take part"):
        tally(electorate, {"DK", "FR"})
    with pytest.raises(VotingError, match="DK and IE do not take part"):
        tally(electorate, {"DK", "IE"})
    with pytest.raises(VotingError, match="FR: in favour and against at once"):
        outlook(electorate, {"FR"}, {"FR"})
    with pytest.raises(VotingError, match="Nobody"):
        Electorate.of(FIGURES, ALL)


def test_a_result_within_the_rounding_of_the_shares_is_too_close_to_call() -> None:
    electorate = Electorate.of(FIGURES)
    edge = next(
        counted
        for size in range(5, 9)
        for against in combinations(sorted(ALL), size)
        if abs((counted := tally(electorate, ALL - set(against))).population_in_favour_pct - 65)
        < Fraction(5, 100)
    )
    assert edge.too_close_to_call and edge.band
    assert edge.band.low < 6500 <= edge.band.high
    said = because(edge, NAMES)
    assert "Too close to call on published shares" in said
    assert f"{edge.band.low / 100:.2f}" in said


def test_a_close_share_that_turns_nothing_is_not_called_close() -> None:
    two_against = tally(Electorate.of(FIGURES), ALL - {"DE", "FR"})
    assert two_against.adopted and not two_against.too_close_to_call
    close = Figures(2025, {}, {"AA": 3499, "AB": 1000, "AC": 1500, "AD": 2001, "AE": 2000})
    alone = tally(Electorate.of(close), {"AB", "AC", "AD", "AE"})
    assert alone.band and alone.band.low < 6502 and alone.adopted
    assert not alone.too_close_to_call  # one member blocks nothing, whatever it holds


def test_the_sentence_says_why() -> None:
    electorate = Electorate.of(FIGURES)
    assert because(tally(electorate, ALL - {"DE", "FR", "IT"}), NAMES) == (
        "Adopted: Germany, France and Italy hold 46.89 % of the people but are three, "
        "and a blocking minority needs four."
    )
    assert because(tally(electorate, ALL - {"DE", "FR", "IT", "MT"}), NAMES) == (
        "Not adopted: Germany, France, Italy and Malta hold 47.01 % of the people, more than "
        "35 %, and are four, where a blocking minority needs four."
    )
    assert because(tally(electorate, {"DE"}), NAMES) == (
        "Not adopted: one state is in favour, and 15 are needed."
    )
    assert because(tally(electorate, ALL - {"ES"}), NAMES) == (
        "Adopted: 26 of 27 states are in favour, 15 are needed, and they hold 89.22 % of "
        "the people, where 65 % is enough."
    )


def test_who_could_turn_the_result_alone() -> None:
    electorate = Electorate.of(FIGURES)
    assert pivotal(tally(electorate, ALL)) == set()
    blocked = tally(electorate, ALL - {"DE", "FR", "IT", "MT"})
    assert pivotal(blocked) == {"DE", "FR", "IT", "MT"}
    assert pivotal(tally(electorate, ALL - {"DE", "FR", "IT"})) == ALL - {"DE", "FR", "IT"}


def test_an_outlook_has_two_ends_and_says_who_decides() -> None:
    electorate = Electorate.of(FIGURES)
    against = {"DE", "FR", "IT"}
    open_ = outlook(electorate, ALL - against - {"MT", "LU"}, against)
    assert open_.standing == "open"
    assert open_.undecided == {"MT", "LU"}
    assert set(open_.enough_to_block()) == {frozenset({"LU"}), frozenset({"MT"})}
    assert open_.enough() == [{"MT", "LU"}]
    assert outlook(electorate, ALL - {"ES"}, {"ES"}).standing == "majority"
    assert outlook(electorate, set(), against | {"MT"}).standing == "blocked"


STATES = [f"A{letter}" for letter in "ABCDEFGH"]


@st.composite
def votes(draw: st.DrawFn) -> tuple[Electorate, list[str], list[str], list[str]]:
    """A small electorate, some of it decided: who is in favour, who against, who open."""
    pool = STATES[: draw(st.integers(2, 8))]
    weights = draw(
        st.lists(st.integers(1, draw(st.sampled_from([9, 2000]))), min_size=8, max_size=8)
    )
    table = dict(zip(pool, weights, strict=False))
    out = draw(st.sets(st.sampled_from(pool), max_size=len(pool) - 1))
    figures = Figures(2025, table, {}) if draw(st.booleans()) else Figures(2025, {}, table)
    electorate = Electorate.of(figures, out, draw(st.sampled_from(list(Rule))))
    order = draw(st.permutations(sorted(electorate.participants)))
    first = draw(st.integers(0, len(order)))
    second = draw(st.integers(first, len(order)))
    return electorate, order[:first], order[first:second], order[second:]


@given(votes())
def test_a_further_state_in_favour_never_turns_adopted_into_not_adopted(
    vote: tuple[Electorate, list[str], list[str], list[str]],
) -> None:
    electorate, favour, against, _ = vote
    if tally(electorate, favour).adopted:
        for state in against:
            assert tally(electorate, {*favour, state}).adopted


@given(votes())
def test_only_participants_count(
    vote: tuple[Electorate, list[str], list[str], list[str]],
) -> None:
    electorate, favour, _, _ = vote
    counted = tally(electorate, favour)
    assert counted.in_favour | counted.others == electorate.participants
    assert counted.people_in_favour + electorate.people(counted.others) == electorate.total


@given(votes())
def test_counting_agrees_with_going_through_all(
    vote: tuple[Electorate, list[str], list[str], list[str]],
) -> None:
    electorate, favour, against, undecided = vote
    whole = frozenset(undecided)
    wins = {
        chosen: tally(electorate, chosen | set(favour)).adopted
        for size in range(len(whole) + 1)
        for chosen in map(frozenset, combinations(undecided, size))
    }
    told = power(electorate, favour, against)
    assert told.winning == sum(wins.values()) == count_winning(electorate, favour, against)
    for state in undecided:
        with_it = [chosen for chosen in wins if state in chosen]
        assert told.swings[state] == sum(wins[c] and not wins[c - {state}] for c in with_it)
    enough = {c for c in wins if wins[c] and not any(wins[c - {s}] for s in c)}
    blocks = {c for c in wins if not wins[whole - c] and all(wins[(whole - c) | {s}] for s in c)}
    assert minimal_winning(electorate, favour, against) == len(enough)
    assert minimal_blocking(electorate, favour, against) == len(blocks)
    listed = list_minimal_winning(electorate, favour, against, 1000)
    assert len(listed) == len(enough) and set(listed) == enough
    listed = list_minimal_blocking(electorate, favour, against, 1000)
    assert len(listed) == len(blocks) and set(listed) == blocks
    assert [len(each) for each in listed] == sorted(len(each) for each in listed)


@given(votes())
def test_shapley_and_shubik_agree_with_all_orders(
    vote: tuple[Electorate, list[str], list[str], list[str]],
) -> None:
    electorate, favour, against, undecided = vote
    undecided = undecided[:6]
    against = sorted(electorate.participants - set(favour) - set(undecided))
    turned = dict.fromkeys(undecided, 0)
    for order in permutations(undecided):
        joined = set(favour)
        for state in order:
            before = tally(electorate, joined).adopted
            joined.add(state)
            turned[state] += tally(electorate, joined).adopted and not before
    told = power(electorate, favour, against).shapley
    whole = factorial(len(undecided))
    assert told == {state: Fraction(count, whole) for state, count in turned.items()}


def test_all_27_are_counted_exactly() -> None:
    """The numbers are those of a program that went through all 2^27 one by one."""
    electorate = Electorate.of(FIGURES)
    told = power(electorate)
    assert told.winning == count_winning(electorate) == 17_729_938
    assert sum(told.shapley.values()) == 1 == sum(told.banzhaf.values())
    assert told.shapley["DE"] > told.shapley["FR"] > told.shapley["MT"] > 0
    assert minimal_winning(electorate) == 4_358_018
    assert minimal_blocking(electorate) == 3_585_671
    assert {len(each) for each in list_minimal_blocking(electorate, limit=50)} == {4}
