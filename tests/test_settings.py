"""What the settings refuse, with a sentence, in a fresh process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAFE = {
    "SITE_URL": "https://tracker.example.org",
    "SECRET_KEY": "k" * 60,
    "EMAIL_URL": "smtp+tls://user:password@smtp.example.org:587",
}


def load(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own and print two of them."""
    kept = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    show = "from tracker import settings as s; print(s.DEBUG, s.CELERY_BROKER_URL, s.AT_HOME)"
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY is too short"),
        ({"SECRET_KEY_FALLBACKS": "a"}, "SECRET_KEY_FALLBACKS has a key that is too short"),
        ({"DEBUG": "1"}, "turn DEBUG off"),
        ({"ALLOWED_HOSTS": "other.example.org,*"}, "ALLOWED_HOSTS has *"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is missing"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL names no relay"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no relay"),
        ({"SITE_URL": "http://tracker.example.org"}, "it must be https://"),
        ({"SITE_URL": "tracker.example.org"}, "write the address of the site"),
        ({"DATABASE_URL": "my database"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "postgres://me@db:port/tracker"}, "DATABASE_URL cannot be read"),
        ({"EMAIL_URL": "smtp://relay:port"}, "EMAIL_URL cannot be read"),
        ({"EMAIL_URL": "my relay"}, "EMAIL_URL cannot be read"),
    ],
)
def test_an_unsafe_production_is_refused_in_a_sentence(
    tmp_path: Path, change: dict[str, str], says: str
) -> None:
    done = load(tmp_path, **{**SAFE, **change})
    assert done.returncode != 0 and says in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "abc", "PORT is 'abc': write a whole number from 1 to 65535, such as 8000"),
        ("PORT", "0", "PORT is '0': write a whole number from 1 to 65535"),
        ("PORT", "80000", "PORT is '80000': write a whole number from 1 to 65535"),
        ("MAILS_PER_LEASE", "1.5", "MAILS_PER_LEASE is '1.5': write a whole number from 1 to 1000"),
        ("TICK_SECONDS", "soon", "TICK_SECONDS is 'soon': write a number from 0 upwards"),
        ("SCRAPE_TOTAL_SECONDS", "nan", "SCRAPE_TOTAL_SECONDS is 'nan': write a number"),
    ],
)
def test_a_number_that_is_none_or_out_of_bounds_is_named(
    tmp_path: Path, name: str, value: str, says: str
) -> None:
    done = command(tmp_path, "-m", "tracker.embedded", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"A setting is wrong. {says}")
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_said_before_anything_is_prepared(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command(tmp_path, "-m", "tracker.embedded", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken: PORT={port + 1} make run.\n"
    assert done.stdout == ""
    assert not (tmp_path / "tracker.sqlite3").exists()


def test_a_safe_production_starts(tmp_path: Path) -> None:
    done = load(tmp_path, **SAFE, REDIS_URL="redis://127.0.0.1:6379/9")
    assert done.stdout.split() == ["False", "redis://127.0.0.1:6379/9", "False"]


def test_the_example_of_a_production_starts_once_it_has_a_key(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    done = load(tmp_path, **{**example, "SECRET_KEY": SAFE["SECRET_KEY"]})
    assert done.returncode == 0, done.stderr


def test_another_host_name_is_no_danger(tmp_path: Path) -> None:
    assert load(tmp_path, **SAFE, ALLOWED_HOSTS="other.example.org").returncode == 0


def test_one_machine_may_do_without_a_relay(tmp_path: Path) -> None:
    assert load(tmp_path, SECRET_KEY="k", EMAIL_URL="consolemail://").returncode == 0


def test_a_newcomer_needs_no_setting_and_gets_a_key_of_their_own(tmp_path: Path) -> None:
    assert load(tmp_path).stdout.split() == ["False", "memory://localhost//", "True"]
    key = (tmp_path / "secret_key").read_text()
    assert len(key) > 40 and (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    load(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key


def test_private_targets_are_never_asked_in_production(tmp_path: Path) -> None:
    show = "from tracker import settings as s; print(s.SCRAPE_PRIVATE_TARGETS)"
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path),
            **SAFE,
            "SCRAPE_PRIVATE_TARGETS": "1",
        },
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "False"


def test_a_setting_of_nothing_counts_as_not_set(tmp_path: Path) -> None:
    done = load(tmp_path, DATABASE_URL="", SITE_URL="", PORT="", REDIS_URL="", DEBUG="")
    assert done.stdout.split() == ["False", "memory://localhost//", "True"], done.stderr


def command(
    tmp_path: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A command as a person types it."""
    kept = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("arguments", [["manage.py", "scrape"], ["-m", "tracker.embedded"]])
def test_a_wrong_setting_is_one_sentence_at_the_terminal(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = command(tmp_path, *arguments, SITE_URL="tracker.example.org")
    assert done.returncode == 1
    assert done.stderr.startswith("A setting is wrong. SITE_URL is 'tracker.example.org'")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["scrape", "load_baseline", "reparse"])
def test_a_command_before_the_setup_says_what_to_run_first(tmp_path: Path, name: str) -> None:
    done = command(tmp_path, "manage.py", name)
    assert done.returncode == 1
    assert done.stderr == (
        "The database is not prepared for this version. First run: manage.py setup\n"
    )


def test_a_database_out_of_reach_is_named_without_a_traceback(tmp_path: Path) -> None:
    away = "postgres://nobody@127.0.0.1:1/tracker"
    done = command(tmp_path, "manage.py", "scrape", DATABASE_URL=away)
    assert done.returncode == 1
    assert done.stderr.startswith("The database of DATABASE_URL cannot be reached: ")
