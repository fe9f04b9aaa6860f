"""Reads a large page in a process of its own, which gets so much time and memory and no more.

A thread cannot be stopped, and the worker's threads have the memory of one process: a page that
keeps a reader busy for ever, or has it fill the memory, would take the mails with it. The readers
know no Django, so that the process has begun after a fifth of a second. Of a small page no reader
can make that much work (`tests/scrapers/test_budget.py`): it is read here.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from scrapers.expect import NotThere, ParseError
from scrapers.records import Record
from scrapers.sources import WATCHED, Watched

#: Larger pages are read apart. A reader that takes time with the square has 2 s here at most.
SMALL = 64 * 1024
#: Of the processor, so that a busy machine makes no page a bad one.
SECONDS = 5
MEMORY = 512 * 1024 * 1024
#: Of the wall's clock, for a process that does nothing at all.
PATIENCE = 30
_ROOT = Path(__file__).parent.parent
_RUN = ("-m", "scrapers.apart")
#: Of the environment: whoever reads a page needs no password.
_NEEDED = ("LD_LIBRARY_PATH", "PYTHONPATH")


def read(watched: Watched, page: bytes, expect: str | None) -> Record:
    """What the reader makes of a page. Raises `ParseError` also if it takes too much."""
    if len(page) <= SMALL:
        return watched.read(page, expect)
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the page goes in as input)
            [sys.executable, *_RUN, watched.slug, *filter(None, [expect])],
            check=False,
            input=page,
            capture_output=True,
            timeout=PATIENCE,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
            process_group=0,  # Ctrl-C is for us, and no fault of the page
        )
    except subprocess.TimeoutExpired:
        raise ParseError(_TOO_LONG) from None
    if done.returncode == -signal.SIGXCPU:
        raise ParseError(_TOO_LONG)
    if done.returncode < 0:  # libraries in C and Rust end the process where memory ends
        raise ParseError(f"reading it ended the process ({signal.Signals(-done.returncode).name})")
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(said or f"the reader's process ended with {done.returncode}")
    # What our own readers put together, and no bytes of the page's.
    answer: Record | ParseError | NotThere = pickle.loads(done.stdout)  # noqa: S301
    if isinstance(answer, Exception):
        raise answer
    return answer


#: Of each watched kind of page, by its slug.
READER_OF = {watched.slug: watched.read for watched in WATCHED}
_TOO_LONG = f"reading it took longer than {SECONDS} seconds"
_TOO_MUCH = f"reading it took more than {MEMORY // 1024**2} MiB of memory"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    with suppress(ValueError, OSError):  # macOS knows no limit of memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(slug: str, expect: str | None = None) -> None:
    """Read the page on standard input and write what came of it, pickled, to standard output."""
    _limit()
    answer: object
    try:
        answer = READER_OF[slug](sys.stdin.buffer.read(), expect)
    except (ParseError, NotThere) as refused:
        answer = refused
    except MemoryError:
        answer = ParseError(_TOO_MUCH)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
