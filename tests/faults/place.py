"""The tracker as an operator runs it, in processes that a test may kill.

Alone: one process on SQLite, without a broker. Apart: web, worker and clock on
PostgreSQL and Redis.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import crowd
from tests.sink_client import ROOT, SinkProcess
from tests.test_processes import BIN, Browser, answers, free_port

#: So many the crowd is; a small number is for trying a test out.
SUBSCRIBERS = int(os.environ.get("FAULTS_SUBSCRIBERS", "10000"))
#: Long enough for a mail a time that the sink draws out, short enough to be waited for.
LEASE, DOUBT = 20, 5
#: A worker or a clock is up after this many seconds, also on a busy machine.
STARTING = 10


class Place:
    """One installation. The processes that send are `senders`; the rest serves pages."""

    def __init__(
        self, folder: Path, sink: SinkProcess, database: str = "", redis: str = ""
    ) -> None:
        self.folder, self.sink, self.database, self.redis = folder, sink, database, redis
        self.port, self.log = free_port(), folder / "log"
        self.spawned: dict[int, float] = {}
        self.senders: list[subprocess.Popen[bytes]] = []
        self.others: list[subprocess.Popen[bytes]] = []
        self.env = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "TICK_SECONDS": "0.5",
            "MAIL_CONNECTIONS": "4",
            "MAIL_LEASE_SECONDS": str(LEASE),
            "MAIL_DOUBT_SECONDS": str(DOUBT),
            # Nobody here wants to take back what was entered.
            "SOURCE_HOLD_SECONDS": "0",
            "POSITION_HOLD_SECONDS": "0",
            **({"DATABASE_URL": database} if database else {}),
            **({"REDIS_URL": redis} if redis else {}),
        }

    @property
    def base(self) -> str:
        """The address of the pages."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self, subscribers: int, *, news: bool = True) -> None:
        """The record, a first account, the crowd, and a change that waits for it."""
        said = self._run("manage.py", "setup")
        found = re.search(r"First staff account: name admin, password (\S{16})", said)
        assert found is not None
        self.password = found[1]
        self._run("-m", "tests.crowd", str(subscribers), *(["--news"] if news else []))

    def start(self) -> None:
        """Start whatever does not run, as who supervises it does, and wait for the pages."""
        running = {str(each.args): each for each in self.senders if each.poll() is None}
        self.senders = [running.get(str(each)) or self._spawn(each) for each in self._sending()]
        if self.database and not self.others:
            gunicorn = [str(BIN / "gunicorn"), "tracker.wsgi:application", "--threads", "4"]
            self.others = [self._spawn([*gunicorn, "--bind", f"127.0.0.1:{self.port}"])]
        self.wait("the first page", lambda: answers(f"{self.base}/healthz"))

    def stop_senders(self, number: signal.Signals) -> None:
        """Send all senders a signal at once and wait until they are gone, in order if by TERM."""
        ages = {each.pid: time.monotonic() - self.spawned[each.pid] for each in self.senders}
        for process in self.senders:
            process.send_signal(number)
        for process in self.senders:
            code = process.wait(timeout=60)
            # One that had not got so far as to mind signals has begun nothing, either.
            starting = ages[process.pid] < STARTING and code == -number
            assert number == signal.SIGKILL or code == 0 or starting, (
                f"{process.args!r} ended with {code}\n{self.tail()}"
            )
        self.senders = []

    def close(self) -> None:
        """End what a test left."""
        for process in [*self.senders, *self.others]:
            if process.poll() is None:
                process.kill()
            process.wait()

    def wait(self, what: str, done: Callable[[], bool], seconds: float = 60) -> None:
        """Until it is so; the test fails with the program's own words if it never is."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                states = self.states() if (self.folder / "var").exists() else {}
                pytest.fail(f"{what}: not within {seconds:g} s; {states}\n{self.tail()}")
            time.sleep(0.1)

    def tail(self) -> str:
        """The end of what the programs said."""
        return self.log.read_text()[-4000:] if self.log.exists() else ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says, asked without the program."""
        if self.database:
            with psycopg.connect(self.database.replace("postgres://", "postgresql://")) as db:
                return list(db.execute(sql))
        db_ = sqlite3.connect(
            f"file:{self.folder}/var/tracker.sqlite3?mode=ro", uri=True, timeout=20
        )
        try:
            return list(db_.execute(sql))
        finally:
            db_.close()

    def states(self) -> dict[str, int]:
        """How many alerts are in each state."""
        asked = "SELECT state, count(*) FROM legislation_email WHERE kind = 'alert' GROUP BY state"
        return dict(self.rows(asked))

    def all_sent(self, count: int) -> bool:
        """Whether each of so many alerts is marked as sent."""
        return self.states() == {"sent": count}

    def doubted(self) -> set[str]:
        """The Message-IDs of all mails that were ever in doubt."""
        asked = "SELECT message_id FROM legislation_email WHERE doubted_at IS NOT NULL"
        return {str(row[0]) for row in self.rows(asked)}

    def told(self) -> list[str]:
        """Whom the sink has an alert for, a name for each copy."""
        return [kept.to for kept in self.sink.kept() if kept.to.startswith("reader")]

    def has_told(self, count: int) -> bool:
        """Whether the sink has so many alerts."""
        return len(self.told()) >= count

    def sign_up(self, address: str) -> float:
        """Ask for mails as a person does; how many seconds the form took."""
        reader = Browser(self.base)
        started = time.monotonic()
        reader.post("/subscribe/", address=address, everything="on")
        return time.monotonic() - started

    def proposal(self) -> str:
        """The number of the proposal that the crowd follows."""
        asked = f"SELECT id FROM legislation_proposal WHERE reference = '{crowd.REFERENCE}'"  # noqa: S608
        return str(self.rows(asked)[0][0])

    def _sending(self) -> list[list[str]]:
        if not self.database:
            return [[sys.executable, "-m", "tracker.embedded"]]
        celery = [str(BIN / "celery"), "-A", "tracker"]
        return [
            [*celery, "worker", "--pool", "threads", "--concurrency", "4"],
            [*celery, "beat", "--schedule", str(self.folder / "beat")],
        ]

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=out, stderr=out)
        self.spawned[process.pid] = time.monotonic()
        return process

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
