"""A real Chromium, and the site that it looks at.

Pages are looked at on the program as a person starts it, with the curated record and the story
read in; forms and hostile rows on pytest-django's live server, whose rows the tests can reach.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from scrapers.replay import Replay
from tests import story
from tests.smtp_sink import Sink
from tests.test_processes import Browser as Client
from tests.test_processes import answers, environment, free_port, running, wait_for

#: One that the story's pages speak of too, so that stored copies stand behind it.
EVENT = "/proposals/2025-0059-COD/events/2026-10-01-council-first-reading-adoption/"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Opens(Protocol):
    """Opens an empty page of a browser that nobody has used before."""

    def __call__(self, base: str, **settings: Any) -> Page: ...


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, for one module: Playwright's loop would make other tests' Django think it async."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """A page in a fresh context each: no cookie and no cache of another test."""
    with ExitStack() as stack:

        def opened(base: str, **settings: Any) -> Page:
            context = browser.new_context(base_url=base, **settings)
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            return context.new_page()

        yield opened


@pytest.fixture
def live(live_server: LiveServer, settings: Settings) -> str:
    """The address of the live server, which is also the one that mails name."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@dataclass(frozen=True)
class Site:
    """The running program: its address, and the password of its first account."""

    base: str
    password: str


@pytest.fixture(scope="module")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program in one process, with the curated record and what the story's pages say."""
    place = tmp_path_factory.mktemp("site")
    port, log = free_port(), place / "log"
    base = f"http://127.0.0.1:{port}"
    with Sink() as sink, Replay(story.lay(place / "story"), 0) as served:
        command = [sys.executable, "-m", "tracker.embedded"]
        with running(command, environment(place, port, sink, served), log):
            wait_for("the first page", lambda: answers(f"{base}/"), log)
            wait_for("seven sources read", lambda: _fine(base) == 7, log)
            yield Site(base, _password(log))


def _fine(base: str) -> int:
    return Client(base).get("/api/v1/sources/").count('"state":"fine"')


def _password(log: Path) -> str:
    found = re.search(r"name admin, password (\S+)", log.read_text())
    assert found is not None
    return found[1]
