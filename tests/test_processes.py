"""The program as a person starts it: processes of its own, real HTTP, real SMTP.

One process on SQLite without a broker, and web, worker and clock apart on PostgreSQL and Redis.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest
import redis

from scrapers.replay import Replay
from tests import story
from tests.smtp_sink import Sink

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(what: str, done: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    """Until it is so; the test fails with the program's own words if it never is."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {seconds:g} s\n{log.read_text()[-4000:]}")
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is stopped by SIGTERM at the end, and must then end well."""
    with log.open("a") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, text=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                pytest.fail(f"{command} did not stop on SIGTERM\n{log.read_text()[-4000:]}")


class Browser:
    """Fills forms as a browser does, with cookies and the hidden field."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        return str(self.opener.open(self.base + path, timeout=20).read().decode())

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        hidden = {"csrfmiddlewaretoken": token[1]} if token else {}  # none behind a mailed link
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        return str(self.opener.open(self.base + path, data, timeout=20).read().decode())


def read_again(env: dict[str, str]) -> None:
    """Make all sources due, as the admin's "Read now" does; the clock picks them up."""
    due = (
        "from django.utils import timezone; from legislation.models import Source; "
        "Source.objects.update(next_read_at=timezone.now())"
    )
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", due]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def tell_the_story(base: str, folder: Path, sink: Sink, log: Path, env: dict[str, str]) -> None:
    """Subscribe, confirm, let the first reading pass in silence, and be told of today once each."""
    reader = Browser(base)
    reader.post("/subscribe/", address="reader@example.org", proposals="2025-0059-COD")
    wait_for("the confirmation", lambda: len(sink.messages) == 1, log)
    body = sink.messages[0].get_body(("plain",))
    assert body is not None
    link = re.search(r"(/confirm/\S+)", body.get_content())
    assert link is not None
    reader.post(link[1])

    def all_read() -> bool:
        page = reader.get("/api/v1/sources/")
        return page.count('"state":"fine"') == 7

    wait_for("seven sources read", all_read, log)
    assert len(sink.messages) == 1  # a first reading tells nobody

    story.go_on(folder, date.today())  # noqa: DTZ011
    read_again(env)
    wait_for("two alerts", lambda: len(sink.messages) >= 3, log)
    subjects = sorted(str(message["Subject"]).split(":")[1] for message in sink.messages[1:])
    assert subjects == [
        " Signature by the President of the EP and by the President of the Council "
        f"({date.today():%-d %B %Y})",  # noqa: DTZ011
        " reported",
    ]
    assert "Signature by the President" in reader.get("/proposals/2025-0059-COD/")


def environment(tmp_path: Path, port: int, sink: Sink, served: Replay) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path / "var"),
        "PORT": str(port),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "TICK_SECONDS": "0.5",
        "SOURCE_HOLD_SECONDS": "0",
        **served.settings(),
    }


def test_one_process_serves_reads_and_mails_and_stops_in_order(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    folder = story.lay(tmp_path / "story")
    with Sink() as sink, Replay(folder, 0) as served:
        env = environment(tmp_path, port, sink, served)
        command = [sys.executable, "-m", "tracker.embedded"]
        with running(command, env, log) as process:
            base = f"http://127.0.0.1:{port}"
            wait_for("the first page", lambda: answers(f"{base}/"), log)
            said = log.read_text()
            assert re.search(r"First staff account: name admin, password \S{16}", said)
            assert f"{base}/admin/" in said
            tell_the_story(base, folder, sink, log, env)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        assert log.read_text().rstrip().endswith("Stopped.")
        assert "Traceback" not in log.read_text()

        log.write_text("")
        with running(command, env, log):
            wait_for("the first page again", lambda: answers(f"{base}/"), log)
            assert "password" not in log.read_text()
            assert "Baseline: 0 changes" in log.read_text()


@pytest.fixture
def own_database(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database that exists for one test."""
    name = f"tracker_test_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(
        postgres_url.replace("postgres://", "postgresql://"), autocommit=True
    ) as db:
        db.execute(f'CREATE DATABASE "{name}"')
        yield postgres_url.rsplit("/", 1)[0] + f"/{name}"
        db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.services
def test_web_worker_and_clock_apart_on_postgresql_and_redis(
    tmp_path: Path, own_database: str, redis_url: str
) -> None:
    port, log = free_port(), tmp_path / "log"
    folder = story.lay(tmp_path / "story")
    redis.Redis.from_url(redis_url).flushdb()
    with ExitStack() as stack:
        sink = stack.enter_context(Sink())
        served = stack.enter_context(Replay(folder, 0))
        env = environment(tmp_path, port, sink, served)
        env |= {"DATABASE_URL": own_database, "REDIS_URL": redis_url}
        subprocess.run(
            [sys.executable, "manage.py", "setup"],
            cwd=ROOT,
            env=env,
            check=True,
            capture_output=True,
        )
        celery = [str(BIN / "celery"), "-A", "tracker"]
        for command in (
            [str(BIN / "gunicorn"), "tracker.wsgi:application", "--bind", f"127.0.0.1:{port}"],
            [*celery, "worker", "--pool", "threads", "--concurrency", "2"],
            [*celery, "beat", "--schedule", str(tmp_path / "beat")],
            # A second clock: it rings twice, and nothing happens twice.
            [*celery, "beat", "--schedule", str(tmp_path / "beat2")],
        ):
            stack.enter_context(running(command, env, log))
        base = f"http://127.0.0.1:{port}"
        wait_for("the first page", lambda: answers(f"{base}/"), log)
        tell_the_story(base, folder, sink, log, env)
        redis.Redis.from_url(redis_url).flushdb()  # the queue is a doorbell: nothing lies in it
        assert len(sink.messages) == 3
