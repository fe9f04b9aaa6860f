"""All 2^27 outcomes of a vote in the Council, counted: against brute force and public programs.

The vote is that of the 27 with the shares of 2025, nobody decided. First it is shown that all
agree; then what each costs. numpy is no requirement of the tracker and stands for the limit: the
same method, meeting in the middle, without a loop in Python.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import factorial
from pathlib import Path
from typing import Any

from benchmarks._measure import compare, peer
from legislation.domain.voting import (
    Electorate,
    Figures,
    Power,
    list_minimal_blocking,
    minimal_blocking,
    minimal_winning,
    pivotal,
    power,
    tally,
)
from legislation.domain.voting.coalitions import forget
from tests.domain.voting_examples import SHARES_2025

ELECTORATE = Electorate.of(Figures(2025, {}, SHARES_2025))
STATES = sorted(SHARES_2025)
WEIGHTS = [SHARES_2025[state] for state in STATES]
ALL = len(STATES)
NEED, QUOTA, FREE = ELECTORATE.members_required, -(-65 * sum(WEIGHTS) // 100), ALL - 3
#: Python goes through so many states' outcomes only, and is not run for the hours of all 27.
FEW = 14
BRUTE = """
#include <stdint.h>
void count(const int32_t *w, int n, int need, int quota, int nofewer, int64_t *size, int64_t *of) {
  int half = n / 2; int32_t low[1 << 14];
  for (int m = 0; m < 1 << half; m++) {
    low[m] = 0; for (int i = 0; i < half; i++) if (m >> i & 1) low[m] += w[i];
  }
  for (uint32_t h = 0; h < 1u << (n - half); h++) {
    int32_t high = 0; for (int i = half; i < n; i++) if (h >> (i - half) & 1) high += w[i];
    for (uint32_t l = 0; l < 1u << half; l++) {
      uint32_t m = h << half | l; int k = __builtin_popcount(m);
      if (k < need || (high + low[l] < quota && k < nofewer)) continue;
      size[k]++;
      for (uint32_t r = m; r; r &= r - 1) of[__builtin_ctz(r) * (n + 1) + k]++;
    }
  }
}
"""

Counter = Callable[[], Power]


def afresh(count: Callable[..., Any], *asked: Any, **how: Any) -> Any:
    """The tracker's own answer, with nothing kept from the last time."""
    forget()
    return count(ELECTORATE, *asked, **how)


def ours() -> Power:
    """All outcomes, by the tracker."""
    counted: Power = afresh(power)
    return counted


def indices(by_size: list[int], of_player: list[list[int]]) -> Power:
    """The powers that follow from how many coalitions of each size win, with each state in them."""
    swings, shapley = {}, {}
    for state, mine in zip(STATES, of_player, strict=True):
        swings[state] = 2 * sum(mine) - sum(by_size)
        told = sum(mine[k] * factorial(k - 1) * factorial(ALL - k) for k in range(1, ALL + 1))
        told -= sum(
            (by_size[k] - mine[k]) * factorial(k) * factorial(ALL - k - 1) for k in range(ALL)
        )
        shapley[state] = Fraction(told, factorial(ALL))
    return Power(sum(by_size), swings, shapley)


def numpy_halves(np: Any) -> Power:
    """Meeting in the middle with numpy."""
    by_size, of_player = [0] * (ALL + 1), [[0] * (ALL + 1) for _ in STATES]
    left, right = _half(np, WEIGHTS[: ALL // 2]), _half(np, WEIGHTS[ALL // 2 :])
    for a, (sums, sets) in enumerate(left):
        for b, (others, partners) in enumerate(right):
            if a + b < NEED:
                continue
            quota = 0 if a + b >= FREE else QUOTA
            mine = len(others) - np.searchsorted(others, quota - sums)
            theirs = len(sums) - np.searchsorted(sums, quota - others)
            by_size[a + b] += int(mine.sum())
            found = [*(mine @ sets).tolist(), *(theirs @ partners).tolist()]
            for player, count in enumerate(found):
                of_player[player][a + b] += int(count)
    return indices(by_size, of_player)


def _half(np: Any, weights: list[int]) -> list[tuple[Any, Any]]:
    """By size: the sums of all subsets, sorted, and who is in each."""
    masks = np.arange(1 << len(weights))
    bits = (masks[:, None] >> np.arange(len(weights)) & 1).astype(np.int64)
    sums, sizes = bits @ np.array(weights), bits.sum(axis=1)
    order = np.lexsort((sums, sizes))
    cuts = np.searchsorted(sizes[order], range(1, len(weights) + 1))
    return list(zip(np.split(sums[order], cuts), np.split(bits[order], cuts), strict=True))


def brute_force(folder: Path) -> Counter | None:
    """Each of the 2^27 looked at, in C; None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("Not compared with brute force in C: there is no compiler, cc.")
        return None
    source, library = folder / "brute.c", folder / "brute.so"
    source.write_text(BRUTE)
    asked = [compiler, "-O2", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)]
    subprocess.run(asked, check=True)  # noqa: S603
    count = ctypes.CDLL(str(library)).count

    def counted() -> Power:
        size, of = (ctypes.c_int64 * (ALL + 1))(), (ctypes.c_int64 * (ALL * (ALL + 1)))()
        count((ctypes.c_int32 * ALL)(*WEIGHTS), ALL, NEED, QUOTA, FREE, size, of)
        rows = [list(of[i * (ALL + 1) : (i + 1) * (ALL + 1)]) for i in range(ALL)]
        return indices(list(size), rows)

    return counted


def decision_diagrams(bdd: Any) -> tuple[list[float], list[float]]:
    """power_bdd: enough members and people, or too few aside to block."""
    members = bdd.BDD(bdd.WeightedGame(NEED, [1] * ALL))
    people = bdd.BDD(bdd.WeightedGame(QUOTA, list(WEIGHTS)))
    too_many = bdd.BDD(bdd.WeightedGame(FREE, [1] * ALL))
    game = members & people | too_many
    return list(game.calc_banzhaf()), list(game.calc_shapley())


def one_by_one() -> int:
    """Python looks at each outcome of a few states, the others being in favour."""
    some, others = STATES[:FEW], set(STATES[FEW:])
    sets = (set(each) | others for size in range(FEW + 1) for each in combinations(some, size))
    return sum(tally(ELECTORATE, chosen).adopted for chosen in sets)


def once(chosen: frozenset[str]) -> object:
    """One coalition, as a page asks for it."""
    counted = tally(ELECTORATE, chosen)
    return (
        counted.result,
        counted.population_in_favour_pct,
        counted.deemed_adopted,
        counted.too_close_to_call,
    )


def agree(name: str, theirs: Power, mine: Power) -> None:
    """Stop if another count is not exactly the tracker's."""
    if theirs != mine:
        raise SystemExit(f"{name} counts otherwise")
    print(f"{name}: the same, exactly")


def public(mine: Power) -> dict[str, Callable[[], object]]:
    """The public programs that are there, held against the tracker's answer."""
    contenders: dict[str, Callable[[], object]] = {}
    if bdd := peer("power_bdd.bdd", "power_bdd==1.0.0"):
        banzhaf, shapley = decision_diagrams(bdd)
        theirs = dict(zip(STATES, zip(banzhaf[-ALL:], shapley[-ALL:], strict=True), strict=True))
        half = 2 ** (ALL - 1)
        off = max(
            abs(each - right)
            for state, pair in theirs.items()
            for each, right in zip(
                pair, (mine.swings[state] / half, mine.shapley[state]), strict=True
            )
        )
        print(f"power_bdd: the same, to {float(off):.0e}")
        contenders["power_bdd"] = partial(decision_diagrams, bdd)
    if indices_ := peer("powerindices"):
        print("powerindices: knows one quota, so it is asked of the people alone: another vote")
        contenders["powerindices, Banzhaf, people alone"] = partial(
            indices_.compute_pbi, QUOTA, list(WEIGHTS)
        )
        contenders["powerindices, Shapley-Shubik, people alone"] = partial(
            indices_.compute_ssi, QUOTA, list(WEIGHTS)
        )
    return contenders


def main() -> None:
    """Agree, then time."""
    mine = ours()
    print(f"{mine.winning:,} of {2**ALL:,} coalitions win ({100 * mine.winning / 2**ALL:.2f} %)")
    contenders: dict[str, Callable[[], object]] = {"tracker: count, Banzhaf, Shapley-Shubik": ours}
    floor = next(iter(contenders))
    if np := peer("numpy"):
        agree("numpy, meeting in the middle", numpy_halves(np), mine)
        floor = "numpy, meeting in the middle"
        contenders[floor] = partial(numpy_halves, np)
    with tempfile.TemporaryDirectory() as folder:
        if brute := brute_force(Path(folder)):
            agree("brute force in C", brute(), mine)
            contenders["brute force in C"] = brute
        contenders |= public(mine)
        print("\nd1: all outcomes")
        compare(contenders, floor)
    print("\nd2: minimal coalitions, all counted")
    d2: dict[str, Callable[[], object]] = {
        floor: contenders[floor],
        "tracker: count, Banzhaf, Shapley-Shubik": ours,
        "minimal winning": partial(afresh, minimal_winning),
        "minimal blocking": partial(afresh, minimal_blocking),
        "ten minimal blocking, listed": partial(afresh, list_minimal_blocking, limit=10),
    }
    compare(d2, floor)
    print("\nd3: one coalition")
    chosen = frozenset(STATES) - {"DE", "FR", "IT"}
    single = "one coalition"
    compare(
        {
            single: partial(once, chosen),
            "who alone could turn it": lambda: pivotal(tally(ELECTORATE, chosen)),
            f"Python, one by one, 2^{FEW} of 2^{ALL}": one_by_one,
            floor: contenders[floor],
            "tracker: all outcomes": ours,
        },
        single,
    )


if __name__ == "__main__":
    main()
