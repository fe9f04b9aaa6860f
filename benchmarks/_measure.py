"""How the benchmarks measure: processor time, contenders in turn, ratios to one of them.

Machines are shared and noisy, so that seconds mean little and a ratio within one run means much.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping
from time import process_time

ROUNDS = 15
#: Long enough that the clock's steps do not count.
AT_LEAST = 0.05


def compare(contenders: Mapping[str, Callable[[], object]], floor: str) -> None:
    """Print each contender's CPU time as a multiple of the floor's: median, lowest, highest.

    The contenders take turns, so that a busy neighbour hits all of them.
    """
    for work in contenders.values():
        work()
    rounds = [{name: _once(work) for name, work in contenders.items()} for _ in range(ROUNDS)]
    print(f"{'':46}{'median':>9}{'lowest':>9}{'highest':>9}   milliseconds")
    for name in contenders:
        ratios = [each[name] / each[floor] for each in rounds]
        spent = statistics.median(each[name] for each in rounds) * 1000
        print(
            f"{name:46}{statistics.median(ratios):9.2f}{min(ratios):9.2f}{max(ratios):9.2f}"
            f"   ≈ {spent:.3g}"
        )


def _once(work: Callable[[], object]) -> float:
    """The CPU seconds of one call, over as many as it takes to be measured."""
    gc.collect()
    calls, started = 0, process_time()
    while True:
        work()
        calls += 1
        spent = process_time() - started
        if spent >= AT_LEAST:
            return spent / calls
