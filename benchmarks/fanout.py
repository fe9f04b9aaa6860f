"""One change told to 10,000 subscribers, until the last mail is in the sink; and to 100,000.

    PYTHONPATH=. .venv/bin/python benchmarks/fanout.py [COUNT] [--rounds 3] [--full]

Beside the tracker run django-post-office and the limit: the same bytes from a durable queue,
pipelined. All take turns and hand over to a quick sink in a process of its own. On PostgreSQL too,
if TEST_DATABASE_URL names a server; its own processor time is not counted. `--full` also measures
what memory 100,000 take beside 10,000.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from benchmarks._measure import peer
from tests.sink_client import ROOT, SinkProcess

LIMIT, PEER = "the limit, SQLite", "django-post-office, SQLite"
PRODUCT = {"SQLite": "tracker, SQLite", "PostgreSQL": "tracker, PostgreSQL"}
Result = dict[str, float]


@contextmanager
def database(of: str) -> Iterator[dict[str, str]]:
    """The setting that names a new database, which is gone afterwards."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if of != PRODUCT["PostgreSQL"]:
        yield {}
        return
    name = f"tracker_bench_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": server.rsplit("/", 1)[0] + f"/{name}"}
        finally:
            db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(of: str, count: int, sample: bytes = b"") -> tuple[Result, bytes]:
    """What one contender took in a place of its own, and the first mail of a run of one."""
    contender = {LIMIT: "limit", PEER: "post_office"}.get(of, "product")
    with (
        tempfile.TemporaryDirectory() as place,
        database(of) as given,
        SinkProcess(Path(place) / "sink", raw=count == 1) as sink,
    ):
        (Path(place) / "sample").write_bytes(sample)
        env = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": place,
            "SITE_URL": "http://127.0.0.1:8000",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "SAMPLE": f"{place}/sample",
            "LOG_LEVEL": "ERROR",
            "SOURCE_HOLD_SECONDS": "0",  # the time for second thoughts is not what is measured
            **given,
        }
        command = [sys.executable, "-m", "benchmarks._senders", contender, str(count)]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
        )
        kept = sink.kept()
    told = len({message.to for message in kept})
    if (told, len(kept), len({message.id for message in kept})) != (count, count, count):
        raise SystemExit(f"{of}: {len(kept)} mails to {told} people, not {count} to as many")
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result, kept[0].raw


def show(rounds: list[dict[str, Result]], count: int) -> None:
    """Each contender as a multiple of the limit in the same round: median, lowest, highest."""
    print(f"\n{count:,} mails, {len(rounds)} rounds: time and CPU as multiples of the limit's")
    print(f"{'':28}{'time':>8}{'lowest':>8}{'highest':>8}{'CPU':>8}   mails/s   MiB")
    for name in rounds[0]:
        times = [each[name]["seconds"] / each[LIMIT]["seconds"] for each in rounds]
        cpu = statistics.median(each[name]["cpu"] / each[LIMIT]["cpu"] for each in rounds)
        pace = count / statistics.median(each[name]["seconds"] for each in rounds)
        peak = statistics.median(each[name]["peak"] for each in rounds)
        print(
            f"{name:28}{statistics.median(times):8.2f}{min(times):8.2f}{max(times):8.2f}{cpu:8.2f}"
            f"   ≈ {pace:7,.0f} {peak:5.0f}"
        )


def race(names: list[str], count: int, rounds: int, sample: bytes) -> list[dict[str, Result]]:
    """All in turn, so that a busy neighbour hits each of them."""
    told = [{name: run(name, count, sample)[0] for name in names} for _ in range(rounds)]
    show(told, count)
    return told


def main() -> None:
    """Race; then, if asked, ten times as many."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--full", action="store_true", help="also ten times as many, once")
    told = parser.parse_args()
    products = [PRODUCT["SQLite"]]
    if os.environ.get("TEST_DATABASE_URL"):
        products.append(PRODUCT["PostgreSQL"])
    else:
        print("Not on PostgreSQL: set TEST_DATABASE_URL.")
    settings.configure()  # the peer wants some when it is imported
    others = [PEER] if peer("post_office", "django-post-office nh3") else []
    _, sample = run(PRODUCT["SQLite"], 1)
    print(f"The tracker's mail has {len(sample):,} bytes; the limit sends the same.")
    few = race([LIMIT, *products, *others], told.count, told.rounds, sample)
    if told.full:
        [many] = race([LIMIT, *products], told.count * 10, 1, sample)
        for name in products:
            before = statistics.median(each[name]["peak"] for each in few)
            print(f"{name}: {many[name]['peak'] / before:.2f} x the memory at ten times as many")


if __name__ == "__main__":
    main()
