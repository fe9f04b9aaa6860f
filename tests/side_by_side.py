"""All tests, in two lanes at once, since most machines have two cores: what `make test` runs.

What uses a database runs on SQLite and then on TEST_DATABASE_URL, if that is set; beside it runs
what needs no second database. One lane is seen as it goes, and the other when both are done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from threading import Thread
from typing import IO, Any


class Lane(Thread):
    """Runs of pytest, one after the other; `out` takes what they print."""

    def __init__(self, out: IO[str] | None = None) -> None:
        super().__init__()
        self.out = out
        self.runs: list[tuple[str, str, dict[str, str]]] = []
        self.passed = 0
        self.stopped = False
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        for title, option, more in self.runs:
            if self.stopped:
                return
            print(title, file=self.out, flush=True)
            command = [sys.executable, "-m", "pytest", option]
            self.process = subprocess.Popen(
                command, env=os.environ | more, stdout=self.out, stderr=self.out
            )
            self.passed += self.process.wait() == 0


def main() -> int:
    """1 if a test failed in any run, 130 if somebody stopped them."""
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryFile("w+") as kept:
        once, twice = Lane(), Lane(kept)
        once.runs.append(("Tests that need no second database", "--only-once", {}))
        twice.runs.append(("Tests that use the database, on SQLite", "--only-database", {}))
        if url := os.environ.get("TEST_DATABASE_URL"):
            again = {"DATABASE_URL": url}
            twice.runs.append(("The same on PostgreSQL", "--only-database", again))

        def stop(number: int, _: Any) -> None:
            """Ctrl-C reaches pytest by itself, and a second one would disturb its tidying up."""
            for lane in (once, twice):
                lane.stopped = True
                if number == signal.SIGTERM and lane.process:
                    lane.process.send_signal(signal.SIGINT)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        for lane in (once, twice):
            lane.start()
        for lane in (once, twice):
            lane.join()
        kept.seek(0)
        print(kept.read(), end="", flush=True)
    if once.stopped:
        return 130
    return int(any(lane.passed < len(lane.runs) for lane in (once, twice)))


if __name__ == "__main__":
    sys.exit(main())
