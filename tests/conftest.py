"""What all tests share: a place of their own, and the servers that they were given.

A test that needs PostgreSQL, Redis or Chromium asks for it by fixture. Where it was not given, the
test is skipped under that name and a closing line says so; with REQUIRE_SERVICES=1 it fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

NOT_GIVEN: dict[str, str] = {}


def not_given(what: str, how: str) -> None:
    """Skip for want of a server, by name; fail where servers are required."""
    NOT_GIVEN[what] = how
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{what} is required here and was not given: {how}")
    pytest.skip(f"{what} was not given: {how}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One closing line for each thing that the tests were not given."""
    for what, how in sorted(NOT_GIVEN.items()):
        terminalreporter.write_line(f"Not given: {what} ({how}).")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the database run last, as Django's own runner has it.

    They empty the rows that migrations made, too, and pytest-randomly has shuffled them in.
    """
    items.sort(key=_empties_the_database)


def _empties_the_database(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    named = set(getattr(item, "fixturenames", ()))
    return bool(mark and mark.kwargs.get("transaction")) or bool(
        named & {"transactional_db", "live_server"}
    )


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
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        not_given("Chromium", "install Debian's chromium")
    return str(found)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a PostgreSQL server on which databases may be made."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        not_given("PostgreSQL", "set TEST_DATABASE_URL")
    return url


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis database that may be emptied."""
    url = os.environ.get("TEST_REDIS_URL", "")
    if not url:
        not_given("Redis", "set TEST_REDIS_URL")
    return url


@pytest.fixture(scope="session")
def samples() -> Path:
    """The recorded real pages, which are no part of the product."""
    default = Path(__file__).parents[2] / "shared" / "samples"
    folder = Path(os.environ.get("SAMPLES", default))
    if not (folder / "INDEX.tsv").exists():
        NOT_GIVEN["Recorded real pages"] = "set SAMPLES to their folder"
        pytest.skip(f"the recorded real pages are absent ({folder})")
    return folder


@pytest.fixture
def browser_async_unsafe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Playwright's loop makes Django think that it is in async code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    yield
