"""All ways in which those who are undecided can still decide a vote, counted and not gone through.

With 27 states there are 2^27 outcomes. They are counted exactly by meeting in the middle: the sums
of all subsets of either half, by size and sorted, of which each pair need not be looked at
(Horowitz and Sahni, Computing Partitions with Applications to the Knapsack Problem, 1974).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, compress, islice, repeat
from math import factorial
from operator import and_, itemgetter

from legislation.domain.voting.refusals import VotingError
from legislation.domain.voting.rules import POPULATION_PCT, Electorate, tally

#: Answers that are kept: the same vote is asked for again and again, by everybody who looks at it.
KEPT = 256


@dataclass(frozen=True)
class Power:
    """What each undecided state's vote weighs, over all ways in which the undecided can vote.

    `swings` are the coalitions that a state turns from losing to winning by joining. `banzhaf` is
    its part of all swings (0 to 1, 0 if there are none), `shapley` the part of all orders of
    joining in which it is the one that turns the vote (Shapley and Shubik, 1954).
    """

    winning: int
    swings: dict[str, int]
    shapley: dict[str, Fraction]

    @property
    def banzhaf(self) -> dict[str, Fraction]:
        whole = sum(self.swings.values())
        return {s: Fraction(n, whole) if whole else Fraction(0) for s, n in self.swings.items()}


def power(
    electorate: Electorate, in_favour: Collection[str] = (), against: Collection[str] = ()
) -> Power:
    """The power of everybody who is not decided; of all who take part, if nobody is."""
    return _power(_game(electorate, in_favour, against))


@lru_cache(maxsize=KEPT)
def _power(game: _Game) -> Power:
    sums = _sums(game.weights)
    by_size, of_player = _winning(game, sums)
    number = len(game.states)
    shapley, swings = {}, {}
    for place, state in enumerate(game.states):
        mine = of_player[place]
        swings[state] = 2 * sum(mine) - sum(by_size)
        told = sum(
            mine[k] * factorial(k - 1) * factorial(number - k) for k in range(1, number + 1)
        ) - sum(
            (by_size[k] - mine[k]) * factorial(k) * factorial(number - k - 1) for k in range(number)
        )
        shapley[state] = Fraction(told, factorial(number))
    return Power(sum(by_size), swings, shapley)


def count_winning(
    electorate: Electorate, in_favour: Collection[str] = (), against: Collection[str] = ()
) -> int:
    """In how many of the ways in which the undecided can vote the act is adopted."""
    return _count_winning(_game(electorate, in_favour, against))


@lru_cache(maxsize=KEPT)
def _count_winning(game: _Game) -> int:
    sums = _sums(game.weights)
    return sum(
        sums.count(size, 0 if size >= game.free else game.quota, None)
        for size in range(max(game.need, 0), len(game.states) + 1)
    )


def minimal_winning(
    electorate: Electorate, in_favour: Collection[str] = (), against: Collection[str] = ()
) -> int:
    """How many sets of undecided states are just enough: without any one of them it fails."""
    return _minimal_winning(_game(electorate, in_favour, against))


def minimal_blocking(
    electorate: Electorate, in_favour: Collection[str] = (), against: Collection[str] = ()
) -> int:
    """How many sets of undecided states just block, the others being in favour."""
    return _minimal_blocking(_game(electorate, in_favour, against))


def list_minimal_winning(
    electorate: Electorate,
    in_favour: Collection[str] = (),
    against: Collection[str] = (),
    limit: int = 20,
) -> list[frozenset[str]]:
    """Some of `minimal_winning`, the smallest sets first."""
    game = _game(electorate, in_favour, against)
    return _list(game, _winning_windows(game), limit)


def list_minimal_blocking(
    electorate: Electorate,
    in_favour: Collection[str] = (),
    against: Collection[str] = (),
    limit: int = 20,
) -> list[frozenset[str]]:
    """Some of `minimal_blocking`, the smallest sets first."""
    game = _game(electorate, in_favour, against)
    return _list(game, _blocking_windows(game), limit)


@dataclass(frozen=True)
class _Game:
    """What the undecided, lightest first, still have to bring for an act to be adopted.

    So many of them (`need`), and so many people (`quota`), or so many of them that too few are left
    to block (`free`).
    """

    states: tuple[str, ...]
    weights: tuple[int, ...]
    need: int
    quota: int
    free: int


def _game(electorate: Electorate, in_favour: Collection[str], against: Collection[str]) -> _Game:
    favour, contra = tally(electorate, in_favour).in_favour, tally(electorate, against).in_favour
    if both := sorted(favour & contra):
        raise VotingError(f"{', '.join(both)}: in favour and against at once.")
    counts = electorate.counts
    open_ = electorate.participants - favour - contra
    states = tuple(sorted(open_, key=lambda state: (counts[state], state)))
    needed_people = -(-POPULATION_PCT * electorate.total // 100)
    return _Game(
        states,
        tuple(counts[state] for state in states),
        need=electorate.members_required - len(favour),
        quota=needed_people - electorate.people(favour),
        free=len(contra) + len(states) - electorate.minimum_blocking_members + 1,
    )


@dataclass(frozen=True)
class _Window:
    """Sets of `size` states that count: all that weigh `low` or more and less than `high`.

    With `lightest` it is one of the states: the set is that state and heavier ones, and the weight
    is that of the heavier ones.
    """

    weights: tuple[int, ...]
    size: int
    low: int
    high: int | None
    lightest: int | None = None

    @property
    def sums(self) -> _Sums:
        return _sums(self.weights, 0 if self.lightest is None else self.lightest + 1)

    @property
    def others(self) -> int:
        return self.size - (self.lightest is not None)

    def count(self) -> int:
        return self.sums.count(self.others, self.low, self.high)

    def find(self) -> Iterator[int]:
        """The sets as bits, the first state being the lowest bit."""
        mine = 0 if self.lightest is None else 1 << self.lightest
        return (mask | mine for mask in self.sums.find(self.others, self.low, self.high))


def _winning_windows(game: _Game) -> Iterator[_Window]:
    """Sets that are enough, and are not without their lightest state."""
    weights, quota, number = game.weights, game.quota, len(game.states)
    least = max(game.need, 0)
    if game.need <= 0 and (quota <= 0 or game.free <= 0):
        yield _Window(weights, 0, 0, None)
        return
    if 0 < least <= number:
        yield _Window(weights, least, 0 if least >= game.free else quota, None)
    for size in range(least + 1, min(game.free, number) + 1):
        yield from _by_lightest(weights, size, quota, reaches=size < game.free)


def _blocking_windows(game: _Game) -> Iterator[_Window]:
    """Sets that block, and don't without their lightest state."""
    weights, number = game.weights, len(game.states)
    weight = sum(weights) - game.quota + 1
    few, many = number - game.free + 1, number - game.need + 1
    if many <= 0 or (weight <= 0 and few <= 0):
        yield _Window(weights, 0, 0, None)
        return
    if 0 < few < many:
        yield _Window(weights, few, weight, None)
    for size in range(max(few, 0) + 1, min(many, number + 1)):
        yield from _by_lightest(weights, size, weight, reaches=True)
    if 0 < many <= number and few < many:
        yield from _by_lightest(weights, many, weight, reaches=False)
    elif 0 < many <= number:
        yield _Window(weights, many, 0, None)


def _by_lightest(
    weights: tuple[int, ...], size: int, bound: int, *, reaches: bool
) -> Iterator[_Window]:
    """Without its lightest state a set lies below the bound; with it, it `reaches` that."""
    for place in range(len(weights) - size, -1, -1):
        low = bound - weights[place] if reaches else 0
        yield _Window(weights, size, low, bound, place)


@lru_cache(maxsize=KEPT)
def _minimal_winning(game: _Game) -> int:
    return sum(window.count() for window in _winning_windows(game))


@lru_cache(maxsize=KEPT)
def _minimal_blocking(game: _Game) -> int:
    return sum(window.count() for window in _blocking_windows(game))


def forget() -> None:
    """Let the next question be answered as if nothing had been asked before: for benchmarks."""
    for kept in (_sums, _power, _count_winning, _minimal_winning, _minimal_blocking):
        kept.cache_clear()


def _list(game: _Game, windows: Iterator[_Window], limit: int) -> list[frozenset[str]]:
    found = (mask for window in windows for mask in window.find())
    return [
        frozenset(state for place, state in enumerate(game.states) if mask >> place & 1)
        for mask in islice(found, limit)
    ]


#: Room for the bits of a set below its sum.
_BITS = 32
_SET = (1 << _BITS) - 1


class _Sums:
    """The sums of all subsets of each half of some weights, by size, sorted.

    An entry is the sum and, in its lowest bits, the set.
    """

    def __init__(self, weights: tuple[int, ...], first: int) -> None:
        self.first, self.middle = first, (first + len(weights)) // 2
        self.left = _subsets(weights[first : self.middle], first)
        self.right = _subsets(weights[self.middle :], self.middle)

    def pairs(self, size: int) -> Iterator[tuple[list[int], list[int]]]:
        """Lists of either half whose sets have so many members together."""
        for mine in range(max(0, size - len(self.right) + 1), min(size, len(self.left) - 1) + 1):
            yield self.left[mine], self.right[size - mine]

    def count(self, size: int, low: int, high: int | None) -> int:
        """How many sets of the size weigh at least `low` and less than `high`."""
        number = 0
        for left, right in self.pairs(size):
            upper = len(left) * len(right) if high is None else sum(_below(left, right, high))
            number += upper - (sum(_below(left, right, low)) if low > 0 else 0)
        return number

    def find(self, size: int, low: int, high: int | None) -> Iterator[int]:
        """The sets themselves, as bits."""
        for left, right in self.pairs(size):
            upper = [len(right)] * len(left) if high is None else _below(left, right, high)
            for one, begin, end in zip(left, _below(left, right, low), upper, strict=True):
                for other in right[begin:end]:
                    yield (one | other) & _SET


@lru_cache(maxsize=64)
def _sums(weights: tuple[int, ...], first: int = 0) -> _Sums:
    return _Sums(weights, first)


def _subsets(weights: tuple[int, ...], first: int) -> list[list[int]]:
    by_size: list[list[int]] = [[0]]
    for place, weight in enumerate(weights, start=first):
        entry = weight << _BITS | 1 << place
        larger = [[one + entry for one in each] for each in by_size]
        joined = [sorted(a + b) for a, b in zip(by_size[1:], larger, strict=False)]
        by_size = [by_size[0], *joined, larger[-1]]
    return by_size


def _below(left: list[int], right: list[int], bound: int) -> list[int]:
    """For each entry of the left, with how many of the right it stays below the bound."""
    found, end, reach = [], len(right), bound << _BITS
    for one in left:
        end = bisect_left(right, reach - (one & ~_SET), 0, end)
        found.append(end)
    return found


def _winning(game: _Game, sums: _Sums) -> tuple[list[int], list[list[int]]]:
    """How many sets of each size are enough, in all, and with each state among them."""
    number = len(game.states)
    by_size = [0] * (number + 1)
    of_player = [[0] * (number + 1) for _ in game.states]
    halves = [(sums.left, sums.first, sums.middle), (sums.right, sums.middle, number)]
    holding = [_holders(half, range(begin, end)) for half, begin, end in halves]
    for size in range(max(game.need, 0), number + 1):
        quota = 0 if size >= game.free else game.quota
        for left, right in sums.pairs(size):
            mine, theirs = _partners(left, right, quota)
            by_size[size] += sum(mine)
            for holders, counts, each in (
                (holding[0], mine, left),
                (holding[1], theirs, right),
            ):
                for place, pick in holders[id(each)]:
                    of_player[place][size] += sum(pick(counts))
    return by_size, of_player


def _holders(
    half: list[list[int]], places: range
) -> dict[int, list[tuple[int, Callable[[list[int]], Sequence[int]]]]]:
    """For each list of a half and each state, what picks from a like list those that hold it."""
    return {id(each): [(place, _picker(each, 1 << place)) for place in places] for each in half}


def _picker(each: list[int], bit: int) -> Callable[[list[int]], Sequence[int]]:
    """An `itemgetter` picks several in one step; of fewer than two it makes no sequence."""
    places = list(compress(range(len(each)), map(and_, each, repeat(bit))))
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def _partners(left: list[int], right: list[int], quota: int) -> tuple[list[int], list[int]]:
    """For each set of either list, with how many of the other list it reaches the quota."""
    below = _below(left, right, quota)
    starts = [0] * (len(right) + 1)
    for end in below:
        starts[end] += 1
    return [len(right) - end for end in below], list(accumulate(starts[:-1]))
