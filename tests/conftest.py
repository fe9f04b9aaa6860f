"""What all tests share: a place of their own, and the servers that they were given.

A test that needs PostgreSQL, Redis or Chromium asks for it by fixture. Where it was not given, the
test is skipped under that name and a closing line says so; with REQUIRE_SERVICES=1 it fails.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

SAMPLES = Path(
    os.environ.get("SAMPLES", Path(__file__).parents[2] / "shared" / "samples")
).absolute()


def browser() -> str | None:
    """The path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


def absent() -> Iterator[tuple[str, str]]:
    """What this machine lacks for a full run, and how to give it."""
    if not os.environ.get("TEST_DATABASE_URL"):
        yield "PostgreSQL", "set TEST_DATABASE_URL"
    if not os.environ.get("TEST_REDIS_URL"):
        yield "Redis", "set TEST_REDIS_URL"
    if browser() is None:
        yield "Chromium", "install Debian's chromium"
    if ctypes.util.find_library("pango-1.0") is None:
        yield "Pango", "install Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"
    if not (SAMPLES / "INDEX.tsv").exists():
        yield "recorded real pages", "set SAMPLES to their folder"
    for version in ("3.11", "3.12", "3.13"):
        if version != f"{sys.version_info.major}.{sys.version_info.minor}":
            yield f"Python {version}", f"make clean test PYTHON=python{version}"


def need(what: str) -> None:
    """Skip for want of something, by name; fail where it is required."""
    how = dict(absent()).get(what)
    if how is None:
        return
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{what} is required here and was not given: {how}")
    pytest.skip(f"{what} was not given: {how}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One closing line for each thing that the tests were not given."""
    for what, how in absent():
        terminalreporter.write_line(f"Not given: {what} ({how}).")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that empty the database run last, as Django's own runner has it.

    They empty the rows that migrations made, too, and pytest-randomly has shuffled them in.
    """
    items.sort(key=_empties_the_database)
    if config.getoption("only_database") or config.getoption("only_once"):
        # By module, for some tests ask for a browser's login by name only when they run.
        modules = {item.path for item in items if _uses_the_database(item)}
        wanted = bool(config.getoption("only_database"))
        config.hook.pytest_deselected(
            items=[item for item in items if (item.path in modules) != wanted]
        )
        items[:] = [item for item in items if (item.path in modules) == wanted]


def _uses_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    named = set(getattr(item, "fixturenames", ()))
    wants = {"db", "transactional_db", "live_server", "on_postgresql"}
    return item.get_closest_marker("django_db") is not None or bool(named & wants)


def _empties_the_database(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    named = set(getattr(item, "fixturenames", ()))
    return bool(mark and mark.kwargs.get("transaction")) or bool(
        named & {"transactional_db", "live_server"}
    )


@pytest.fixture
def curated(db: None) -> None:
    """The curated record, loaded."""
    from tests import curated as record

    record.lay()


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's mails are kept."""
    folder = tmp_path / "mail"
    settings.EMAIL_BACKEND = "legislation.mail.EmlBackend"
    settings.MAIL_DIRECTORY = folder
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skipped without one."""
    need("Chromium")
    return str(browser())


@pytest.fixture(scope="session")
def pango() -> None:
    """What makes a PDF; skipped without it."""
    need("Pango")


@pytest.fixture
def on_postgresql() -> None:
    """For what only PostgreSQL does, such as two writers at once: its turn has the test."""
    if connection.vendor != "postgresql":
        pytest.skip("only where the tests run on PostgreSQL")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a PostgreSQL server on which databases may be made."""
    need("PostgreSQL")
    return os.environ["TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis database that may be emptied."""
    need("Redis")
    return os.environ["TEST_REDIS_URL"]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The recorded real pages, which are no part of the product: never required."""
    if not (SAMPLES / "INDEX.tsv").exists():
        pytest.skip(f"the recorded real pages are absent ({SAMPLES})")
    return SAMPLES
