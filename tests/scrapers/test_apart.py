"""A large page is read in a process of its own, within bounds, with the same outcome."""

from __future__ import annotations

import time

import pytest

from scrapers import apart
from scrapers.expect import NotThere, ParseError
from scrapers.sources import WATCHED, Watched
from tests.scrapers.pages import page
from tests.scrapers.walls import NOT_FOUND

BY_SLUG = {watched.slug: watched for watched in WATCHED}
REFERENCE = "2098/0001(COD)"


def large(content: bytes) -> bytes:
    """The same page with a long comment in it."""
    comment = b"<!--" + b"x" * apart.SMALL + b"-->"
    return content.replace(b"<body", comment + b"<body", 1)


def does_what_the_page_says(seconds: int = apart.SECONDS) -> tuple[str, str]:
    """What to run instead of a reader."""
    return (
        "-c",
        f"import sys; from scrapers import apart; apart.SECONDS = {seconds};"
        "apart.READER_OF[sys.argv[1]] ="
        " lambda page, expect=None: exec(page.strip());"
        "apart.main(*sys.argv[1:])",
    )


@pytest.fixture
def other_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process does what the page says instead of reading it."""
    monkeypatch.setattr(apart, "_RUN", does_what_the_page_says())


def run(program: str) -> object:
    return apart.read(BY_SLUG["cellar"], program.encode().ljust(apart.SMALL + 1), None)


@pytest.mark.parametrize(
    ("slug", "name"), [("eurlex", "eurlex_timeline.html"), ("oeil", "oeil_2025.html")]
)
def test_a_large_page_says_what_it_says_here(slug: str, name: str) -> None:
    watched, content = BY_SLUG[slug], large(page(name))
    assert len(content) > apart.SMALL
    here = watched.read(content, None)
    assert apart.read(watched, content, None) == here
    assert apart.read(watched, content, here.reference) == here  # type: ignore[union-attr]


def test_refusals_come_back_as_they_are() -> None:
    with pytest.raises(ParseError, match="expected the procedure 2097/0009"):
        apart.read(BY_SLUG["eurlex"], large(page("eurlex_timeline.html")), "2097/0009(COD)")
    with pytest.raises(NotThere):
        apart.read(BY_SLUG["eurlex"], large(NOT_FOUND["eurlex"]), REFERENCE)


def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_RUN", does_what_the_page_says(seconds=1))
    started = time.monotonic()
    with pytest.raises(ParseError, match="reading it took longer than 5 seconds"):
        run("while True: pass")
    assert time.monotonic() - started < apart.PATIENCE


@pytest.mark.usefixtures("other_reader")
def test_one_that_does_nothing_at_all_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 1)
    with pytest.raises(ParseError, match="reading it took longer than 5 seconds"):
        run("import time; time.sleep(100)")


@pytest.mark.usefixtures("other_reader")
@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("[bytearray(1 << 20) for _ in range(1 << 10)]", "more than 512 MiB of memory"),
        ("import os; os.abort()", "reading it ended the process .SIGABRT."),
    ],
)
def test_one_that_fills_the_memory_is_refused(program: str, told: str) -> None:
    with pytest.raises(ParseError, match=told):
        run(program)


@pytest.mark.usefixtures("other_reader")
def test_our_own_fault_stays_ours() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: division by zero"):
        run("1 / 0")


@pytest.mark.usefixtures("other_reader")
def test_the_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "known")
    assert run("import os; assert 'SECRET_KEY' not in os.environ") is None


@pytest.mark.parametrize("watched", WATCHED, ids=lambda watched: watched.slug)
def test_the_process_reads_with_the_same_reader(watched: Watched) -> None:
    assert apart.READER_OF[watched.slug] is watched.read


def test_the_process_knows_no_django() -> None:
    import subprocess
    import sys

    loaded = "import scrapers.apart, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=apart._ROOT).returncode == 0
