"""The story's pages over real HTTP, for all tests of what is read from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from scrapers.replay import Replay
from tests import make, story


@pytest.fixture
def pages(served: Path) -> Path:
    """The story's pages, served, and a proposal that they are about."""
    make.proposal("2025/0059(COD)", press_phrases=["return regulation"])
    return served


@pytest.fixture
def served(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The story's pages, served."""
    folder = story.lay(tmp_path / "story")
    with Replay(folder, 0) as served:
        told = served.settings()
        settings.SOURCE_BASES = {
            "cellar": told["CELLAR_BASE"],
            "eurlex": told["EURLEX_BASE"],
            "council": told["COUNCIL_BASE"],
            "epapi": told["EPAPI_BASE"],
            "parliament": told["PARLIAMENT_BASE"],
        }
        settings.SCRAPE_PAUSE_SECONDS = 0
        settings.SCRAPE_CONTACT = "tests@example.org"
        settings.SCRAPE_PRIVATE_TARGETS = True
        settings.SCRAPE_TOTAL_SECONDS = 5
        yield folder
