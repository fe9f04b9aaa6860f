"""A place of the tests' own, loaded before Django reads its settings (`-p tests.environment`).

No file of the person who runs the tests is touched, and nothing of that person's settings counts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

PLACE = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
(PLACE / "static").mkdir()
os.environ["VAR_DIR"] = str(PLACE)
os.environ["STATIC_COMPILED"] = "0"
# A test's transaction is seen by one connection alone; what a hold does has tests of its own.
os.environ["MAIL_CONNECTIONS"] = "1"
os.environ["SOURCE_HOLD_SECONDS"] = "0"
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
for _name in ("REDIS_URL", "EMAIL_URL", "SCRAPE_CONTACT", "DEBUG", "SECRET_KEY", "STATIC_ROOT"):
    os.environ.pop(_name, None)
for _name in ("CELLAR_BASE", "EURLEX_BASE", "COUNCIL_BASE", "SCRAPE_PRIVATE_TARGETS"):
    os.environ.pop(_name, None)  # pasted from a replay


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run on another database: what never asks one needs no second run."""
    text = "only tests that use the database of DATABASE_URL"
    parser.addoption("--only-database", action="store_true", help=text)
    text = "only those that --only-database leaves out"
    parser.addoption("--only-once", action="store_true", help=text)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(PLACE, ignore_errors=True)
