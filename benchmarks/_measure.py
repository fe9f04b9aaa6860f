"""How the benchmarks measure: processor time, contenders in turn, ratios to one of them.

Machines are shared and noisy, so that seconds mean little and a ratio within one run means much.
"""

from __future__ import annotations

import gc
import importlib
import statistics
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

ROUNDS = 15
#: Long enough that the clock's steps do not count.
AT_LEAST = 0.05

#: Where public programs are put to be compared with. They come last on the path, so that what they
#: bring along does not replace what the tracker runs with.
PEERS = Path(__file__).parents[1] / "var" / "peers"


@cache
def peer(module: str, package: str = "") -> Any:
    """A public program that is no requirement of the tracker; if it is absent, None, and a line
    says how to get it. `package` is what pip calls it, if not by the module's name."""
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))
    try:
        return importlib.import_module(module)
    except ImportError as error:
        print(f"Not compared with {module}: {error}. To compare: .venv/bin/python -m pip install")
        print(f'    --target var/peers "{package or module}"')
        return None


def compare(
    contenders: Mapping[str, Callable[[], object]],
    floor: str,
    clock: Callable[[], float] = process_time,
) -> None:
    """Print each contender's CPU time as a multiple of the floor's: median, lowest, highest.

    The contenders take turns, so that a busy neighbour hits all of them. Another clock is for what
    works in other processes as well.
    """
    for work in contenders.values():
        work()
    rounds = [
        {name: _once(work, clock) for name, work in contenders.items()} for _ in range(ROUNDS)
    ]
    print(f"{'':46}{'median':>9}{'lowest':>9}{'highest':>9}   milliseconds")
    for name in contenders:
        ratios = [each[name] / each[floor] for each in rounds]
        spent = statistics.median(each[name] for each in rounds) * 1000
        print(
            f"{name:46}{statistics.median(ratios):9.2f}{min(ratios):9.2f}{max(ratios):9.2f}"
            f"   ≈ {spent:.3g}"
        )


def _once(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """The seconds of one call, over as many as it takes to be measured."""
    gc.collect()
    calls, started = 0, clock()
    while True:
        work()
        calls += 1
        spent = clock() - started
        if spent >= AT_LEAST:
            return spent / calls
