"""Installations that a test may damage, with a sink and, where wanted, a Redis of their own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis as client

from tests.faults.place import Place
from tests.sink_client import SinkProcess
from tests.test_processes import free_port, own_database

__all__ = ["own_database"]


class OwnRedis:
    """A Redis server on a port of its own that can be stopped, frozen and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty, or let it go on if it was frozen."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            return
        told = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(["redis-server", *told], stdout=subprocess.DEVNULL)
        for _ in range(100):
            with suppress(client.ConnectionError):
                self.ask("PING")
                return
            time.sleep(0.1)
        pytest.fail("Redis did not start")

    def ask(self, *command: str) -> None:
        """Give it one command."""
        with client.Redis.from_url(self.url) as connection:
            connection.execute_command(*command)

    def freeze(self) -> None:
        """Let it take connections, which the system does for it, and never answer."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def end(self) -> None:
        """Kill it, so that its port refuses."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    """A Redis of this test's own, running."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = OwnRedis()
    server.start()
    yield server
    server.end()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SinkProcess]:
    """A relay that behaves well until it is told otherwise."""
    with SinkProcess(tmp_path / "sink") as made:
        yield made


@pytest.fixture
def alone(tmp_path: Path, sink: SinkProcess) -> Iterator[Place]:
    """One process on SQLite."""
    place = Place(tmp_path, sink)
    yield place
    place.close()


@pytest.fixture
def apart(
    tmp_path: Path, sink: SinkProcess, own_database: str, own_redis: OwnRedis
) -> Iterator[Place]:
    """Web, worker and clock on PostgreSQL and Redis."""
    place = Place(tmp_path, sink, own_database, own_redis.url)
    yield place
    place.close()


@pytest.fixture(params=["alone", "apart"])
def place(request: pytest.FixtureRequest) -> Place:
    """Either of the two."""
    made: Place = request.getfixturevalue(request.param)
    return made
