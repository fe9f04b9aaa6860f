"""Who decides a vote that is still open: for programs and for pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from legislation.council.outlook import Board
from legislation.domain.voting import (
    list_minimal_blocking,
    list_minimal_winning,
    minimal_blocking,
    minimal_winning,
    pivotal,
    power,
)

#: So many coalitions are listed; all are counted.
LISTED = 10


def deciders(told: Board) -> dict[str, Any]:
    """Who alone could turn the known end, and with whom the undecided make or block a majority.

    A coalition is minimal if without any one of its members it is not enough. Where the vote is
    decided already, the one minimal coalition is that of nobody.
    """
    sides = told.electorate, told.outlook.in_favour, told.outlook.against
    return {
        "pivotal": sorted(pivotal(told.tally)),
        "enough": _plain(told.outlook.enough()),
        "enough_to_block": _plain(told.outlook.enough_to_block()),
        "minimal_winning_coalitions": {
            "count": minimal_winning(*sides),
            "some": _plain(list_minimal_winning(*sides, LISTED)),
        },
        "minimal_blocking_coalitions": {
            "count": minimal_blocking(*sides),
            "some": _plain(list_minimal_blocking(*sides, LISTED)),
        },
    }


def powers(told: Board) -> dict[str, Any]:
    """What each undecided state's vote weighs, and how many of all outcomes adopt the act."""
    counted = power(told.electorate, told.outlook.in_favour, told.outlook.against)
    banzhaf, shapley = counted.banzhaf, counted.shapley
    return {
        "outcomes": 2 ** len(told.outlook.undecided),
        "outcomes_adopted": counted.winning,
        "power": {
            state: {"banzhaf": float(banzhaf[state]), "shapley_shubik": float(shapley[state])}
            for state in sorted(shapley, key=lambda state: (-shapley[state], state))
        },
    }


def _plain(sets: Iterable[frozenset[str]]) -> list[list[str]]:
    return [sorted(each) for each in sets]
